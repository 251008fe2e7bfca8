#include "lib/ingest/zip_archive.h"

#include <zip.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "lib/platform/base/status.h"

namespace tabadul::ingest {
namespace {

absl::Status NotThere(const std::string& path) {
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"field", "file"}, {"id", path}});
}

// An archive is read from its end: what comes through a pipe is put into a file that nobody else sees.
std::FILE* CopyOfStdin() {
  std::FILE* copy = std::tmpfile();
  std::array<char, 65536> buffer;
  while (copy != nullptr) {
    const size_t count = std::fread(buffer.data(), 1, buffer.size(), stdin);
    if (count == 0) break;
    if (std::fwrite(buffer.data(), 1, count, copy) != count) {
      std::fclose(copy);
      return nullptr;
    }
  }
  if (copy != nullptr) std::rewind(copy);
  return copy;
}

}  // namespace

void ZipEntry::Closer::operator()(zip_file* file) const { zip_fclose(file); }
void ZipArchive::Closer::operator()(zip* archive) const { zip_discard(archive); }

int ZipEntry::Read(char* buffer, int size) {
  const zip_int64_t count = zip_fread(file_.get(), buffer, static_cast<zip_uint64_t>(size));
  if (count < 0) return -1;
  done_ += static_cast<uint64_t>(count);
  too_large_ = done_ > limit_;  // whatever the archive's own table says
  return too_large_ ? -1 : static_cast<int>(count);
}

absl::Status ZipArchive::Malformed() const {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "file"}, {"form", form_}});
}

absl::StatusOr<ZipArchive> ZipArchive::Open(const std::string& path, std::string_view form) {
  std::error_code error;
  if (path != "-" && !std::filesystem::is_regular_file(path, error)) return NotThere(path);
  std::FILE* file = path == "-" ? CopyOfStdin() : std::fopen(path.c_str(), "rb");
  if (file == nullptr) return NotThere(path);
  ZipArchive archive;
  archive.form_ = std::string(form);
  zip_source_t* source = zip_source_filep_create(file, 0, -1, nullptr);
  if (source == nullptr) {
    std::fclose(file);
    return archive.Malformed();
  }
  archive.archive_.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
  if (archive.archive_) return archive;
  zip_source_free(source);
  return archive.Malformed();
}

absl::StatusOr<ZipArchive> ZipArchive::Over(std::string_view bytes, std::string_view form) {
  ZipArchive archive;
  archive.form_ = std::string(form);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  if (source == nullptr) return archive.Malformed();
  archive.archive_.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
  if (archive.archive_) return archive;
  zip_source_free(source);
  return archive.Malformed();
}

bool ZipArchive::Has(const std::string& name) const {
  return zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_ENC_GUESS) >= 0;
}

absl::StatusOr<ZipEntry> ZipArchive::Entry(const std::string& name, uint64_t limit) const {
  zip_stat_t info;
  zip_stat_init(&info);
  if (zip_stat(archive_.get(), name.c_str(), 0, &info) != 0 || (info.valid & ZIP_STAT_SIZE) == 0 ||
      info.size > limit) {
    return Malformed();
  }
  ZipEntry entry;
  entry.file_.reset(zip_fopen(archive_.get(), name.c_str(), 0));
  if (!entry.file_) return Malformed();
  entry.size_ = info.size;
  entry.limit_ = limit;
  return entry;
}

}  // namespace tabadul::ingest
