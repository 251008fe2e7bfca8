// Who may receive what, in memory: the sharing of every source of one kind as it was committed, by version, and what is
// wanted and not committed yet. Thread-safe.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/node_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "lib/exchange/rights.h"

namespace tabadul::exchange {

struct SharingRow {
  std::string source;
  internal::SharingState state;
};

// What a source's records may be received by.
struct SourceRights {
  std::string source;
  internal::Rights rights;
  uint64_t number = 0;  // of the decision: a lower one is older news. 0: always newer
};

// Whether the decision with `number` came after that of `rights`.
bool IsOlder(const SourceRights& rights, uint64_t number);

// How a kind is shared where nobody has said anything.
struct SharingDefaults {
  KindDefault by_default = KindDefault::kEverybody;
  bool unknown_live = false;  // a source of which identity has said nothing yet
  internal::Rights Unknown() const;
};

// Versions of different epochs do not compare: the later epoch's is newer.
struct SharingVersion {
  uint64_t epoch = 0, number = 0;
  auto operator<=>(const SharingVersion&) const = default;
};

// All of it at one version. Immutable.
struct Sharings {
  SharingVersion version;
  SharingDefaults defaults;
  internal::SharingState unknown;
  uint64_t newest_change = 0;  // sequence of the last one of any source
  absl::flat_hash_map<std::string, std::shared_ptr<const internal::SharingState>> sources;
  // Of these, the ones that everybody receives whole: most, so they are told apart first.
  absl::flat_hash_set<std::string> open;

  const internal::SharingState& Of(const std::string& source) const;
};

// What one reader may receive, source by source, remembered for as long as it looks. Not thread-safe; the reader
// outlives it.
class ReaderView {
 public:
  ReaderView(std::shared_ptr<const Sharings> sharings, const Reader& reader)
      : sharings_(std::move(sharings)), reader_(reader) {}
  const SourceAccess& Of(const std::string& source);
  const Reader& reader() const { return reader_; }
  const Sharings& sharings() const { return *sharings_; }

 private:
  const std::shared_ptr<const Sharings> sharings_;
  const Reader& reader_;
  absl::node_hash_map<std::string, SourceAccess> sources_;
};

class SharingBook {
 public:
  explicit SharingBook(SharingDefaults defaults);

  // As committed.
  std::shared_ptr<const Sharings> Committed() const;
  // Less what is wanted to be narrower: for whatever shows records without a cursor.
  std::shared_ptr<const Sharings> Now() const;

  // All sources as they were read at `version`. Taken over if it is newer than what is known; the answer is of that
  // version in any case.
  std::shared_ptr<const Sharings> Read(SharingVersion version, const std::vector<SharingRow>& rows);
  // Those that a commit has changed, which made `version` of the one before it.
  void Advance(SharingVersion version, const std::vector<SharingRow>& rows);

  // From now on nobody is shown more than these give him, and Missing has them until they are committed.
  void Want(const std::vector<SourceRights>& sources);
  // What is wanted and not committed.
  std::vector<SourceRights> Missing() const;
  // Whether something of that would take from this reader; with `wanted_for`, something wanted for so long.
  bool IsAboutToLose(const Reader& reader, absl::Duration wanted_for = absl::ZeroDuration()) const;

 private:
  void Settle() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<SourceRights> Uncommitted() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const SharingDefaults defaults_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Sharings> committed_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Sharings> now_ ABSL_GUARDED_BY(mutex_);
  struct Wanted {
    SourceRights rights;
    std::chrono::steady_clock::time_point since;
  };
  absl::flat_hash_map<std::string, Wanted> wanted_ ABSL_GUARDED_BY(mutex_);
  std::vector<SourceRights> missing_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::exchange
