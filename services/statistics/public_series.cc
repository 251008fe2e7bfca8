#include "services/statistics/public_series.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "fmt/format.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/sharing_book.h"
#include "lib/platform/log/log.h"
#include "services/statistics/area.h"
#include "services/statistics/series/series.h"
#include "services/statistics/structures/keeps.h"

namespace tabadul::statistics {
namespace {

constexpr size_t kPageBytes = 4u << 20;

// The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014): sums of numbers that
// follow each other would soon be equal.
uint64_t Scatter(uint64_t sequence) {
  sequence += 0x9e3779b97f4a7c15;
  sequence = (sequence ^ (sequence >> 30)) * 0xbf58476d1ce4e5b9;
  sequence = (sequence ^ (sequence >> 27)) * 0x94d049bb133111eb;
  return sequence ^ (sequence >> 31);
}

std::optional<std::array<char, 16>> IdOf(const exchange::Entry& entry) {
  const std::string bytes = evidence::FromHex(entry.hub_id);
  std::array<char, 16> id;
  if (bytes.size() != id.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), id.begin());
  return id;
}

bool IsShown(const exchange::Entry& entry) {
  return !entry.removed && !entry.partial && entry.asserted == tabadul::exchange::v1::ASSERTED_STATE_OPEN &&
         entry.lifecycle == tabadul::exchange::v1::LIFECYCLE_OPEN;
}

}  // namespace

const exchange::Reader& ThePublic() {
  static const exchange::Reader reader{.marks = false};  // there is no copy to check
  return reader;
}

struct PublicSeries::Pending {
  struct Change {
    Id id;
    Place place;  // of what is shown afterwards
    CubeChange cube;
  };
  Reference dataflow;
  std::deque<v1::Series> series;  // that the changes point to
  std::vector<Change> changes;
};

PublicSeries::PublicSeries(exchange::Exchange& exchange, PresentStructures& structures)
    : exchange_(exchange), structures_(structures) {}

absl::StatusOr<bool> PublicSeries::Step(const Context& context) {
  FollowRights();
  ASSIGN_OR_RETURN(
      const exchange::Page page,
      exchange_.Changes(context, cursor_, tabadul::exchange::v1::Filter(), ThePublic(), kPageBytes));
  Apply(page);
  cursor_ = page.cursor;
  caught_up_ = caught_up_ || page.at_head;
  return page.at_head;
}

void PublicSeries::Apply(const exchange::Page& page) {
  for (const exchange::Loss& loss : page.losses) Drop(loss.source);
  std::map<std::string, Pending> pending;
  for (const exchange::Entry& entry : page.entries) Note(entry, pending);
  for (auto& [name, changes] : pending) ApplyTo(name, changes);
}

void PublicSeries::Note(const exchange::Entry& entry, std::map<std::string, Pending>& pending) {
  const auto id = IdOf(entry);
  if (!id) return;
  if (IsShown(entry) && IsPublic(entry.source)) return NoteShown(entry, *id, pending);
  NoteGone(*id, entry.sequence, entry.updated, pending);
}

void PublicSeries::NoteShown(const exchange::Entry& entry, const Id& id,
                             std::map<std::string, Pending>& pending) {
  auto name = ParseSeriesId(entry.record_id);
  if (!name.ok()) {
    log::Error("series_unreadable", {{"hub_id", entry.hub_id}});
    return NoteGone(id, entry.sequence, entry.updated, pending);
  }
  Pending& flow = pending[DataflowText(name->dataflow)];
  flow.dataflow = name->dataflow;
  v1::Series& series = flow.series.emplace_back();
  if (!series.ParseFromString(entry.payload)) {
    log::Error("series_unreadable", {{"hub_id", entry.hub_id}});
    return NoteGone(id, entry.sequence, entry.updated, pending);
  }
  flow.changes.push_back({.id = id,
                          .place = {NumberOf(entry.source), entry.record_id, entry.sequence},
                          .cube = {.source = entry.source,
                                   .key = std::move(name->key),
                                   .series = &series,
                                   .sequence = entry.sequence,
                                   .time = entry.updated}});
}

void PublicSeries::NoteGone(const Id& id, uint64_t sequence, absl::Time when,
                            std::map<std::string, Pending>& pending) {
  const auto place = places_.find(id);
  if (place == places_.end()) return;
  auto name = ParseSeriesId(place->second.record_id);
  if (!name.ok()) return;
  Pending& flow = pending[DataflowText(name->dataflow)];
  flow.dataflow = name->dataflow;
  flow.changes.push_back({.id = id,
                          .cube = {.source = source_names_[place->second.source],
                                   .key = std::move(name->key),
                                   .sequence = sequence,
                                   .time = when}});
}

