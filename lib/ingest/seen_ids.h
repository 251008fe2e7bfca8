// Which ids a file has named so far, and with what content: the first ones in memory, all others on disk, so that a file
// of any size costs the same memory. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "lib/ingest/seen_store.h"

namespace tabadul::ingest {

class SeenIds {
 public:
  // Seven of eight among 32,768 slots of 33 bytes: about a MiB.
  static constexpr size_t kInMemory = 28'672;

  // `file` is named in errors.
  explicit SeenIds(std::string file, size_t in_memory = kInMemory)
      : file_(std::move(file)), in_memory_(in_memory) {}

  enum class Verdict { kNew, kSame, kOther };
  struct Answer {
    Verdict verdict;
    int64_t row;  // where it stood first
  };
  // `content`: SHA-256 over what the record says. PRECONDITION {file, cause, directory}: there is no room on the disk
  // for more ids than memory holds.
  absl::StatusOr<Answer> See(std::string_view record_id, std::string_view content, int64_t row);

 private:
  const std::string file_;
  const size_t in_memory_;
  absl::flat_hash_map<SeenKey, SeenEntry> first_;
  std::unique_ptr<SeenStore> others_;  // from the first id on that found no room in memory
};

}  // namespace tabadul::ingest
