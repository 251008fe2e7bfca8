// What the tests of the demonstration's series share.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "data/demo/generator/demo_testing.h"
#include "data/demo/generator/generator.h"
#include "services/statistics/core/core.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::demo {

using Sources = std::map<std::string, std::vector<exchange::v1::Record>>;

inline Sources SeriesOf(uint64_t seed, absl::CivilDay today = absl::CivilDay(2026, 11, 23)) {
  return GenerateSeries(Words(), {.seed = seed, .count = 1, .today = today});
}

inline bool IsMissing(const statistics::v1::Series& series, int i) {
  return std::count(series.missing().begin(), series.missing().end(), static_cast<uint32_t>(i)) > 0;
}

// The structures that the hub brings with it.
inline const statistics::Structures& Core() {
  static const auto* core = [] {
    statistics::Structures::Builder builder;
    auto artefacts = statistics::CoreArtefacts();
    EXPECT_TRUE(artefacts.ok()) << artefacts.status();
    for (auto& artefact : *artefacts) builder.Add(std::move(artefact));
    return new std::shared_ptr<const statistics::Structures>(builder.Build());
  }();
  return **core;
}

}  // namespace tabadul::demo
