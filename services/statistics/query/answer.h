// What all answers about one dataflow have.
#pragma once

#include <string_view>
#include <utility>

#include "lib/platform/base/utc.h"
#include "services/statistics/query/row.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics::query {

template <class Response>
void SetFlow(const Flow& flow, std::string_view language, Response& response) {
  response.set_dataflow(DataflowText(ReferenceTo(*flow.dataflow)));
  response.set_label(std::string(InLanguage(flow.dataflow->names, language)));
  if (flow.snapshot != nullptr) *response.mutable_update_time() = TimestampOf(flow.changed);
}

// After the last row.
template <class Response>
void SetSaid(const RowMaker& maker, Response& response) {
  for (v1::TableDimension& dimension : maker.Dimensions()) *response.add_dimensions() = std::move(dimension);
  for (v1::Named& status : maker.Statuses()) *response.add_statuses() = std::move(status);
}

}  // namespace tabadul::statistics::query
