// Which codes of each dimension a request is about. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/repeated_field.h"
#include "lib/platform/base/status.h"
#include "services/statistics/query/flow.h"
#include "services/statistics/series/cube_query.h"

namespace tabadul::statistics::query {

inline constexpr int kMaxCodes = 400;         // of a request
inline constexpr size_t kMaxCodeBytes = 255;  // of one choice

using Strings = google::protobuf::RepeatedPtrField<std::string>;

// Of one dimension.
struct Choice {
  bool stated = false;             // else what was not named
  std::vector<std::string> codes;  // none: all
};
using Choices = std::vector<Choice>;  // by dimension

// "SEX=SEX_F", "SEX=*"; a synonym of a code is that code. Violations at "codes".
Choices ParseChoices(const Layout& layout, const Strings& codes, Violations& v);
// CONTRADICTION at "codes" of every dimension but the area with more than one code.
void CheckSingle(const Layout& layout, const Choices& choices, Violations& v);

// Gives each dimension that was not named, but the area, the first code of its list that has data beside the others. False:
// nothing has data.
bool Complete(const Snapshot& snapshot, Choices& choices);

// Periods from the one to the other; empty ones are no bound. MALFORMED, CONTRADICTION at "start_period", "end_period".
TimeRange ParseRange(std::string_view start, std::string_view end, Violations& v);

CubeQuery QueryOf(const Choices& choices);

}  // namespace tabadul::statistics::query
