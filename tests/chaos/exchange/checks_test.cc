// The checks object to each promise broken, and to nothing else: a good history passes them all; each test spoils it in
// one way.
#include <gmock/gmock.h>

#include "tests/chaos/exchange/checks_fixture.h"
#include "tests/chaos/exchange/model.h"

namespace tabadul::chaos {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST_F(ChecksTest, AGoodHistoryPasses) {
  EXPECT_THAT(Objections(), IsEmpty());
  const auto& after = history_.after.records;
  ASSERT_EQ(after.at({kSource, "a"}).size(), 1u);
  EXPECT_EQ(after.at({kSource, "a"}).begin()->content, Made("three"));
  EXPECT_EQ(after.at({kSource, "b"}).begin()->asserted, v1::ASSERTED_STATE_ERASED);
}

TEST_F(ChecksTest, AnAcknowledgedRecordIsLost) {
  history_.snapshot.erase(history_.snapshot.begin());
  history_.copies[0].held.clear();
  EXPECT_THAT(Objections(), UnorderedElementsAre("outcomes"));
}

TEST_F(ChecksTest, AnAcknowledgedUpdateIsLost) {
  history_.snapshot[0] = history_.copies[0].held["hub-a"] = State(*a1_);
  EXPECT_THAT(Objections(), UnorderedElementsAre("outcomes"));
}

TEST_F(ChecksTest, AnAnswerIsNotOfTheTable) {
  a2_->outcome = v1::OUTCOME_UNCHANGED;
  EXPECT_THAT(Objections(), UnorderedElementsAre("outcomes"));
}

TEST_F(ChecksTest, ARecordIsCreatedTwice) {
  a2_->outcome = v1::OUTCOME_CREATED;
  EXPECT_THAT(Objections(), UnorderedElementsAre("outcomes"));
}

TEST_F(ChecksTest, AClosureMayBeHeldAndThenChangesNothing) {
  Write("a", Op::kClose, {}, v1::OUTCOME_HELD, 3, 3);
  EXPECT_THAT(Objections(), IsEmpty());
  Write("a", Op::kUpsert, Made("four"), v1::OUTCOME_HELD, 3, 4);
  EXPECT_THAT(Objections(), UnorderedElementsAre("outcomes"));
}

TEST_F(ChecksTest, AVersionThatNobodySent) {
  a2_->stored_version = 7;
  history_.snapshot[0].version = history_.copies[0].held["hub-a"].version = 7;
  EXPECT_THAT(Objections(), UnorderedElementsAre("outcomes"));
}

TEST_F(ChecksTest, WhatWasNotAnsweredMayOrMayNotHaveHappened) {
  Attempt& unknown = Write("a", Op::kUpsert, Made("four"), v1::OUTCOME_UNSPECIFIED, 0, 3);
  EXPECT_THAT(Objections(), IsEmpty());
  unknown.hub_id = "hub-a";
  Shown state = State(unknown);
  state.sequence = 5;
  state.version = 3;
  history_.snapshot[0] = history_.copies[0].held["hub-a"] = state;
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(ChecksTest, WhatASourceNeverAnsweredCannotHappenAfterTheServiceIsBack) {
  Write("a", Op::kUpsert, Made("four"), v1::OUTCOME_UNSPECIFIED, 0, 3, 7);
  history_.Restarted(history_.Next(), history_.Next());
  Attempt& later = Write("a", Op::kUpsert, Made("five"), v1::OUTCOME_UPDATED, 5, 4, 8);
  Shown state = State(later);
  history_.snapshot[0] = history_.copies[0].held["hub-a"] = state;
  EXPECT_THAT(Objections(), IsEmpty());
  // The old one wins, though the later one was answered.
  state.sequence = 6;
  state.digest = "four";
  state.version = 3;
  history_.snapshot[0] = history_.copies[0].held["hub-a"] = state;
  EXPECT_THAT(Objections(), UnorderedElementsAre("outcomes"));
}

TEST_F(ChecksTest, ASequenceIsTwoThings) {
  Shown other = State(*a2_);
  other.digest = "one";
  history_.deliveries.push_back(
      {.follower = 1, .at = history_.Next(), .shown = {other}, .epoch = 1, .cursor = 3});
  EXPECT_THAT(Objections(), UnorderedElementsAre("sequences"));
}

TEST_F(ChecksTest, AChangeBelowACursor) {
  Shown late = State(*a1_);
  Deliver({late}, 4);
  EXPECT_THAT(Objections(), UnorderedElementsAre("cursors"));
}

TEST_F(ChecksTest, AWriteBelowACursorHandedOutBefore) {
  history_.deliveries[0].cursor = 4;  // promised before b was erased at 4
  EXPECT_THAT(Objections(), UnorderedElementsAre("cursors"));
}

TEST_F(ChecksTest, AMarkIsWrong) {
  history_.proofs[0].unequal = {kSource};
  EXPECT_THAT(Objections(), UnorderedElementsAre("marks"));
}

TEST_F(ChecksTest, AMarkIsNotSigned) {
  history_.proofs[0].verified = false;
  EXPECT_THAT(Objections(), UnorderedElementsAre("marks"));
}

TEST_F(ChecksTest, AFollowerMissedAChange) {
  history_.copies[0].held["hub-a"] = State(*a1_);
  EXPECT_THAT(Objections(), UnorderedElementsAre("copies"));
}

TEST_F(ChecksTest, ARemovalIsMissing) {
  history_.copies[0].countries = {"TN"};  // a is not of Tunisia
  EXPECT_THAT(Objections(), UnorderedElementsAre("removals"));
}

TEST_F(ChecksTest, AFollowerHoldsWhatItMayNotReceive) {
  a2_->content.audience = {"TN"};
  EXPECT_THAT(Objections(), UnorderedElementsAre("removals"));
}

TEST_F(ChecksTest, AnErasedRecordComesBack) {
  Shown back = State(*b1_);
  back.sequence = 9;
  history_.snapshot[1] = history_.copies[0].held["hub-b"] = back;
  EXPECT_THAT(Objections(), UnorderedElementsAre("erasures", "outcomes"));
}

TEST_F(ChecksTest, AnErasedRecordStaysWithAFollower) {
  history_.copies[0].held["hub-b"] = State(*b1_);
  EXPECT_THAT(Objections(), UnorderedElementsAre("removals"));
}

TEST_F(ChecksTest, ARecordIsThereTwice) {
  Shown twin = State(*a2_);
  twin.hub_id = "hub-c";
  twin.sequence = 5;
  history_.snapshot.insert(history_.snapshot.begin(), twin);
  EXPECT_THAT(Objections(), UnorderedElementsAre("doubles"));
}

TEST_F(ChecksTest, WhatAHubServedBeforeItWasRestoredIsOfAnotherHistory) {
  Shown before = State(*a2_);
  before.sequence = 5;
  before.digest = "of the round before";
  Deliver({before}, 5);
  history_.lost_epoch = 1;
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(ChecksTest, SomethingIsThereThatNobodySent) {
  Shown made_up = State(*a2_);
  made_up.sequence = 5;
  made_up.digest = "made up";
  Deliver({made_up}, 5);
  EXPECT_THAT(Objections(), UnorderedElementsAre("invented"));
}

TEST_F(ChecksTest, AWriterDoesNotFindItsOwn) {
  Read read{.way = "Search",
            .name = {kSource, "a"},
            .expected = v1::ASSERTED_STATE_OPEN,
            .at_least = 3,
            .found = true};
  history_.reads = {read};
  EXPECT_THAT(Objections(), IsEmpty());
  history_.reads[0].found = false;
  EXPECT_THAT(Objections(), UnorderedElementsAre("own_writes"));
  history_.reads[0] = {.way = "Get",
                       .name = {kSource, "a"},
                       .expected = v1::ASSERTED_STATE_OPEN,
                       .at_least = 3,
                       .found = true,
                       .sequence = 1};
  EXPECT_THAT(Objections(), UnorderedElementsAre("own_writes"));
  history_.reads[0] = {.way = "Search",
                       .name = {kSource, "b"},
                       .expected = v1::ASSERTED_STATE_ERASED,
                       .at_least = 4,
                       .found = true};
  EXPECT_THAT(Objections(), UnorderedElementsAre("own_writes"));
}

TEST_F(ChecksTest, ASnapshotIsOld) {
  history_.wholes = {{.follower = 0, .begun = history_.Next(), .head = 4}};
  EXPECT_THAT(Objections(), IsEmpty());
  history_.wholes[0].head = 3;
  EXPECT_THAT(Objections(), UnorderedElementsAre("wholes"));
}

// Sessions of one source that write without versions.
class LeaseTest : public ChecksTest {
 protected:
  // A record of its own, on a stream that got its number between two ticks, which are both before anything was written.
  Attempt& Unversioned(const std::string& id, uint64_t sequence, uint64_t stream, Tick opened, Tick begun) {
    Attempt& attempt = Write(id, Op::kUpsert, Made(id), v1::OUTCOME_CREATED, sequence, 1, stream);
    attempt.version.reset();
    attempt.opened = opened;
    attempt.begun = begun;
    history_.snapshot.push_back(State(attempt));
    history_.copies[0].held[attempt.hub_id] = State(attempt);
    return attempt;
  }
};

TEST_F(LeaseTest, AnOldStreamGoesOnWriting) {
  Unversioned("c", 5, 2, 2, 2);
  Unversioned("d", 6, 3, 3, 3);
  EXPECT_THAT(Objections(), IsEmpty());
  Unversioned("e", 7, 2, 2, 2);
  EXPECT_THAT(Objections(), UnorderedElementsAre("leases"));
}

TEST_F(LeaseTest, AStreamThatWasOpenedFirstWritesFirstAfterANewerOne) {
  Unversioned("c", 5, 3, 3, 3);
  EXPECT_THAT(Objections(), IsEmpty());
  Unversioned("d", 6, 2, 2, 2);
  EXPECT_THAT(Objections(), UnorderedElementsAre("leases"));
}

TEST_F(LeaseTest, OfTwoThatWereOpenedAtOnceEitherMayBeTheNewer) {
  Unversioned("c", 5, 3, 2, 4);
  Unversioned("d", 6, 2, 3, 5);
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(LeaseTest, ACallMayHaveGotItsNumberUntilItWasAnswered) {
  Unversioned("c", 5, 3, 3, 3);
  Unversioned("d", 6, 2, 2, 0).call = true;
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(LeaseTest, ACallThatWasNeverAnsweredMayHaveTakenNone) {
  Attempt& call = Write("d", Op::kUpsert, Made("d"), v1::OUTCOME_UNSPECIFIED, 0, 1, 3);
  call.version.reset();
  call.call = true;
  call.opened = 3;
  Unversioned("c", 5, 2, 2, 2);
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(LeaseTest, WhatIsRejectedTakesNone) {
  Attempt& rejected = Write("z", Op::kUpsert, Made("z"), v1::OUTCOME_REJECTED, 0, 0, 3);
  rejected.version.reset();
  rejected.bad = true;
  rejected.opened = rejected.begun = 3;
  Unversioned("c", 5, 2, 2, 2);
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(LeaseTest, AnItemWithoutAVersionIsStale) {
  Attempt& newer = Unversioned("c", 5, 3, 3, 3);
  Attempt& stale = Write("a", Op::kUpsert, Made("new"), v1::OUTCOME_STALE, 3, 2, 2);
  stale.version.reset();
  stale.opened = stale.begun = 2;
  ASSERT_LT(newer.answered, stale.sent);
  EXPECT_THAT(Objections(), UnorderedElementsAre("outcomes")) << "it is refused, and may be repeated";
}

TEST_F(ChecksTest, ARestoreTakesBackAllButTheErasures) {
  const Name a{kSource, "a"}, b{kSource, "b"}, c{kSource, "c"};
  const auto standing = [](v1::AssertedState asserted, const std::string& hub_id) {
    Standing one;
    one.asserted = asserted;
    one.hub_id = hub_id;
    return one;
  };
  const auto open = standing(v1::ASSERTED_STATE_OPEN, "hub-a");
  const auto erased = standing(v1::ASSERTED_STATE_ERASED, "hub-b");
  History history;
  history.Send({.name = b, .op = Op::kErase}).answered = history.Next();
  history.Send({.name = c, .op = Op::kErase});
  const auto before =
      EraseAgain({{a, {open}}, {b, {open}}}, history, {{a, {open}}, {b, {erased}}, {c, {erased}}});
  EXPECT_EQ(before.at(a).begin()->asserted, v1::ASSERTED_STATE_OPEN);
  ASSERT_EQ(before.at(b).size(), 1u);
  EXPECT_EQ(before.at(b).begin()->asserted, v1::ASSERTED_STATE_ERASED);
  EXPECT_EQ(before.at(b).begin()->hub_id, "hub-a") << "the one that was restored";
  EXPECT_EQ(before.at(c).size(), 2u) << "nobody was told that it is erased";
  EXPECT_EQ(before.at(c).rbegin()->version, 1u) << "its erasure was the first that this hub heard of it";
}

TEST(Explain, AnUnansweredErasureOfWhatNobodySawMayHaveBeenApplied) {
  Attempt erase;
  erase.op = Op::kErase;
  erase.stream = 1;
  erase.sent = 1;
  const Explained explained = Explain({Standing()}, {&erase}, nullptr, true);
  EXPECT_TRUE(explained.ok);
  std::set<v1::AssertedState> states;
  for (const Standing& standing : explained.after) states.insert(standing.asserted);
  EXPECT_THAT(states, UnorderedElementsAre(v1::ASSERTED_STATE_UNSPECIFIED, v1::ASSERTED_STATE_ERASED));
}

// Whether the writing came before it nobody was told, but the tombstone's version says so.
TEST(Explain, AnErasedRecordStandsAtTheVersionThatTheHubShows) {
  Standing open;
  open.asserted = v1::ASSERTED_STATE_OPEN;
  open.version = 3;
  open.hub_version = true;
  Attempt write{.stream = 1, .op = Op::kUpsert, .sent = 1};
  write.content.digest = "new";
  Attempt erase{.stream = 2, .op = Op::kErase, .sent = 2};
  for (const uint64_t version : {3, 4}) {
    Shown at_end;
    at_end.asserted = v1::ASSERTED_STATE_ERASED;
    at_end.version = version;
    const Explained explained = Explain({open}, {&write, &erase}, &at_end, false);
    EXPECT_TRUE(explained.ok) << version;
    for (const Standing& standing : explained.after) EXPECT_EQ(standing.version, version);
  }
}

TEST(Explain, AnErasureThatTheAnswersExcludeWasNotApplied) {
  Attempt erase{.stream = 1, .op = Op::kErase, .sent = 1, .settled = 2};
  Attempt close{.stream = 2, .op = Op::kClose, .sent = 3, .answered = 4, .outcome = v1::OUTCOME_REJECTED};
  const Explained explained = Explain({Standing()}, {&erase, &close}, nullptr, true);
  EXPECT_TRUE(explained.ok);
  ASSERT_EQ(explained.after.size(), 1u) << "of a tombstone CLOSE is UNCHANGED";
  EXPECT_EQ(explained.after.begin()->asserted, v1::ASSERTED_STATE_UNSPECIFIED);
  erase.settled = 0;
  EXPECT_GT(Explain({Standing()}, {&erase, &close}, nullptr, true).after.size(), 1u)
      << "it may have come after";
  close.outcome = v1::OUTCOME_UNCHANGED;
  close.stored_version = 1;
  for (const Standing& standing : Explain({Standing()}, {&erase, &close}, nullptr, true).after)
    EXPECT_EQ(standing.asserted, v1::ASSERTED_STATE_ERASED);
}

TEST_F(ChecksTest, AFollowerIsConfirmedNoFurtherAndNoLessThanItIs) {
  history_.confirmations[0].confirmed = 3;
  EXPECT_THAT(Objections(), UnorderedElementsAre("confirmations"));
  history_.confirmations[0].confirmed = 5;
  EXPECT_THAT(Objections(), UnorderedElementsAre("confirmations"));
}

TEST_F(ChecksTest, WhatWasMetOnTheWayIsReported) {
  history_.Violate("answers", "item 7 was answered twice");
  EXPECT_THAT(Objections(), UnorderedElementsAre("answers"));
}

}  // namespace
}  // namespace tabadul::chaos
