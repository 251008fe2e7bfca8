// StandingSeries from the table of the exchange of series (lib/exchange/migrations), by an index of its own
// (migrations/0002). Thread-safe.
#pragma once

#include "lib/platform/pg/pg.h"
#include "services/statistics/submission/standing_series.h"

namespace tabadul::statistics {

class StandingStore final : public StandingSeries {
 public:
  explicit StandingStore(pg::Pool& pool) : pool_(pool) {}
  absl::StatusOr<std::vector<Standing>> Find(const Context& context, const std::string& source,
                                             absl::Span<const std::string> record_ids) const override;
  absl::StatusOr<std::vector<Standing>> After(const Context& context, const std::string& source,
                                              std::string_view prefix, std::string_view after,
                                              int limit) const override;

 private:
  pg::Pool& pool_;
};

}  // namespace tabadul::statistics
