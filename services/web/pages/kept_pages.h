// Pages that were made moments ago: what many ask for at once is made once in that time (docs/adr/0024). Only what everybody may
// see, and only whole pages, never errors. Bounded in bytes; the oldest go first. Thread-safe.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/web/answers.h"

namespace tabadul::web::pages {

class KeptPages {
 public:
  struct Options {
    absl::Duration age = absl::ZeroDuration();  // so long a page is shown again; zero: never
    size_t most_bytes = 64u << 20;
  };
  explicit KeptPages(Options options) : options_(options) {}

  bool keeps() const { return options_.age > absl::ZeroDuration(); }
  // `address`: all that the page hangs on. Null: there is none, or it was made too long ago.
  std::shared_ptr<const Document> Find(std::string_view address, absl::Time now) const;
  // `made`: before anything was asked for it, so that a change meanwhile does not make it younger.
  void Keep(const std::string& address, std::shared_ptr<const Document> page, absl::Time made);
  size_t bytes() const;

 private:
  struct Kept {
    std::shared_ptr<const Document> page;
    absl::Time made;
  };
  using Entries = std::map<std::string, Kept, std::less<>>;
  void DropOldest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  mutable absl::Mutex mutex_;
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  // In the order in which they were kept; an address that was kept again stands there again.
  std::deque<std::pair<std::string, absl::Time>> order_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace tabadul::web::pages
