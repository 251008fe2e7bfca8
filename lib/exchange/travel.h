// Records as they travel. The payload goes out as the bytes that are stored: serving a page parses nothing.
// Pure, thread-safe.
#pragma once

#include <string>

#include "lib/exchange/exchange.h"

namespace tabadul::exchange {

// The page as a serialized WatchResponse: changes, or a heartbeat if there are none and it is the head. The same bytes
// that serializing ToStoredRecord would give.
std::string ToWatchResponse(const RecordKind& kind, const Page& page, absl::Time now);

}  // namespace tabadul::exchange
