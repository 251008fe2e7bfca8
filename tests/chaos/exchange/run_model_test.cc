// The model of full exports objects to each promise of docs/protocol.md#runs broken: a good history passes, each test spoils
// it in one way.
#include "tests/chaos/exchange/run_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tabadul::chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Before the round "old" was open and "gone" was closed, and the guard had let through all that it does. The export wrote
// "a", and its run named "kept" and closed the rest.
class RunModelTest : public ::testing::Test {
 protected:
  RunModelTest() {
    history_.before.exported = {{"old", v1::ASSERTED_STATE_OPEN}, {"gone", v1::ASSERTED_STATE_CLOSED}};
    history_.before.unconfirmed = 20;
    Send("a");
    Begin("one");
    Send("kept", "one");
    End(v1::RUN_STATE_DONE, v1::RUN_STATE_DONE, 2);
    for (const char* id : {"old", "gone", "a"}) Shows(id, v1::ASSERTED_STATE_CLOSED);
    Shows("kept", v1::ASSERTED_STATE_OPEN);
  }

  Attempt& Send(const std::string& id, const std::string& run = "", bool answered = true) {
    Attempt attempt;
    attempt.name = {"JO/mol/pes", id};
    attempt.run = run;
    Attempt& sent = history_.Export(std::move(attempt));
    if (!answered) return sent;
    v1::ItemOutcome outcome;
    outcome.set_outcome(v1::OUTCOME_CREATED);
    history_.Answer(sent, outcome);
    return sent;
  }
  void Begin(const std::string& run) {
    history_.exports.push_back(
        {.run = run, .begun = history_.Next(), .known = history_.Next(), .at_rest = v1::RUN_STATE_OPEN});
  }
  void BeginUnanswered() { history_.exports.push_back({.begun = history_.Next()}); }
  // The last one. UNSPECIFIED: it was not answered. `count`: to be closed, and closed if it is DONE.
  FullExport& End(v1::RunState answered, v1::RunState at_rest, uint64_t count = 0) {
    FullExport& one = history_.exports.back();
    one.ended = history_.Next();
    one.answered = answered;
    one.at_rest = at_rest;
    one.to_close = count;
    one.closed = at_rest == v1::RUN_STATE_DONE ? count : 0;
    one.guard = 20;
    one.named = one.taken = 1;
    one.kept = 0;
    history_.last_export = one.run;
    return one;
  }
  void Declare(FullExport& one, uint64_t records, uint64_t completeness) {
    one.declared = records;
    history_.completeness = completeness;
  }
  // So many records that were written, and the run "two" that closes them.
  FullExport& ExportAndClose(int records) {
    for (int i = 0; i < records; ++i) {
      Send("x" + std::to_string(i));
      Shows("x" + std::to_string(i), v1::ASSERTED_STATE_CLOSED);
    }
    Begin("two");
    Send("kept", "two");
    return End(v1::RUN_STATE_DONE, v1::RUN_STATE_DONE, static_cast<uint64_t>(records));
  }
  // The run "one" is not ended, or does not close.
  FullExport& Waits(v1::RunState answered, v1::RunState at_rest) {
    for (const char* id : {"old", "a"}) Shows(id, v1::ASSERTED_STATE_OPEN);
    FullExport& one = history_.exports[0];
    one.answered = answered;
    one.at_rest = at_rest;
    one.closed = 0;
    return one;
  }
  void Shows(const std::string& id, v1::AssertedState state) {
    for (Shown& shown : history_.exporter) {
      if (shown.name.record_id == id) return void(shown.asserted = state);
    }
    history_.exporter.push_back({.hub_id = "hub-" + id, .name = {"JO/mol/pes", id}, .asserted = state});
  }
  std::vector<std::string> Objections() {
    std::vector<Violation> found;
    CheckRuns(history_, found);
    std::vector<std::string> whats;
    for (const Violation& violation : found) whats.push_back(violation.what);
    return whats;
  }

  History history_;
};

TEST_F(RunModelTest, AGoodExportPasses) {
  EXPECT_THAT(Objections(), IsEmpty());
  EXPECT_EQ(history_.after.exported.size(), 4u);
  EXPECT_EQ(history_.after.exported.at("kept"), v1::ASSERTED_STATE_OPEN);
}

TEST_F(RunModelTest, WhatWasNotNamedStaysOpen) {
  for (const char* id : {"old", "a"}) {
    Shows(id, v1::ASSERTED_STATE_OPEN);
    EXPECT_THAT(Objections(), ElementsAre(HasSubstr(std::string(id) + " is")));
    Shows(id, v1::ASSERTED_STATE_CLOSED);
  }
}

TEST_F(RunModelTest, WhatWasNamedIsClosed) {
  Shows("kept", v1::ASSERTED_STATE_CLOSED);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("kept")));
}

