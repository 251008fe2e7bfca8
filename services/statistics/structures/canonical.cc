#include "services/statistics/structures/canonical.h"

#include <utility>

#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/structures.h"
#include "services/statistics/structure/hub.h"

namespace tabadul::statistics {

std::string CanonicalBytes(const Artefact& artefact) {
  sdmx::MessageHead head;
  head.id = "STRUCTURE";
  head.prepared = absl::UnixEpoch();
  head.sender.id = std::string(kHubAgency);
  const sdmx::Wanted wanted{.artefact = &artefact};
  std::string bytes;
  sdmx::WriteStructures(sdmx::StructureFormat::kXml30, head, absl::MakeConstSpan(&wanted, 1), "", &bytes);
  return bytes;
}

absl::StatusOr<Artefact> FromCanonicalBytes(std::string_view bytes, bool final) {
  auto message = sdmx::ReadStructures(bytes);
  if (!message.ok() || message->artefacts.size() != 1) return Internal("a stored structure cannot be read");
  message->artefacts.front().final = final;
  return std::move(message->artefacts.front());
}

}  // namespace tabadul::statistics
