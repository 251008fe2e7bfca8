// Structure queries: REST 1.5 "Structural metadata queries", REST 2.x "Structure queries". Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/rest/request.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics::rest {

enum class StructureDetail : uint8_t {
  kFull,  // and "raw": no code list here extends another
  kAllStubs,
  kReferenceStubs,
  kAllCompleteStubs,
  kReferenceCompleteStubs,
  kReferencePartial,
};

// What of `references` is asked for: relations, and types by name.
struct WantedReferences {
  std::vector<Relation> relations;
  std::vector<ArtefactType> types;
  bool any() const { return !relations.empty() || !types.empty(); }
};
// MALFORMED {field: references, form}. Types that the standard has and the hub has not lead to nothing.
absl::StatusOr<WantedReferences> ParseReferences(std::string_view text, Rest rest);
// What stands in these relations to `of`, each once, in the order of the registry.
std::vector<ArtefactPtr> References(const Structures& structures, absl::Span<const ArtefactPtr> of,
                                    const WantedReferences& wanted, Rest rest);

struct StructuresAsked {
  StructureQuery query;
  std::vector<std::string> items;  // none: all of them
  StructureDetail detail = StructureDetail::kFull;
  WantedReferences references;
};

// Whether the first segment of the path is a name that structure queries begin with.
bool IsStructureQuery(const Request& request);
// Takes its parameters. METHOD_UNKNOWN of a type that is of the standard alone; NOT_FOUND {what: path} of none; MALFORMED
// {field}; CONTRADICTION {field: item, other} for items of what is no scheme.
absl::StatusOr<StructuresAsked> ParseStructureQuery(Request& request);

// The answer: what fits, whole or in part, and what is added to it. NOT_FOUND as NothingFound.
struct FoundStructures {
  struct One {
    ArtefactPtr artefact;
    bool stub = false;
  };
  std::vector<One> list;
};
absl::StatusOr<FoundStructures> FindStructures(const Structures& structures, const StructuresAsked& asked,
                                               Rest rest);

}  // namespace tabadul::statistics::rest
