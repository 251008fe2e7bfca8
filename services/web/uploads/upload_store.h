// Uploaded files on disk: one directory for each, under a random id, that only its source sees and that goes an hour after its
// last use. Nothing here is a ministry's only copy, and nothing is acknowledged: what is pushed is. So nothing is synced, and
// what is lost is uploaded again. Thread-safe; calls wait for the disk.
//
//   ID/upload.json     how far its owner is (upload.h)
//   ID/file            what was uploaded, or file.rejects.csv
//   ID/sample.json, mapping.yaml, check.rejects.csv, push.rejects.csv, push.receipts
#pragma once

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "lib/platform/base/status.h"
#include "services/web/uploads/upload.h"

namespace tabadul::web::uploads {

inline constexpr char kMapping[] = "mapping.yaml", kSample[] = "sample.json";
// The mapping that came with the file, until the file is read.
inline constexpr char kGiven[] = "given.yaml";
// Of "check" and "push".
std::string RejectsOf(std::string_view what);
inline constexpr char kReceipts[] = "push.receipts";

class UploadStore {
 public:
  struct Limits {
    uint64_t file_bytes = 64u << 20;
    size_t of_source = 20;            // uploads of one source
    uint64_t all_bytes = 2ull << 30;  // uploaded, of all together; what is made of them comes on top
    absl::Duration kept = absl::Hours(1);
  };
  // Makes the directory, if it is not there, and throws away what is not whole or has expired. PRECONDITION {file, cause}.
  static absl::StatusOr<std::unique_ptr<UploadStore>> Open(std::string root, Limits limits);

  const Limits& limits() const { return limits_; }

  // A file that is on its way. It goes with the object, unless it was kept.
  class Incoming {
   public:
    ~Incoming();
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;
    // MESSAGE_TOO_LARGE {limit_bytes}; OVERLOADED {queue}: there is no room for it now, on the disk either.
    absl::Status Write(std::string_view bytes);
    uint64_t bytes() const { return bytes_; }
    // From now on it is an upload like others. `upload` says what its owner has told of it.
    absl::StatusOr<Upload> Keep(Upload upload);

   private:
    friend class UploadStore;
    Incoming(UploadStore& store, std::string id, std::string source, std::string name)
        : store_(store), id_(std::move(id)), source_(std::move(source)), name_(std::move(name)) {}

    UploadStore& store_;
    const std::string id_, source_, name_;
    std::FILE* file_ = nullptr;
    uint64_t bytes_ = 0;
    bool kept_ = false;
  };
  // TOO_MANY {field, limit}: of this source; OVERLOADED {queue}. `file_name` as its owner has it.
  absl::StatusOr<std::unique_ptr<Incoming>> Begin(const std::string& source, std::string_view file_name);

  // NOT_FOUND {what: upload}: there is none, any more, or it is another source's. A use.
  absl::StatusOr<Upload> Find(std::string_view id, std::string_view source);
  std::vector<Upload> ListOf(std::string_view source);  // the newest first
  // NOT_FOUND: it was removed meanwhile; OVERLOADED: there is no room.
  absl::Status Save(const Upload& upload);
  absl::Status Write(const Upload& upload, std::string_view name, std::string_view bytes);
  // Empty: there is no such file.
  std::string Read(const Upload& upload, std::string_view name) const;
  std::string PathOf(const Upload& upload, std::string_view name) const;
  std::string FileOf(const Upload& upload) const;  // what was uploaded
  // Unless somebody is at work on it.
  void Remove(const Upload& upload);

  // Somebody is at work on it: until this goes it stays.
  class Use {
   public:
    Use(UploadStore& store, std::string id);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    UploadStore& store_;
    const std::string id_;
  };

  // Throws away what has expired.
  void Sweep(absl::Time now);
  size_t count() const;

 private:
  struct Entry {
    std::string source;
    uint64_t bytes = 0;
    absl::Time used;
    bool whole = false;  // not on its way
    int users = 0;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;
  UploadStore(std::string root, Limits limits) : root_(std::move(root)), limits_(limits) {}
  absl::Status Load(absl::Time now);
  void LoadOne(const std::string& id, absl::Time now);
  // False: there is no room for so many more.
  bool Reserve(const std::string& id, uint64_t bytes);
  // The one behind it.
  Entries::iterator Forget(Entries::iterator entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::string Folder(std::string_view id) const;

  const std::string root_;
  const Limits limits_;
  mutable absl::Mutex mutex_;
  Entries entries_ ABSL_GUARDED_BY(mutex_);     // by id
  uint64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // of all
};

}  // namespace tabadul::web::uploads
