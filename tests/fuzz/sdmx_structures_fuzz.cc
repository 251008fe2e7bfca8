// Any bytes as a structure message: artefacts that mean the same after they were written, or refused.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/sdmx/structure_writer_ml.h"
#include "services/statistics/sdmx/structures.h"
#include "tests/fuzz/check.h"

namespace {

using namespace tabadul::statistics;

std::string Written(Edition edition, const std::vector<Artefact>& artefacts) {
  std::vector<sdmx::Wanted> wanted;
  for (const Artefact& artefact : artefacts) wanted.push_back({.artefact = &artefact});
  std::string out;
  sdmx::WriteStructuresMl(edition, {.id = "F", .sender = {.id = "F"}}, wanted, "", &out);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto message = sdmx::ReadStructures(tabadul::fuzz::Text(data, size));
  if (!message.ok()) return 0;
  // Written, anything is XML. What the schema does not let say is gone then, so what was read of that stays as it is.
  for (const Edition edition : {Edition::k21, Edition::k30}) {
    const auto once = sdmx::ReadStructures(Written(edition, message->artefacts));
    if (!once.ok()) continue;  // a reference that is no URN
    tabadul::fuzz::Check(once->artefacts.size() == message->artefacts.size());
    const auto twice = sdmx::ReadStructures(Written(edition, once->artefacts));
    tabadul::fuzz::Check(twice.ok() && twice->artefacts == once->artefacts);
  }
  return 0;
}
