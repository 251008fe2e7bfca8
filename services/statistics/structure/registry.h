// The structures that the hub holds: an immutable set of artefacts, found by name and by how they refer to each other. A
// change is a new set, made from the former one; the artefacts themselves are shared. Thread-safe.
//
//   Structures::Builder builder(*present);
//   for (Artefact& artefact : message.artefacts) builder.Add(std::move(artefact));
//   std::shared_ptr<const Structures> next = builder.Build();
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "services/statistics/structure/artefact_types.h"
#include "services/statistics/structure/layout.h"
#include "services/statistics/structure/reference_graph.h"
#include "services/statistics/structure/version.h"

namespace tabadul::statistics {

using ArtefactPtr = std::shared_ptr<const Artefact>;

// Which artefacts are asked for. An empty list of types, agencies or ids: any. Versions are chosen among those of one type,
// agency and id; several: any of them; none: the newest.
struct StructureQuery {
  std::vector<ArtefactType> types;
  std::vector<std::string> agencies, ids;
  std::vector<VersionFilter> versions;
};

class Structures final : public Layouts {
 public:
  class Builder {
   public:
    Builder() = default;
    explicit Builder(const Structures& base) : artefacts_(base.artefacts_) {}
    // Takes the place of an artefact of the same type, agency, id and version.
    void Add(Artefact artefact);
    void Add(ArtefactPtr artefact);
    // Takes away what has exactly this type, agency, id and version.
    void Remove(const Reference& reference);
    std::shared_ptr<const Structures> Build();

   private:
    std::vector<ArtefactPtr> artefacts_;  // of one name, the last counts
  };

  Structures(const Structures&) = delete;
  Structures& operator=(const Structures&) = delete;

  // In the order of types, agencies, ids, versions; so all lists below.
  const std::vector<ArtefactPtr>& artefacts() const { return artefacts_; }
  std::vector<ArtefactPtr> Query(const StructureQuery& query) const;

  // The artefact (not the item) that a reference means: of an exact version, or the newest that fits "1.0+", "latest" and
  // their like; an empty version is the newest, an empty agency any (the first that has it). Null if there is none.
  ArtefactPtr Get(const Reference& reference) const;

  // What stands in the relation to any of `of`, without `of`.
  std::vector<ArtefactPtr> Related(absl::Span<const ArtefactPtr> of, Relation relation,
                                   Edition edition) const;
  // `references=` with the name of a resource: what is above or below, or beside it by way of what is right above (the
  // scheme that a categorisation puts a dataflow into), of that type.
  std::vector<ArtefactPtr> RelatedOfType(absl::Span<const ArtefactPtr> of, ArtefactType type) const;

  // Made at first use, then shared. A code list or concept that is not here leaves its components without codes or names.
  absl::StatusOr<std::shared_ptr<const Layout>> Find(const Reference& reference) const override;
  // Of a code list; null if it is not here with its codes.
  std::shared_ptr<const Codes> CodesOf(const Reference& codelist) const;

 private:
  // Positions in artefacts_ of the versions of one type, agency and id.
  struct Range {
    size_t begin = 0, end = 0;
  };
  explicit Structures(std::vector<ArtefactPtr> artefacts);
  std::optional<size_t> Position(const Reference& reference) const;
  std::vector<size_t> Select(Range range, const VersionFilter& filter) const;
  ReferenceGraph::Marks MarksOf(absl::Span<const ArtefactPtr> of) const;
  std::vector<ArtefactPtr> Marked(const ReferenceGraph::Marks& marks) const;

  std::vector<ArtefactPtr> artefacts_;  // sorted, each name once
  std::vector<Range> ranges_;
  // By type, agency and id; and by type and id alone, of the first agency.
  absl::flat_hash_map<std::string, Range> by_name_;
  ReferenceGraph graph_;
  mutable absl::Mutex mutex_;
  mutable absl::flat_hash_map<const Artefact*, std::shared_ptr<const Layout>> layouts_
      ABSL_GUARDED_BY(mutex_);
  mutable absl::flat_hash_map<const Artefact*, std::shared_ptr<const Codes>> codes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::statistics
