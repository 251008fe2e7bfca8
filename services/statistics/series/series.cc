#include "services/statistics/series/series.h"

#include "fmt/format.h"
#include "services/statistics/structure/ids.h"
#include "services/statistics/structure/urn.h"
#include "services/statistics/structure/version.h"

namespace tabadul::statistics {
namespace {

absl::Status NoSeriesId() {
  return Error(common::v1::ERROR_REASON_MALFORMED,
               {{"field", "record_id"}, {"form", "AGENCY:FLOW(VERSION):CODE.CODE"}});
}

// Takes the codes of "A.EGY.F"; none of "".
std::optional<std::vector<std::string>> ParseKey(std::string_view text) {
  std::vector<std::string> key;
  if (text.empty()) return key;
  while (true) {
    const size_t point = text.find('.');
    const std::string_view code = text.substr(0, point);
    if (!IsId(code) || key.size() == kMaxDimensions) return std::nullopt;
    key.emplace_back(code);
    if (point == std::string_view::npos) return key;
    text.remove_prefix(point + 1);
  }
}

}  // namespace

std::optional<Reference> ParseDataflow(std::string_view dataflow) {
  const size_t colon = dataflow.find(':'), open = dataflow.find('(');
  if (colon == std::string_view::npos || open == std::string_view::npos || open < colon ||
      !dataflow.ends_with(')')) {
    return std::nullopt;
  }
  const std::string_view agency = dataflow.substr(0, colon);
  const std::string_view id = dataflow.substr(colon + 1, open - colon - 1);
  const std::string_view version = dataflow.substr(open + 1, dataflow.size() - open - 2);
  if (!IsNestedNcName(agency) || !IsId(id) || !ParseVersion(version)) return std::nullopt;
  return Reference{ArtefactType::kDataflow, std::string(agency), std::string(id), std::string(version), ""};
}

std::string DataflowText(const Reference& dataflow) {
  return fmt::format("{}:{}({})", dataflow.agency, dataflow.id, dataflow.version);
}

std::string SeriesId(const v1::Series& series) {
  return fmt::format("{}:{}", series.dataflow(), fmt::join(series.key(), "."));
}

std::string SeriesId(std::string_view dataflow, absl::Span<const std::string> key) {
  return fmt::format("{}:{}", dataflow, fmt::join(key, "."));
}

absl::StatusOr<SeriesName> ParseSeriesId(std::string_view id) {
  const size_t close = id.find("):");
  if (close == std::string_view::npos) return NoSeriesId();
  auto dataflow = ParseDataflow(id.substr(0, close + 1));
  auto key = ParseKey(id.substr(close + 2));
  if (!dataflow || !key) return NoSeriesId();
  return SeriesName{*std::move(dataflow), *std::move(key)};
}

bool OfObservation(const LaidAttribute& attribute) {
  return attribute.attachment.level == Attachment::Level::kObservation || attribute.with_time;
}

int FrequencyDimension(const Layout& layout) {
  // The Content-Oriented Guidelines name it FREQ; older structures have the whole word.
  const int named = layout.FindDimension("FREQ");
  return named >= 0 ? named : layout.FindDimension("FREQUENCY");
}

std::optional<Violation> WhyNoSeries(const Layout& layout) {
  const char* part = nullptr;
  if (!layout.time) {
    part = "time";
  } else if (layout.measures.size() != 1) {
    part = "measure";
  } else if (layout.dimensions.size() > kMaxDimensions) {
    part = "dimensions";
  } else {
    return std::nullopt;
  }
  return Violation{"",
                   common::v1::ERROR_REASON_PRECONDITION,
                   {{"structure", ShortUrn(ReferenceTo(*layout.structure))}, {"part", part}}};
}

}  // namespace tabadul::statistics