TEST_F(RunModelTest, WhatWasClosedIsOpen) {
  Shows("gone", v1::ASSERTED_STATE_OPEN);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("gone")));
}

TEST_F(RunModelTest, WhatWasWrittenAfterItsBeginIsClosed) {
  Send("b");
  Shows("b", v1::ASSERTED_STATE_OPEN);
  EXPECT_THAT(Objections(), IsEmpty());
  Shows("b", v1::ASSERTED_STATE_CLOSED);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("b is")));
}

TEST_F(RunModelTest, ARunThatWaitsClosesNothing) {
  for (const v1::RunState state : {v1::RUN_STATE_HELD, v1::RUN_STATE_SUPERSEDED, v1::RUN_STATE_EXPIRED}) {
    if (state == v1::RUN_STATE_SUPERSEDED) BeginUnanswered();
    if (state == v1::RUN_STATE_EXPIRED) history_.DatabaseBegins();
    Waits(v1::RUN_STATE_HELD, state);
    EXPECT_THAT(Objections(), IsEmpty());
    Shows("a", v1::ASSERTED_STATE_CLOSED);
    EXPECT_THAT(Objections(), ElementsAre(HasSubstr("a is")));
  }
}

TEST_F(RunModelTest, AnEndThatWasNotAnsweredMayHaveClosedOrNot) {
  history_.exports[0].answered = v1::RUN_STATE_UNSPECIFIED;
  EXPECT_THAT(Objections(), IsEmpty());
  Waits(v1::RUN_STATE_UNSPECIFIED, v1::RUN_STATE_OPEN);
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(RunModelTest, AnEndThatWasAnsweredIsForgotten) {
  for (const v1::RunState answered : {v1::RUN_STATE_ENDING, v1::RUN_STATE_HELD}) {
    Waits(answered, v1::RUN_STATE_OPEN);
    EXPECT_THAT(Objections(), ElementsAre(HasSubstr("its end was answered")));
  }
}

TEST_F(RunModelTest, ARunThatIsOverGoesOn) {
  history_.exports[0].answered = v1::RUN_STATE_SUPERSEDED;
  BeginUnanswered();
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("that it is over")));
  Waits(v1::RUN_STATE_SUPERSEDED, v1::RUN_STATE_SUPERSEDED);
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(RunModelTest, ANewerRunSupersedesWhatWaits) {
  Waits(v1::RUN_STATE_HELD, v1::RUN_STATE_SUPERSEDED);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("no newer one")));
  Begin("two");
  EXPECT_THAT(Objections(), IsEmpty());
  history_.exports[0].at_rest = v1::RUN_STATE_HELD;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("a newer one has begun")));
}

TEST_F(RunModelTest, ABeginThatWasNotAnsweredMaySupersedeOrNot) {
  Waits(v1::RUN_STATE_HELD, v1::RUN_STATE_SUPERSEDED);
  BeginUnanswered();
  EXPECT_THAT(Objections(), IsEmpty());
  history_.exports[0].at_rest = v1::RUN_STATE_HELD;
  EXPECT_THAT(Objections(), IsEmpty());
  // One that was sent before may come after.
  std::swap(history_.exports[0], history_.exports[1]);
  history_.exports[1].at_rest = v1::RUN_STATE_SUPERSEDED;
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(RunModelTest, ANewEpochEndsWhatWaits) {
  Waits(v1::RUN_STATE_HELD, v1::RUN_STATE_EXPIRED);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("epoch is not over")));
  history_.DatabaseBegins();
  EXPECT_THAT(Objections(), IsEmpty());
  for (const v1::RunState state : {v1::RUN_STATE_OPEN, v1::RUN_STATE_HELD}) {
    const bool held = state == v1::RUN_STATE_HELD;
    Waits(held ? v1::RUN_STATE_HELD : v1::RUN_STATE_UNSPECIFIED, state);
    EXPECT_THAT(Objections(), ElementsAre(HasSubstr("epoch was over before")));
  }
}

TEST_F(RunModelTest, ARunOutlivesItsEpochIfItCloses) {
  history_.DatabaseBegins();
  EXPECT_THAT(Objections(), IsEmpty());
  history_.exports[0].ended = history_.Next();
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("epoch was over before")));
  // BeginRun may have waited for the new one.
  history_.exports[0].known = history_.Next();
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(RunModelTest, ARunThatIsHeldIsConfirmedInAnotherEpoch) {
  FullExport& one = history_.exports[0];
  one.answered = v1::RUN_STATE_HELD;
  one.confirmed = history_.Next();
  history_.DatabaseBegins();
  EXPECT_THAT(Objections(), IsEmpty());
  one.confirmed = history_.Next();
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("epoch was over before")));
}

