// Items between their producer and their answers: [sent and unanswered | not yet sent], in one order. This is
// the tail that a new stream repeats. Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "tabadul/exchange/v1/push.pb.h"

namespace tabadul::client {

// One message ready to be written. Holds its items alive without a copy; not copied itself.
class Packed {
 public:
  Packed() = default;
  ~Packed();
  Packed(Packed&&) = default;
  Packed& operator=(Packed&&) = delete;
  void Add(std::shared_ptr<exchange::v1::PushItem> item);
  const exchange::v1::PushRequest& request() const { return request_; }
  size_t size() const { return items_.size(); }

 private:
  exchange::v1::PushRequest request_;
  std::vector<std::shared_ptr<exchange::v1::PushItem>> items_;
};

class Outbox {
 public:
  // Items are numbered 1, 2, 3, … in the order they come.
  void Append(exchange::v1::PushItem item);
  // The next unsent items as one message, at most so many items and bytes (but one item always); now sent.
  Packed Pack(size_t most_items, size_t most_bytes);
  // Takes the answer of the oldest sent item. INTERNAL if `item` is not that one.
  absl::Status Answer(uint64_t item);
  // The oldest `count` of the sent items; they stay as they are. At most sent().
  std::vector<std::shared_ptr<const exchange::v1::PushItem>> OldestSent(size_t count) const;
  // The stream has ended: what it carried unanswered is to be sent again.
  void Rewind();
  // Gives up what was not sent; returns how many.
  size_t DropUnsent();

  size_t sent() const { return sent_; }
  size_t unsent() const { return items_.size() - sent_; }
  size_t bytes() const { return bytes_; }
  bool empty() const { return items_.empty(); }

 private:
  struct Slot {
    std::shared_ptr<exchange::v1::PushItem> item;
    size_t bytes;
  };
  std::deque<Slot> items_;
  size_t sent_ = 0, bytes_ = 0;
  uint64_t last_ = 0;
};

}  // namespace tabadul::client
