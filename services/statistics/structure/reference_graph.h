// Which artefacts of a set refer to which: what `references=` of REST asks. Artefacts are their positions in the set.
// Immutable: thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "services/statistics/structure/artefact_types.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

enum class Relation : uint8_t {
  kChildren,            // what an artefact refers to
  kDescendants,         // and what that refers to, to the end
  kParents,             // what refers to it
  kParentsAndSiblings,  // and what these refer to
  kAncestors,           // what refers to it, to the end
  kAll,                 // kParentsAndSiblings and kDescendants
};

class ReferenceGraph {
 public:
  using Marks = std::vector<bool>;  // by position
  // The position of the artefact that a reference means.
  using Resolve = std::function<std::optional<size_t>(const Reference&)>;

  // Nothing of the artefacts is kept.
  void Add(const Artefact& artefact, const Resolve& resolve);
  // After the last Add, before any Related.
  void Finish();

  // What stands to any of `of` in the relation, without `of`. In the edition 3.0, and for kAll in both, an artefact refers to
  // the scheme of its agency; no scheme of agencies has parents by that.
  Marks Related(const Marks& of, Relation relation, Edition edition) const;

 private:
  struct Edges {
    std::vector<size_t> out, in;
    std::optional<size_t> agency_scheme;
  };
  void Below(Marks& marks, bool with_agencies, bool to_the_end) const;
  void Above(Marks& marks, bool to_the_end) const;

  std::vector<Edges> edges_;
};

}  // namespace tabadul::statistics