TEST_F(RunModelTest, ARunExpiresWhenTheClockIsDaysAhead) {
  Waits(v1::RUN_STATE_UNSPECIFIED, v1::RUN_STATE_EXPIRED);
  history_.ClockLeaps();
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(RunModelTest, AConfirmationThatWasNotAnsweredMayHaveClosedOrNot) {
  FullExport& one = history_.exports[0];
  one.answered = v1::RUN_STATE_HELD;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("nobody confirmed")));
  one.confirmed = history_.Next();
  EXPECT_THAT(Objections(), IsEmpty());
  Waits(v1::RUN_STATE_HELD, v1::RUN_STATE_HELD);
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(RunModelTest, AConfirmationIsAnsweredAndDoesNothing) {
  FullExport& one = Waits(v1::RUN_STATE_HELD, v1::RUN_STATE_HELD);
  one.confirmed = history_.Next();
  one.confirmed_as = v1::RUN_STATE_HELD;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("its confirmation was answered")));
  one.confirmed_as = v1::RUN_STATE_CLOSING;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("that it closes")));
}

TEST_F(RunModelTest, ARunThatNobodyEndedIsDone) {
  history_.exports[0].ended = 0;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("nobody ended")));
}

TEST_F(RunModelTest, ARunThatClosesDoesNotGoOn) {
  history_.exports[0].answered = v1::RUN_STATE_CLOSING;
  EXPECT_THAT(Objections(), IsEmpty());
  history_.exports[0].at_rest = v1::RUN_STATE_CLOSING;
  for (const char* id : {"old", "a"}) Shows(id, v1::ASSERTED_STATE_OPEN);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("no state to rest in")));
  history_.exports[0].at_rest = v1::RUN_STATE_SUPERSEDED;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("that it closes")));
}

TEST_F(RunModelTest, RunsCloseWhatTheGuardLetsThrough) {
  ExportAndClose(18);
  EXPECT_THAT(Objections(), IsEmpty());
  EXPECT_EQ(history_.after.unconfirmed, 40u) << "with those before the round";
}

TEST_F(RunModelTest, RunsCloseMoreThanTheGuardLetsThrough) {
  FullExport& two = ExportAndClose(19);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("not HELD")));
  two.confirmed = history_.Next();
  EXPECT_THAT(Objections(), IsEmpty());
  EXPECT_EQ(history_.after.unconfirmed, 22u) << "what was confirmed is not counted";
}

TEST_F(RunModelTest, TheGuardForgetsWhatItCountedWhenTheClockIsDaysAhead) {
  history_.ClockLeaps();
  FullExport& two = ExportAndClose(20);
  EXPECT_THAT(Objections(), IsEmpty());
  history_.ClockLeaps();
  EXPECT_THAT(Objections(), IsEmpty());
  two.closed = 21;
  EXPECT_THAT(Objections(), ::testing::Contains(HasSubstr("not HELD"))) << "one run alone";
}

TEST_F(RunModelTest, ARunIsHeldThatTheGuardLetsThrough) {
  Waits(v1::RUN_STATE_HELD, v1::RUN_STATE_HELD);
  history_.before.unconfirmed = 19;
  EXPECT_THAT(Objections(), IsEmpty());
  history_.before.unconfirmed = 18;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("was HELD")));
  // It may have been more.
  history_.exported_.front().answered = 0;
  history_.before.exported["b"] = v1::ASSERTED_STATE_OPEN;
  Shows("b", v1::ASSERTED_STATE_OPEN);
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(RunModelTest, TheGuardIsOfWhatWasOpen) {
  history_.exports[0].guard = 21;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("a guard of 21")));
  // 105 with "old" and "a".
  for (int i = 0; i < 103; ++i) {
    const std::string id = "more" + std::to_string(i);
    history_.before.exported[id] = v1::ASSERTED_STATE_OPEN;
    Shows(id, v1::ASSERTED_STATE_CLOSED);
  }
  FullExport& one = history_.exports[0];
  one.closed = 105;
  one.confirmed = history_.Next();
  EXPECT_THAT(Objections(), IsEmpty());
  one.guard = 20;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("a guard of 20")));
  history_.exported_.front().answered = 0;
  EXPECT_THAT(Objections(), IsEmpty()) << "104 or 105";
}

TEST_F(RunModelTest, WhatAnEarlierRunIsStillClosingMayBeCounted) {
  Begin("two");
  Send("kept", "two");
  FullExport& two = End(v1::RUN_STATE_HELD, v1::RUN_STATE_HELD, 2);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("would close 2"), HasSubstr("nothing to close")))
      << "the first was told to be DONE";
  history_.exports[0].answered = v1::RUN_STATE_CLOSING;
  EXPECT_THAT(Objections(), IsEmpty());
  two.to_close = 3;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("would close 3")));
}

