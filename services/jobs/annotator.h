// Suggests occupation codes for the open vacancies that came without one, and writes them beside the records as
// annotations. It follows the feed on a thread of its own: learns from what is coded (in every process), notes what is
// not; of all processes one at a time works off its notes. It begins when searches are served, works a
// tenth of its time at most, and at a lower priority than whoever waits for an answer.
// Thread-safe. Exchange and coding outlive it.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/exchange.h"
#include "lib/exchange/public_sources.h"
#include "lib/platform/schedule/schedule.h"
#include "services/jobs/coding.h"

namespace tabadul::jobs {

class Annotator {
 public:
  struct Options {
    std::string conninfo;  // for the lock
    bool suggest = true;   // false: learns only
    absl::Duration every = absl::Seconds(2);
    int rests_for = 9;  // times as long as it has worked
    // Titles that were learned and are not public any more are forgotten by then: all is learned anew.
    absl::Duration forget_after = absl::Hours(12);
  };
  // `ready`: whether searches are served, which comes first.
  Annotator(exchange::Exchange& exchange, std::function<bool()> ready, Coding& coding, Options options);
  ~Annotator();

  void Start();
  void Stop();

  // Open vacancies without a code that are still to be looked at here.
  size_t Pending() const;
  // Whether it has seen what the exchange knows of.
  bool Followed() const;

 private:
  using Id = std::array<char, 16>;

  bool Rest(absl::Duration duration);
  absl::Duration RestAfter(absl::Duration worked) const;
  void Follow();
  bool FollowOnce(exchange::Cursor& cursor);
  bool IsToForget();
  // Whether something of what was learned is not public any more.
  bool IsWithdrawn();
  void Note(const exchange::Entry& entry);
  // From the beginning.
  void ReadAnew(exchange::Cursor& cursor);
  void ShowProgress() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Id> Take();
  void GiveBack(const std::vector<Id>& ids);
  absl::Status WorkOff(const Context& context);
  absl::Status AnnotateSome(const Context& context, const std::vector<Id>& ids);

  exchange::Exchange& exchange_;
  const std::function<bool()> ready_;
  Coding& coding_;
  const Options options_;
  absl::Time old_titles_since_ = absl::InfiniteFuture();  // its own thread only
  exchange::PublicSources public_;                        // the same
  std::thread thread_;
  std::unique_ptr<schedule::Scheduler> scheduler_;

  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  exchange::Position seen_ ABSL_GUARDED_BY(mutex_);
  bool caught_up_ ABSL_GUARDED_BY(mutex_) = false;  // has learned from what there is
  absl::flat_hash_set<Id> pending_ ABSL_GUARDED_BY(mutex_);
  size_t taken_ ABSL_GUARDED_BY(mutex_) = 0;  // of them, being looked at
};

}  // namespace tabadul::jobs
