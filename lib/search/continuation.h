// The bytes by which a search goes on after a page. Internal to lib/search.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/search/index.h"

namespace tabadul::search {

// What scores depend on beside the document itself. The first page's go into its continuation.
struct Statistics {
  uint64_t documents = 0;
  std::vector<uint64_t> field_lengths;  // words of all documents, by field
  std::vector<uint64_t> frequencies;    // documents that hold it, by word of the query
};

struct Continuation {
  uint64_t fingerprint = 0;  // of the query
  Statistics statistics;
  double score = 0;    // of the last hit
  int64_t number = 0;  // of the last hit, by Query::newest_by
  std::string id;      // of the last hit
};

// Of everything that must stay the same between the pages of one search.
uint64_t Fingerprint(const Query& query);

std::string Encode(const Continuation& continuation);
// TOKEN_UNREADABLE if the bytes are not one.
absl::StatusOr<Continuation> DecodeContinuation(std::string_view bytes);

}  // namespace tabadul::search
