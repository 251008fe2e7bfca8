// What rows take over from elsewhere in a message: the key and attributes of their series, values that stand for a number. A
// short message could tell without bound otherwise. Not thread-safe.
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"

namespace tabadul::statistics::sdmx {

inline constexpr size_t kFreeCarriedBytes = 1u << 10;  // of each row: what rows of real messages have
inline constexpr size_t kMaxCarriedBytes = 1u << 30;   // of a message, what is free left out

// Of one message.
class CarriedBudget {
 public:
  // A row carries so many bytes. TOO_LONG {field, limit, unit} when there are too many in all.
  absl::Status Take(size_t bytes, std::string_view field);

 private:
  size_t left_ = kMaxCarriedBytes;
};

}  // namespace tabadul::statistics::sdmx
