#include "lib/ingest/byte_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "lib/ingest/row_source.h"
#include "lib/platform/base/status.h"

namespace tabadul::ingest {
namespace {

constexpr size_t kChunk = 256 << 10;
constexpr std::string_view kBom = "\xef\xbb\xbf";

}  // namespace

absl::StatusOr<ByteReader> ByteReader::Open(const std::string& path) {
  ByteReader reader;
  const int descriptor = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"field", "file"}, {"id", path}});
  struct stat info {};
  if (::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode))
    reader.size_ = static_cast<uint64_t>(info.st_size);
  const bool directory = S_ISDIR(info.st_mode);
  reader.file_.reset(::fdopen(descriptor, "rb"));
  if (!reader.file_ || directory) {
    if (!reader.file_) ::close(descriptor);
    return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"field", "file"}, {"id", path}});
  }
  std::setvbuf(reader.file_.get(), nullptr, _IONBF, 0);
  reader.buffer_.resize(kChunk);
  return reader;
}

ByteReader ByteReader::Over(std::string_view bytes) {
  ByteReader reader;
  // fmemopen's "rb" never writes.
  reader.file_.reset(::fmemopen(const_cast<char*>(bytes.data()), bytes.size(), "rb"));
  if (reader.file_) std::setvbuf(reader.file_.get(), nullptr, _IONBF, 0);
  reader.size_ = bytes.size();
  reader.buffer_.resize(kChunk);
  return reader;
}

absl::StatusOr<std::string_view> ByteReader::Read() {
  if (!file_) return Internal("reading the input: no memory");
  const size_t count = std::fread(buffer_.data(), 1, buffer_.size(), file_.get());
  if (count < buffer_.size() && std::ferror(file_.get())) {
    return Internal(std::string("reading the input: ") + std::strerror(errno));
  }
  offset_ = end_;
  end_ += count;
  return std::string_view(buffer_.data(), count);
}

absl::StatusOr<std::string_view> ByteReader::Next() {
  ASSIGN_OR_RETURN(std::string_view chunk, Read());
  if (offset_ == 0) {
    if (encoding_ == Encoding::kDetect) encoding_ = DetectEncoding(chunk);
    if (encoding_ != Encoding::kUtf8) decoder_ = std::make_unique<Decoder>(encoding_);
    if (!decoder_ && chunk.substr(0, kBom.size()) == kBom) {
      chunk.remove_prefix(kBom.size());
      offset_ = kBom.size();
    }
  }
  if (!decoder_) return chunk;
  while (Decoded(chunk).empty() && !chunk.empty()) {
    ASSIGN_OR_RETURN(chunk, Read());
  }
  return decoded_;
}

std::string_view ByteReader::Decoded(std::string_view chunk) {
  decoded_.clear();
  decoder_->Append(chunk, &decoded_);
  if (chunk.empty()) decoder_->Finish(&decoded_);
  return decoded_;
}

absl::StatusOr<bool> LineReader::Next(Line& line) {
  line.text.clear();
  line.too_long = false;
  bool any = false;
  for (;;) {
    if (chunk_.empty()) {
      ASSIGN_OR_RETURN(chunk_, bytes_.Next());
      at_ = bytes_.offset();
      if (chunk_.empty()) break;
    }
    if (!any) line.offset = at_;
    any = true;
    const size_t feed = chunk_.find('\n');
    const bool ends = feed != std::string_view::npos;
    const size_t take = ends ? feed : chunk_.size();
    if (line.text.size() + take > kMaxRowBytes) line.too_long = true;
    line.text.append(chunk_.substr(0, std::min(take, kMaxRowBytes - line.text.size())));
    chunk_.remove_prefix(ends ? take + 1 : take);
    at_ = std::min(at_ + (ends ? take + 1 : take), bytes_.end());
    if (ends) break;
  }
  if (!any) return false;
  if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
  line.number = ++number_;
  line.end = at_;
  return true;
}

}  // namespace tabadul::ingest
