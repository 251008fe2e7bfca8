#include "services/statistics/query/flow.h"

#include <optional>
#include <utility>

#include "services/statistics/series/series.h"
#include "services/statistics/structure/hub.h"
#include "services/statistics/structure/ids.h"

namespace tabadul::statistics::query {
namespace {

constexpr char kForm[] = "ID, AGENCY:ID, AGENCY:ID(VERSION)";

std::optional<Reference> Parse(std::string_view name) {
  if (name.find('(') != std::string_view::npos) return ParseDataflow(name);
  Reference reference{.type = ArtefactType::kDataflow, .agency = std::string(kHubAgency)};
  if (const size_t colon = name.find(':'); colon != std::string_view::npos) {
    reference.agency = name.substr(0, colon);
    name.remove_prefix(colon + 1);
  }
  reference.id = name;
  if (!IsNestedNcName(reference.agency) || !IsId(reference.id)) return std::nullopt;
  return reference;
}

absl::Status Mistaken(ErrorReason reason, Metadata metadata = {}) {
  Violations v;
  v.Add("dataflow", reason, std::move(metadata));
  return v.ToStatus();
}

}  // namespace

absl::StatusOr<Flow> FindFlow(const Holdings& holdings, std::string_view name) {
  if (name.empty()) return Mistaken(common::v1::ERROR_REASON_REQUIRED);
  const std::optional<Reference> reference = Parse(name);
  if (!reference) return Mistaken(common::v1::ERROR_REASON_MALFORMED, {{"form", kForm}});
  const HeldStructures structures = holdings.structures();
  ArtefactPtr dataflow = structures.structures->Get(*reference);
  if (dataflow == nullptr) {
    return Error(common::v1::ERROR_REASON_NOT_FOUND,
                 {{"what", "structure"}, {"structure", std::string(name)}});
  }
  return OpenFlow(holdings, structures, std::move(dataflow));
}

absl::StatusOr<Flow> OpenFlow(const Holdings& holdings, const HeldStructures& structures,
                              ArtefactPtr dataflow) {
  const Reference reference = ReferenceTo(*dataflow);
  Flow flow{.structures = structures.structures, .dataflow = std::move(dataflow)};
  if (const auto held = holdings.Find(reference)) {
    flow.snapshot = held->snapshot;
    flow.changed = held->revision.changed;
    // The numbers in its series are those of its own layout, which a change of structures may not have reached yet.
    flow.layout = flow.snapshot->codes().layout();
  } else {
    ASSIGN_OR_RETURN(flow.layout, structures.structures->Find(reference));
  }
  return flow;
}

}  // namespace tabadul::statistics::query
