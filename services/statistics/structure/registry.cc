#include "services/statistics/structure/registry.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/platform/base/status.h"
#include "services/statistics/structure/make_layout.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics {
namespace {

std::string NameKey(ArtefactType type, std::string_view agency, std::string_view id) {
  return absl::StrCat(static_cast<int>(type), "/", Absl(agency), ":", Absl(id));
}

std::tuple<ArtefactType, const std::string&, const std::string&> Name(const Artefact& artefact) {
  return {artefact.type, artefact.agency, artefact.id};
}

bool Before(const ArtefactPtr& a, const ArtefactPtr& b) {
  if (Name(*a) != Name(*b)) return Name(*a) < Name(*b);
  if (const int order = CompareVersions(a->version, b->version); order != 0) return order < 0;
  return a->version < b->version;
}

bool SameName(const ArtefactPtr& a, const ArtefactPtr& b) {
  return Name(*a) == Name(*b) && a->version == b->version;
}

// Sorted; of one name the last remains.
std::vector<ArtefactPtr> Sorted(std::vector<ArtefactPtr> artefacts) {
  std::reverse(artefacts.begin(), artefacts.end());
  std::stable_sort(artefacts.begin(), artefacts.end(), Before);
  artefacts.erase(std::unique(artefacts.begin(), artefacts.end(), SameName), artefacts.end());
  return artefacts;
}

template <class T>
bool Among(const std::vector<T>& list, const T& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

absl::Status NotFound(const Reference& reference) {
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"structure", ShortUrn(reference)}});
}

}  // namespace

void Structures::Builder::Add(Artefact artefact) {
  Add(std::make_shared<const Artefact>(std::move(artefact)));
}

void Structures::Builder::Add(ArtefactPtr artefact) { artefacts_.push_back(std::move(artefact)); }

void Structures::Builder::Remove(const Reference& reference) {
  std::erase_if(artefacts_, [&reference](const ArtefactPtr& artefact) {
    return artefact->type == reference.type && artefact->agency == reference.agency &&
           artefact->id == reference.id && artefact->version == reference.version;
  });
}

std::shared_ptr<const Structures> Structures::Builder::Build() {
  return std::shared_ptr<const Structures>(new Structures(std::move(artefacts_)));
}

Structures::Structures(std::vector<ArtefactPtr> artefacts) : artefacts_(Sorted(std::move(artefacts))) {
  for (size_t begin = 0, end = 0; begin < artefacts_.size(); begin = end) {
    const Artefact& first = *artefacts_[begin];
    while (end < artefacts_.size() && Name(*artefacts_[end]) == Name(first)) ++end;
    const Range range{begin, end};
    ranges_.push_back(range);
    by_name_.emplace(NameKey(first.type, first.agency, first.id), range);
    by_name_.emplace(NameKey(first.type, "", first.id), range);
  }
  for (const ArtefactPtr& artefact : artefacts_) {
    graph_.Add(*artefact, [this](const Reference& reference) { return Position(reference); });
  }
  graph_.Finish();
}

std::vector<size_t> Structures::Select(Range range, const VersionFilter& filter) const {
  std::vector<std::string_view> versions;
  for (size_t i = range.begin; i < range.end; ++i) versions.push_back(artefacts_[i]->version);
  std::vector<size_t> selected = filter.Select(versions);
  for (size_t& position : selected) position += range.begin;
  return selected;
}

std::optional<size_t> Structures::Position(const Reference& reference) const {
  const auto found = by_name_.find(NameKey(reference.type, reference.agency, reference.id));
  if (found == by_name_.end()) return std::nullopt;
  const Range range = found->second;
  for (size_t i = range.begin; i < range.end; ++i) {
    if (artefacts_[i]->version == reference.version) return i;
  }
  const absl::StatusOr<VersionFilter> filter = VersionFilter::Parse(reference.version);
  if (!filter.ok()) return std::nullopt;
  const std::vector<size_t> selected = Select(range, *filter);
  return selected.empty() ? std::nullopt : std::optional<size_t>(selected.back());
}

ArtefactPtr Structures::Get(const Reference& reference) const {
  const std::optional<size_t> position = Position(reference);
  return position.has_value() ? artefacts_[*position] : nullptr;
}

