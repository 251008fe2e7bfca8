// The structures that this process works with: those of the release and those that were submitted, in step with the database.
// Thread-safe. What it is given outlives it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/base/context.h"
#include "services/statistics/holdings.h"
#include "services/statistics/structures/store.h"

namespace tabadul::statistics {

class PresentStructures {
 public:
  // `core`: what the release brings; nothing is older than `since`, from when on this process serves it.
  PresentStructures(const StructureStore& store, const std::vector<Artefact>& core, absl::Time since);

  HeldStructures Now() const;
  // Those of the release alone; they never change.
  const Structures& core() const { return *core_; }

  // Takes over what the database has, if it is newer; whether it was. Blocking.
  absl::StatusOr<bool> Refresh(const Context& context);
  // OK once the database was read: before that what was submitted is not known.
  absl::Status Ready() const;

  // The revision of the database that is held here.
  int64_t revision() const;
  // Takes over what was read of the database, unless something as new is held already, or less than what its reader knew.
  HeldStructures Take(const StoredStructures& stored);

 private:
  struct Submitted {
    ArtefactPtr artefact;  // null: it cannot be read
    int64_t revision = 0;
  };
  using SubmittedByUrn = absl::flat_hash_map<std::string, Submitted>;
  HeldStructures Hold(const SubmittedByUrn& submitted, int64_t revision, absl::Time changed) const;
  SubmittedByUrn TakeRows(const StoredStructures& stored) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const StructureStore& store_;
  const std::shared_ptr<const Structures> core_;
  const std::string core_digest_;
  const absl::Time since_;
  mutable absl::Mutex mutex_;
  SubmittedByUrn submitted_ ABSL_GUARDED_BY(mutex_);
  int64_t revision_ ABSL_GUARDED_BY(mutex_) = -1;  // not read yet
  HeldStructures held_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::statistics
