#include "lib/platform/base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <system_error>

#include "lib/platform/base/status.h"

namespace tabadul {

absl::Status FileError(const std::string& path, int cause) {
  return Error(common::v1::ERROR_REASON_PRECONDITION, {{"file", path}, {"cause", std::strerror(cause)}});
}

std::string BehindLinks(const std::string& path) {
  std::error_code trouble;
  const auto place = std::filesystem::canonical(path, trouble);
  return trouble ? path : place.string();
}

absl::Status SyncFolderOf(const std::string& path) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return FileError(folder);
  const absl::Status status = fsync(fd) == 0 ? absl::OkStatus() : FileError(folder);
  close(fd);
  return status;
}

}  // namespace tabadul
