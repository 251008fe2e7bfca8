#include "lib/client/file_follower.h"

#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using exchange::v1::Change;
using exchange::v1::Changes;

absl::Status FileError(const std::string& path) {
  return Error(common::v1::ERROR_REASON_PRECONDITION, {{"file", path}, {"cause", std::strerror(errno)}});
}

absl::Status Damaged(const std::string& path) {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"file", path}, {"form", "JSON Lines"}});
}

absl::StatusOr<int> OpenLocked(const std::string& path, int flags) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | flags, 0600);
  if (fd < 0) return FileError(path);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  close(fd);
  return Error(common::v1::ERROR_REASON_CONCURRENT, {{"file", path}});
}

// All of it, and on the disk.
absl::Status Write(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError(path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return fdatasync(fd) == 0 ? absl::OkStatus() : FileError(path);
}

absl::Status SyncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return FileError(folder);
  const absl::Status status = fsync(fd) == 0 ? absl::OkStatus() : FileError(folder);
  close(fd);
  return status;
}

std::string LineOf(const Changes& changes) {
  std::string line;
  if (!google::protobuf::util::MessageToJsonString(changes, &line).ok()) return "";
  return line + "\n";
}

const std::string& SourceOf(const Change& change) {
  return change.has_removal() ? change.removal().source() : change.state().record().source();
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileFollower>> FileFollower::Open(const std::string& path,
                                                                 const Replay& replay) {
  ASSIGN_OR_RETURN(const int fd, OpenLocked(path, 0));
  std::unique_ptr<FileFollower> follower(new FileFollower(path, fd));
  RETURN_IF_ERROR(follower->Load(replay));
  return follower;
}

FileFollower::~FileFollower() { close(fd_); }

absl::Status FileFollower::Load(const Replay& replay) {
  std::ifstream in(path_);
  off_t whole = 0;
  for (std::string line; std::getline(in, line) && !in.eof();) {  // a last line without its end is unfinished
    Changes changes;
    if (!google::protobuf::util::JsonStringToMessage(line, &changes).ok()) return Damaged(path_);
    for (const Change& change : changes.changes()) {
      if (replay) replay(change);
    }
    cursor_ = changes.cursor();
    whole += static_cast<off_t>(line.size()) + 1;
  }
  return ftruncate(fd_, whole) == 0 ? absl::OkStatus() : FileError(path_);
}

absl::Status FileFollower::Apply(const ChangeList& changes, const std::string& cursor) {
  Changes line;
  *line.mutable_changes() = changes;
  line.set_cursor(cursor);
  RETURN_IF_ERROR(Write(fd_, LineOf(line), path_));
  cursor_ = cursor;
  return absl::OkStatus();
}

absl::Status FileFollower::Withdraw(const exchange::v1::Withdrawn& withdrawn) {
  std::string kept;
  std::ifstream in(path_);
  for (std::string line; std::getline(in, line);) {
    Changes all, rest;
    if (!google::protobuf::util::JsonStringToMessage(line, &all).ok()) return Damaged(path_);
    rest.set_cursor(all.cursor());
    for (const Change& change : all.changes()) {
      if (SourceOf(change) != withdrawn.source()) *rest.add_changes() = change;
    }
    kept += LineOf(rest);
  }
  return Rewrite(kept);
}

absl::Status FileFollower::Restart() {
  RETURN_IF_ERROR(Rewrite(""));
  cursor_.clear();
  return absl::OkStatus();
}

absl::Status FileFollower::Rewrite(std::string_view lines) {
  const std::string fresh = path_ + ".new";
  ASSIGN_OR_RETURN(const int fd, OpenLocked(fresh, O_TRUNC));
  absl::Status status = Write(fd, lines, fresh);
  if (status.ok() && rename(fresh.c_str(), path_.c_str()) != 0) status = FileError(path_);
  if (!status.ok()) {
    close(fd);
    return status;
  }
  close(std::exchange(fd_, fd));
  return SyncFolderOf(path_);
}

}  // namespace tabadul::client
