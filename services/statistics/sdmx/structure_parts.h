// What the elements of a structure message have in common: texts, annotations, references, representations.
// (SDMXCommon.xsd, SDMXCommonReferences.xsd, SDMXStructureBase.xsd of 2.1 and 3.0.)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/sdmx/ml_node.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics::sdmx {

inline constexpr std::string_view kReportingYearStartDay = "REPORTING_YEAR_START_DAY";

// The children called `name` as texts; the first of those in one language.
Texts ReadTexts(const MlNode& node, std::string_view name);
std::vector<Annotation> ReadAnnotations(const MlNode& node);

// What `node` refers to: by <Ref> or <URN> in it (2.1), or by the URN that it is (3.0). `type`: of a Ref that does not name its
// class. Nullopt for what is not held here; MALFORMED.
absl::StatusOr<std::optional<Reference>> ReadReference(const MlNode& node, ArtefactType type);
// An id in the same artefact: <Ref id> (2.1), or the text (3.0).
std::string ReadLocalId(const MlNode& node);

// Of LocalRepresentation and CoreRepresentation. MALFORMED of its reference.
absl::StatusOr<Representation> ReadRepresentation(const MlNode& node);

}  // namespace tabadul::statistics::sdmx
