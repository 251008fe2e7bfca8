// Seeded faults: `if (MUTANT("ack_before_commit")) …` is dead code in every build but those with
// -DTABADUL_MUTANTS=ON, where the environment variable TABADUL_MUTANT names the one that is on.
// `./dev test --mutants` turns each on and demands that a test goes red.
#pragma once

#ifdef TABADUL_MUTANTS
#include <cstdlib>
#include <string_view>

namespace tabadul {
inline bool MutantIsOn(std::string_view name) {
  static const char* const chosen = std::getenv("TABADUL_MUTANT");
  return chosen != nullptr && name == chosen;
}
}  // namespace tabadul
#define MUTANT(name) (::tabadul::MutantIsOn(name))
#else
#define MUTANT(name) (false)
#endif
