// What a writer may say about a record: each operation with its weight. To add one: a function and its line in
// kOperations. Thread-safe (pure).
#pragma once

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tabadul/exchange/v1/push.pb.h"
#include "tests/chaos/exchange/history.h"

namespace tabadul::chaos {

using Random = std::mt19937_64;
inline uint64_t Below(Random& random, uint64_t limit) { return random() % limit; }
inline bool Chance(Random& random, double share) {
  return std::uniform_real_distribution<double>(0, 1)(random) < share;
}

// What a writer remembers of a record: the highest version it gave it, and what it said last.
struct Memory {
  uint64_t version = 0;
  int variant = -1;
};

// One item: as it goes over the wire, and as the checks see it.
struct Planned {
  v1::PushItem item;
  Attempt attempt;
};

// A random one on `name`. `versioned`: this writer gives versions.
Planned Plan(Random& random, const Name& name, bool versioned, Memory& memory);
// The UPSERT of a variant of the record's content.
Planned Upsert(const Name& name, int variant, std::optional<uint64_t> version);
// The word that only this record's title has.
std::string WordOf(const Name& name);
// Whether vacancies of this content may expire while the test runs.
bool MayExpire(int variant);
inline constexpr int kVariants = 12;

}  // namespace tabadul::chaos
