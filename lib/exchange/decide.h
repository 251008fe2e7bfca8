// The decision table of the exchange (docs/protocol.md#decision-table): what an item does to a record.
// Pure, thread-safe.
#pragma once

#include <cstdint>
#include <optional>

#include "lib/platform/base/status.h"
#include "tabadul/exchange/v1/push.pb.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::exchange {

// kKeep: the source has the record, and says nothing new of it.
enum class Operation { kUpsert, kClose, kErase, kKeep };

// The record as it stands; absent = none.
struct Standing {
  v1::AssertedState asserted;  // OPEN, CLOSED or ERASED
  uint64_t version;
  bool hub_version;          // the version was counted by the hub, not by the source
  bool same;                 // the incoming digest and audience equal the stored ones
  bool named_again = false;  // a full export had not named it, which closed it; another one does
};

struct Decision {
  v1::Outcome outcome;
  ErrorReason reason =
      common::v1::ERROR_REASON_UNSPECIFIED;  // of REJECTED, STALE and CONFLICT where it says more
  // What is stored afterwards, if anything changes.
  bool write = false;    // state, payload or audience change: a new sequence
  bool advance = false;  // the version alone changes: no new sequence
  uint64_t version = 0;
  bool hub_version = false;
};

// `version` is the item's, if it has one.
Decision Decide(Operation operation, const std::optional<Standing>& standing,
                std::optional<uint64_t> version);

}  // namespace tabadul::exchange
