#include "services/statistics/structure/check_references.h"

#include <optional>

#include "services/statistics/structure/references.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics {
namespace {

using common::v1::ERROR_REASON_PRECONDITION;
using common::v1::ERROR_REASON_UNKNOWN_CODE;
using common::v1::ERROR_REASON_WRONG_KIND;

// The type that the place wants; nullopt: any.
std::optional<ArtefactType> WantedAt(std::string_view part) {
  const auto at = [part](std::string_view end) { return part.ends_with(end); };
  if (at("].concept")) return ArtefactType::kConceptScheme;
  if (at("].representation")) return ArtefactType::kCodelist;
  if (part == "structure") return ArtefactType::kDataStructure;
  if (part == "dataflow") return ArtefactType::kDataflow;
  if (part == "provider") return ArtefactType::kDataProviderScheme;
  if (part == "category") return ArtefactType::kCategoryScheme;
  return std::nullopt;
}

void CheckTarget(const Artefact& target, const Reference& reference, std::string_view part, ItemIndex& index,
                 Violations& v) {
  if (reference.item.empty() || !std::holds_alternative<ItemScheme>(target.body)) return;
  if (index.Find(target, reference.item) != nullptr) return;
  v.Add(part, ERROR_REASON_UNKNOWN_CODE,
        {{"scheme", ShortUrn(ReferenceTo(target))}, {"code", reference.item}});
}

}  // namespace

void CheckReferences(const Artefact& artefact, const Structures& all, ItemIndex& index, Violations& v) {
  ForEachReference(artefact, [&](const Reference& reference, std::string_view part) {
    const std::optional<ArtefactType> wanted = WantedAt(part);
    if (wanted.has_value() && reference.type != *wanted) {
      v.Add(part, ERROR_REASON_WRONG_KIND,
            {{"expected", std::string(NamesOf(*wanted, Edition::k21).resource)}});
      return;
    }
    const ArtefactPtr target = all.Get(reference);
    if (target == nullptr) {
      v.Add(part, ERROR_REASON_PRECONDITION, {{"structure", ShortUrn(reference)}});
    } else {
      CheckTarget(*target, reference, part, index, v);
    }
  });
}

}  // namespace tabadul::statistics
