// What a reader is given of a record: nothing, all of it, or the sections that are his. Pure.
#pragma once

#include <optional>

#include "lib/exchange/exchange.h"
#include "lib/exchange/sharing_book.h"
#include "lib/exchange/store.h"

namespace tabadul::exchange {

// Filters by what stands within a record: who receives only parts of it cannot filter by them.
inline bool LooksWithin(const v1::Filter& filter) {
  return !filter.countries().empty() || !filter.occupations().empty();
}

// As `view`'s reader gets it, where no cursor is given: by its audience and its source's rights.
std::optional<Entry> ShownTo(ReaderView& view, const RecordKind& kind, Entry entry);

// Leaves out what `access` does not give, and what would betray it: the digest, annotations, filter keys.
void Strip(const RecordKind& kind, const Access& access, Entry& entry);

// Whether the reader gets every record of that source: then a mark may speak of it.
bool ReceivesWhole(ReaderView& view, const SourceState& source);

}  // namespace tabadul::exchange
