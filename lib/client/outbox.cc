#include "lib/client/outbox.h"

#include <fmt/format.h>

#include <utility>

#include "lib/platform/base/mutant.h"
#include "lib/platform/base/status.h"

namespace tabadul::client {

void Packed::Add(std::shared_ptr<exchange::v1::PushItem> item) {
  request_.mutable_items()->mutable_items()->UnsafeArenaAddAllocated(item.get());
  items_.push_back(std::move(item));
}

Packed::~Packed() {
  if (items_.empty()) return;
  // The items are ours: the request only lent them.
  auto* lent = request_.mutable_items()->mutable_items();
  while (!lent->empty()) lent->UnsafeArenaReleaseLast();
}

void Outbox::Append(exchange::v1::PushItem item) {
  item.set_item(++last_);
  const size_t bytes = item.ByteSizeLong();
  bytes_ += bytes;
  items_.push_back({std::make_shared<exchange::v1::PushItem>(std::move(item)), bytes});
}

Packed Outbox::Pack(size_t most_items, size_t most_bytes) {
  Packed packed;
  size_t bytes = 0;
  while (sent_ < items_.size() && packed.size() < most_items) {
    const Slot& slot = items_[sent_];
    if (packed.size() > 0 && bytes + slot.bytes > most_bytes) break;
    bytes += slot.bytes;
    packed.Add(slot.item);
    ++sent_;
  }
  return packed;
}

absl::Status Outbox::Answer(uint64_t item) {
  const uint64_t expected = sent_ == 0 ? 0 : items_.front().item->item();
  if (item != expected) {
    return Internal(fmt::format("the hub answered item {}, but item {} was next", item, expected));
  }
  bytes_ -= items_.front().bytes;
  items_.pop_front();
  --sent_;
  return absl::OkStatus();
}

std::vector<std::shared_ptr<const exchange::v1::PushItem>> Outbox::OldestSent(size_t count) const {
  std::vector<std::shared_ptr<const exchange::v1::PushItem>> items;
  items.reserve(count);
  for (size_t i = 0; i < count; ++i) items.push_back(items_[i].item);
  return items;
}

void Outbox::Rewind() {
  if (MUTANT("forget_unanswered_tail"))
    items_.erase(items_.begin(), items_.begin() + static_cast<ptrdiff_t>(sent_));
  sent_ = 0;
}

size_t Outbox::DropUnsent() {
  const size_t dropped = unsent();
  while (items_.size() > sent_) {
    bytes_ -= items_.back().bytes;
    items_.pop_back();
  }
  return dropped;
}

}  // namespace tabadul::client
