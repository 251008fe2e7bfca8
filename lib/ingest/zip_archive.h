// A ZIP archive, entry by entry, each read as a stream and never beyond a limit: an archive that unpacks to more than it
// may is refused, not unpacked (libzip). Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

struct zip;
struct zip_file;

namespace tabadul::ingest {

class ZipEntry {
 public:
  // Up to `size` bytes: how many, 0 at the end, -1 if the entry is damaged or larger than it may be.
  int Read(char* buffer, int size);
  uint64_t done() const { return done_; }
  uint64_t size() const { return size_; }  // unpacked, as the archive says
  bool too_large() const { return too_large_; }

 private:
  friend class ZipArchive;
  struct Closer {
    void operator()(zip_file* file) const;
  };
  std::unique_ptr<zip_file, Closer> file_;
  uint64_t done_ = 0, size_ = 0, limit_ = 0;
  bool too_large_ = false;
};

class ZipArchive {
 public:
  // "-" is standard input, which is copied to a temporary file first. NOT_FOUND {file}; MALFORMED {field: file, form}.
  static absl::StatusOr<ZipArchive> Open(const std::string& path, std::string_view form);
  static absl::StatusOr<ZipArchive> Over(std::string_view bytes, std::string_view form);  // must outlive it

  bool Has(const std::string& name) const;
  // MALFORMED {field: file, form} if it is not there, encrypted or larger than `limit` bytes.
  absl::StatusOr<ZipEntry> Entry(const std::string& name, uint64_t limit) const;

 private:
  struct Closer {
    void operator()(zip* archive) const;
  };
  absl::Status Malformed() const;

  std::unique_ptr<zip, Closer> archive_;
  std::string form_;
};

}  // namespace tabadul::ingest
