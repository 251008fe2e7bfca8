// The bytes of a file or of standard input, in chunks. Not thread-safe.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/ingest/encoding.h"

namespace tabadul::ingest {

class ByteReader {
 public:
  // "-" is standard input. NOT_FOUND {file}.
  static absl::StatusOr<ByteReader> Open(const std::string& path);
  // Bytes in memory (an upload, a test), which must outlive the reader.
  static ByteReader Over(std::string_view bytes);

  // What Next returns is UTF-8 from now on, whatever the file is in. To be called before the first Next; without it
  // the bytes come as they are.
  void DecodeFrom(Encoding encoding) { encoding_ = encoding; }

  // The next chunk, valid until the next call; empty at the end. A leading UTF-8 BOM is left out (but
  // counted).
  absl::StatusOr<std::string_view> Next();
  // Where in the file what Next returned last begins and ends. Of a decoded chunk other lengths than its own.
  uint64_t offset() const { return offset_; }
  uint64_t end() const { return end_; }
  uint64_t size() const { return size_; }  // 0 if not known

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  absl::StatusOr<std::string_view> Read();
  std::string_view Decoded(std::string_view chunk);

  std::unique_ptr<std::FILE, Closer> file_;
  Encoding encoding_ = Encoding::kUtf8;
  std::unique_ptr<Decoder> decoder_;  // of what is not UTF-8
  std::string decoded_;
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
