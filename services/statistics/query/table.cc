#include <algorithm>

#include "services/statistics/query/answer.h"
#include "services/statistics/query/choice.h"
#include "services/statistics/query/tables.h"

namespace tabadul::statistics::query {
namespace {

void CheckCount(Violations& v, std::string_view field, int value, int most) {
  if (value < 0 || value > most)
    v.Add(field, common::v1::ERROR_REASON_OUT_OF_RANGE,
          {{"minimum", "0"}, {"maximum", std::to_string(most)}});
}

int RowsOf(int asked) { return asked == 0 ? kDefaultRows : std::min(asked, kMaxRows); }

// The rows that there is room for; `cut` if there would be more.
void AddRows(CubeCursor& cursor, int most, RowMaker& maker, v1::GetTableResponse& response) {
  size_t observations = 0, bytes = 0;
  while (cursor.Next()) {
    observations += cursor.view().series.observations.size();
    if (response.rows_size() == most || observations > kMaxObservations) return response.set_cut(true);
    v1::TableRow row = maker.Row(cursor);
    bytes += row.ByteSizeLong();
    if (bytes > kMaxBytes) return response.set_cut(true);
    *response.add_rows() = std::move(row);
  }
}

}  // namespace

absl::StatusOr<v1::GetTableResponse> GetTable(const Holdings& holdings, const v1::GetTableRequest& request,
                                              std::string_view language) {
  ASSIGN_OR_RETURN(const Flow flow, FindFlow(holdings, request.dataflow()));
  Violations v;
  Choices choices = ParseChoices(*flow.layout, request.codes(), v);
  const TimeRange range = ParseRange(request.start_period(), request.end_period(), v);
  CheckCount(v, "last_observations", request.last_observations(), kMaxPeriods);
  if (request.max_series() < 0) CheckCount(v, "max_series", request.max_series(), kMaxRows);
  RETURN_IF_ERROR(v.ToStatus());
  v1::GetTableResponse response;
  SetFlow(flow, language, response);
  RowMaker maker(flow, language);
  if (flow.snapshot != nullptr && Complete(*flow.snapshot, choices)) {
    CubeQuery query = QueryOf(choices);
    const Availability available = Available(*flow.snapshot, query, AvailabilityMode::kExact);
    response.set_total_series(static_cast<int64_t>(available.series));
    query.observations.range = range;
    query.observations.last = static_cast<size_t>(request.last_observations());
    CubeCursor cursor(flow.snapshot, query);
    AddRows(cursor, RowsOf(request.max_series()), maker, response);
  }
  SetSaid(maker, response);
  return response;
}

}  // namespace tabadul::statistics::query
