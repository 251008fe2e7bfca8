#include "services/web/uploads/upload_store.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/time/clock.h"
#include "lib/evidence/digest.h"
#include "lib/ingest/rejects.h"
#include "lib/platform/base/files.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/log/log.h"

namespace tabadul::web::uploads {
namespace {

namespace fs = std::filesystem;

constexpr char kState[] = "upload.json", kFile[] = "file", kNew[] = ".new";
constexpr size_t kIdBytes = 16;
constexpr absl::Duration kTryAgain = absl::Minutes(1);

absl::Status NoRoom() {
  return WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "uploads"}}), kTryAgain);
}

// What the disk says is for the log: whoever uploads can only come again.
absl::Status DiskSays(const std::string& path, int cause = errno) {
  log::Error("upload_unwritable", {{"detail", FileError(path, cause).ToString()}});
  return NoRoom();
}

absl::Status NotFound() { return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "upload"}}); }

bool IsId(std::string_view name) {
  return name.size() == 2 * kIdBytes && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void RemoveFolder(const std::string& folder) {
  std::error_code ignored;  // what is left is found at the next start
  fs::remove_all(folder, ignored);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return "";
  return std::move(text).str();
}

// Beside its name and renamed: a reader sees it whole.
absl::Status WriteFile(const std::string& path, std::string_view bytes) {
  {
    std::ofstream file(path + kNew, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return DiskSays(path);
  }
  return std::rename((path + kNew).c_str(), path.c_str()) == 0 ? absl::OkStatus() : DiskSays(path);
}

// The last change of a file; InfinitePast, if there is none.
absl::Time ChangeOf(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) return absl::InfinitePast();
  return absl::TimeFromTimespec(found.st_mtim);
}

}  // namespace

std::string RejectsOf(std::string_view what) {
  return std::string(what) + std::string(ingest::kRejectsEnding);
}

absl::StatusOr<std::unique_ptr<UploadStore>> UploadStore::Open(std::string root, Limits limits) {
  if (mkdir(root.c_str(), S_IRWXU) != 0 && errno != EEXIST) return FileError(root);
  if (chmod(root.c_str(), S_IRWXU) != 0) return FileError(root);
  std::unique_ptr<UploadStore> store(new UploadStore(std::move(root), limits));
  RETURN_IF_ERROR(store->Load(absl::Now()));
  return store;
}

absl::Status UploadStore::Load(absl::Time now) {
  std::error_code error;
  std::vector<std::string> ids;
  for (fs::directory_iterator entry(root_, error), end; !error && entry != end; entry.increment(error)) {
    // Nothing that somebody else may have put here is touched.
    if (IsId(entry->path().filename().string())) ids.push_back(entry->path().filename().string());
  }
  if (error) return FileError(root_, error.value());
  for (const std::string& id : ids) LoadOne(id, now);
  return absl::OkStatus();
}

void UploadStore::LoadOne(const std::string& id, absl::Time now) {
  const std::string state = Folder(id) + kState;
  const absl::Time used = ChangeOf(state);
  const std::optional<Upload> upload = UploadFromJson(ReadFile(state));
  if (!upload || upload->id != id || used + limits_.kept <= now) return RemoveFolder(Folder(id));
  absl::MutexLock lock(&mutex_);
  entries_[id] = {.source = upload->source, .bytes = upload->bytes, .used = used, .whole = true};
  bytes_ += upload->bytes;
}

std::string UploadStore::Folder(std::string_view id) const { return root_ + "/" + std::string(id) + "/"; }

std::string UploadStore::PathOf(const Upload& upload, std::string_view name) const {
  return Folder(upload.id) + std::string(name);
}

std::string UploadStore::FileOf(const Upload& upload) const {
  return PathOf(upload, upload.rejects ? kFile + std::string(ingest::kRejectsEnding) : kFile);
}

absl::StatusOr<std::unique_ptr<UploadStore::Incoming>> UploadStore::Begin(const std::string& source,
                                                                          std::string_view file_name) {
  const std::string id = evidence::Hex(evidence::RandomBytes(kIdBytes));
  {
    absl::MutexLock lock(&mutex_);
    const auto own = std::count_if(entries_.begin(), entries_.end(),
                                   [&](const auto& entry) { return entry.second.source == source; });
    if (static_cast<size_t>(own) >= limits_.of_source)
      return Error(common::v1::ERROR_REASON_TOO_MANY,
                   {{"field", "uploads"}, {"limit", std::to_string(limits_.of_source)}});
    entries_[id] = {.source = source, .used = absl::Now()};
  }
  const bool rejects = file_name.ends_with(ingest::kRejectsEnding);
  std::unique_ptr<Incoming> incoming(
      new Incoming(*this, id, source, rejects ? kFile + std::string(ingest::kRejectsEnding) : kFile));
  const std::string folder = Folder(id), path = folder + incoming->name_;
  if (mkdir(folder.c_str(), S_IRWXU) != 0) return DiskSays(folder);
  incoming->file_ = std::fopen(path.c_str(), "wbxe");
  if (incoming->file_ == nullptr) return DiskSays(path);
  return incoming;
}

