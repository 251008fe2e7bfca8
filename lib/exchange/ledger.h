// The ledger: what must outlive every restore of the records, in a small PostgreSQL of its own (docs/protocol.md#epochs).
// It reserves sequences in blocks, so that none is ever handed out twice, whatever becomes of the records' database; it
// opens epochs; and it keeps every erasure. Thread-safe. Blocking. Errors: UNAVAILABLE {"part": "ledger"} with
// RetryInfo, also if a newer epoch has been opened: who asks then works on an abandoned database.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "lib/exchange/epochs.h"
#include "lib/platform/pg/pg.h"

namespace tabadul::exchange {

struct Erasure {
  std::string record_key, source;
  uint64_t sequence = 0;  // by which it was erased
};

class Ledger {
 public:
  Ledger(pg::Pool& pool, std::string kind) : pool_(pool), kind_(std::move(kind)) {}

  struct Opened {
    HeadRow head;               // its first sequence is the next one
    std::vector<Epoch> epochs;  // all, this one included; rising
  };
  // A new epoch of a database that has this head, above every sequence ever reserved, with room for `block` of them and for
  // what is to be erased anew. `fresh`: none was opened on it yet.
  absl::StatusOr<Opened> Open(const Context& context, const HeadRow& database, bool fresh, uint64_t block);
  // The newest epoch; 0: none.
  absl::StatusOr<uint64_t> Newest(const Context& context);
  // Makes sequences up to `up_to` this epoch's: up to where they are now.
  absl::StatusOr<uint64_t> Reserve(const Context& context, uint64_t epoch, uint64_t up_to);

  // What was committed in `epoch` is durable here, too, on return; what is known already stays as it is. After an error it
  // fails at once until Probe has succeeded: writers wait meanwhile.
  absl::Status Erase(const Context& context, uint64_t epoch, absl::Time now,
                     absl::Span<const Erasure> erasures);
  // The same, whether or not it is available: what a ledger that is new, or was put back from a copy, has to be taught.
  absl::Status Learn(const Context& context, uint64_t epoch, absl::Time now,
                     absl::Span<const Erasure> erasures);
  absl::StatusOr<int64_t> Count(const Context& context);
  // Those after that sequence, rising, at most `limit`.
  absl::StatusOr<std::vector<Erasure>> Erasures(const Context& context, uint64_t after, int64_t limit);

  bool available() const { return available_; }
  // Whether it answers again, and takes what is written at `head`.
  void Probe(const Context& context, HeadRow head);

 private:
  pg::Pool& pool_;
  const std::string kind_;
  std::atomic<bool> available_ = true;
};

}  // namespace tabadul::exchange
