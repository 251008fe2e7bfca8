// The checks object to each promise broken, and to nothing else: a good history passes them all; each test spoils it in
// one way.
#include "tests/chaos/exchange/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/chaos/exchange/model.h"

namespace tabadul::chaos {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr char kSource[] = "SY/mosal/pes";

Content Made(const std::string& digest, std::vector<std::string> countries = {"EG"},
             std::vector<std::string> audience = {}) {
  return {digest, std::move(countries), "2512", std::move(audience)};
}

// Two records: "a" was created, updated and is open; "b" was created and erased. One follower has followed from the
// start.
class ChecksTest : public ::testing::Test {
 protected:
  ChecksTest() {
    a1_ = &Write("a", Op::kUpsert, Made("one"), v1::OUTCOME_CREATED, 1, 1);
    b1_ = &Write("b", Op::kUpsert, Made("two"), v1::OUTCOME_CREATED, 2, 1);
    a2_ = &Write("a", Op::kUpsert, Made("three"), v1::OUTCOME_UPDATED, 3, 2);
    Deliver({State(*b1_), State(*a2_)}, 3);
    b2_ = &Write("b", Op::kErase, {}, v1::OUTCOME_ERASED, 4, 1);
    Shown gone = State(*b2_);
    Deliver({gone}, 4);
    history_.proofs.push_back({.follower = 0, .at = history_.Next(), .epoch = 1, .head = 4});
    history_.snapshot = {State(*a2_), gone};
    Copy copy{.follower = 0, .who = "the follower", .source = "MA/anapec/pes", .country = "MA"};
    copy.held["hub-a"] = State(*a2_);
    history_.copies = {copy};
    history_.confirmations = {{"the follower", 4, 4}};
  }

  Attempt& Write(const std::string& id, Op op, Content content, v1::Outcome outcome, uint64_t sequence,
                 uint64_t version, uint64_t stream = 1) {
    Attempt attempt;
    attempt.name = {kSource, id};
    attempt.stream = stream;
    attempt.op = op;
    if (op != Op::kErase) attempt.version = version;
    attempt.content = std::move(content);
    Attempt& sent = history_.Send(std::move(attempt));
    if (outcome == v1::OUTCOME_UNSPECIFIED) return sent;
    sent.answered = history_.Next();
    sent.outcome = outcome;
    sent.hub_id = "hub-" + id;
    sent.sequence = sequence;
    sent.stored_version = version;
    return sent;
  }
  static Shown State(const Attempt& attempt) {
    const bool erased = attempt.op == Op::kErase;
    return {.hub_id = attempt.hub_id,
            .name = {kSource, erased ? "" : attempt.name.record_id},
            .asserted = erased ? v1::ASSERTED_STATE_ERASED : v1::ASSERTED_STATE_OPEN,
            .lifecycle = erased ? v1::LIFECYCLE_ERASED : v1::LIFECYCLE_OPEN,
            .digest = attempt.content.digest,
            .sequence = attempt.sequence,
            .version = attempt.stored_version};
  }
  void Deliver(std::vector<Shown> shown, uint64_t cursor) {
    history_.deliveries.push_back(
        {.follower = 0, .at = history_.Next(), .shown = std::move(shown), .epoch = 1, .cursor = cursor});
  }
  // The names of the checks that object.
  std::vector<std::string> Objections() {
    std::set<std::string> names;
    for (const Violation& violation : CheckAll(history_)) names.insert(violation.check);
    return {names.begin(), names.end()};
  }

  History history_;
  Attempt *a1_, *a2_, *b1_, *b2_;
};

TEST_F(ChecksTest, AGoodHistoryPasses) {
  EXPECT_THAT(Objections(), IsEmpty());
  const auto& after = history_.after;
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