std::vector<ArtefactPtr> Structures::Query(const StructureQuery& query) const {
  const std::vector<VersionFilter> newest = {VersionFilter::Latest()};
  std::vector<ArtefactPtr> found;
  for (const Range& range : ranges_) {
    const Artefact& first = *artefacts_[range.begin];
    if (!Among(query.types, first.type) || !Among(query.agencies, first.agency) ||
        !Among(query.ids, first.id)) {
      continue;
    }
    std::set<size_t> positions;
    for (const VersionFilter& filter : query.versions.empty() ? newest : query.versions) {
      for (const size_t position : Select(range, filter)) positions.insert(position);
    }
    for (const size_t position : positions) found.push_back(artefacts_[position]);
  }
  return found;
}

ReferenceGraph::Marks Structures::MarksOf(absl::Span<const ArtefactPtr> of) const {
  ReferenceGraph::Marks marks(artefacts_.size());
  for (const ArtefactPtr& artefact : of) {
    if (const auto position = Position(ReferenceTo(*artefact))) marks[*position] = true;
  }
  return marks;
}

std::vector<ArtefactPtr> Structures::Marked(const ReferenceGraph::Marks& marks) const {
  std::vector<ArtefactPtr> marked;
  for (size_t i = 0; i < marks.size(); ++i) {
    if (marks[i]) marked.push_back(artefacts_[i]);
  }
  return marked;
}

std::vector<ArtefactPtr> Structures::Related(absl::Span<const ArtefactPtr> of, Relation relation,
                                             Edition edition) const {
  return Marked(graph_.Related(MarksOf(of), relation, edition));
}

std::vector<ArtefactPtr> Structures::RelatedOfType(absl::Span<const ArtefactPtr> of,
                                                   ArtefactType type) const {
  const ReferenceGraph::Marks marks = MarksOf(of);
  ReferenceGraph::Marks related(marks.size());
  for (const Relation relation :
       {Relation::kAncestors, Relation::kDescendants, Relation::kParentsAndSiblings}) {
    const ReferenceGraph::Marks some = graph_.Related(marks, relation, Edition::k30);
    for (size_t i = 0; i < related.size(); ++i) {
      if (some[i] && artefacts_[i]->type == type) related[i] = true;
    }
  }
  return Marked(related);
}

std::shared_ptr<const Codes> Structures::CodesOf(const Reference& codelist) const {
  ArtefactPtr artefact = Get(codelist);
  if (artefact == nullptr || artefact->type != ArtefactType::kCodelist ||
      !std::holds_alternative<ItemScheme>(artefact->body)) {
    return nullptr;
  }
  const absl::MutexLock lock(&mutex_);
  std::shared_ptr<const Codes>& codes = codes_[artefact.get()];
  if (codes == nullptr) codes = std::make_shared<const Codes>(std::move(artefact));
  return codes;
}

absl::StatusOr<std::shared_ptr<const Layout>> Structures::Find(const Reference& reference) const {
  ArtefactPtr named = Get(reference);
  if (named == nullptr) return NotFound(reference);
  if (const auto* agreement = std::get_if<ProvisionAgreement>(&named->body)) {
    named = Get(agreement->dataflow);
    if (named == nullptr) return NotFound(agreement->dataflow);
  }
  {
    const absl::MutexLock lock(&mutex_);
    const auto found = layouts_.find(named.get());
    if (found != layouts_.end()) return found->second;
  }
  ArtefactPtr dataflow, structure = named;
  if (const auto* flow = std::get_if<Dataflow>(&named->body)) {
    dataflow = named;
    structure = Get(flow->structure);
    if (structure == nullptr) return NotFound(flow->structure);
  }
  if (!std::holds_alternative<DataStructure>(structure->body)) return NotFound(ReferenceTo(*structure));
  std::shared_ptr<const Layout> layout = MakeLayout(*this, std::move(dataflow), std::move(structure));
  const absl::MutexLock lock(&mutex_);
  return layouts_.try_emplace(named.get(), std::move(layout)).first->second;
}

}  // namespace tabadul::statistics
