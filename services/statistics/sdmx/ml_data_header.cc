#include "services/statistics/sdmx/ml_data_header.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "services/statistics/sdmx/action_names.h"
#include "services/statistics/sdmx/structure_parts.h"

namespace tabadul::statistics::sdmx {
namespace {

using common::v1::ERROR_REASON_TOO_MANY;

// What the children of Structure refer to. The first of the agreements is misspelt in the schemas of 2.1.
std::optional<ArtefactType> TypeOfUsage(std::string_view element) {
  if (element == "Structure") return ArtefactType::kDataStructure;
  if (element == "StructureUsage") return ArtefactType::kDataflow;
  if (element == "ProvisionAgrement" || element == "ProvisionAgreement") {
    return ArtefactType::kProvisionAgreement;
  }
  return std::nullopt;
}

std::string Trimmed(std::string_view text) { return std::string(absl::StripAsciiWhitespace(Absl(text))); }

bool IsTrue(std::string_view boolean) { return boolean == "true" || boolean == "1"; }

}  // namespace

const MlStructure* MlHeader::Find(std::string_view id) const {
  const auto found = std::ranges::find(structures, id, &MlStructure::id);
  return found == structures.end() ? nullptr : &*found;
}

void MlReferenceReader::Begin(const XmlElement& element, uint64_t line) { node_ = MlNode(element, line); }

void MlReferenceReader::OnStart(const XmlElement& element, uint64_t line) {
  if (element.name == "Ref" || element.name == "URN") node_.children.assign(1, MlNode(element, line));
}

void MlReferenceReader::OnText(std::string_view text) {
  (node_.children.empty() ? node_ : node_.children[0]).text = Trimmed(text);
}

absl::StatusOr<Reference> MlReferenceReader::Take(ArtefactType type) const {
  ASSIGN_OR_RETURN(std::optional<Reference> reference, ReadReference(node_, type));
  if (!reference) return MalformedMl(node_.line, node_.name);
  return *std::move(reference);
}

std::string ProviderName(const Reference& provider) {
  // There is one scheme of providers to an agency, and its id is fixed (SDMXStructureOrganisation.xsd): a reference may
  // leave it out.
  if (provider.item.empty()) return fmt::format("{}:DATA_PROVIDERS.{}", provider.agency, provider.id);
  return fmt::format("{}:{}.{}", provider.agency, provider.id, provider.item);
}

absl::Status MlHeaderReader::OnStart(const XmlElement& element, uint64_t line) {
  open_.emplace_back(element.name);
  text_.clear();
  if (open_.size() == 1 && element.name == "Structure") return StartStructure(element, line);
  if (open_.size() == 1 || (open_.size() == 2 && open_[0] == "Structure")) {
    reference_.Begin(element, line);
  } else {
    reference_.OnStart(element, line);
  }
  return absl::OkStatus();
}

absl::Status MlHeaderReader::StartStructure(const XmlElement& element, uint64_t line) {
  if (header_.structures.size() == kMaxMlStructures) {
    return Error(ERROR_REASON_TOO_MANY, {{"field", "Structure"},
                                         {"limit", std::to_string(kMaxMlStructures)},
                                         {"line", std::to_string(line)}});
  }
  header_.structures.push_back(
      {.id = std::string(element.Get("structureID")),
       .dimension_at_observation = std::string(element.Get("dimensionAtObservation")),
       .explicit_measures = IsTrue(element.Get("explicitMeasures"))});
  return absl::OkStatus();
}

void MlHeaderReader::OnText(std::string_view text) {
  text_ = text;
  reference_.OnText(text);
}

absl::Status MlHeaderReader::OnEnd(uint64_t line) {
  const std::string name = std::move(open_.back());
  open_.pop_back();
  if (open_.size() == 1 && open_[0] == "Structure") return EndUsage(name);
  return open_.empty() ? EndField(name, line) : absl::OkStatus();
}

absl::Status MlHeaderReader::EndUsage(std::string_view name) {
  const auto type = TypeOfUsage(name);
  if (!type) return absl::OkStatus();
  ASSIGN_OR_RETURN(header_.structures.back().reference, reference_.Take(*type));
  return absl::OkStatus();
}

absl::Status MlHeaderReader::EndField(std::string_view name, uint64_t line) {
  if (name == "Structure") {
    if (header_.structures.back().reference.id.empty()) return MalformedMl(line, name);
  } else if (name == "DataSetAction") {
    header_.action = ActionNamed(Trimmed(text_));
    if (!header_.action) return MalformedMl(line, name);
  } else if (name == "DataSetID") {
    header_.data_set_id = Trimmed(text_);
  } else if (name == "DataProvider") {
    ASSIGN_OR_RETURN(const Reference provider, reference_.Take(ArtefactType::kDataProviderScheme));
    header_.provider = ProviderName(provider);
  }
  return absl::OkStatus();
}

}  // namespace tabadul::statistics::sdmx
