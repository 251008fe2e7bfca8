// The bytes of a file that is being submitted, on disk without a name: gone with the object, and with the process. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace tabadul::statistics {

inline constexpr uint64_t kMaxFileBytes = 256u << 20;

class Spool {
 public:
  // In the folder for temporary files. UNAVAILABLE {part: "disk"}.
  static absl::StatusOr<Spool> Open();

  // TOO_LONG {field: "file", limit, unit} beyond kMaxFileBytes; UNAVAILABLE {part: "disk"}.
  absl::Status Append(std::string_view bytes);
  uint64_t size() const { return size_; }

  // From the beginning, in pieces; what `take` answers, if not OK, ends it and is returned. UNAVAILABLE {part: "disk"}.
  absl::Status Read(size_t piece_bytes, const std::function<absl::Status(std::string_view)>& take);
  // For readers that open files by name, as long as this object is there. UNAVAILABLE {part: "disk"}.
  absl::StatusOr<std::string> Path();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  explicit Spool(std::FILE* file) : file_(file) {}
  std::unique_ptr<std::FILE, Closer> file_;
  uint64_t size_ = 0;
  bool read_ = false;  // last, so that it stands somewhere in the file
};

}  // namespace tabadul::statistics
