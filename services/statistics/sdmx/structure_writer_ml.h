// Structure messages and error messages in SDMX-ML 2.1 and 3.0 (SDMXMessage.xsd, SDMXStructure.xsd). Called by structures.cc,
// which has the public face.
#pragma once

#include <string>
#include <string_view>

#include "services/statistics/sdmx/structures.h"
#include "services/statistics/structure/artefact_types.h"

namespace tabadul::statistics::sdmx {

// WriteStructures of structures.h. Artefacts stand in the order of their types, those of one type as given; without any, the
// message has a header alone.
void WriteStructuresMl(Edition edition, const MessageHead& head, absl::Span<const Wanted> wanted,
                       std::string_view service, std::string* out);

// WriteError of structures.h: the message has no header.
void WriteErrorMl(Edition edition, const FooterMessage& error, std::string* out);

}  // namespace tabadul::statistics::sdmx
