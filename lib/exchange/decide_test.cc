// The decision table, cell by cell, as docs/protocol.md#decision-table states it.
#include "lib/exchange/decide.h"

#include <gtest/gtest.h>

namespace tabadul::exchange {
namespace {

using v1::OUTCOME_CLOSED;
using v1::OUTCOME_CONFLICT;
using v1::OUTCOME_CREATED;
using v1::OUTCOME_ERASED;
using v1::OUTCOME_REJECTED;
using v1::OUTCOME_STALE;
using v1::OUTCOME_UNCHANGED;
using v1::OUTCOME_UPDATED;
constexpr auto kOpen = v1::ASSERTED_STATE_OPEN;
constexpr auto kClosed = v1::ASSERTED_STATE_CLOSED;
constexpr auto kErased = v1::ASSERTED_STATE_ERASED;
constexpr auto kUpsert = Operation::kUpsert;
constexpr auto kClose = Operation::kClose;
constexpr auto kErase = Operation::kErase;
constexpr std::nullopt_t kNone = std::nullopt;

struct Cell {
  const char* name;
  Operation operation;
  std::optional<Standing> standing;  // version 5 where there is one
  std::optional<uint64_t> version;
  v1::Outcome outcome;
  bool write, advance;
  uint64_t stored;  // version afterwards; 0 = not looked at
};

Standing At(v1::AssertedState state, bool same, bool hub_version = false) {
  return {state, 5, hub_version, same};
}
Standing ClosedByAnEarlierRun(bool same) { return {kClosed, 5, false, same, true}; }

const Cell kTable[] = {
    {"unversioned same on open", kUpsert, At(kOpen, true, true), kNone, OUTCOME_UNCHANGED, false, false, 5},
    {"unversioned other on open", kUpsert, At(kOpen, false, true), kNone, OUTCOME_UPDATED, true, false, 6},
    {"unversioned same on closed", kUpsert, At(kClosed, true, true), kNone, OUTCOME_UPDATED, true, false, 6},
    {"unversioned other on closed", kUpsert, At(kClosed, false, true), kNone, OUTCOME_UPDATED, true, false,
     6},
    {"unversioned on erased", kUpsert, At(kErased, false), kNone, OUTCOME_REJECTED, false, false, 0},
    {"unversioned on absent", kUpsert, kNone, kNone, OUTCOME_CREATED, true, false, 1},
    {"older on open", kUpsert, At(kOpen, false), 4, OUTCOME_STALE, false, false, 5},
    {"older and same on open", kUpsert, At(kOpen, true), 4, OUTCOME_STALE, false, false, 5},
    {"older on closed", kUpsert, At(kClosed, false), 4, OUTCOME_STALE, false, false, 5},
    {"older on erased", kUpsert, At(kErased, false), 4, OUTCOME_REJECTED, false, false, 0},
    {"equal and same on open", kUpsert, At(kOpen, true), 5, OUTCOME_UNCHANGED, false, false, 5},
    {"equal and other on open", kUpsert, At(kOpen, false), 5, OUTCOME_CONFLICT, false, false, 5},
    {"equal and same on closed", kUpsert, At(kClosed, true), 5, OUTCOME_UNCHANGED, false, false, 5},
    {"equal and same, closed by an earlier run", kUpsert, ClosedByAnEarlierRun(true), 5, OUTCOME_UPDATED,
     true, false, 5},
    {"equal and other, closed by an earlier run", kUpsert, ClosedByAnEarlierRun(false), 5, OUTCOME_CONFLICT,
     false, false, 5},
    {"keep on open", Operation::kKeep, At(kOpen, false), kNone, OUTCOME_UNCHANGED, false, false, 5},
    {"keep on absent", Operation::kKeep, kNone, kNone, OUTCOME_UNCHANGED, false, false, 0},
    {"equal and other on closed", kUpsert, At(kClosed, false), 5, OUTCOME_CONFLICT, false, false, 5},
    {"newer and same on open", kUpsert, At(kOpen, true), 6, OUTCOME_UNCHANGED, false, true, 6},
    {"newer and same on closed", kUpsert, At(kClosed, true), 6, OUTCOME_UPDATED, true, false, 6},
    {"newer and other on open", kUpsert, At(kOpen, false), 6, OUTCOME_UPDATED, true, false, 6},
    {"newer and other on closed", kUpsert, At(kClosed, false), 6, OUTCOME_UPDATED, true, false, 6},
    {"newer on erased", kUpsert, At(kErased, false), 6, OUTCOME_REJECTED, false, false, 0},
    {"versioned on absent", kUpsert, kNone, 9, OUTCOME_CREATED, true, false, 9},
    {"first version over the hub's, lower", kUpsert, At(kOpen, false, true), 1, OUTCOME_UPDATED, true, false,
     1},
    {"first version over the hub's, same", kUpsert, At(kOpen, true, true), 5, OUTCOME_UNCHANGED, false, true,
     5},
    {"close of open", kClose, At(kOpen, false), kNone, OUTCOME_CLOSED, true, false, 5},
    {"close of open, newer", kClose, At(kOpen, false), 7, OUTCOME_CLOSED, true, false, 7},
    {"close of open, equal", kClose, At(kOpen, false), 5, OUTCOME_CLOSED, true, false, 5},
    {"close of open, older", kClose, At(kOpen, false), 4, OUTCOME_STALE, false, false, 5},
    {"close of closed", kClose, At(kClosed, false), kNone, OUTCOME_UNCHANGED, false, false, 5},
    {"close of closed, newer", kClose, At(kClosed, false), 7, OUTCOME_UNCHANGED, false, true, 7},
    {"close of closed, older", kClose, At(kClosed, false), 4, OUTCOME_UNCHANGED, false, false, 5},
    {"close of erased, older", kClose, At(kErased, false), 4, OUTCOME_UNCHANGED, false, false, 0},
    {"close of erased", kClose, At(kErased, false), kNone, OUTCOME_UNCHANGED, false, false, 0},
    {"close of absent", kClose, kNone, kNone, OUTCOME_REJECTED, false, false, 0},
    {"erase of open", kErase, At(kOpen, false), kNone, OUTCOME_ERASED, true, false, 5},
    {"erase of closed", kErase, At(kClosed, false), kNone, OUTCOME_ERASED, true, false, 5},
    {"erase of erased", kErase, At(kErased, false), kNone, OUTCOME_UNCHANGED, false, false, 0},
    {"erase of absent", kErase, kNone, kNone, OUTCOME_ERASED, true, false, 0},
};

TEST(Decide, FollowsTheTableInEveryCell) {
  for (const Cell& cell : kTable) {
    const Decision decision = Decide(cell.operation, cell.standing, cell.version);
    EXPECT_EQ(decision.outcome, cell.outcome) << cell.name;
    EXPECT_EQ(decision.write, cell.write) << cell.name;
    EXPECT_EQ(decision.advance, cell.advance) << cell.name;
    if (cell.stored != 0) {
      EXPECT_EQ(decision.version, cell.stored) << cell.name;
    }
  }
}

TEST(Decide, ARefusalSaysWhy) {
  EXPECT_EQ(Decide(kUpsert, At(kErased, false), kNone).reason, common::v1::ERROR_REASON_ERASED);
  EXPECT_EQ(Decide(kUpsert, At(kOpen, false), 5).reason, common::v1::ERROR_REASON_VERSION_CONFLICT);
  EXPECT_EQ(Decide(kClose, kNone, kNone).reason, common::v1::ERROR_REASON_NOT_FOUND);
}

TEST(Decide, RepeatingAnythingChangesNothing) {
  // Whatever was decided once, deciding it again on its own result must not write: replays are free.
  for (const Cell& cell : kTable) {
    const Decision first = Decide(cell.operation, cell.standing, cell.version);
    if (!first.write) continue;
    const v1::AssertedState state = cell.operation == kUpsert  ? kOpen
                                    : cell.operation == kClose ? kClosed
                                                               : kErased;
    const Decision again =
        Decide(cell.operation, Standing{state, first.version, first.hub_version, true}, cell.version);
    EXPECT_FALSE(again.write) << cell.name;
    EXPECT_EQ(again.outcome, OUTCOME_UNCHANGED) << cell.name;
  }
}

}  // namespace
}  // namespace tabadul::exchange
