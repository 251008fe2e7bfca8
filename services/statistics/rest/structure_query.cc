#include "services/statistics/rest/structure_query.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "services/statistics/rest/identity.h"
#include "services/statistics/rest/partial.h"
#include "services/statistics/rest/problem.h"

namespace tabadul::statistics::rest {
namespace {

constexpr std::string_view kStructure = "structure";
constexpr char kReferences[] = "references";

constexpr Word<StructureDetail> kDetails[] = {
    {"full", StructureDetail::kFull},
    {"raw", StructureDetail::kFull},
    {"allstubs", StructureDetail::kAllStubs},
    {"referencestubs", StructureDetail::kReferenceStubs},
    {"allcompletestubs", StructureDetail::kAllCompleteStubs},
    {"referencecompletestubs", StructureDetail::kReferenceCompleteStubs},
    {"referencepartial", StructureDetail::kReferencePartial}};

constexpr Word<Relation> kRelations[] = {{"children", Relation::kChildren},
                                         {"descendants", Relation::kDescendants},
                                         {"parents", Relation::kParents},
                                         {"ancestors", Relation::kAncestors},
                                         {"parentsandsiblings", Relation::kParentsAndSiblings},
                                         {"all", Relation::kAll}};

std::string Lower(std::string_view text) { return absl::AsciiStrToLower(Absl(text)); }

// Nullopt: any type.
absl::StatusOr<std::optional<ArtefactType>> ParseType(std::string_view name, Rest rest) {
  const std::string resource = Lower(name);
  if (rest == Rest::kV1 ? resource == kStructure : IsAny(name, rest)) return std::nullopt;
  const auto type = TypeOfResource(resource, EditionOf(rest));
  if (type) return type;
  if (IsForeignResource(resource, EditionOf(rest))) return NotOffered(resource);
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}});
}

absl::StatusOr<std::vector<std::string>> ParseItems(const StructuresAsked& asked, std::string_view text,
                                                    Rest rest) {
  if (IsAny(text, rest)) return std::vector<std::string>();
  if (asked.query.types.empty() || !IsItemScheme(asked.query.types.front())) {
    return Error(common::v1::ERROR_REASON_CONTRADICTION, {{"field", "itemID"}, {"other", "artefactType"}});
  }
  return SplitList(text, ListSeparator(rest), "itemID");
}

ArtefactPtr CompleteStub(const ArtefactPtr& artefact) {
  auto stub = std::make_shared<Artefact>(*artefact);
  stub->external = true;
  stub->body = std::monostate();
  return stub;
}

FoundStructures::One Matched(const ArtefactPtr& artefact, StructureDetail detail) {
  if (detail == StructureDetail::kAllStubs) return {artefact, true};
  if (detail == StructureDetail::kAllCompleteStubs) return {CompleteStub(artefact), false};
  return {artefact, false};
}

FoundStructures::One Referenced(const ArtefactPtr& artefact, StructureDetail detail, const UsedItems& used) {
  switch (detail) {
    case StructureDetail::kAllStubs:
    case StructureDetail::kReferenceStubs:
      return {artefact, true};
    case StructureDetail::kAllCompleteStubs:
    case StructureDetail::kReferenceCompleteStubs:
      return {CompleteStub(artefact), false};
    case StructureDetail::kReferencePartial:
      return {used.Reduce(artefact), false};
    case StructureDetail::kFull:
      return {artefact, false};
  }
  return {artefact, false};
}

// What the matching artefacts use, and what they reach by what they use.
UsedItems UsedBy(const Structures& structures, absl::Span<const ArtefactPtr> matched,
                 absl::Span<const ArtefactPtr> added) {
  UsedItems used(structures);
  for (const absl::Span<const ArtefactPtr> list : {matched, added}) {
    for (const ArtefactPtr& artefact : list) used.AddReferences(*artefact);
  }
  for (const ArtefactPtr& artefact : matched) {
    if (artefact->type == ArtefactType::kDataflow) used.AddAllowed(artefact);
  }
  return used;
}

std::vector<ArtefactPtr> WithItemsAsked(std::vector<ArtefactPtr> matched,
                                        const std::vector<std::string>& items) {
  if (items.empty()) return matched;
  std::vector<ArtefactPtr> some;
  for (const ArtefactPtr& scheme : matched) {
    if (ArtefactPtr part = WithItems(scheme, ItemIds(items.begin(), items.end())))
      some.push_back(std::move(part));
  }
  return some;
}

}  // namespace

