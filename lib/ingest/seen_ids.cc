#include "lib/ingest/seen_ids.h"

#include <cstring>
#include <optional>

#include "lib/evidence/digest.h"
#include "lib/platform/base/status.h"

namespace tabadul::ingest {

absl::StatusOr<SeenIds::Answer> SeenIds::See(std::string_view record_id, std::string_view content,
                                             int64_t row) {
  SeenKey key;
  std::memcpy(key.data(), evidence::Sha256(record_id).data(), sizeof(key));
  SeenEntry entry{0, row};
  std::memcpy(&entry.content, content.data(), sizeof(entry.content));
  std::optional<SeenEntry> earlier;
  if (const auto found = first_.find(key); found != first_.end()) {
    earlier = found->second;
  } else if (first_.size() < in_memory_) {
    first_.emplace(key, entry);
  } else {
    if (others_ == nullptr) {
      ASSIGN_OR_RETURN(others_, SeenStore::Open(file_));
    }
    ASSIGN_OR_RETURN(earlier, others_->FindOrAdd(key, entry));
  }
  if (!earlier) return Answer{Verdict::kNew, row};
  return Answer{earlier->content == entry.content ? Verdict::kSame : Verdict::kOther, earlier->row};
}

}  // namespace tabadul::ingest
