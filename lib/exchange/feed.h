// Reading the change log: pages of the record table in order of sequence, with marks at the head.
// Thread-safe.
#pragma once

#include <atomic>

#include "lib/evidence/signer.h"
#include "lib/exchange/exchange.h"
#include "lib/exchange/recent.h"
#include "lib/exchange/sharing_book.h"
#include "lib/exchange/store.h"

namespace tabadul::exchange {

class Feed {
 public:
  Feed(const RecordKind& kind, const Store& store, const Epochs& epochs, Recent& recent, SharingBook& book,
       pg::Pool& pool, const evidence::Signer& signer, const Clock& clock)
      : kind_(kind),
        store_(store),
        epochs_(epochs),
        recent_(recent),
        book_(book),
        pool_(pool),
        signer_(signer),
        clock_(clock) {}

  // Rows, head and marks belong together: from memory, or from one database snapshot. `newest`: the head that the
  // reader has heard of, which the page must not be older than.
  absl::StatusOr<Page> Changes(const Context& context, const Cursor& cursor, const v1::Filter& filter,
                               const Reader& reader, size_t budget, HeadRow newest,
                               Exchange::AtHead at_head) const;

 private:
  absl::StatusOr<Page> FromDatabase(const Context& context, const Cursor& cursor, const v1::Filter& filter,
                                    const Reader& reader, size_t budget) const;
  absl::StatusOr<Page> FromMemory(const Recent::Slice& slice, const Cursor& cursor, const v1::Filter& filter,
                                  ReaderView& view) const;
  int RowsFor(size_t budget) const;
  void Learn(size_t rows, size_t bytes) const;
  absl::StatusOr<std::shared_ptr<const Sharings>> SharingsAt(pg::Transaction& tx, const HeadRow& head) const;
  absl::StatusOr<v1::SignedMark> MakeMark(const HeadRow& head, const std::vector<SourceState>& sources,
                                          const v1::Filter& filter, ReaderView& view) const;
  const RecordKind& kind_;
  const Store& store_;
  const Epochs& epochs_;
  Recent& recent_;
  SharingBook& book_;
  pg::Pool& pool_;
  const evidence::Signer& signer_;
  const Clock& clock_;
  mutable std::atomic<size_t> mean_bytes_ = 0;  // of payloads of the newest page that was read; 0: none yet
};

// Whether the cursor stands in the history that is served: of an earlier epoch, whether all that its reader was told, and
// all that it was not told since that had moved on, is in this one, too.
bool GoesOn(const Cursor& cursor, const HeadRow& head, const Epochs& epochs);
// EPOCH_CHANGED or TOKEN_MISMATCH if the cursor cannot be gone on from.
absl::Status CheckCursor(const Cursor& cursor, const v1::Filter& filter, const HeadRow& head,
                         const Epochs& epochs);
Entry ToEntry(const Store::Read& read);

}  // namespace tabadul::exchange
