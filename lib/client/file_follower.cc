#include "lib/client/file_follower.h"

#include <fcntl.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "lib/platform/base/files.h"
#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using exchange::v1::Change;
using exchange::v1::Changes;

absl::Status Damaged(const std::string& path) {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"file", path}, {"form", "JSON Lines"}});
}

constexpr int kToWrite = O_RDWR | O_CREAT | O_APPEND;
constexpr int64_t kSlack = 1 << 20;  // that superseded lines may have over what is held
constexpr int kPurgeShare = 10;      // between two purges of marks: so many times as long as the first took

// Who held it until now may have put another file in its place.
bool IsAt(int fd, const std::string& path) {
  struct stat opened {
  }, there{};
  return fstat(fd, &opened) == 0 && stat(path.c_str(), &there) == 0 && opened.st_dev == there.st_dev &&
         opened.st_ino == there.st_ino;
}

absl::StatusOr<int> OpenLocked(const std::string& path, int flags, int lock) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (fd < 0) return FileError(path);
  if (flock(fd, lock | LOCK_NB) == 0 && IsAt(fd, path)) return fd;
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

using EachLine = std::function<absl::Status(const Changes& changes, const std::string& line)>;

// Shows `each` every finished line, and returns how many bytes they have; an unfinished one after them is passed over.
absl::StatusOr<off_t> ReadLines(const std::string& path, const EachLine& each) {
  std::ifstream in(path);
  if (!in) return FileError(path);
  off_t whole = 0;
  std::string line;
  while (std::getline(in, line) && !in.eof()) {
    Changes changes;
    if (!google::protobuf::util::JsonStringToMessage(line, &changes).ok()) return Damaged(path);
    line += '\n';
    RETURN_IF_ERROR(each(changes, line));
    whole += static_cast<off_t>(line.size());
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
  std::unique_ptr<FileFollower> follower(new FileFollower(BehindLinks(path), fd));
  RETURN_IF_ERROR(follower->Load(replay));
  return follower;
}

absl::Status FileFollower::Read(const std::string& path, const Replay& replay) {
  ASSIGN_OR_RETURN(const int fd, OpenLocked(path, O_RDONLY, LOCK_SH));
  const auto read =
      ReadLines(path, [&](const Changes& changes, const std::string&) { return ReplayTo(replay, changes); });
  close(fd);
  return read.status();
}

FileFollower::FileFollower(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
FileFollower::~FileFollower() { close(fd_); }

absl::Status FileFollower::Load(const Replay& replay) {
  ASSIGN_OR_RETURN(index_, NewestStore::Open(path_));
  const auto take = [&](const Changes& changes, const std::string& line) -> absl::Status {
    cursor_ = changes.cursor();
    ASSIGN_OR_RETURN(const bool gone, index_->AddLine(changes, line.size()));
    gone_ = gone_ || gone;
    return ReplayTo(replay, changes);
  };
  ASSIGN_OR_RETURN(size_, ReadLines(path_, take));
  if (!gone_) purged_ = cursor_;
  return ftruncate(fd_, size_) == 0 ? absl::OkStatus() : FileError(path_);
}

absl::Status FileFollower::Apply(const ChangeList& changes, const std::string& cursor) {
  Changes page;
  *page.mutable_changes() = changes;
  page.set_cursor(cursor);
  const std::string line = LineOf(page);
  RETURN_IF_ERROR(Append(line));
  cursor_ = cursor;
  ASSIGN_OR_RETURN(const bool gone, index_->AddLine(page, line.size()));
  gone_ = gone_ || gone;
  if (!gone_) purged_ = cursor_;
  return size_ > 2 * index_->held_bytes() + kSlack ? Compact(nullptr) : absl::OkStatus();
}

absl::Status FileFollower::Append(std::string_view line) {
  const off_t before = lseek(fd_, 0, SEEK_END);
  if (before < 0) return FileError(path_);
  absl::Status written = Write(fd_, line, path_);
  if (written.ok()) written = Sync(fd_, path_);
  if (!written.ok()) {
    // Nothing may be written behind half a line. Where it stays, nothing is written at all: the next start cuts it off.
    if (ftruncate(fd_, before) != 0) close(std::exchange(fd_, -1));
    return written;
  }
  size_ = before + static_cast<off_t>(line.size());
  return absl::OkStatus();
}

absl::Status FileFollower::Withdraw(const exchange::v1::Withdrawn& withdrawn) {
  return Compact(&withdrawn.source());
}

absl::Status FileFollower::Restart() {
  RETURN_IF_ERROR(Rewrite([](NewestStore&, const Sink&) { return absl::OkStatus(); }));
  cursor_.clear();
  purged_.clear();
  return absl::OkStatus();
}

absl::Status FileFollower::Marked() { return absl::Now() < purge_due_ ? absl::OkStatus() : Purge(); }

absl::Status FileFollower::Purge() {
  if (!gone_) return absl::OkStatus();
  const absl::Time begun = absl::Now();
  RETURN_IF_ERROR(Compact(nullptr));
  purge_due_ = absl::Now() + kPurgeShare * (absl::Now() - begun);
  return absl::OkStatus();
}

absl::Status FileFollower::Compact(const std::string* without) {
  return Rewrite([&](NewestStore& index, const Sink& write) {
    int64_t number = 0;
    std::string cursor;  // the last that was written
    const auto keep = [&](const Changes& all, const std::string& line) -> absl::Status {
      Changes rest;
      rest.set_cursor(all.cursor());
      for (const Change& change : all.changes()) {
        ASSIGN_OR_RETURN(const bool held, index_->IsHeld(change, number++));
        if (held && (without == nullptr || SourceOf(change) != *without)) *rest.add_changes() = change;
      }
      if (rest.changes().empty()) return absl::OkStatus();
      const std::string kept = rest.changes_size() == all.changes_size() ? line : LineOf(rest);
      RETURN_IF_ERROR(index.AddLine(rest, kept.size()).status());
      cursor = all.cursor();
      return write(kept);
    };
    RETURN_IF_ERROR(ReadLines(path_, keep).status());
    if (cursor == cursor_) return absl::OkStatus();
    Changes last;
    last.set_cursor(cursor_);
    return write(LineOf(last));
  });
}

absl::Status FileFollower::Rewrite(
    const std::function<absl::Status(NewestStore& index, const Sink& write)>& fill) {
  struct stat old {};
  if (fstat(fd_, &old) != 0) return FileError(path_);
  ASSIGN_OR_RETURN(auto index, NewestStore::Open(path_));
  const std::string fresh = path_ + ".new";
  ASSIGN_OR_RETURN(const int fd, OpenLocked(fresh, kToWrite, LOCK_EX));
  int64_t size = 0;
  absl::Status status =
      ftruncate(fd, 0) == 0 && fchmod(fd, old.st_mode & 07777) == 0 ? absl::OkStatus() : FileError(fresh);
  if (status.ok()) {
    status = fill(*index, [&](std::string_view line) {
      size += static_cast<int64_t>(line.size());
      return Write(fd, line, fresh);
    });
  }
  if (status.ok()) status = Sync(fd, fresh);
  if (status.ok() && rename(fresh.c_str(), path_.c_str()) != 0) status = FileError(path_);
  if (!status.ok()) {
    unlink(fresh.c_str());
    close(fd);
    return status;
  }
  close(std::exchange(fd_, fd));
  index_ = std::move(index);
  size_ = size;
  RETURN_IF_ERROR(SyncFolderOf(path_));
  gone_ = false;
  purged_ = cursor_;
  return absl::OkStatus();
}

}  // namespace tabadul::client
