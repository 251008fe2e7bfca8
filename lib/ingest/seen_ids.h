// Which ids a file has named so far, and with what content. 32 bytes and a control byte a slot, at most 7 of
// 8 slots full: 38 to 75 bytes a row. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "absl/container/flat_hash_map.h"

namespace tabadul::ingest {

class SeenIds {
 public:
  enum class Verdict { kNew, kSame, kOther };
  struct Answer {
    Verdict verdict;
    int64_t row;  // where it stood first
  };
  // `content`: SHA-256 over what the record says.
  Answer See(std::string_view record_id, std::string_view content, int64_t row);

 private:
  // 128 bits of SHA-256 of the id: no two ids of a file meet. 64 bits of its content's: with one id a chance
  // of 2^-64 that another content passes as the same.
  using Key = std::array<uint64_t, 2>;
  struct Entry {
    uint64_t content;
    int64_t row;
  };
  absl::flat_hash_map<Key, Entry> seen_;
};

}  // namespace tabadul::ingest
