#include "services/statistics/sdmx/json_binding.h"

#include <algorithm>
#include <limits>

#include "services/statistics/sdmx/data.h"

namespace tabadul::statistics::sdmx {
namespace {

using Kind = JsonPart::Kind;

JsonPart Found(const JsonComponent& component, Kind kind, int number) {
  if (number < 0) return {.component = &component};
  return {.component = &component, .kind = kind, .number = static_cast<size_t>(number)};
}

size_t PositionOf(const JsonPart& part) {
  return part.component->position.value_or(std::numeric_limits<size_t>::max());
}

}  // namespace

void SplitKey(std::string_view key, std::vector<std::string_view>& parts) {
  parts.clear();
  while (parts.size() <= kMaxJsonComponents) {
    const size_t at = key.find(':');
    parts.push_back(key.substr(0, at));
    if (at == std::string_view::npos) return;
    key.remove_prefix(at + 1);
  }
}

JsonBinding::JsonBinding(const JsonStructure& structure, const Layout& layout) : layout_(layout) {
  for (size_t level = 0; level < kJsonLevels; ++level) {
    for (const JsonComponent& component : structure.dimensions[level]) {
      dimensions_[level].push_back(Dimension(component));
      as_listed_.push_back(dimensions_[level].back());
    }
    for (const JsonComponent& component : structure.attributes[level]) {
      attributes_[level].push_back(Found(component, Kind::kAttribute, layout.FindAttribute(component.id)));
    }
  }
  if (structure.measures.has_value()) {
    for (const JsonComponent& component : *structure.measures) {
      measures_.push_back(Found(component, Kind::kMeasure, layout.FindMeasure(component.id)));
    }
  } else {
    measures_.push_back(Found(observed_, Kind::kMeasure, layout.measures.empty() ? -1 : 0));
  }
  for (const JsonLevel level : {JsonLevel::kSeries, JsonLevel::kObservation}) {
    flat_.insert(flat_.end(), dimensions(level).begin(), dimensions(level).end());
  }
  by_position_ = as_listed_;
  std::ranges::stable_sort(by_position_, {}, PositionOf);
}

JsonPart JsonBinding::Dimension(const JsonComponent& component) const {
  if (layout_.time.has_value() && (component.id == layout_.time->id || component.id == kTimeDimension)) {
    return {.component = &component, .kind = Kind::kTime};
  }
  return Found(component, Kind::kDimension, layout_.FindDimension(component.id));
}

std::vector<std::string> JsonBinding::Unknown() const {
  std::vector<std::string> unknown;
  const auto add = [&](const JsonParts& parts) {
    for (const JsonPart& part : parts) {
      if (part.kind == Kind::kUnknown) unknown.push_back(part.component->id);
    }
  };
  add(as_listed_);
  add(measures_);
  for (const JsonParts& parts : attributes_) add(parts);
  return unknown;
}

bool JsonBinding::KnowsDimensions() const {
  return std::ranges::none_of(as_listed_, [](const JsonPart& part) { return part.kind == Kind::kUnknown; });
}

bool JsonBinding::Sectional() const {
  return std::ranges::any_of(dimensions(JsonLevel::kObservation),
                             [](const JsonPart& part) { return part.kind == Kind::kDimension; });
}

std::vector<size_t> JsonBinding::Named(const JsonParts& order,
                                       const std::vector<std::string_view>& key) const {
  std::vector<size_t> named;
  if (key.size() != order.size()) return named;
  for (size_t i = 0; i < key.size(); ++i) {
    if (key[i].empty() || key[i] == "~") continue;
    const auto index = ParseIndex(key[i]);
    if (!index.has_value() || order[i].At(*index) == nullptr) return {};
    named.push_back(order[i].kind == Kind::kTime ? layout_.dimensions.size() : order[i].number);
  }
  std::ranges::sort(named);
  return named;
}

bool JsonBinding::AttributeHangsOn(const std::vector<size_t>& dimensions) const {
  return std::ranges::any_of(attributes(JsonLevel::kDimensionGroup), [&](const JsonPart& part) {
    if (part.kind != Kind::kAttribute) return false;
    const LaidAttribute& attribute = layout_.attributes[part.number];
    std::vector<size_t> own(attribute.dimensions.begin(), attribute.dimensions.end());
    if (attribute.with_time) own.push_back(layout_.dimensions.size());
    std::ranges::sort(own);
    return own == dimensions;
  });
}

const JsonParts* JsonBinding::GroupOrder(const std::vector<std::string_view>& key) const {
  const std::vector<size_t> positioned = Named(by_position_, key), listed = Named(as_listed_, key);
  if (!listed.empty() && !AttributeHangsOn(positioned) && AttributeHangsOn(listed)) return &as_listed_;
  if (!positioned.empty()) return &by_position_;
  return listed.empty() ? nullptr : &as_listed_;
}

}  // namespace tabadul::statistics::sdmx
