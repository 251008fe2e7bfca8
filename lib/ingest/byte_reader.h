// The bytes of a file or of standard input, in chunks. Not thread-safe.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace tabadul::ingest {

class ByteReader {
 public:
  // "-" is standard input. NOT_FOUND {file}.
  static absl::StatusOr<ByteReader> Open(const std::string& path);
  // Bytes in memory (an upload, a test), which must outlive the reader.
  static ByteReader Over(std::string_view bytes);

  // The next chunk, valid until the next call; empty at the end. A leading UTF-8 BOM is left out (but
  // counted).
  absl::StatusOr<std::string_view> Next();
  uint64_t offset() const { return offset_; }  // in the file, of what Next returned last
  uint64_t size() const { return size_; }      // 0 if not known

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Closer> file_;
  std::vector<char> buffer_;
  uint64_t offset_ = 0, end_ = 0, size_ = 0;
};

// Lines (without LF, CR LF), at most kMaxRowBytes of each; the rest of a longer one is skipped.
class LineReader {
 public:
  explicit LineReader(ByteReader bytes) : bytes_(std::move(bytes)) {}

  struct Line {
    std::string text;
    int64_t number = 0;
    uint64_t offset = 0, end = 0;
    bool too_long = false;
  };
  absl::StatusOr<bool> Next(Line& line);
  uint64_t size() const { return bytes_.size(); }

 private:
  ByteReader bytes_;
  std::string_view chunk_;
  uint64_t at_ = 0;  // offset of chunk_'s first byte
  int64_t number_ = 0;
};

}  // namespace tabadul::ingest
