#include "lib/platform/base/fault_point.h"

#ifdef TABADUL_MUTANTS
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/time/clock.h"

namespace tabadul::fault {
namespace {

[[noreturn]] void Refuse(const char* what, const char* which) {
  std::fprintf(stderr, "fault points: %s: %s\n", what, which);
  std::abort();
}

Page* MapPage() {
  const char* const path = std::getenv("TABADUL_FAULTS");
  if (path == nullptr) return nullptr;
  const int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) Refuse("cannot open", path);
  void* const memory = mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory == MAP_FAILED) Refuse("cannot map", path);
  return static_cast<Page*>(memory);
}

Page* ThePage() {
  static Page* const page = MapPage();
  return page;
}

}  // namespace

int SlotOf(const char* name) {
  const Page* const page = ThePage();
  if (page == nullptr) return -1;
  for (int slot = 0; slot < Page::kSlots; ++slot) {
    if (std::strncmp(page->slots[slot].name, name, Page::kNameBytes) == 0) return slot;
  }
  Refuse("no such point on the page", name);
}

void Reach(int slot) {
  Page& page = *ThePage();
  ++page.slots[slot].reached;
  int32_t expected = slot + 1;
  if (page.armed.load() != expected || page.left.fetch_sub(1) > 0) return;
  if (!page.armed.compare_exchange_strong(expected, 0)) return;  // another thread acts
  ++page.slots[slot].fired;
  if (page.action.load() == static_cast<uint32_t>(Action::kDie)) {
    kill(getpid(), SIGKILL);
    while (true) pause();
  }
  page.stopped.store(getpid());
  while (page.stopped.load() == getpid()) absl::SleepFor(absl::Milliseconds(1));
}

int64_t ClockSeconds() {
  const Page* const page = ThePage();
  return page == nullptr ? 0 : page->clock_seconds.load();
}

}  // namespace tabadul::fault
#endif
