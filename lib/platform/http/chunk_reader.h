// The body of a request in chunks (RFC 9112 §7.1), byte by byte and in one way only. Extensions and trailers are thrown
// away. Pure. Boost.Beast 1.74 reads chunks, too, but asserts that an empty body comes in one piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tabadul::http {

class ChunkReader {
 public:
  explicit ChunkReader(size_t max_bytes) : max_(max_bytes) {}
  // The next bytes: how many of them are the body's; all, unless it is whole or refused. Data is put behind `body`.
  size_t Take(std::string_view bytes, std::string* body);
  bool whole() const { return part_ == Part::kWhole; }
  int refusal() const { return refusal_; }  // 0: none; 400, 413

 private:
  enum class Part { kSize, kData, kEndOfData, kTrailer, kWhole };
  void TakeOfLine(char byte);
  void EndLine();
  int BeginChunk();

  size_t max_, data_ = 0, framing_ = 0;
  uint64_t left_ = 0;  // of the chunk's data
  Part part_ = Part::kSize;
  std::string line_;
  char previous_ = 0;
  int refusal_ = 0;
};

}  // namespace tabadul::http
