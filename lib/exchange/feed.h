// Reading the change log: pages of the record table in order of sequence, with marks at the head.
// Thread-safe.
#pragma once

#include "lib/evidence/signer.h"
#include "lib/exchange/exchange.h"
#include "lib/exchange/store.h"

namespace tabadul::exchange {

class Feed {
 public:
  Feed(const RecordKind& kind, const Store& store, pg::Pool& pool, const evidence::Signer& signer,
       const Clock& clock)
      : kind_(kind), store_(store), pool_(pool), signer_(signer), clock_(clock) {}

  // One database snapshot: rows, head and marks belong together.
  absl::StatusOr<Page> Changes(const Context& context, const Cursor& cursor, const v1::Filter& filter,
                               const Reader& reader, size_t budget) const;

 private:
  absl::StatusOr<v1::SignedMark> MakeMark(pg::Transaction& tx, const HeadRow& head, const v1::Filter& filter,
                                          const Reader& reader) const;
  const RecordKind& kind_;
  const Store& store_;
  pg::Pool& pool_;
  const evidence::Signer& signer_;
  const Clock& clock_;
};

// EPOCH_CHANGED or TOKEN_MISMATCH if the cursor cannot be gone on from.
absl::Status CheckCursor(const Cursor& cursor, const v1::Filter& filter, const HeadRow& head);
Entry ToEntry(Store::Read read);
void ToProto(absl::Time time, google::protobuf::Timestamp* out);

}  // namespace tabadul::exchange
