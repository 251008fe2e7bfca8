#include "services/statistics/core/core.h"

#include <iterator>
#include <string>
#include <utility>

#include "embed/structures.h"
#include "fmt/format.h"
#include "lib/platform/base/status.h"
#include "services/statistics/core/providers.h"
#include "services/statistics/core/published_codelists.h"
#include "services/statistics/sdmx/structures.h"

namespace tabadul::statistics {
namespace {

absl::StatusOr<std::vector<Artefact>> ReadFile(const embed::File& file) {
  absl::StatusOr<sdmx::StructureMessage> message = sdmx::ReadStructures(file.bytes);
  if (!message.ok())
    return Internal(fmt::format("data/structures/{}: {}", file.name, message.status().ToString()));
  if (!message->skipped.empty()) {
    return Internal(fmt::format("data/structures/{}: {} is not read", file.name, message->skipped.front()));
  }
  return std::move(message->artefacts);
}

}  // namespace

absl::StatusOr<std::vector<Artefact>> CoreArtefacts() {
  std::vector<Artefact> core;
  for (const embed::File& file : embed::structures()) {
    ASSIGN_OR_RETURN(std::vector<Artefact> artefacts, ReadFile(file));
    std::move(artefacts.begin(), artefacts.end(), std::back_inserter(core));
  }
  for (Artefact& artefact : core) {
    AppendPublishedCodes(artefact);
    AppendProviders(artefact);
  }
  std::vector<Artefact> agreements = MakeAgreements(core);
  std::move(agreements.begin(), agreements.end(), std::back_inserter(core));
  return core;
}

}  // namespace tabadul::statistics
