// What an owner may grant: pure rules, no I/O. Thread-safe.
#pragma once

#include "lib/platform/base/status.h"
#include "tabadul/identity/v1/grant.pb.h"

namespace tabadul::identity {

inline constexpr int kMaxGrants = 200;
inline constexpr int kMaxSections = 50;
inline constexpr char kGrantScope[] = "grant.write";

// Mistakes in what an owner sent, by field from `grants`.
void ValidateGrants(const v1::KindGrants& grants, Violations& violations);

}  // namespace tabadul::identity
