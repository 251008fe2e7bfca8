// Structure messages and error messages in SDMX-JSON 1.0 and 2.0 (sdmx-twg/sdmx-json, "structure-message", field guides and
// schemas of both versions). Called by structures.cc, which has the public face.
#pragma once

#include <string>
#include <string_view>

#include "services/statistics/sdmx/structures.h"

namespace tabadul::statistics::sdmx {

// WriteStructures of structures.h; `format`: kJson1 or kJson2.
void WriteStructuresJson(StructureFormat format, const MessageHead& head, absl::Span<const Wanted> wanted,
                         std::string_view service, std::string* out);

// WriteError of structures.h: a message of "meta" and "errors" alone, which is that of data and of structures alike.
void WriteErrorJson(StructureFormat format, const MessageHead& head, const FooterMessage& error,
                    std::string* out);

}  // namespace tabadul::statistics::sdmx
