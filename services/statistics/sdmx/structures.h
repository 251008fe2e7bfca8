// Structure messages: read from SDMX-ML 2.1 and 3.0, written as these and as SDMX-JSON 1.0 and 2.0.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/statistics/sdmx/formats.h"
#include "services/statistics/structure/artefact_types.h"

namespace tabadul::statistics::sdmx {

struct StructureMessage {
  std::string id;
  std::string sender;
  std::vector<Artefact> artefacts;   // in the order of the message
  std::vector<std::string> skipped;  // elements that are not held here ("MetadataStructures"), each once
};

// A whole message in memory, SDMX-ML 2.1 or 3.0 as it says itself. MALFORMED {field, form, line, detail}; over the bounds of
// xml_events.h and its own MESSAGE_TOO_LARGE, TOO_LONG, TOO_MANY {field, limit}. References are not looked up: that is the registry's.
absl::StatusOr<StructureMessage> ReadStructures(std::string_view xml);

// How much of the artefacts is written.
struct Wanted {
  const Artefact* artefact = nullptr;
  bool stub = false;  // names alone, marked as external
};

// Appends a whole message. `service`: the address that a stub points to ("https://…/sdmx/v1"); empty: stubs have none.
void WriteStructures(StructureFormat format, const MessageHead& head, absl::Span<const Wanted> wanted,
                     std::string_view service, std::string* out);

// Where REST has the whole of what a stub stands for: 1.5 below `service`, 2.x below its "structure".
std::string AddressOf(const Artefact& artefact, Edition edition, std::string_view service);

// The message that says what went wrong in SDMX-ML 2.1 and 3.0 (mes:Error) or SDMX-JSON (errors).
void WriteError(StructureFormat format, const MessageHead& head, const FooterMessage& error,
                std::string* out);

}  // namespace tabadul::statistics::sdmx
