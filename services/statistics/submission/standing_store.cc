#include "services/statistics/submission/standing_store.h"

#include <algorithm>

#include "absl/strings/str_split.h"

namespace tabadul::statistics {
namespace {

// 1: exchange.v1.ASSERTED_STATE_OPEN.
constexpr pg::Sql kFind{"submission.standing_find",
                        "SELECT payload, audience_countries, audience_public FROM series_record "
                        "WHERE source = $1 AND record_id COLLATE \"C\" = ANY ($2) AND asserted = 1"};
constexpr pg::Sql kAfter{
    "submission.standing_after",
    "SELECT payload, audience_countries, audience_public FROM series_record WHERE source = $1 AND record_id "
    "COLLATE \"C\" > $2 "
    "AND record_id COLLATE \"C\" < $3 AND asserted = 1 ORDER BY record_id COLLATE \"C\" LIMIT $4"};

absl::StatusOr<std::vector<Standing>> SeriesOf(const pg::Result& result) {
  std::vector<Standing> all(static_cast<size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row) {
    Standing& standing = all[static_cast<size_t>(row)];
    const std::string_view payload = result.Bytes(row, 0), countries = result.Text(row, 1);
    if (!standing.series.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
      return Internal("unreadable series");
    }
    for (const absl::string_view country : absl::StrSplit(Absl(countries), ',', absl::SkipEmpty())) {
      standing.audience.add_countries(std::string(country));
    }
    if (!countries.empty()) standing.audience.set_public_(result.Bool(row, 2));
  }
  return all;
}

}  // namespace

absl::StatusOr<std::vector<Standing>> StandingStore::Find(const Context& context, const std::string& source,
                                                          absl::Span<const std::string> record_ids) const {
  ASSIGN_OR_RETURN(const pg::Result result,
                   pool_.Query(context, kFind, source,
                               std::span<const std::string>(record_ids.data(), record_ids.size())));
  return SeriesOf(result);
}

absl::StatusOr<std::vector<Standing>> StandingStore::After(const Context& context, const std::string& source,
                                                           std::string_view prefix, std::string_view after,
                                                           int limit) const {
  // No byte of UTF-8 is above 0xf4: U+10FFFF ends the range of a prefix in the index.
  const std::string end = std::string(prefix) + "\xf4\x8f\xbf\xbf";
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kAfter, source, std::max(after, prefix), end,
                                                        static_cast<int64_t>(limit)));
  return SeriesOf(result);
}

}  // namespace tabadul::statistics
