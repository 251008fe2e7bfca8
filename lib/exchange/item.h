// From the bytes of one PushItem to something that can be committed: parsed, validated, in canonical form,
// digested. All that needs no database, so that it runs in parallel before the committer. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lib/exchange/decide.h"
#include "lib/exchange/exchange.h"
#include "lib/exchange/keys.h"
#include "lib/exchange/store.h"

namespace tabadul::exchange {

inline constexpr size_t kMaxRecordBytes = 256 * 1024;
inline constexpr size_t kMaxRecordIdBytes = 255;
inline constexpr int kMaxItemsPerMessage = 1000;

struct Item {
  uint64_t number = 0;  // the client's
  Operation operation = Operation::kUpsert;
  std::string record_id;
  std::string record_key;  // 16 bytes; empty if the id cannot be read
  std::optional<uint64_t> version;
  v1::ClosureReason closure = v1::CLOSURE_REASON_UNSPECIFIED;
  Keys keys;
  absl::Time expires = absl::InfiniteFuture();
  Payload payload;  // of an UPSERT
  std::string digest;
  std::vector<Violation> violations;  // not empty: REJECTED, whatever is stored
  size_t answer_bytes = 0;            // of the refusal that waits with it

  size_t bytes() const {
    return sizeof(Item) + (payload ? payload->size() : 0) + record_id.size() + answer_bytes;
  }
};

// `source` is the writer's own: an item that names another is rejected (NOT_OWNER).
Item PrepareItem(const RecordKind& kind, std::string_view pepper, const std::string& source,
                 const std::string& bytes);

// REQUIRED, TOO_LONG or TEXT_NOT_PLAIN at `record_id`; false if it is none.
bool ValidateRecordId(std::string_view record_id, Violations& violations);

// The key of a record in the store.
std::string RecordKeyOf(std::string_view pepper, std::string_view source, std::string_view record_id);

}  // namespace tabadul::exchange
