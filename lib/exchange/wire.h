// Looking into serialized messages without their types: a message of a stream is split into its items before
// any is parsed, so that one bad item fails alone. Pure, thread-safe, bounded by the input.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tabadul/exchange/v1/push.pb.h"

namespace tabadul::exchange {

// A PushRequest or a BatchPushRequest taken apart: its options, and the bytes of its items.
struct PushParts {
  bool has_options = false;
  v1::PushOptions options;
  bool has_items = false;
  std::vector<std::string> items;
};
// MALFORMED, TOO_MANY, UNKNOWN_FIELD of the frame itself.
absl::StatusOr<PushParts> SplitPush(const std::string& message);
absl::StatusOr<PushParts> SplitBatchPush(const std::string& message);

// PushItem.item of bytes that do not parse as a whole; 0 if even that cannot be read.
uint64_t ItemNumber(std::string_view bytes);

// The record_id of an upsert in such bytes; empty if it cannot be found.
std::string_view UpsertedId(std::string_view bytes);

// Whether every length-delimited field, at any depth that parses as a message, is valid UTF-8 or a message:
// false means that a string field is not UTF-8.
bool IsUtf8Wire(std::string_view bytes);

}  // namespace tabadul::exchange
