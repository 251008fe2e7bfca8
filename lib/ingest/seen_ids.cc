#include "lib/ingest/seen_ids.h"

#include <cstring>

#include "lib/evidence/digest.h"

namespace tabadul::ingest {

SeenIds::Answer SeenIds::See(std::string_view record_id, std::string_view content, int64_t row) {
  Key key;
  std::memcpy(key.data(), evidence::Sha256(record_id).data(), sizeof(key));
  uint64_t digest = 0;
  std::memcpy(&digest, content.data(), sizeof(digest));
  const auto [entry, inserted] = seen_.try_emplace(key, Entry{digest, row});
  if (inserted) return {Verdict::kNew, row};
  return {entry->second.content == digest ? Verdict::kSame : Verdict::kOther, entry->second.row};
}

}  // namespace tabadul::ingest
