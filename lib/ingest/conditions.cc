#include "lib/ingest/conditions.h"

#include <algorithm>

namespace tabadul::ingest {

bool Condition::Holds(const std::vector<std::string>& cells) const {
  const auto holds = [&](const Condition& part) { return part.Holds(cells); };
  switch (kind) {
    case Kind::kIs:
      return std::find(values.begin(), values.end(), cells[column]) != values.end();
    case Kind::kMatches:
      return RE2::PartialMatch(cells[column], *pattern);
    case Kind::kPresent:
      return !cells[column].empty();
    case Kind::kAbsent:
      return cells[column].empty();
    case Kind::kAny:
      return std::any_of(parts.begin(), parts.end(), holds);
    case Kind::kNot:
      return std::none_of(parts.begin(), parts.end(), holds);
  }
  return false;
}

bool AllHold(const std::vector<Condition>& conditions, const std::vector<std::string>& cells) {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const Condition& condition) { return condition.Holds(cells); });
}

}  // namespace tabadul::ingest
