#include "services/statistics/structures/decide.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "services/statistics/series/series.h"
#include "services/statistics/structure/checks.h"
#include "services/statistics/structure/urn.h"
#include "services/statistics/structures/agency.h"
#include "services/statistics/structures/canonical.h"
#include "services/statistics/structures/keeps.h"

namespace tabadul::statistics {
namespace {

using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_NOT_FOUND;
using common::v1::ERROR_REASON_NOT_OWNER;
using common::v1::ERROR_REASON_PRECONDITION;
using common::v1::ERROR_REASON_REQUIRED;
using common::v1::ERROR_REASON_TOO_LONG;
using common::v1::ERROR_REASON_TOO_MANY;
using common::v1::ERROR_REASON_VERSION_CONFLICT;

bool IsWrittenBy(const StructureWriter& writer, std::string_view agency) {
  return writer.centre || OwnsAgency(writer.organisation, agency);
}

ArtefactPtr Held(const Structures& structures, const Artefact& artefact) {
  ArtefactPtr held = structures.Get(ReferenceTo(artefact));
  return held != nullptr && held->version == artefact.version ? held : nullptr;
}

void CheckNotOfRelease(const std::vector<Artefact>& changed, const Structures& release, Violations& v) {
  for (const Artefact& artefact : changed) {
    if (Held(release, artefact) == nullptr) continue;
    v.Add(ShortUrn(ReferenceTo(artefact)), ERROR_REASON_VERSION_CONFLICT,
          {{"stored_version", artefact.version}});
  }
}

void CheckSeriesStay(const std::vector<Artefact>& changed, const StandingStructures& standing,
                     Violations& v) {
  Structures::Builder builder(standing.structures);
  for (const Artefact& artefact : changed) builder.Add(artefact);
  const auto next = builder.Build();
  for (const std::string& flow : standing.flows) {
    const auto reference = ParseDataflow(flow);
    if (!reference) continue;
    const auto before = standing.structures.Find(*reference);
    const auto after = next->Find(*reference);
    if (!before.ok() || (after.ok() && KeepsSeries(**before, **after))) continue;
    v.Add("message", ERROR_REASON_PRECONDITION, {{"structure", flow}});
  }
}

void CheckLimits(const StructureChanges& changes, const StandingStructures& standing,
                 const StructureWriter& writer, Violations& v) {
  absl::flat_hash_set<std::string> written;
  size_t bytes = 0, count = 0;
  for (const StoredStructure& one : changes.written) {
    written.insert(one.urn);
    bytes += one.content.size();
    ++count;
  }
  for (const StoredStructure& one : standing.stored.structures) {
    if (one.owner != writer.organisation || written.contains(one.urn)) continue;
    bytes += one.bytes;
    ++count;
  }
  if (count > kMaxStructuresOfOwner)
    v.Add("message", ERROR_REASON_TOO_MANY, {{"limit", absl::StrCat(kMaxStructuresOfOwner)}});
  if (bytes > kMaxStructureBytesOfOwner) {
    v.Add("message", ERROR_REASON_TOO_LONG,
          {{"limit", absl::StrCat(kMaxStructureBytesOfOwner)}, {"unit", "bytes"}});
  }
}

// Outcomes of all; the artefacts that are no longer what is held.
std::vector<Artefact> Compare(const std::vector<Artefact>& submitted, const StandingStructures& standing,
                              StructureDecision& decision) {
  std::vector<Artefact> changed;
  for (const Artefact& artefact : submitted) {
    v1::StructureOutcome& outcome = decision.outcomes.emplace_back();
    outcome.set_urn(UrnOf(ReferenceTo(artefact), Edition::k30));
    const ArtefactPtr held = Held(standing.structures, artefact);
    if (held != nullptr && held->final == artefact.final &&
        CanonicalBytes(*held) == CanonicalBytes(artefact)) {
      outcome.set_outcome(exchange::v1::OUTCOME_UNCHANGED);
      continue;
    }
    outcome.set_outcome(held != nullptr ? exchange::v1::OUTCOME_UPDATED : exchange::v1::OUTCOME_CREATED);
    changed.push_back(artefact);
  }
  return changed;
}

}  // namespace

absl::StatusOr<StructureDecision> DecideSubmission(const std::vector<Artefact>& submitted,
                                                   const StandingStructures& standing,
                                                   const StructureWriter& writer) {
  StructureDecision decision;
  const std::vector<Artefact> changed = Compare(submitted, standing, decision);
  Violations violations;
  CheckArtefacts(
      changed, standing.structures, [&](std::string_view agency) { return IsWrittenBy(writer, agency); },
      violations);
  CheckNotOfRelease(changed, standing.release, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  CheckSeriesStay(changed, standing, violations);
  for (const Artefact& artefact : changed) {
    StoredStructure& row = decision.changes.written.emplace_back();
    row.urn = UrnOf(ReferenceTo(artefact), Edition::k30);
    row.owner = writer.organisation;
    row.final = artefact.final;
    row.content = CanonicalBytes(artefact);
  }
  CheckLimits(decision.changes, standing, writer, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return decision;
}

absl::StatusOr<StructureChanges> DecideDeletion(const std::string& urn, const StandingStructures& standing,
                                                const StructureWriter& writer) {
  Violations violations;
  if (urn.empty()) violations.Add("urn", ERROR_REASON_REQUIRED);
  const auto reference = ParseUrn(urn);
  if (!urn.empty() && (!reference.ok() || !reference->item.empty() || !ParseVersion(reference->version)))
    violations.Add("urn", ERROR_REASON_MALFORMED, {{"form", "SDMX URN"}});
  RETURN_IF_ERROR(violations.ToStatus());
  const ArtefactPtr held = standing.structures.Get(*reference);
  const std::string name = ShortUrn(*reference);
  if (held == nullptr) return Error(ERROR_REASON_NOT_FOUND, {{"what", "structure"}, {"structure", name}});
  if (!IsWrittenBy(writer, held->agency)) return Error(ERROR_REASON_NOT_OWNER, {{"source", held->agency}});
  if (standing.release.Get(*reference) != nullptr)
    return Error(ERROR_REASON_PRECONDITION, {{"structure", name}});
  // By the edition 2.1: there nothing refers to the scheme of its agency.
  const auto above =
      standing.structures.Related(absl::MakeConstSpan(&held, 1), Relation::kParents, Edition::k21);
  if (!above.empty())
    return Error(ERROR_REASON_PRECONDITION, {{"structure", ShortUrn(ReferenceTo(*above.front()))}});
  const bool has_series = held->type == ArtefactType::kDataflow &&
                          std::find(standing.flows.begin(), standing.flows.end(), DataflowText(*reference)) !=
                              standing.flows.end();
  if (has_series) return Error(ERROR_REASON_PRECONDITION, {{"structure", name}});
  StructureChanges changes;
  changes.removed.push_back(UrnOf(*reference, Edition::k30));
  return changes;
}

}  // namespace tabadul::statistics
