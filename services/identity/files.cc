#include "services/identity/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fmt/format.h"

namespace tabadul::identity {
namespace {

absl::Status Failed(std::string_view what, const std::string& path) {
  return Internal(fmt::format("{} {}: {}", what, path, std::strerror(errno)));
}

bool WriteAll(int file, std::string_view contents) {
  while (!contents.empty()) {
    const ssize_t count = ::write(file, contents.data(), contents.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    contents.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

}  // namespace

absl::Status MakeDirectory(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return absl::OkStatus();
  std::filesystem::create_directories(path, error);
  if (error) return Internal(fmt::format("creating {}: {}", path, error.message()));
  if (::chmod(path.c_str(), 0700) != 0) return Failed("protecting", path);
  return absl::OkStatus();
}

absl::Status WriteFile(const std::string& path, std::string_view contents, Secrecy secrecy) {
  std::string temporary = path + ".XXXXXX";
  const int file = ::mkstemp(temporary.data());  // 0600 from the first byte
  if (file < 0) return Failed("creating", temporary);
  const bool written = WriteAll(file, contents) &&
                       ::fchmod(file, secrecy == Secrecy::kSecret ? 0600 : 0644) == 0 && ::fsync(file) == 0;
  const absl::Status failure = written ? absl::OkStatus() : Failed("writing", path);
  ::close(file);
  if (!written || ::rename(temporary.c_str(), path.c_str()) != 0) {
    const absl::Status renaming = Failed("renaming to", path);
    ::unlink(temporary.c_str());
    return written ? renaming : failure;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Failed("reading", path);
  std::ostringstream contents;
  contents << file.rdbuf();
  return std::move(contents).str();
}

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

}  // namespace tabadul::identity
