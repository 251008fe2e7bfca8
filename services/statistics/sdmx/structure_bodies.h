// What is in an artefact of a structure message, of 2.1 and 3.0 alike: where the two differ, what is read tells.
// (SDMXStructureCodelist.xsd, …Concept.xsd, …Category.xsd, …Organisation.xsd, …DataStructure.xsd, …Constraint.xsd.)
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/sdmx/ml_node.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics::sdmx {

// Appends an item of a scheme, and of a category those below it. `parent`: of a nested category the path to it.
absl::Status ReadItem(const MlNode& node, ArtefactType scheme, std::string_view parent,
                      std::vector<Item>& items);
// Moves parents before those below them, where they are not; all else keeps its order. Loops are left to the checks.
void PutParentsFirst(std::vector<Item>& items);

absl::StatusOr<DataStructure> ReadDataStructure(const MlNode& node);
// Without a Structure the reference is empty, as in partial messages.
absl::StatusOr<std::optional<Dataflow>> ReadDataflow(const MlNode& node);
absl::StatusOr<DataConstraint> ReadDataConstraint(const MlNode& node);
// Nullopt where it is about what is not held here (a metadataflow).
absl::StatusOr<std::optional<ProvisionAgreement>> ReadProvisionAgreement(const MlNode& node);
absl::StatusOr<std::optional<Categorisation>> ReadCategorisation(const MlNode& node);

}  // namespace tabadul::statistics::sdmx
