// Who keeps a copy of a feed. Apply is called in the feed's order, one call at a time.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "google/protobuf/repeated_field.h"
#include "tabadul/exchange/v1/feed.pb.h"

namespace tabadul::client {

using ChangeList = google::protobuf::RepeatedPtrField<exchange::v1::Change>;

// A change carries the newest state of a record: applying it twice is as good as once. A removal or a
// tombstone of an unknown record is nothing to do.
class Follower {
 public:
  virtual ~Follower() = default;
  // Applies all of `changes` (may be empty) and remembers `cursor`, in one step. An error ends Follow.
  virtual absl::Status Apply(const ChangeList& changes, const std::string& cursor) = 0;
  // The right to hold these was withdrawn: delete them.
  virtual absl::Status Withdraw(const exchange::v1::Withdrawn& withdrawn) = 0;
  // The hub's history is another one (EPOCH_CHANGED): forget the cursor, the feed comes again from its beginning.
  // What is held may stay for those who read it, until Marked: what has not come again by then goes.
  virtual absl::Status Restart() = 0;
  // A mark has come: everything up to it was applied.
  virtual absl::Status Marked() { return absl::OkStatus(); }
  // The cursor of the last Apply; empty at the beginning.
  virtual std::string Applied() const = 0;
  // Nothing is left, in anything that this copy keeps, of what was erased, removed or withdrawn up to Applied(). Called before
  // a stream is opened from there, which confirms it (docs/protocol.md#erasure).
  virtual absl::Status Purge() { return absl::OkStatus(); }
  // The newest cursor of which that is true already: what may be confirmed. Empty: none.
  virtual std::string Purged() const { return Applied(); }
};

// Keeps the set in memory. Thread-safe.
class MemoryFollower : public Follower {
 public:
  absl::Status Apply(const ChangeList& changes, const std::string& cursor) override;
  absl::Status Withdraw(const exchange::v1::Withdrawn& withdrawn) override;
  absl::Status Restart() override;
  absl::Status Marked() override;
  std::string Applied() const override;

  // By hub id: open and closed records; erased and removed ones are gone.
  std::map<std::string, exchange::v1::StoredRecord> Records() const;
  size_t size() const;

 private:
  mutable absl::Mutex mutex_;
  std::map<std::string, exchange::v1::StoredRecord> records_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> unseen_ ABSL_GUARDED_BY(mutex_);  // since Restart
  std::string cursor_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::client
