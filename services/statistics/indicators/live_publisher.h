// Releases the live indicators: when a month is over and has settled, the counts of each country, small ones withheld, as
// series of kLiveSource. Made for a job that is tried again and again: a run that fails goes on where it was, and replicas may
// take turns. Not thread-safe: one run at a time, of all replicas.
//
//   schedule::Job{.name = "statistics.live", .every = absl::Minutes(10), .timeout = absl::Minutes(5),
//                 .run = [&](const Context& context) { return publisher.Due() ? publisher.Run(context) : absl::OkStatus(); }}
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "lib/platform/base/context.h"
#include "services/statistics/indicators/live_flow.h"
#include "services/statistics/indicators/vacancy_counts.h"
#include "services/statistics/structure/layout.h"
#include "services/statistics/submission/standing_series.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

class LivePublisher {
 public:
  struct Parts {
    VacancyCounts& counts;
    const StandingSeries& standing;
    // The structures of the moment.
    std::function<std::shared_ptr<const Layouts>()> layouts;
    // Writes series of kLiveSource under their ids, in this order, durable on return. After an error it is not known which.
    std::function<absl::Status(const Context&, absl::Span<const v1::Series>)> write;
    // Whether vacancies of a source count: not those of sources on trial, nor fictional ones on a hub with real records.
    std::function<bool(std::string_view source)> counted;
  };
  // After a month's end, before it is released: what sources send late, or close late, is still taken.
  static constexpr absl::Duration kSettling = absl::Hours(24 * 5);

  explicit LivePublisher(Parts parts) : parts_(std::move(parts)) {}

  // Whether Run has something to do, as far as this process knows.
  bool Due() const;
  // The errors of its parts; PRECONDITION as of LiveFlow::Make; DEADLINE_EXCEEDED {method}. Blocking.
  absl::Status Run(const Context& context);

 private:
  using Counted = std::map<int64_t, CountsByCountry>;
  // The newest month that has settled by what the counts have of it.
  std::optional<int64_t> LastSettled() const;
  absl::Status ReleaseArea(const Context& context, const LiveFlow& flow, const std::string& country,
                           int64_t last, Counted& counted);
  MonthCounts CountsOf(int64_t month, const std::string& country, Counted& counted) const;

  const Parts parts_;
  std::optional<int64_t> released_;  // by this process
};

}  // namespace tabadul::statistics