void PublicSeries::ApplyTo(const std::string& name, Pending& pending) {
  Flow* const flow = FlowOf(name, pending.dataflow);
  if (flow == nullptr) {
    unfit_ += pending.changes.size();
    log::Error("series_without_structure", {{"dataflow", name}});
    return;
  }
  std::vector<CubeChange> changes;
  for (Pending::Change& change : pending.changes) {
    change.cube.rank = RankOf(change.cube.source, CountryOf(*flow->layout, change.cube.key));
    changes.push_back(change.cube);
  }
  std::vector<bool> refused(changes.size());
  std::vector<CubeChange> gone;
  for (const size_t at : flow->cube.Apply(changes)) {
    refused[at] = true;
    // What stood there before is not what there is now.
    gone.push_back(changes[at]);
    gone.back().series = nullptr;
  }
  if (!gone.empty()) {
    log::Error("series_without_structure", {{"dataflow", name}, {"series", gone.size()}});
    flow->cube.Apply(gone);
  }
  Count(refused, pending, *flow);
  Publish(name, *flow);
}

// What is shown by now.
void PublicSeries::Count(const std::vector<bool>& refused, Pending& pending, Flow& flow) {
  for (size_t i = 0; i < pending.changes.size(); ++i) {
    Pending::Change& change = pending.changes[i];
    if (const auto before = places_.find(change.id); before != places_.end()) {
      flow.scattered -= Scatter(before->second.sequence);
      --flow.series;
      places_.erase(before);
    }
    if (refused[i]) ++unfit_;
    if (change.cube.series != nullptr && !refused[i]) {
      flow.scattered += Scatter(change.place.sequence);
      ++flow.series;
      places_[change.id] = std::move(change.place);
    }
    flow.changed = std::max(flow.changed, change.cube.time);
  }
}

// All that is shown of a source, whatever comes later.
void PublicSeries::Drop(const std::string& source) {
  const auto number = sources_.find(source);
  if (number == sources_.end()) return;
  std::vector<Id> ids;
  for (const auto& [id, place] : places_) {
    if (place.source == number->second) ids.push_back(id);
  }
  std::map<std::string, Pending> pending;
  const absl::Time now = absl::Now();
  for (const Id& id : ids) NoteGone(id, UINT64_MAX, now, pending);
  for (auto& [name, changes] : pending) ApplyTo(name, changes);
}

// As it is wanted, committed or not. Whether a record may be told where it stands in the feed, the feed knows.
bool PublicSeries::IsPublic(const std::string& source) {
  exchange::ReaderView view(exchange_.sharing().Now(), ThePublic());
  const bool is_public = view.Of(source).now().whole();
  if (!is_public) dropped_.insert(source);
  return is_public;
}

void PublicSeries::FollowRights() {
  exchange::ReaderView view(exchange_.sharing().Now(), ThePublic());
  for (const std::string& source : source_names_) {
    if (view.Of(source).now().whole() || !dropped_.insert(source).second) continue;
    Drop(source);
  }
  for (const std::string& source : dropped_) lacking_ = lacking_ || view.Of(source).now().whole();
}

uint32_t PublicSeries::NumberOf(const std::string& source) {
  const auto [at, added] = sources_.try_emplace(source, static_cast<uint32_t>(source_names_.size()));
  if (added) source_names_.push_back(source);
  return at->second;
}

// Null: there is no such structure, in the database either.
PublicSeries::Flow* PublicSeries::FlowOf(const std::string& name, const Reference& dataflow) {
  std::unique_ptr<Flow>& flow = flows_[name];
  if (flow != nullptr) return flow.get();
  auto layout = structures_.Now().structures->Find(dataflow);
  // Another process may have taken it over a moment ago.
  if (!layout.ok() && structures_.Refresh(Context::WithTimeout(absl::Seconds(5))).ok())
    layout = structures_.Now().structures->Find(dataflow);
  if (!layout.ok()) {
    flows_.erase(name);
    return nullptr;
  }
  flow = std::make_unique<Flow>(dataflow, *layout);
  return flow.get();
}

bool PublicSeries::Fits(const Structures& structures) const {
  if (unfit_ > 0) return false;
  return std::all_of(flows_.begin(), flows_.end(), [&](const auto& one) {
    const auto layout = structures.Find(one.second->reference);
    return layout.ok() && SameLayout(*one.second->layout, **layout);
  });
}

void PublicSeries::Publish(const std::string& name, const Flow& flow) {
  HeldFlow held{flow.cube.snapshot(), {fmt::format("{:x}.{:x}", flow.scattered, flow.series), flow.changed}};
  absl::MutexLock lock(&mutex_);
  shown_[name] = {flow.reference, std::move(held)};
}

std::optional<HeldFlow> PublicSeries::Find(const Reference& dataflow) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = shown_.find(DataflowText(dataflow));
  return found == shown_.end() ? std::nullopt : std::optional<HeldFlow>(found->second.held);
}

std::vector<Reference> PublicSeries::Flows() const {
  std::vector<Reference> flows;
  absl::ReaderMutexLock lock(&mutex_);
  for (const auto& [name, shown] : shown_) {
    if (shown.held.snapshot->series() > 0) flows.push_back(shown.reference);
  }
  return flows;
}

}  // namespace tabadul::statistics
