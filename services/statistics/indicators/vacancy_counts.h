// Counts the vacancies of the exchange by month, from its feed: how many are open at a month's end, how many are new in it,
// by country, major group of the occupation and section of the industry. What counts is the vacancy, not its number of
// positions: few sources state that, none is held to it, and one false number would be the total.
//
// A vacancy begins on its first day of publication, or when the hub got it if that is earlier; it is open until its source
// closes it, the Centre suspends it, or its own time is over. What was closed because it was a duplicate or should never have
// been published is not counted. Of each vacancy the newest state counts for every month that is still to be counted.
//
// It keeps no place in the feed over restarts: the feed is read again from its beginning. About 50 bytes for each vacancy that
// may still count. Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "lib/client/follower.h"
#include "lib/platform/base/clock.h"
#include "services/statistics/indicators/count_table.h"
#include "services/statistics/indicators/vacancy_classes.h"

namespace tabadul::statistics {

struct MonthCounts {
  CountTable open{kMajorGroups, kSections};    // at the month's end
  CountTable opened{kMajorGroups, kSections};  // within the month
};
using CountsByCountry = absl::btree_map<std::string, MonthCounts>;  // ISO 3166-1 alpha-2

class VacancyCounts final : public client::Follower {
 public:
  struct Limits {
    size_t vacancies = 8'000'000;
    size_t sources = 100'000;
  };
  explicit VacancyCounts(const Clock& clock) : VacancyCounts(clock, Limits()) {}
  VacancyCounts(const Clock& clock, const Limits& limits) : clock_(clock), limits_(limits) {}

  // TOO_MANY {field: "vacancies", "sources"; limit}; MALFORMED {field: "hub_id"}.
  absl::Status Apply(const client::ChangeList& changes, const std::string& cursor) override;
  absl::Status Withdraw(const exchange::v1::Withdrawn& withdrawn) override;
  absl::Status Restart() override;
  absl::Status Marked() override;
  std::string Applied() const override;

  // Everything up to here was applied; the infinite past before the first mark.
  absl::Time complete_until() const;
  // `counts`: whether vacancies of a source do. Countries without any are left out.
  CountsByCountry Count(int64_t month, const std::function<bool(std::string_view source)>& counts) const;
  // The months up to this one will not be counted again: what counts in none after it may be forgotten.
  void Forget(int64_t month);
  size_t size() const;

 private:
  using Id = std::pair<uint64_t, uint64_t>;  // the hub's
  using Minutes = int32_t;                   // since 1970
  static constexpr Minutes kOpen = std::numeric_limits<Minutes>::max();
  struct Held {
    uint32_t source = 0;               // number in sources_
    Minutes begins = 0, ends = kOpen;  // it may be known before that it ends
    char country[2] = {};
    uint8_t major_group = 0, section = 0;
    bool ended = false;
    bool unseen = false;  // since Restart
  };
  static Minutes MinutesOf(absl::Time time);
  static std::optional<Id> IdOf(std::string_view hub_id);
  // Nullopt: it is not to be counted.
  static std::optional<Held> HeldOf(const exchange::v1::StoredRecord& stored);
  absl::Status Take(const exchange::v1::Change& change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<uint32_t> NumberOf(const std::string& source) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  const Limits limits_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<Id, Held> held_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> sources_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, uint32_t> by_source_ ABSL_GUARDED_BY(mutex_);
  Minutes forgotten_ ABSL_GUARDED_BY(mutex_) = std::numeric_limits<Minutes>::min();  // what ended before it
  absl::Time complete_until_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::string cursor_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::statistics
