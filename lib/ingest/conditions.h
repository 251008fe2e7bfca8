// When a value of a mapping counts at all: the conditions of `when`. Immutable after parsing, thread-safe.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>
#include <vector>

namespace tabadul::ingest {

struct Condition {
  enum class Kind { kIs, kMatches, kPresent, kAbsent, kAny, kNot };
  Kind kind = Kind::kPresent;
  size_t column = 0;                   // index in MappingPlan.columns
  std::vector<std::string> values;     // kIs: any of them, tidied
  std::shared_ptr<const RE2> pattern;  // kMatches
  std::vector<Condition> parts;        // kAny: one of them; kNot: none of them

  // `cells`: tidied, "" where nothing stands.
  bool Holds(const std::vector<std::string>& cells) const;
};

// Whether all of them hold.
bool AllHold(const std::vector<Condition>& conditions, const std::vector<std::string>& cells);

}  // namespace tabadul::ingest
