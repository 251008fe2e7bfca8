#include "tests/chaos/exchange/faults_page.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

#include "lib/exchange/boundaries.h"
#include "tests/harness/die.h"
#include "tests/harness/eventually.h"

namespace tabadul::chaos {

FaultsPage::FaultsPage(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof(fault::Page)) != 0) harness::Die("cannot make " + path);
  void* const memory = mmap(nullptr, sizeof(fault::Page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory == MAP_FAILED) harness::Die("cannot map " + path);
  page_ = static_cast<fault::Page*>(memory);
  int slot = 0;
  for (const exchange::Boundary& boundary : exchange::kBoundaries) {
    static_assert(std::size(exchange::kBoundaries) <= fault::Page::kSlots);
    std::strncpy(page_->slots[slot++].name, boundary.name, fault::Page::kNameBytes - 1);
  }
}

FaultsPage::~FaultsPage() {
  Disarm();
  Go();
  munmap(page_, sizeof(fault::Page));
}

int FaultsPage::SlotOf(const std::string& point) const {
  for (int slot = 0; slot < fault::Page::kSlots; ++slot) {
    if (point == page_->slots[slot].name) return slot;
  }
  harness::Die("there is no boundary " + point);
}

uint64_t FaultsPage::Fires() const { return page_->slots[slot_].fired.load(); }

void FaultsPage::Arm(const std::string& point, fault::Action action, int passes) {
  page_->armed = 0;
  slot_ = SlotOf(point);
  fired_before_ = Fires();
  page_->action = static_cast<uint32_t>(action);
  page_->left = passes;
  page_->armed = slot_ + 1;
}

void FaultsPage::Disarm() { page_->armed = 0; }

bool FaultsPage::AwaitFired(absl::Duration timeout) const {
  return harness::Eventually([this] { return Fired(); }, timeout, absl::Milliseconds(1));
}

void FaultsPage::Go() { page_->stopped = 0; }

uint64_t FaultsPage::Reached(const std::string& point) const { return page_->slots[SlotOf(point)].reached; }

void FaultsPage::SetClock(absl::Duration ahead) { page_->clock_seconds = absl::ToInt64Seconds(ahead); }
absl::Duration FaultsPage::ClockAhead() const { return absl::Seconds(page_->clock_seconds.load()); }

}  // namespace tabadul::chaos
