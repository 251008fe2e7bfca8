// What docs/protocol.md#receipts promises, of the receipts that the writers got and of those that the hub lists at the end of
// a round. Signatures and items are checked as any client checks them (lib/evidence).
#pragma once

#include "tests/chaos/exchange/checks.h"

namespace tabadul::chaos {

// Fills `history.after.receipts`.
void CheckReceipts(History& history, std::vector<Violation>& found);

}  // namespace tabadul::chaos
