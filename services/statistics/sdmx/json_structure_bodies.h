// The bodies of artefacts in structure messages of SDMX-JSON: what stands in an artefact's object beside its names. By the
// schemas of the structure message 1.0 and 2.0.0 (sdmx-twg/sdmx-json); versions differ in names of members, and 1.0 has
// one measure at most, and no numbers of occurrences.
#pragma once

#include <string_view>

#include "services/statistics/sdmx/json_parts.h"
#include "services/statistics/sdmx/json_writer.h"
#include "services/statistics/structure/artefact_types.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics::sdmx {

struct JsonStructureStyle {
  JsonVersion version = JsonVersion::k2;
  std::string_view language;  // of the texts that stand in one language alone

  Edition edition() const { return version == JsonVersion::k1 ? Edition::k21 : Edition::k30; }
};

void WriteAnnotations(JsonWriter& json, const JsonStructureStyle& style,
                      const std::vector<Annotation>& annotations);
// Members of the object that `artefact` is written as; none of a stub.
void WriteBody(JsonWriter& json, const JsonStructureStyle& style, const Artefact& artefact);

// ---- the larger ones, each in its own file ----

void WriteItems(JsonWriter& json, const JsonStructureStyle& style, const Artefact& artefact,
                const ItemScheme& scheme);
void WriteDataStructure(JsonWriter& json, const JsonStructureStyle& style, const DataStructure& structure);
void WriteConstraint(JsonWriter& json, const JsonStructureStyle& style, const DataConstraint& constraint);
// "coreRepresentation" of concepts.
void WriteRepresentation(JsonWriter& json, const JsonStructureStyle& style, std::string_view key,
                         const Representation& representation, FormatUse use);

}  // namespace tabadul::statistics::sdmx
