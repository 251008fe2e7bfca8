// Binds the components of a message's structure to those of the layout that it is said to have. Points into both.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "services/statistics/sdmx/json_message.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics::sdmx {

// A component of the message and what it is in the layout.
struct JsonPart {
  enum class Kind : uint8_t { kUnknown, kDimension, kTime, kMeasure, kAttribute };
  const JsonComponent* component = nullptr;
  Kind kind = Kind::kUnknown;
  size_t number = 0;  // in the layout's list

  // The value of this number; null if the message lists none.
  const Stated* At(size_t index) const {
    return index < component->values.size() ? &component->values[index] : nullptr;
  }
};
using JsonParts = std::vector<JsonPart>;

// "0:1:" in its parts. More of them than a structure has components are no key, however many there are.
void SplitKey(std::string_view key, std::vector<std::string_view>& parts);

class JsonBinding {
 public:
  JsonBinding(const JsonStructure& structure, const Layout& layout);
  JsonBinding(const JsonBinding&) = delete;
  JsonBinding& operator=(const JsonBinding&) = delete;

  const JsonParts& dimensions(JsonLevel level) const { return dimensions_[static_cast<size_t>(level)]; }
  const JsonParts& attributes(JsonLevel level) const { return attributes_[static_cast<size_t>(level)]; }
  const JsonParts& measures() const { return measures_; }
  // Of the keys of observations that stand in no series. A structure that has both kinds of data sets has them on both levels.
  const JsonParts& flat() const { return flat_; }
  // All dimensions, in the order in which the keys of groups have them. The field guide orders them by position in the
  // key, the samples of the standard as the structure lists them: that order it is in which `key` has values of the dimensions
  // that an attribute of groups hangs on. Null if it fits neither.
  const JsonParts* GroupOrder(const std::vector<std::string_view>& key) const;
  // Ids of what the layout does not have, and whether a dimension is among it.
  std::vector<std::string> Unknown() const;
  bool KnowsDimensions() const;
  // Whether series have a dimension other than time at the observation.
  bool Sectional() const;

 private:
  JsonPart Dimension(const JsonComponent& component) const;
  // Numbers of the dimensions that `key` has values of, the time dimension as the last; empty if it cannot be read so.
  std::vector<size_t> Named(const JsonParts& order, const std::vector<std::string_view>& key) const;
  bool AttributeHangsOn(const std::vector<size_t>& dimensions) const;

  const Layout& layout_;
  const JsonComponent
      observed_;  // where the message has no list of measures: the one value of each observation
  std::array<JsonParts, kJsonLevels> dimensions_, attributes_;
  JsonParts measures_, flat_;
  JsonParts by_position_, as_listed_;
};

}  // namespace tabadul::statistics::sdmx
