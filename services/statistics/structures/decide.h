// What becomes of structures that somebody submits or deletes, beside those that are held. Pure.
#pragma once

#include <string>
#include <vector>

#include "services/statistics/structure/registry.h"
#include "services/statistics/structures/store.h"
#include "tabadul/statistics/v1/structure_service.pb.h"

namespace tabadul::statistics {

inline constexpr size_t kMaxStructuresOfOwner = 2'000;
inline constexpr size_t kMaxStructureBytesOfOwner = 32u << 20;  // of their canonical bytes

// All that stands.
struct StandingStructures {
  const Structures& release;     // what the release brings
  const Structures& structures;  // that and `stored`
  const StoredStructures& stored;
  const std::vector<std::string>& flows;  // dataflows that have series
};

struct StructureWriter {
  std::string organisation;
  bool centre = false;  // may write every agency
};

struct StructureDecision {
  std::vector<v1::StructureOutcome> outcomes;  // in the order of what was submitted
  StructureChanges changes;
};

// What is held as it is submitted is UNCHANGED, whoever submits it: a message may have in it all that its own structures refer
// to. Of the rest the mistakes of CheckArtefacts, and:
// - VERSION_CONFLICT {stored_version}: a structure of the release;
// - PRECONDITION {structure}: a change that the series of that dataflow would not survive;
// - TOO_MANY, TOO_LONG at "message": the owner's over the limits above.
absl::StatusOr<StructureDecision> DecideSubmission(const std::vector<Artefact>& submitted,
                                                   const StandingStructures& standing,
                                                   const StructureWriter& writer);

// MALFORMED, REQUIRED at "urn"; NOT_FOUND {what: "structure", structure}; NOT_OWNER {source: agency}; PRECONDITION {structure}:
// of the release, what refers to it, or itself if there are series of it.
absl::StatusOr<StructureChanges> DecideDeletion(const std::string& urn, const StandingStructures& standing,
                                                const StructureWriter& writer);

}  // namespace tabadul::statistics
