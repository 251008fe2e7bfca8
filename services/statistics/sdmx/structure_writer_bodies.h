// What is in an artefact of a structure message, written in the order of the schemas: what follows its names.
// (SDMXStructureCodelist.xsd, …Concept.xsd, …Category.xsd, …Organisation.xsd, …DataStructure.xsd, …Constraint.xsd.)
#pragma once

#include "services/statistics/sdmx/structure_writer_parts.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics::sdmx {

void WriteMlItems(MlPartsWriter& to, ArtefactType scheme, const ItemScheme& body);
// In 2.1, which has one measure, that is OBS_VALUE, or else the first. In 3.0, which has no concept schemes as code lists,
// a measure dimension of 2.1 is one without a representation of its own.
void WriteMlDataStructure(MlPartsWriter& to, const DataStructure& body);
void WriteMlDataflow(MlPartsWriter& to, const Dataflow& body);
// In 3.0, which has two regions at most, more of them are keys of a set where each is one.
void WriteMlDataConstraint(MlPartsWriter& to, const DataConstraint& body);
void WriteMlProvisionAgreement(MlPartsWriter& to, const ProvisionAgreement& body);
void WriteMlCategorisation(MlPartsWriter& to, const Categorisation& body);

}  // namespace tabadul::statistics::sdmx