absl::StatusOr<WantedReferences> ParseReferences(std::string_view text, Rest rest) {
  WantedReferences wanted;
  ASSIGN_OR_RETURN(const std::vector<std::string> parts, SplitList(text, ListSeparator(rest), kReferences));
  for (const std::string& part : parts) {
    const std::string word = Lower(part);
    if (const auto relation = ValueOf(kRelations, word)) {
      wanted.relations.push_back(*relation);
    } else if (const auto type = TypeOfResource(word, EditionOf(rest))) {
      wanted.types.push_back(*type);
    } else if (word != "none" && !IsForeignResource(word, EditionOf(rest))) {
      return Malformed(kReferences, "none, parents, parentsandsiblings, children, descendants, all");
    }
  }
  return wanted;
}

std::vector<ArtefactPtr> References(const Structures& structures, absl::Span<const ArtefactPtr> of,
                                    const WantedReferences& wanted, Rest rest) {
  absl::flat_hash_set<const Artefact*> found;
  const auto add = [&found](const std::vector<ArtefactPtr>& list) {
    for (const ArtefactPtr& artefact : list) found.insert(artefact.get());
  };
  for (const Relation relation : wanted.relations) add(structures.Related(of, relation, EditionOf(rest)));
  for (const ArtefactType type : wanted.types) add(structures.RelatedOfType(of, type));
  std::vector<ArtefactPtr> sorted;
  for (const ArtefactPtr& artefact : structures.artefacts()) {
    if (found.contains(artefact.get())) sorted.push_back(artefact);
  }
  return sorted;
}

bool IsStructureQuery(const Request& request) {
  const std::string first = Lower(request.Segment(0));
  if (first == kStructure) return true;
  return request.rest == Rest::kV1 &&
         (TypeOfResource(first, Edition::k21) || IsForeignResource(first, Edition::k21));
}

absl::StatusOr<StructuresAsked> ParseStructureQuery(Request& request) {
  const size_t type_at = request.rest == Rest::kV1 ? 0 : 1;
  if (request.path.size() > type_at + 5) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}});
  StructuresAsked asked;
  ASSIGN_OR_RETURN(const std::optional<ArtefactType> type, ParseType(request.Segment(type_at), request.rest));
  ASSIGN_OR_RETURN(asked.query, ParseIdentity(request.rest, request.Segment(type_at + 1),
                                              request.Segment(type_at + 2), request.Segment(type_at + 3)));
  if (type) asked.query.types = {*type};
  ASSIGN_OR_RETURN(asked.items, ParseItems(asked, request.Segment(type_at + 4), request.rest));
  if (const auto text = request.parameters.Take("detail")) {
    const auto detail = ValueOf(kDetails, *text);
    if (!detail) return Malformed("detail", "full, allstubs, referencestubs, referencepartial");
    asked.detail = *detail;
  }
  if (const auto text = request.parameters.Take(kReferences)) {
    ASSIGN_OR_RETURN(asked.references, ParseReferences(*text, request.rest));
  }
  return asked;
}

absl::StatusOr<FoundStructures> FindStructures(const Structures& structures, const StructuresAsked& asked,
                                               Rest rest) {
  const std::vector<ArtefactPtr> matched = structures.Query(asked.query);
  const std::vector<ArtefactPtr> shown = WithItemsAsked(matched, asked.items);
  if (shown.empty()) return NothingFound(asked.query);
  FoundStructures found;
  for (const ArtefactPtr& artefact : shown) found.list.push_back(Matched(artefact, asked.detail));
  if (!asked.references.any()) return found;
  std::vector<ArtefactPtr> added = References(structures, matched, asked.references, rest);
  std::erase_if(added, [&](const ArtefactPtr& artefact) {
    return std::find(matched.begin(), matched.end(), artefact) != matched.end();
  });
  const UsedItems used = UsedBy(structures, shown, added);
  for (const ArtefactPtr& artefact : added) found.list.push_back(Referenced(artefact, asked.detail, used));
  return found;
}

}  // namespace tabadul::statistics::rest
