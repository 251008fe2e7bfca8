// Full exports against a model of docs/protocol.md#runs, written again from the document: what the exporter has at the end of a
// round follows from the items that it sent and from which of its runs are DONE; which may be, from what its client was
// told and from the epochs in between. What the hub counts is within what can be known. Nothing is compared with the
// hub's clock. Its records are written once, but for those that its runs name, and by UPSERT alone.
#pragma once

#include "tests/chaos/exchange/checks.h"

namespace tabadul::chaos {

// Fills `history.after.exported` and `.unconfirmed`.
void CheckRuns(History& history, std::vector<Violation>& found);

}  // namespace tabadul::chaos
