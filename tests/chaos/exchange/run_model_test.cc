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

// Before the round "old" was open and "gone" was closed. The export wrote "a", and its run named "kept" and closed the rest.
class RunModelTest : public ::testing::Test {
 protected:
  RunModelTest() {
    history_.before.exported = {{"old", v1::ASSERTED_STATE_OPEN}, {"gone", v1::ASSERTED_STATE_CLOSED}};
    Send("a");
    Begin("one");
    Send("kept", "one");
    End(v1::RUN_STATE_DONE, v1::RUN_STATE_DONE);
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
    history_.exports.push_back({.run = run, .begun = history_.Next(), .at_rest = v1::RUN_STATE_OPEN});
  }
  // The last one. UNSPECIFIED: it was not answered.
  void End(v1::RunState answered, v1::RunState at_rest) {
    FullExport& one = history_.exports.back();
    one.ended = history_.Next();
    one.answered = answered;
    one.at_rest = at_rest;
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
    history_.exports[0].answered = v1::RUN_STATE_HELD;
    history_.exports[0].at_rest = state;
    Shows("old", v1::ASSERTED_STATE_OPEN);
    Shows("a", v1::ASSERTED_STATE_OPEN);
    EXPECT_THAT(Objections(), IsEmpty());
    Shows("a", v1::ASSERTED_STATE_CLOSED);
    EXPECT_THAT(Objections(), ElementsAre(HasSubstr("a is")));
  }
}

TEST_F(RunModelTest, AnEndThatWasNotAnsweredMayHaveClosedOrNot) {
  history_.exports[0].answered = v1::RUN_STATE_UNSPECIFIED;
  EXPECT_THAT(Objections(), IsEmpty());
  history_.exports[0].at_rest = v1::RUN_STATE_EXPIRED;
  Shows("old", v1::ASSERTED_STATE_OPEN);
  Shows("a", v1::ASSERTED_STATE_OPEN);
  EXPECT_THAT(Objections(), IsEmpty());
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

TEST_F(RunModelTest, RunsCloseMoreThanTheGuardLetsThrough) {
  history_.exports[0].closed = 2;
  history_.exports[0].guard = 20;
  Begin("two");
  Send("kept", "two");
  End(v1::RUN_STATE_DONE, v1::RUN_STATE_DONE);
  history_.exports[1].closed = 18;
  history_.exports[1].guard = 20;
  EXPECT_THAT(Objections(), IsEmpty());
  history_.exports[1].closed = 19;
  EXPECT_THAT(Objections(), ElementsAre(HasSubstr("not HELD")));
  history_.exports[1].confirmed = true;
  EXPECT_THAT(Objections(), IsEmpty());
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
