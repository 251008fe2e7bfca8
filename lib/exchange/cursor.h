// Positions in a feed and the opaque strings that stand for them outside.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tabadul/exchange/v1/feed.pb.h"

namespace tabadul::exchange {

// A point of the commit order. Positions of different epochs do not compare.
struct Position {
  uint64_t epoch = 0;
  std::vector<uint64_t> sequences;  // per shard; one shard today
  uint64_t sequence() const { return sequences.empty() ? 0 : sequences[0]; }
};

// Where a follower goes on, and for which filter. epoch 0 = the beginning.
struct Cursor {
  Position position;
  uint64_t filter = 0;  // FilterFingerprint
  // The newest head while what is before the cursor was read: records that had moved beyond the cursor by then were not
  // in it. Below the cursor: not known.
  uint64_t head = 0;
  // What left the filter up to here its reader was told of, or never had. The cursor itself, unless `head` is beyond it: a
  // record may then have left below the cursor, and had moved above it before it was read. 0: not known.
  uint64_t settled = 0;
};

// The same for equal filters, whatever the order of their lists; 0 for the empty filter.
uint64_t FilterFingerprint(const v1::Filter& filter);

// base64url with a checksum: a damaged or foreign string is TOKEN_UNREADABLE, never another position.
std::string Encode(const Cursor& cursor);
absl::StatusOr<Cursor> DecodeCursor(std::string_view text);  // "" is the beginning

}  // namespace tabadul::exchange
