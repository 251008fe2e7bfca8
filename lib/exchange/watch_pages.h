// Pages of the feed as Watch sends them. A page at the head is made once for all followers that ask alike, with one
// signature: a thousand of them wake at each change, and at each heartbeat. Alike are the streams of one system.
// Thread-safe; the exchange outlives it.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/exchange.h"

namespace tabadul::exchange {

class WatchPages {
 public:
  explicit WatchPages(Exchange& exchange) : exchange_(exchange) {}

  struct Ready {
    std::vector<Loss> losses;  // to be told before
    std::string bytes;         // a serialized WatchResponse
    Cursor cursor;             // go on from here
    bool at_head = false;
  };
  // As Exchange::Changes. Blocking.
  absl::StatusOr<Ready> After(const Context& context, const Cursor& cursor, const v1::Filter& filter,
                              const Reader& reader, size_t budget_bytes, Exchange::AtHead at_head);

 private:
  struct Kept {
    std::string question;
    std::chrono::steady_clock::time_point made;
    std::shared_ptr<const Ready> answer;
  };
  std::shared_ptr<const Ready> Find(const std::string& question);

  Exchange& exchange_;
  absl::Mutex mutex_;
  std::deque<Kept> kept_ ABSL_GUARDED_BY(mutex_);  // newest last
};

}  // namespace tabadul::exchange
