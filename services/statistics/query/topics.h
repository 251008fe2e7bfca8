// The category schemes as topics: which dataflow stands where. Immutable.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/structure/registry.h"

namespace tabadul::statistics::query {

struct Topic {
  std::string id;                   // with those above it: "EMPLOYMENT.LEVELS"
  std::vector<const Texts*> names;  // of those above it, and its own
  std::vector<Reference> dataflows;
};

// In the order of the schemes. What they point to is valid as long as `structures`.
std::vector<Topic> TopicsOf(const Structures& structures);

}  // namespace tabadul::statistics::query
