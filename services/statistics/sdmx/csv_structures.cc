#include "services/statistics/sdmx/csv_structures.h"

#include <utility>

#include "absl/strings/match.h"
#include "fmt/format.h"
#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/csv_data.h"
#include "services/statistics/structure/ids.h"
#include "services/statistics/structure/version.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr std::string_view kTypeColumn = "STRUCTURE", kNameColumn = "STRUCTURE_ID";
constexpr size_t kMaxNameBytes = 4'096;  // with its label; what is kept of a file is bounded by it

std::optional<ArtefactType> TypeOf(std::string_view type) {
  if (absl::EqualsIgnoreCase(Absl(type), "dataflow")) return ArtefactType::kDataflow;
  if (absl::EqualsIgnoreCase(Absl(type), "datastructure")) return ArtefactType::kDataStructure;
  if (absl::EqualsIgnoreCase(Absl(type), "dataprovision")) return ArtefactType::kProvisionAgreement;
  return std::nullopt;
}

// "AGENCY:ID(VERSION)", "AGENCY:ID".
std::optional<Reference> ParseName(ArtefactType type, std::string_view name) {
  Reference reference{.type = type};
  if (const size_t open = name.find('('); open != std::string_view::npos) {
    if (name.back() != ')') return std::nullopt;
    reference.version = std::string(name.substr(open + 1, name.size() - open - 2));
    if (reference.version.empty() || !VersionFilter::Parse(reference.version).ok()) return std::nullopt;
    name = name.substr(0, open);
  }
  const size_t colon = name.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  reference.agency = std::string(name.substr(0, colon));
  reference.id = std::string(name.substr(colon + 1));
  if (!IsNestedNcName(reference.agency) || !IsId(reference.id)) return std::nullopt;
  return reference;
}

}  // namespace

CsvStructures::CsvStructures(const Layouts& layouts, const CsvHeader& header, char delimiter)
    : layouts_(layouts), header_(header), delimiter_(delimiter) {
  too_long_.mistake = Violation{std::string(kNameColumn),
                                common::v1::ERROR_REASON_TOO_LONG,
                                {{"limit", std::to_string(kMaxNameBytes)}, {"unit", "bytes"}}};
}

absl::StatusOr<const CsvStructure*> CsvStructures::Find(std::string_view type, std::string_view name) {
  if (type.size() + name.size() > kMaxNameBytes) return &too_long_;
  if (last_ != nullptr && name == last_name_ && type == last_type_) return last_;
  auto [entry, is_new] = known_.try_emplace(fmt::format("{} {}", type, name));
  if (is_new) {
    if (known_.size() > kMaxCsvStructures) {
      return Error(common::v1::ERROR_REASON_TOO_MANY,
                   {{"field", std::string(kNameColumn)}, {"limit", std::to_string(kMaxCsvStructures)}});
    }
    ASSIGN_OR_RETURN(CsvStructure made, Make(type, name));
    entry->second = std::make_unique<const CsvStructure>(std::move(made));
  }
  last_type_ = type;
  last_name_ = name;
  last_ = entry->second.get();
  return last_;
}

absl::StatusOr<CsvStructure> CsvStructures::Make(std::string_view type, std::string_view name) const {
  CsvStructure made;
  const auto artefact_type = TypeOf(type);
  if (!artefact_type) {
    made.mistake = Violation{std::string(kTypeColumn),
                             common::v1::ERROR_REASON_UNKNOWN_CODE,
                             {{"scheme", std::string(kTypeColumn)}, {"code", std::string(type)}}};
    return made;
  }
  const auto reference = ParseName(*artefact_type, WithoutLabel(name));
  if (!reference) {
    made.mistake = Violation{
        std::string(kNameColumn), common::v1::ERROR_REASON_MALFORMED, {{"form", "AGENCY:ID(VERSION)"}}};
    return made;
  }
  auto layout = layouts_.Find(*reference);
  if (absl::IsNotFound(layout.status())) {
    made.mistake =
        Violation{std::string(kNameColumn), ReasonOf(layout.status()), MetadataOf(layout.status())};
    return made;
  }
  if (!layout.ok()) return std::move(layout).status();
  ASSIGN_OR_RETURN(made.binding, CsvBinding::Of(header_, **layout, delimiter_));
  made.head.layout = *std::move(layout);
  made.head.structure = *reference;
  made.head.dimension_at_observation = kAllDimensions;
  return made;
}

}  // namespace tabadul::statistics::sdmx