TEST_F(RunModelTest, ARunMiscountsWhatItCloses) {
  for (const uint64_t wrong : {1u, 3u}) {
    history_.exports[0].closed = wrong;
    EXPECT_THAT(Objections(), ElementsAre(HasSubstr("has closed " + std::to_string(wrong))));
  }
  Waits(v1::RUN_STATE_HELD, v1::RUN_STATE_HELD).to_close = 3;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("would close 3")));
}

TEST_F(RunModelTest, ARunIsHeldThatNamesLessThanItDeclared) {
  FullExport& one = history_.exports[0];
  Declare(one, 1, 1000);
  EXPECT_THAT(Objections(), IsEmpty());
  Declare(one, 2, 500);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("was not HELD: it named 1 of 2")));
  one.confirmed = history_.Next();
  EXPECT_THAT(Objections(), IsEmpty());
  one.confirmed = 0;
  history_.before.unconfirmed = 0;
  Waits(v1::RUN_STATE_HELD, v1::RUN_STATE_HELD);
  EXPECT_THAT(Objections(), IsEmpty()) << "whatever the guard lets through";
  Declare(one, 1, 1000);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("was HELD: it would close 2")));
}

TEST_F(RunModelTest, ARunIsNotHeldThatHasNothingToClose) {
  Begin("two");
  Send("kept", "two");
  FullExport& two = End(v1::RUN_STATE_DONE, v1::RUN_STATE_DONE);
  Declare(two, 2, 500);
  EXPECT_THAT(Objections(), IsEmpty());
  two.answered = two.at_rest = v1::RUN_STATE_HELD;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("HELD with nothing to close")));
}

TEST_F(RunModelTest, WhatARunNamedIsMiscounted) {
  FullExport& one = history_.exports[0];
  const FullExport right = one;
  one.named = 2;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("has 2 named")));
  one = right;
  one.taken = 0;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("0 taken")));
  one = right;
  one.kept = 1;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("1 kept")));
  one = right;
  one.named = one.taken = one.kept = std::nullopt;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("has none named")));
}

TEST_F(RunModelTest, TheHealthOfTheSourceIsThatOfItsNewestExport) {
  Declare(history_.exports[0], 1, 500);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("with a completeness of 500, and not one with 1000")));
  history_.completeness.reset();
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("with a completeness of none")));
  Declare(history_.exports[0], 1, 1000);
  Begin("two");
  EXPECT_THAT(Objections(), IsEmpty()) << "that one is not judged";
  Send("kept", "two");
  End(v1::RUN_STATE_DONE, v1::RUN_STATE_DONE);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("of 1000, and not two with none")));
  history_.completeness.reset();
  EXPECT_THAT(Objections(), IsEmpty());
  history_.last_export = "one";
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("the newest export is one")));
}

TEST_F(RunModelTest, AnItemThatWasNotAnsweredMayBeCountedOrNot) {
  history_.exported_.front().answered = 0;
  for (const uint64_t count : {1u, 2u}) {
    history_.exports[0].closed = count;
    EXPECT_THAT(Objections(), IsEmpty());
  }
  history_.exports[0].closed = 3;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("has closed 3")));
}

TEST_F(RunModelTest, ARecordIsThereTwice) {
  history_.exporter.push_back(history_.exporter.back());
  EXPECT_THAT(Objections(), IsEmpty()) << "told twice";
  history_.exporter.back().hub_id = "another";
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("and as another")));
}

TEST_F(RunModelTest, AnItemThatWasNotAnsweredMayComeBeforeARunOrAfterIt) {
  Send("late", "", false);
  EXPECT_THAT(Objections(), IsEmpty()) << "or never";
  Shows("late", v1::ASSERTED_STATE_OPEN);
  EXPECT_THAT(Objections(), IsEmpty());
  Shows("late", v1::ASSERTED_STATE_CLOSED);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("late"))) << "the run had begun before";
  Begin("two");
  Send("kept", "two");
  End(v1::RUN_STATE_DONE, v1::RUN_STATE_DONE);
  EXPECT_THAT(Objections(), IsEmpty());
  Shows("late", v1::ASSERTED_STATE_OPEN);
  EXPECT_THAT(Objections(), IsEmpty());
}

TEST_F(RunModelTest, AnAcknowledgedItemIsLost) {
  Send("b");
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("b is")));
}

TEST_F(RunModelTest, SomethingIsThereThatNobodySent) {
  Shows("invented", v1::ASSERTED_STATE_OPEN);
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("invented")));
}

TEST_F(RunModelTest, AnItemIsRefusedThatHasNothingWrong) {
  Send("kept").outcome = v1::OUTCOME_STALE;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("STALE")));
}

}  // namespace
}  // namespace tabadul::chaos
