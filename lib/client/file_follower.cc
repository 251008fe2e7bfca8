#include "lib/client/file_follower.h"

#include <fcntl.h>
#include <google/protobuf/struct.pb.h>
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

constexpr int kToWrite = O_RDWR | O_CREAT | O_APPEND;

absl::StatusOr<int> OpenLocked(const std::string& path, int flags, int lock) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (fd < 0) return FileError(path);
  if (flock(fd, lock | LOCK_NB) == 0) return fd;
  close(fd);
  return Error(common::v1::ERROR_REASON_CONCURRENT, {{"file", path}});
}

absl::Status Write(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError(path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status Sync(int fd, const std::string& path) {
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

// Whether a crash may have left this of a line of LineOf, behind others or not: nulls, where a file was longer than what
// had reached the disk.
bool IsUnfinished(std::string_view tail, bool behind_others) {
  while (behind_others && tail.ends_with('\0')) tail.remove_suffix(1);
  google::protobuf::Struct other;
  Changes changes;
  if (google::protobuf::util::JsonStringToMessage(std::string(tail), &other).ok() &&
      !google::protobuf::util::JsonStringToMessage(std::string(tail), &changes).ok())
    return false;  // a whole document, of something else
  for (const std::string_view begin : {R"({"changes":[{)", R"({"cursor":")"}) {
    if (tail.starts_with(begin) || begin.starts_with(tail)) return true;
  }
  return false;
}

// Shows `each` every finished line, and returns how many bytes they have; an unfinished one after them is passed over.
absl::StatusOr<off_t> ReadLines(const std::string& path,
                                const std::function<absl::Status(const Changes&)>& each) {
  std::ifstream in(path);
  if (!in) return FileError(path);
  off_t whole = 0;
  std::string line;
  while (std::getline(in, line) && !in.eof()) {
    Changes changes;
    if (!google::protobuf::util::JsonStringToMessage(line, &changes).ok()) return Damaged(path);
    RETURN_IF_ERROR(each(changes));
    whole += static_cast<off_t>(line.size()) + 1;
  }
  if (in.bad()) return FileError(path);
  if (!IsUnfinished(line, whole > 0)) return Damaged(path);
  return whole;
}

absl::Status ReplayTo(const FileFollower::Replay& replay, const Changes& changes) {
  if (!replay) return absl::OkStatus();
  for (const Change& change : changes.changes()) RETURN_IF_ERROR(replay(change));
  return absl::OkStatus();
}

const std::string& SourceOf(const Change& change) {
  return change.has_removal() ? change.removal().source() : change.state().record().source();
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileFollower>> FileFollower::Open(const std::string& path,
                                                                 const Replay& replay) {
  ASSIGN_OR_RETURN(const int fd, OpenLocked(path, kToWrite, LOCK_EX));
  std::unique_ptr<FileFollower> follower(new FileFollower(path, fd));
  RETURN_IF_ERROR(follower->Load(replay));
  return follower;
}

absl::Status FileFollower::Read(const std::string& path, const Replay& replay) {
  ASSIGN_OR_RETURN(const int fd, OpenLocked(path, O_RDONLY, LOCK_SH));
  const auto read = ReadLines(path, [&](const Changes& changes) { return ReplayTo(replay, changes); });
  close(fd);
  return read.status();
}

FileFollower::~FileFollower() { close(fd_); }

absl::Status FileFollower::Load(const Replay& replay) {
  ASSIGN_OR_RETURN(const off_t whole, ReadLines(path_, [&](const Changes& changes) {
                     cursor_ = changes.cursor();
                     return ReplayTo(replay, changes);
                   }));
  return ftruncate(fd_, whole) == 0 ? absl::OkStatus() : FileError(path_);
}

absl::Status FileFollower::Apply(const ChangeList& changes, const std::string& cursor) {
  Changes line;
  *line.mutable_changes() = changes;
  line.set_cursor(cursor);
  const off_t before = lseek(fd_, 0, SEEK_END);
  if (before < 0) return FileError(path_);
  absl::Status written = Write(fd_, LineOf(line), path_);
  if (written.ok()) written = Sync(fd_, path_);
  if (!written.ok()) {
    // Nothing may be written behind half a line. Where it stays, nothing is written at all: the next start cuts it off.
    if (ftruncate(fd_, before) != 0) close(std::exchange(fd_, -1));
    return written;
  }
  cursor_ = cursor;
  return absl::OkStatus();
}

absl::Status FileFollower::Withdraw(const exchange::v1::Withdrawn& withdrawn) {
  return Rewrite([&](const Sink& write) {
    const auto keep = [&](const Changes& all) {
      Changes rest;
      rest.set_cursor(all.cursor());
      for (const Change& change : all.changes()) {
        if (SourceOf(change) != withdrawn.source()) *rest.add_changes() = change;
      }
      return write(LineOf(rest));
    };
    return ReadLines(path_, keep).status();
  });
}

absl::Status FileFollower::Restart() {
  RETURN_IF_ERROR(Rewrite([](const Sink&) { return absl::OkStatus(); }));
  cursor_.clear();
  return absl::OkStatus();
}

absl::Status FileFollower::Rewrite(const std::function<absl::Status(const Sink&)>& fill) {
  const std::string fresh = path_ + ".new";
  ASSIGN_OR_RETURN(const int fd, OpenLocked(fresh, kToWrite | O_TRUNC, LOCK_EX));
  absl::Status status = fill([&](std::string_view lines) { return Write(fd, lines, fresh); });
  if (status.ok()) status = Sync(fd, fresh);
  if (status.ok() && rename(fresh.c_str(), path_.c_str()) != 0) status = FileError(path_);
  if (!status.ok()) {
    unlink(fresh.c_str());
    close(fd);
    return status;
  }
  close(std::exchange(fd_, fd));
  return SyncFolderOf(path_);
}

}  // namespace tabadul::client
