// The Series as a record: its id, and how its columns are read. The rules stand in proto/tabadul/statistics/v1/series.proto.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "lib/platform/base/status.h"
#include "services/statistics/structure/layout.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

inline constexpr int kMaxPeriods = 4'096;            // of a series
inline constexpr size_t kMaxAttributeBytes = 4'000;  // of an attribute's text
// The standard has no bounds for these.
inline constexpr size_t kMaxDimensions = 64;  // of a structure
inline constexpr int kMaxAttributes = 1'000;  // values of attributes of a series, columns of its observations

// Which series: "TABADUL:DF_UNEMPLOYMENT_RATE(1.0)" and a code for each dimension.
struct SeriesName {
  Reference dataflow;
  std::vector<std::string> key;
  bool operator==(const SeriesName&) const = default;
};

// "TABADUL:DF_UNEMPLOYMENT_RATE(1.0)" to the letter: agency, id and a version without wildcards.
std::optional<Reference> ParseDataflow(std::string_view dataflow);
std::string DataflowText(const Reference& dataflow);

// The record id: "TABADUL:DF_UNEMPLOYMENT_RATE(1.0):A.EGY.F". Codes are SDMX ids, in which no point can be.
std::string SeriesId(const v1::Series& series);
std::string SeriesId(std::string_view dataflow, absl::Span<const std::string> key);
// MALFORMED {field: "record_id", form: "AGENCY:FLOW(VERSION):CODE.CODE"}. Whether there are such a dataflow and such codes is not
// asked.
absl::StatusOr<SeriesName> ParseSeriesId(std::string_view id);

// Whether the attribute varies with time: it stands in the columns of a series. The others stand in its attributes.
bool OfObservation(const LaidAttribute& attribute);
// Number of the dimension that says how often there is an observation; -1 if the structure has none.
int FrequencyDimension(const Layout& layout);
// Why series cannot be of this layout: without a time dimension, not with exactly one measure, with more than kMaxDimensions.
// PRECONDITION {structure, part: "time", "measure", "dimensions"}.
std::optional<Violation> WhyNoSeries(const Layout& layout);

// How many digits of the value at `position` stand behind the point.
inline uint32_t DecimalsAt(const v1::Series& series, int position) {
  if (series.decimals_size() == 0) return 0;
  return series.decimals(series.decimals_size() == 1 ? 0 : position);
}

}  // namespace tabadul::statistics
