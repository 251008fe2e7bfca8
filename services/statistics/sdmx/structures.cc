#include "services/statistics/sdmx/structures.h"

#include "fmt/format.h"
#include "services/statistics/sdmx/json_structures.h"
#include "services/statistics/sdmx/structure_writer_ml.h"

namespace tabadul::statistics::sdmx {

void WriteStructures(StructureFormat format, const MessageHead& head, absl::Span<const Wanted> wanted,
                     std::string_view service, std::string* out) {
  switch (format) {
    case StructureFormat::kXml21:
      return WriteStructuresMl(Edition::k21, head, wanted, service, out);
    case StructureFormat::kXml30:
      return WriteStructuresMl(Edition::k30, head, wanted, service, out);
    case StructureFormat::kJson1:
    case StructureFormat::kJson2:
      return WriteStructuresJson(format, head, wanted, service, out);
  }
}

std::string AddressOf(const Artefact& artefact, Edition edition, std::string_view service) {
  return fmt::format("{}{}/{}/{}/{}/{}", service, edition == Edition::k21 ? "" : "/structure",
                     NamesOf(artefact.type, edition).resource, artefact.agency, artefact.id,
                     artefact.version);
}

void WriteError(StructureFormat format, const MessageHead& head, const FooterMessage& error,
                std::string* out) {
  switch (format) {
    case StructureFormat::kXml21:
      return WriteErrorMl(Edition::k21, error, out);
    case StructureFormat::kXml30:
      return WriteErrorMl(Edition::k30, error, out);
    case StructureFormat::kJson1:
    case StructureFormat::kJson2:
      return WriteErrorJson(format, head, error, out);
  }
}

}  // namespace tabadul::statistics::sdmx
