#include "lib/platform/http/chunk_reader.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "lib/platform/base/status.h"
#include "lib/platform/http/syntax.h"

namespace tabadul::http {
namespace {

constexpr size_t kMaxLine = 1u << 10;
// Beside the data; who sends chunks of one byte needs five for each.
constexpr size_t kFramingOfNothing = 8u << 10, kFramingOfAByte = 16;

}  // namespace

size_t ChunkReader::Take(std::string_view bytes, std::string* body) {
  size_t taken = 0;
  while (taken < bytes.size() && !whole() && refusal_ == 0) {
    if (part_ != Part::kData) {
      TakeOfLine(bytes[taken++]);
      continue;
    }
    const auto data = bytes.substr(taken, std::min<uint64_t>(left_, bytes.size() - taken));
    body->append(data);
    taken += data.size();
    data_ += data.size();
    left_ -= data.size();
    if (left_ == 0) part_ = Part::kEndOfData;
  }
  return taken;
}

void ChunkReader::TakeOfLine(char byte) {
  const bool too_much = ++framing_ > kFramingOfNothing + kFramingOfAByte * data_ || line_.size() > kMaxLine;
  if (too_much || !MayFollow(previous_, byte)) {
    refusal_ = 400;
  } else if (byte == '\n') {
    EndLine();
  } else {
    if (byte != '\r') line_ += byte;
    if (part_ == Part::kEndOfData && !line_.empty()) refusal_ = 400;
    previous_ = byte;
  }
}

void ChunkReader::EndLine() {
  switch (part_) {
    case Part::kSize:
      refusal_ = BeginChunk();
      break;
    case Part::kEndOfData:
      part_ = Part::kSize;
      break;
    case Part::kTrailer:
      if (line_.empty()) part_ = Part::kWhole;
      break;
    case Part::kData:
    case Part::kWhole:
      break;
  }
  line_.clear();
  previous_ = 0;
}

// Hexadecimal digits alone, or a semicolon right behind them.
int ChunkReader::BeginChunk() {
  constexpr size_t kFits = 16;
  const std::string_view digits = std::string_view(line_).substr(0, line_.find(';'));
  const auto is_digit = [](char byte) { return absl::ascii_isxdigit(static_cast<unsigned char>(byte)); };
  if (digits.empty() || digits.size() > kFits || !std::all_of(digits.begin(), digits.end(), is_digit))
    return 400;
  if (!absl::SimpleHexAtoi(Absl(digits), &left_)) return 400;
  if (left_ > max_ - data_) return 413;
  part_ = left_ == 0 ? Part::kTrailer : Part::kData;
  return 0;
}

}  // namespace tabadul::http