bool UploadStore::Reserve(const std::string& id, uint64_t bytes) {
  absl::MutexLock lock(&mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end() || bytes_ + bytes > limits_.all_bytes) return false;
  found->second.bytes += bytes;
  found->second.used = absl::Now();
  bytes_ += bytes;
  return true;
}

UploadStore::Entries::iterator UploadStore::Forget(Entries::iterator entry) {
  bytes_ -= entry->second.bytes;
  return entries_.erase(entry);
}

absl::Status UploadStore::Incoming::Write(std::string_view bytes) {
  bytes_ += bytes.size();
  if (bytes_ > store_.limits_.file_bytes) {
    return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE,
                 {{"limit_bytes", std::to_string(store_.limits_.file_bytes)}});
  }
  if (!store_.Reserve(id_, bytes.size())) return NoRoom();
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) return DiskSays(name_);
  return absl::OkStatus();
}

absl::StatusOr<Upload> UploadStore::Incoming::Keep(Upload upload) {
  if (std::fclose(std::exchange(file_, nullptr)) != 0) return DiskSays(name_);
  upload.id = id_;
  upload.source = source_;
  upload.bytes = bytes_;
  upload.rejects = name_ != kFile;
  upload.create_time = absl::Now();
  RETURN_IF_ERROR(WriteFile(store_.Folder(id_) + kState, ToJson(upload)));
  absl::MutexLock lock(&store_.mutex_);
  store_.entries_[id_].whole = true;
  kept_ = true;
  return upload;
}

UploadStore::Incoming::~Incoming() {
  if (file_ != nullptr) std::fclose(file_);
  if (kept_) return;
  RemoveFolder(store_.Folder(id_));
  absl::MutexLock lock(&store_.mutex_);
  if (const auto found = store_.entries_.find(id_); found != store_.entries_.end()) store_.Forget(found);
}

absl::StatusOr<Upload> UploadStore::Find(std::string_view id, std::string_view source) {
  {
    absl::MutexLock lock(&mutex_);
    const auto found = entries_.find(id);
    if (found == entries_.end() || !found->second.whole ||
        (found->second.source != source && !MUTANT("show_others_uploads")))
      return NotFound();
    found->second.used = absl::Now();
  }
  const std::string state = Folder(id) + kState;
  std::optional<Upload> upload = UploadFromJson(ReadFile(state));
  if (!upload) return NotFound();
  utimensat(AT_FDCWD, state.c_str(), nullptr, 0);  // the use, should the service start anew
  return *std::move(upload);
}

std::vector<Upload> UploadStore::ListOf(std::string_view source) {
  std::vector<std::string> ids;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [id, entry] : entries_) {
      if (entry.whole && entry.source == source) ids.push_back(id);
    }
  }
  std::vector<Upload> uploads;
  for (const std::string& id : ids) {
    if (auto upload = UploadFromJson(ReadFile(Folder(id) + kState))) uploads.push_back(*std::move(upload));
  }
  std::sort(uploads.begin(), uploads.end(),
            [](const Upload& one, const Upload& other) { return one.create_time > other.create_time; });
  return uploads;
}

absl::Status UploadStore::Save(const Upload& upload) { return Write(upload, kState, ToJson(upload)); }

absl::Status UploadStore::Write(const Upload& upload, std::string_view name, std::string_view bytes) {
  {
    absl::MutexLock lock(&mutex_);
    if (entries_.find(upload.id) == entries_.end()) return NotFound();
  }
  return WriteFile(PathOf(upload, name), bytes);
}

std::string UploadStore::Read(const Upload& upload, std::string_view name) const {
  return ReadFile(PathOf(upload, name));
}

void UploadStore::Remove(const Upload& upload) {
  {
    absl::MutexLock lock(&mutex_);
    const auto found = entries_.find(upload.id);
    if (found == entries_.end() || found->second.users > 0) return;
    Forget(found);
  }
  RemoveFolder(Folder(upload.id));
}

UploadStore::Use::Use(UploadStore& store, std::string id) : store_(store), id_(std::move(id)) {
  absl::MutexLock lock(&store_.mutex_);
  if (const auto found = store_.entries_.find(id_); found != store_.entries_.end()) ++found->second.users;
}

// Whoever was at work has used it until now.
UploadStore::Use::~Use() {
  absl::MutexLock lock(&store_.mutex_);
  const auto found = store_.entries_.find(id_);
  if (found == store_.entries_.end()) return;
  --found->second.users;
  found->second.used = absl::Now();
}

void UploadStore::Sweep(absl::Time now) {
  std::vector<std::string> gone;
  {
    absl::MutexLock lock(&mutex_);
    for (auto entry = entries_.begin(); entry != entries_.end();) {
      const bool expired =
          entry->second.whole && entry->second.users == 0 && entry->second.used + limits_.kept <= now;
      if (!expired) {
        ++entry;
        continue;
      }
      gone.push_back(entry->first);
      entry = Forget(entry);
    }
  }
  for (const std::string& id : gone) RemoveFolder(Folder(id));
}

size_t UploadStore::count() const {
  absl::MutexLock lock(&mutex_);
  return entries_.size();
}

}  // namespace tabadul::web::uploads
