#include "services/statistics/structures/present.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "lib/evidence/digest.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"
#include "services/statistics/structures/canonical.h"

namespace tabadul::statistics {
namespace {

const metrics::Gauge& Figures() {
  static const auto* gauge =
      new metrics::Gauge("tabadul_statistics_structures", "Structures that are held", {"origin"});
  return *gauge;
}

std::shared_ptr<const Structures> Build(const std::vector<Artefact>& artefacts) {
  Structures::Builder builder;
  for (const Artefact& artefact : artefacts) builder.Add(artefact);
  return builder.Build();
}

// Releases with the same structures have the same.
std::string DigestOf(const Structures& structures) {
  std::string digests;
  for (const ArtefactPtr& artefact : structures.artefacts())
    digests += evidence::Sha256(CanonicalBytes(*artefact));
  return evidence::Hex(evidence::Sha256(digests)).substr(0, 8);
}

}  // namespace

PresentStructures::PresentStructures(const StructureStore& store, const std::vector<Artefact>& core,
                                     absl::Time since)
    : store_(store), core_(Build(core)), core_digest_(DigestOf(*core_)), since_(since) {
  held_ = Hold({}, 0, absl::InfinitePast());
}

HeldStructures PresentStructures::Now() const {
  absl::ReaderMutexLock lock(&mutex_);
  return held_;
}

int64_t PresentStructures::revision() const {
  absl::ReaderMutexLock lock(&mutex_);
  return revision_;
}

absl::Status PresentStructures::Ready() const {
  if (revision() >= 0) return absl::OkStatus();
  return Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "structures"}});
}

absl::StatusOr<bool> PresentStructures::Refresh(const Context& context) {
  const int64_t known = revision();
  ASSIGN_OR_RETURN(const int64_t newest, store_.Revision(context));
  // A database that was restored may have fewer.
  if (newest == known) return false;
  ASSIGN_OR_RETURN(const StoredStructures stored, store_.Read(context, newest < known ? -1 : known));
  if (newest < known) {
    absl::MutexLock lock(&mutex_);
    submitted_.clear();
    revision_ = -1;
  }
  Take(stored);
  return true;
}

HeldStructures PresentStructures::Take(const StoredStructures& stored) {
  absl::MutexLock lock(&mutex_);
  if (stored.revision <= revision_ || stored.known > revision_) return held_;
  submitted_ = TakeRows(stored);
  revision_ = stored.revision;
  held_ = Hold(submitted_, stored.revision, stored.changed);
  Figures().With({"release"}).Set(static_cast<double>(core_->artefacts().size()));
  Figures().With({"submitted"}).Set(static_cast<double>(submitted_.size()));
  return held_;
}

PresentStructures::SubmittedByUrn PresentStructures::TakeRows(const StoredStructures& stored) const {
  SubmittedByUrn taken;
  for (const StoredStructure& row : stored.structures) {
    const auto held = submitted_.find(row.urn);
    if (held != submitted_.end() && held->second.revision == row.revision) {
      taken.insert(*held);
      continue;
    }
    auto artefact = FromCanonicalBytes(row.content, row.final);
    if (!artefact.ok()) log::Error("structure_unreadable", {{"urn", row.urn}});
    taken[row.urn] = {artefact.ok() ? std::make_shared<const Artefact>(*std::move(artefact)) : nullptr,
                      row.revision};
  }
  return taken;
}

HeldStructures PresentStructures::Hold(const SubmittedByUrn& submitted, int64_t revision,
                                       absl::Time changed) const {
  Structures::Builder builder(*core_);
  for (const auto& [urn, one] : submitted) {
    if (one.artefact != nullptr) builder.Add(one.artefact);
  }
  return {builder.Build(), {fmt::format("{}.{}", core_digest_, revision), std::max(changed, since_)}};
}

}  // namespace tabadul::statistics
