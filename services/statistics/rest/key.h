// Keys of data queries: "A.EGY+MAR." of 1.5, where nothing is any code, and "A.*.F,Q.EGY" of 2.x, several keys that may
// be cut short. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/statistics/rest/request.h"

namespace tabadul::statistics::rest {

using KeyPattern = std::vector<std::vector<std::string>>;  // by dimension the codes; none: any

inline constexpr size_t kMaxKeys = 100;  // of one query; the standard has no bound

// As it stands: how many dimensions there are the structure says. None: all. MALFORMED {field: key, form}, TOO_MANY.
absl::StatusOr<std::vector<KeyPattern>> ParseKeys(std::string_view text, Rest rest);

// Keys of so many dimensions.
struct Keys {
  KeyPattern hull;                // by dimension the codes that any of them has; no dimension: all
  std::vector<KeyPattern> exact;  // none if the hull says the same

  // Whether the key fits one of `exact`.
  bool Fit(absl::Span<const std::string_view> key) const;
};
// CONTRADICTION {field: key, other} for a key of more dimensions, or in 1.5 of fewer.
absl::StatusOr<Keys> KeysOf(const std::vector<KeyPattern>& patterns, size_t dimensions, Rest rest);

// Narrows one dimension further. No codes: nothing fits.
void Narrow(Keys& keys, size_t dimension, size_t dimensions, const std::vector<std::string>& codes);

}  // namespace tabadul::statistics::rest
