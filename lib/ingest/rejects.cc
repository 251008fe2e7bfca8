#include "lib/ingest/rejects.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "lib/ingest/tidy.h"
#include "lib/platform/messages/messages.h"

namespace tabadul::ingest {
namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";

std::string Quoted(std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(cell);
  std::string quoted = "\"";
  for (char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

// Cells that are not UTF-8 are shown as far as they are: the file that people open must be readable.
std::string Readable(const std::string& cell) {
  if (ValidUtf8(cell)) return cell;
  std::string ascii;
  for (char c : cell) ascii += (c & 0x80) ? '?' : c;
  return ascii;
}

absl::Status Failed(const std::string& path) {
  return Error(common::v1::ERROR_REASON_PRECONDITION,
               {{"field", "file"}, {"file", path}, {"error", std::strerror(errno)}});
}

}  // namespace

std::string Explain(const Rejection& rejection, std::string_view language) {
  Metadata metadata = rejection.metadata;
  if (!rejection.field.empty()) metadata["field"] = rejection.field;
  if (!rejection.column.empty()) metadata["column"] = rejection.column;
  if (const auto detail = metadata.find("detail"); detail != metadata.end()) {
    const std::string key = "mapping.rows." + detail->second;
    if (messages::Has(language, key)) return messages::Text(language, key, metadata);
  }
  return messages::ErrorText(language, rejection.reason, metadata);
}

RejectsWriter::RejectsWriter(std::string path, std::vector<std::string> columns, std::string language,
                             uint64_t most_bytes)
    : path_(std::move(path)),
      columns_(std::move(columns)),
      language_(std::move(language)),
      most_bytes_(most_bytes) {}

absl::Status RejectsWriter::OpenPart() {
  out_.open(path_ + ".part", std::ios::binary | std::ios::trunc);
  if (!out_) return Failed(path_);
  out_ << kBom;
  for (const std::string& column : columns_) out_ << Quoted(column) << ',';
  out_ << "_row,_field,_reason,_message\r\n";
  return absl::OkStatus();
}

absl::Status RejectsWriter::Add(const Row& row, const std::vector<Rejection>& rejections) {
  if (!out_.is_open()) RETURN_IF_ERROR(OpenPart());
  ++rows_;
  for (const Rejection& rejection : rejections) {
    if (bytes_ >= most_bytes_) break;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i < row.cells.size()) out_ << Quoted(Readable(row.cells[i]));
      out_ << ',';
    }
    out_ << row.number << ',' << Quoted(rejection.field) << ',' << ReasonName(rejection.reason) << ','
         << Quoted(Explain(rejection, language_)) << "\r\n";
    if (!out_) return Failed(path_);
    bytes_ = static_cast<uint64_t>(out_.tellp());
  }
  return absl::OkStatus();
}

absl::Status RejectsWriter::Close() {
  if (!out_.is_open()) {
    if (std::remove(path_.c_str()) != 0 && errno != ENOENT) return Failed(path_);
    return absl::OkStatus();
  }
  out_.close();
  if (!out_ || std::rename((path_ + ".part").c_str(), path_.c_str()) != 0) return Failed(path_);
  return absl::OkStatus();
}

}  // namespace tabadul::ingest
