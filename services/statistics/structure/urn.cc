#include "services/statistics/structure/urn.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "lib/platform/base/status.h"
#include "services/statistics/structure/ids.h"
#include "services/statistics/structure/version.h"

namespace tabadul::statistics {
namespace {

constexpr std::string_view kPrefix = "urn:sdmx:org.sdmx.infomodel.";
constexpr size_t kMaxUrn = 2048;  // bytes

absl::Status Malformed() {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "urn"}, {"form", "SDMX URN"}});
}

// What stands before `end`, which goes with it; nullopt if it is not there.
std::optional<std::string_view> Cut(std::string_view& text, char end) {
  const size_t at = text.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return part;
}

bool IsPackageOf(std::string_view package, ArtefactType type) {
  // Some registries name agreements and constraints by packages of their own.
  return package == NamesOf(type, Edition::k21).urn_package ||
         package == NamesOf(type, Edition::k21).resource || package == NamesOf(type, Edition::k30).resource;
}

bool IsItemOf(std::string_view item, ArtefactType type) {
  return type == ArtefactType::kConceptScheme || type == ArtefactType::kAgencyScheme ? IsNestedNcName(item)
                                                                                     : IsNestedId(item);
}

// "SDMX:CL_FREQ(2.0)" and, of an item, ".A".
bool ReadNames(std::string_view text, bool item, Reference& reference) {
  const auto agency = Cut(text, ':'), id = Cut(text, '('), version = Cut(text, ')');
  if (!agency.has_value() || !id.has_value() || !version.has_value()) return false;
  if (!IsNestedNcName(*agency) || !IsId(*id)) return false;
  // Keywords of REST ("latest") are none here.
  if (version->empty() || absl::ascii_isalpha(version->front()) || !VersionFilter::Parse(*version).ok()) {
    return false;
  }
  reference.agency = *agency;
  reference.id = *id;
  reference.version = *version;
  if (!item) return text.empty();
  if (!text.starts_with('.')) return false;
  reference.item = text.substr(1);
  return IsItemOf(reference.item, reference.type);
}

}  // namespace

std::string ShortUrn(const Reference& reference) {
  std::string urn = absl::StrCat(reference.agency, ":", reference.id, "(", reference.version, ")");
  if (!reference.item.empty()) absl::StrAppend(&urn, ".", reference.item);
  return urn;
}

std::string UrnOf(const Reference& reference, Edition edition) {
  const ArtefactNames& names = NamesOf(reference.type, edition);
  const std::string_view urn_class =
      reference.item.empty() ? names.urn_class : ItemNamesOf(reference.type).element;
  return absl::StrCat(Absl(kPrefix), Absl(names.urn_package), ".", Absl(urn_class), "=", ShortUrn(reference));
}

absl::StatusOr<Reference> ParseUrn(std::string_view urn) {
  if (urn.size() > kMaxUrn || !urn.starts_with(kPrefix)) return Malformed();
  urn.remove_prefix(kPrefix.size());
  const auto package = Cut(urn, '.'), urn_class = Cut(urn, '=');
  if (!package.has_value() || !urn_class.has_value()) return Malformed();
  const std::optional<UrnClass> known = ClassOf(*urn_class);
  if (!known.has_value()) {
    return Error(common::v1::ERROR_REASON_UNKNOWN_SCHEME,
                 {{"field", "urn"}, {"scheme", std::string(*urn_class)}});
  }
  Reference reference{.type = known->type};
  if (!IsPackageOf(*package, known->type) || !ReadNames(urn, known->item, reference)) return Malformed();
  return reference;
}

}  // namespace tabadul::statistics
