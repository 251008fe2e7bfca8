// The receipts of a writer in one file (docs/protocol.md#receipts): appended as they come, read and checked offline.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tabadul/exchange/v1/receipt.pb.h"

namespace tabadul::client {

// Appends to a file; what a crash left of an unfinished entry is cut off at the next Open. One process at a time (the
// file is locked). A file begins with the line "tabadul-receipts-1". Not thread-safe.
class ReceiptWriter {
 public:
  // PRECONDITION {file, cause}; CONCURRENT {file}; MALFORMED {file, form} if it is not such a file.
  static absl::StatusOr<std::unique_ptr<ReceiptWriter>> Open(const std::string& path);
  ~ReceiptWriter();
  absl::Status Add(const exchange::v1::ReceiptFileEntry& entry);
  // Onto the disk.
  absl::Status Sync();

 private:
  absl::Status Write(std::string_view bytes);
  ReceiptWriter(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  const std::string path_;
  const int fd_;
};

// Every whole entry, in order; an error of `visit` ends it. NOT_FOUND {file}, MALFORMED {file, form}. Answers the bytes of
// the whole entries: what is beyond was not finished.
absl::StatusOr<uint64_t> ReadReceipts(
    const std::string& path, const std::function<absl::Status(const exchange::v1::ReceiptFileEntry&)>& visit);

}  // namespace tabadul::client
