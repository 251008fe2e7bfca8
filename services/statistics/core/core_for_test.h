// The core structures as tests ask them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/statistics/core/core.h"
#include "services/statistics/structure/hub.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics::testing {

inline const std::vector<Artefact>& Core() {
  static const auto& core = *new absl::StatusOr<std::vector<Artefact>>(CoreArtefacts());
  EXPECT_TRUE(core.ok()) << core.status();
  static const std::vector<Artefact> nothing;
  return core.ok() ? *core : nothing;
}

inline const Structures& CoreStructures() {
  static const auto& structures = *new std::shared_ptr<const Structures>([] {
    Structures::Builder builder;
    for (const Artefact& artefact : Core()) builder.Add(artefact);
    return builder.Build();
  }());
  return *structures;
}

inline Reference OfHub(ArtefactType type, std::string id) {
  return {.type = type, .agency = std::string(kHubAgency), .id = std::move(id), .version = "1.0"};
}

}  // namespace tabadul::statistics::testing
