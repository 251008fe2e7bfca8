// A JSON array cut into its elements without reading it whole: the text of one element at a time, so that a file of
// any size costs the memory of its largest object. Not thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/ingest/byte_reader.h"

namespace tabadul::ingest {

class JsonCutter {
 public:
  // `path`: the keys that lead to the array ("data.items"); empty = it is the whole file.
  JsonCutter(ByteReader bytes, std::string_view path);

  // Reads on to the array. MALFORMED {field: file, form} if there is none.
  absl::Status Find();
  // False at the end of the array. An array that the file does not end is one last element without text.
  absl::StatusOr<bool> Next(LineReader::Line& element);
  uint64_t size() const { return bytes_.size(); }

 private:
  // The next byte, or -1 at the end of the file.
  absl::StatusOr<int> Take();
  absl::StatusOr<int> TakeVisible();  // white space left out
  absl::Status SkipString(std::string* text);
  absl::Status Element(char first, LineReader::Line& element);
  void Keep(char c, LineReader::Line& element) const;

  ByteReader bytes_;
  std::vector<std::string> path_;
  std::string_view chunk_;
  uint64_t at_ = 0;  // offset of chunk_'s first byte
  int held_ = -2;    // a byte put back; -2 = none
  int64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace tabadul::ingest
