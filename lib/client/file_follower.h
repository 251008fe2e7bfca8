// Keeps a feed in one file: JSON Lines, each a tabadul.exchange.v1.Changes with the cursor to go on from. A
// line is on the disk before the next one is asked for; what a crash left of an unfinished line is cut off at
// the next start, so no change is lost or doubled. Nothing else is ever cut off: a file that was not written here
// stays as it is. The file is a log: it grows with every change (delete it to begin anew). One process writes at a
// time (the file is locked). Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "lib/client/follower.h"

namespace tabadul::client {

class FileFollower final : public Follower {
 public:
  // An error of it ends the reading.
  using Replay = std::function<absl::Status(const exchange::v1::Change&)>;
  // `replay` is called with every change the file holds, in order. PRECONDITION {file, cause} if it cannot be
  // opened; CONCURRENT {file} if another process holds it; MALFORMED {file, form} if it is not such a file.
  static absl::StatusOr<std::unique_ptr<FileFollower>> Open(const std::string& path, const Replay& replay);
  // Only looks: what is there is replayed, and nothing is made or changed. Errors as of Open; CONCURRENT while
  // another process writes.
  static absl::Status Read(const std::string& path, const Replay& replay);
  ~FileFollower() override;

  absl::Status Apply(const ChangeList& changes, const std::string& cursor) override;
  absl::Status Withdraw(const exchange::v1::Withdrawn& withdrawn) override;
  absl::Status Restart() override;
  std::string Applied() const override { return cursor_; }

 private:
  FileFollower(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  absl::Status Load(const Replay& replay);
  // The file anew, with what `fill` writes: either all of it or nothing of it happens.
  using Sink = std::function<absl::Status(std::string_view)>;
  absl::Status Rewrite(const std::function<absl::Status(const Sink&)>& fill);

  const std::string path_;
  int fd_;
  std::string cursor_;
};

}  // namespace tabadul::client
