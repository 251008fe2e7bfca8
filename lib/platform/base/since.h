// How long something has taken, whatever becomes of the wall clock meanwhile.
#pragma once

#include <chrono>

#include "absl/time/time.h"

namespace tabadul {

inline absl::Duration Since(std::chrono::steady_clock::time_point begun) {
  return absl::FromChrono(std::chrono::steady_clock::now() - begun);
}

}  // namespace tabadul
