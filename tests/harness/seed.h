// The seed of a random test: $TABADUL_SEED, else a new one; printed, so that a failure can be run again.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace tabadul::harness {

inline uint32_t Seed() {
  const char* const chosen = std::getenv("TABADUL_SEED");
  const uint32_t seed =
      chosen != nullptr ? static_cast<uint32_t>(std::atoll(chosen)) : std::random_device{}();
  std::printf("TABADUL_SEED=%u\n", seed);
  return seed;
}

}  // namespace tabadul::harness
