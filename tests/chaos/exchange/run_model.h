// Full exports against a model of docs/protocol.md#runs, written again from the document: what the exporter has at the end of a
// round follows from the items that it sent and from which of its runs are DONE. Its records are written once, but for
// those that its runs name, and by UPSERT alone.
#pragma once

#include "tests/chaos/exchange/checks.h"

namespace tabadul::chaos {

// Fills `history.after.exported`.
void CheckRuns(History& history, std::vector<Violation>& found);

}  // namespace tabadul::chaos
