#include "services/web/pages/kept_pages.h"

#include <utility>

namespace tabadul::web::pages {
namespace {

size_t SizeOf(const std::string& address, const Document& page) {
  return 2 * address.size() + page.body.size() + page.gzipped.size();
}

}  // namespace

std::shared_ptr<const Document> KeptPages::Find(std::string_view address, absl::Time now) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = entries_.find(address);
  if (found == entries_.end() || found->second.made + options_.age <= now) return nullptr;
  return found->second.page;
}

void KeptPages::Keep(const std::string& address, std::shared_ptr<const Document> page, absl::Time made) {
  if (!keeps()) return;
  const size_t size = SizeOf(address, *page);
  absl::MutexLock lock(&mutex_);
  Kept& kept = entries_[address];
  if (kept.page != nullptr) {
    if (kept.made > made) return;  // another has made it since
    bytes_ -= SizeOf(address, *kept.page);
  }
  bytes_ += size;
  kept = {std::move(page), made};
  order_.emplace_back(address, made);
  while (!order_.empty() && (bytes_ > options_.most_bytes || order_.front().second + options_.age <= made))
    DropOldest();
}

void KeptPages::DropOldest() {
  const auto [address, made] = std::move(order_.front());
  order_.pop_front();
  const auto found = entries_.find(address);
  if (found == entries_.end() || found->second.made != made) return;  // it was kept again
  bytes_ -= SizeOf(address, *found->second.page);
  entries_.erase(found);
}

size_t KeptPages::bytes() const {
  absl::ReaderMutexLock lock(&mutex_);
  return bytes_;
}

}  // namespace tabadul::web::pages
