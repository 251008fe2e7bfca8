// Keeps a feed in one file: JSON Lines, each a tabadul.exchange.v1.Changes with the cursor to go on from. A
// line is on the disk before the next one is asked for; what a crash left of an unfinished line is cut off at
// the next start, so no change is lost or doubled. Nothing else is ever cut off: a file that was not written here
// stays as it is.
//
// Lines are appended, until the file is made anew (written beside it, then renamed over it, with the same permissions; a
// crash leaves the one or the other): of each record with its newest change alone, and with nothing of records that were
// erased, removed or withdrawn. That happens at a mark if one of these has gone since the last time, and at most a tenth of
// the time is spent with it; before a stream is opened; and when what is superseded exceeds what is held, so that the file has
// twice the size of that at most, and a MiB. Constant memory at any size: beside it lies a temporary file of about 70 bytes a
// record (lib/platform/sqlite/temporary.h), and a second one while the file is made anew. One process writes at a time (the
// file is locked). Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "lib/client/follower.h"
#include "lib/client/newest_store.h"

namespace tabadul::client {

class FileFollower final : public Follower {
 public:
  // An error of it ends the reading.
  using Replay = std::function<absl::Status(const exchange::v1::Change&)>;
  // `replay` is called with every change the file holds, in order. PRECONDITION {file, cause} if it cannot be
  // opened, or as of sqlite::Temporary; CONCURRENT {file} if another process holds it; MALFORMED {file, form} if it is not
  // such a file.
  static absl::StatusOr<std::unique_ptr<FileFollower>> Open(const std::string& path, const Replay& replay);
  // Only looks: what is there is replayed, and nothing is made or changed. Errors as of Open; CONCURRENT while
  // another process writes.
  static absl::Status Read(const std::string& path, const Replay& replay);
  ~FileFollower() override;

  absl::Status Apply(const ChangeList& changes, const std::string& cursor) override;
  absl::Status Withdraw(const exchange::v1::Withdrawn& withdrawn) override;
  absl::Status Restart() override;
  absl::Status Marked() override;
  std::string Applied() const override { return cursor_; }
  absl::Status Purge() override;
  std::string Purged() const override { return purged_; }

 private:
  using Sink = std::function<absl::Status(std::string_view)>;

  FileFollower(std::string path, int fd);
  absl::Status Load(const Replay& replay);
  absl::Status Append(std::string_view line);
  // The file anew, with what is held; `without`: but for this source.
  absl::Status Compact(const std::string* without);
  // The file anew, with what `fill` writes and tells the index: either all of it or nothing of it happens.
  absl::Status Rewrite(const std::function<absl::Status(NewestStore& index, const Sink& write)>& fill);

  const std::string path_;
  int fd_;
  int64_t size_ = 0;
  std::unique_ptr<NewestStore> index_;
  bool gone_ = false;  // lines of a record that is not held any more are in the file
  std::string cursor_, purged_;
  absl::Time purge_due_ = absl::InfinitePast();
};

}  // namespace tabadul::client
