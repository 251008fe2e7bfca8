// What answers have to hold before they begin (sections, history), counted: of one answer, and of all that are being given, so
// that many who ask at once cost no more than is there.
#pragma once

#include <cstddef>

#include "absl/status/status.h"

namespace tabadul::statistics::rest {

inline constexpr size_t kMaxHeldBytes = 64u << 20;        // of one answer
inline constexpr size_t kMaxHeldBytesOfAll = 256u << 20;  // of the process

// Thread-safe between objects; one object is of one thread at a time.
class HeldBytes {
 public:
  HeldBytes() = default;
  ~HeldBytes();
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;

  // So many more. MESSAGE_TOO_LARGE over the bound of one answer, OVERLOADED {queue} over that of all.
  absl::Status Add(size_t bytes);

 private:
  size_t bytes_ = 0;
};

}  // namespace tabadul::statistics::rest
