#include "services/statistics/sdmx/csv_level.h"

#include <algorithm>

#include "lib/platform/base/status.h"

namespace tabadul::statistics::sdmx {
namespace {

using Level = Attachment::Level;

struct Stated {
  size_t dimensions = 0;  // how many
  bool period = false, measures = false, attributes = false;
};

Stated StatedIn(const DataRow& row) {
  Stated stated;
  for (const std::string& code : row.key) stated.dimensions += code.empty() ? 0 : 1;
  stated.period = !row.period.empty();
  for (const auto& value : row.measures) stated.measures = stated.measures || value.has_value();
  stated.attributes = !row.attributes.empty();
  return stated;
}

Violation Missing(const std::string& id) { return {id, common::v1::ERROR_REASON_REQUIRED, {}}; }

// The first of the dimensions that a whole key needs and the row lacks.
std::optional<Violation> MissingOfKey(const Layout& layout, const DataRow& row) {
  for (size_t i = 0; i < row.key.size(); ++i) {
    if (row.key[i].empty()) return Missing(layout.dimensions[i].id);
  }
  if (layout.time && row.period.empty()) return Missing(layout.time->id);
  return std::nullopt;
}

std::optional<Violation> MissingOf(const LaidAttribute& attribute, const Layout& layout, const DataRow& row) {
  if (attribute.attachment.level == Level::kObservation) return MissingOfKey(layout, row);
  for (const int at : attribute.dimensions) {
    const auto dimension = static_cast<size_t>(at);
    if (row.key[dimension].empty()) return Missing(layout.dimensions[dimension].id);
  }
  if (attribute.with_time && layout.time && row.period.empty()) return Missing(layout.time->id);
  return std::nullopt;
}

Level LevelOf(const Layout& layout, const Stated& stated) {
  if (stated.dimensions == layout.dimensions.size()) {
    return stated.period || !layout.time ? Level::kObservation : Level::kDimensions;
  }
  return stated.dimensions == 0 && !stated.period ? Level::kDataSet : Level::kGroup;
}

}  // namespace

std::optional<Violation> FindLevel(const Layout& layout, DataRow& row) {
  const Stated stated = StatedIn(row);
  row.level = LevelOf(layout, stated);
  if (row.action == Action::kDelete) {
    if (stated.measures || stated.attributes || stated.period) row.level = Level::kObservation;
    return std::nullopt;
  }
  const bool whole = row.level == Level::kObservation || row.level == Level::kDimensions;
  if (stated.measures || (!whole && !stated.attributes)) {
    if (auto missing = MissingOfKey(layout, row)) return missing;
  }
  for (const AttributeValue& value : row.attributes) {
    const LaidAttribute& attribute = layout.attributes[static_cast<size_t>(value.attribute)];
    if (auto missing = MissingOf(attribute, layout, row)) return missing;
  }
  return std::nullopt;
}

}  // namespace tabadul::statistics::sdmx
