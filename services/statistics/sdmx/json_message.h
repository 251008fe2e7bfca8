// The structural part of a data message of SDMX-JSON: which components it has on which level, and the values that its data
// sets refer to by number. Read whole, before any data set is.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/sdmx/json_values.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics::sdmx {

inline constexpr size_t kMaxJsonComponents = 500;  // of a structure
inline constexpr size_t kMaxJsonValues =
    1'000'000;  // of all structures of a message; a component counts as one

enum class JsonLevel : uint8_t { kDataSet, kDimensionGroup, kSeries, kObservation };
inline constexpr size_t kJsonLevels = 4;

struct JsonComponent {
  std::string id;
  // Data sets name its values by their number in `values`; else they state them (2.0).
  bool indexed = false;
  std::vector<Stated> values;
  Stated otherwise;                // of an attribute: its value where a data set states none
  std::optional<size_t> position;  // of a dimension in the key
};
using JsonComponents = std::vector<JsonComponent>;

struct JsonLink {
  std::string rel, urn, href;
};

struct JsonStructure {
  std::vector<JsonLink> links;
  std::array<JsonComponents, kJsonLevels> dimensions, attributes;  // by JsonLevel
  // Of 2.0; 1.0 and messages that leave them out have one value for each observation.
  std::optional<JsonComponents> measures;
};

// What `links` say of a dataflow, else of a provision agreement, else of a data structure: its URN, or the place in an address of a
// REST service. Nullopt if none does.
std::optional<Reference> ReferenceOf(const std::vector<JsonLink>& links);

// Reads structures of one message. TOO_MANY {field: "values" or "components", limit} over the bounds.
class JsonStructureReader {
 public:
  absl::StatusOr<JsonStructure> Read(JsonValue& value);
  static absl::Status ReadLinks(JsonValue& value, std::vector<JsonLink>& links);

 private:
  absl::Status Count(size_t values);
  absl::Status Levels(JsonValue& value, std::array<JsonComponents, kJsonLevels>& levels);
  absl::Status Components(JsonValue& value, JsonComponents& components);
  absl::Status Component(JsonValue& value, JsonComponent& component);
  absl::StatusOr<Stated> ComponentValue(JsonValue& value);

  size_t values_ = 0;
  size_t components_ = 0;  // of the structure that is being read
};

}  // namespace tabadul::statistics::sdmx
