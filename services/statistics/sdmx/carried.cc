#include "services/statistics/sdmx/carried.h"

#include <string>

#include "lib/platform/base/status.h"

namespace tabadul::statistics::sdmx {

absl::Status CarriedBudget::Take(size_t bytes, std::string_view field) {
  if (bytes <= kFreeCarriedBytes) return absl::OkStatus();
  bytes -= kFreeCarriedBytes;
  if (bytes > left_) {
    return Error(
        common::v1::ERROR_REASON_TOO_LONG,
        {{"field", std::string(field)}, {"limit", std::to_string(kMaxCarriedBytes)}, {"unit", "bytes"}});
  }
  left_ -= bytes;
  return absl::OkStatus();
}

}  // namespace tabadul::statistics::sdmx
