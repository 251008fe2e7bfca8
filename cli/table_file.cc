#include "cli/table_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "lib/platform/base/files.h"
#include "lib/platform/base/status.h"
#include "nlohmann/json.hpp"

namespace tabadul::cli {
namespace {

absl::Status Sync(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool good = fd >= 0 && fsync(fd) == 0;
  const int cause = errno;
  if (fd >= 0) close(fd);
  return good ? absl::OkStatus() : FileError(path, cause);
}

std::string PartOf(const std::string& path) { return BehindLinks(path) + ".part"; }

std::string Quoted(const std::string& cell, char delimiter) {
  if (cell.find_first_of(std::string("\"\r\n") + delimiter) == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace

TableFile::TableFile(const std::string& path, bool csv, ingest::InputFormat input,
                     std::vector<std::string> columns)
    : path_(BehindLinks(path)),
      part_(PartOf(path)),
      csv_(csv),
      input_(std::move(input)),
      columns_(std::move(columns)) {}

TableFile::~TableFile() {
  if (closed_) return;
  out_.close();
  std::error_code ignored;
  std::filesystem::resize_file(part_, 0, ignored);
}

absl::Status TableFile::Begin(const std::string& path) {
  const std::string part = PartOf(path);
  const int fd = open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return FileError(part);
  struct stat there {};
  const mode_t mode = stat(path.c_str(), &there) == 0 ? there.st_mode & 0777 : 0600;
  const bool good = fchmod(fd, mode) == 0 && fsync(fd) == 0;
  const int cause = errno;
  close(fd);
  return good ? SyncFolderOf(part) : FileError(part, cause);
}

bool TableFile::IsBegun(const std::string& path) { return std::filesystem::exists(PartOf(path)); }

absl::Status TableFile::Discard(const std::string& path) {
  const std::string part = PartOf(path);
  return unlink(part.c_str()) == 0 ? absl::OkStatus() : FileError(part);
}

absl::Status TableFile::Trouble() const { return FileError(path_); }

absl::Status TableFile::Open() {
  RETURN_IF_ERROR(Begin(path_));
  out_.open(part_, std::ios::binary | std::ios::trunc);
  if (!out_) return Trouble();
  if (!csv_) return absl::OkStatus();
  // By it Excel knows UTF-8, and UTF-16 anything at all.
  const bool unicode =
      input_.encoding != ingest::Encoding::kWindows1252 && input_.encoding != ingest::Encoding::kWindows1256;
  if (unicode) RETURN_IF_ERROR(Write("\xEF\xBB\xBF"));
  return Write(CsvLine(columns_));
}

absl::Status TableFile::Write(std::string_view utf8) {
  if (csv_ && input_.encoding != ingest::Encoding::kDetect && input_.encoding != ingest::Encoding::kUtf8) {
    bool whole = true;
    out_ << ingest::Encode(utf8, input_.encoding, &whole);
    if (!whole) ++unwritable_;
  } else {
    out_ << utf8;
  }
  return out_ ? absl::OkStatus() : Trouble();
}

std::string TableFile::CsvLine(const std::vector<std::string>& cells) const {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += input_.delimiter;
    line += Quoted(cells[i], input_.delimiter);
  }
  return line + "\r\n";
}

std::string TableFile::JsonLine(const std::vector<std::string>& cells) const {
  nlohmann::ordered_json row = nlohmann::ordered_json::object();
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    nlohmann::ordered_json* at = &row;
    std::string name = columns_[i];
    for (size_t dot = name.find('.'); dot != std::string::npos && name.find('[') == std::string::npos;
         dot = name.find('.')) {
      at = &(*at)[name.substr(0, dot)];
      name = name.substr(dot + 1);
    }
    if (at->is_object() || at->is_null()) (*at)[name] = cells[i];
  }
  return row.dump() + "\n";
}

absl::Status TableFile::Add(const std::vector<std::string>& cells) {
  ++rows_;
  return Write(csv_ ? CsvLine(cells) : JsonLine(cells));
}

absl::Status TableFile::AddLine(std::string_view line) {
  ++rows_;
  out_ << line << '\n';
  return out_ ? absl::OkStatus() : Trouble();
}

absl::Status TableFile::Close() {
  out_.close();
  if (!out_) return Trouble();
  RETURN_IF_ERROR(Sync(part_));
  if (std::rename(part_.c_str(), path_.c_str()) != 0) return Trouble();
  closed_ = true;
  return SyncFolderOf(path_);
}

}  // namespace tabadul::cli
