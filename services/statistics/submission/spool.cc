#include "services/statistics/submission/spool.h"

#include <utility>
#include <vector>

#include "fmt/format.h"
#include "lib/platform/base/status.h"

namespace tabadul::statistics {
namespace {

constexpr absl::Duration kRetry = absl::Seconds(10);

absl::Status DiskError() {
  return WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "disk"}}), kRetry);
}

}  // namespace

absl::StatusOr<Spool> Spool::Open() {
  std::FILE* file = std::tmpfile();
  if (file == nullptr) return DiskError();
  return Spool(file);
}

absl::Status Spool::Append(std::string_view bytes) {
  if (size_ + bytes.size() > kMaxFileBytes) {
    return Error(common::v1::ERROR_REASON_TOO_LONG,
                 {{"field", "file"}, {"limit", std::to_string(kMaxFileBytes)}, {"unit", "bytes"}});
  }
  if (std::exchange(read_, false) && std::fseek(file_.get(), 0, SEEK_END) != 0) return DiskError();
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) return DiskError();
  size_ += bytes.size();
  return absl::OkStatus();
}

absl::Status Spool::Read(size_t piece_bytes, const std::function<absl::Status(std::string_view)>& take) {
  if (std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0) return DiskError();
  read_ = true;
  std::vector<char> piece(piece_bytes);
  while (const size_t count = std::fread(piece.data(), 1, piece.size(), file_.get())) {
    RETURN_IF_ERROR(take(std::string_view(piece.data(), count)));
  }
  return std::ferror(file_.get()) != 0 ? DiskError() : absl::OkStatus();
}

absl::StatusOr<std::string> Spool::Path() {
  if (std::fflush(file_.get()) != 0) return DiskError();
  return fmt::format("/proc/self/fd/{}", fileno(file_.get()));
}

}  // namespace tabadul::statistics
