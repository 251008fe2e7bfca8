// Full exports: what an export does not name is closed at its end, and never more than that.
#include "lib/exchange/runs.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <set>
#include <thread>

#include "absl/cleanup/cleanup.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/run_store.h"
#include "lib/platform/base/since.h"
#include "tests/component/exchange_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::exchange {
namespace {

using harness::Eventually;

v1::PushItem Keep(const std::string& id) {
  v1::PushItem item;
  item.mutable_keep()->mutable_key()->set_record_id(id);
  return item;
}

std::string Id(int i) { return "r" + std::to_string(1000 + i); }

constexpr pg::Sql kLockLists{"test.lock_lists", "LOCK TABLE vacancy_run_closing IN SHARE MODE"};
constexpr char kWaiting[] =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

class RunsTest : public ExchangeTest {
 protected:
  v1::Run Begin(std::optional<uint64_t> declared = {}, const std::string& source = kSource) {
    v1::BeginRunRequest request;
    request.set_source(source);
    if (declared) request.set_declared_records(*declared);
    auto run = exchange_->runs().Begin(MakeCall(source), request);
    EXPECT_TRUE(run.ok()) << run.status();
    return run.ok() ? *run : v1::Run();
  }
  absl::StatusOr<v1::BatchPushResponse> PushTo(const std::string& run, std::vector<v1::PushItem> items) {
    v1::PushOptions options;
    options.set_source(kSource);
    options.set_run_id(run);
    return Write(options, std::move(items));
  }
  // As EndRun answers it.
  v1::Run EndOnly(const std::string& run, uint64_t unreadable = 0, const std::string& source = kSource) {
    v1::EndRunRequest request;
    request.set_run_id(run);
    request.set_unreadable_rows(unreadable);
    auto ended = exchange_->runs().End(MakeCall(source), request);
    EXPECT_TRUE(ended.ok()) << ended.status();
    return ended.ok() ? *ended : v1::Run();
  }
  // Ends the run and awaits what the hub makes of it.
  v1::Run End(const std::string& run, uint64_t unreadable = 0, const std::string& source = kSource) {
    EndOnly(run, unreadable, source);
    return Settled(run, source);
  }
  v1::Run Settled(const std::string& run, const std::string& source = kSource) {
    v1::Run now;
    EXPECT_TRUE(Eventually(
        [&] {
          now = GetRun(run, source);
          return now.state() != v1::RUN_STATE_ENDING && now.state() != v1::RUN_STATE_CLOSING;
        },
        absl::Seconds(20)));
    return now;
  }
  v1::Run GetRun(const std::string& run, const std::string& source = kSource) {
    v1::GetRunRequest request;
    request.set_run_id(run);
    auto found = exchange_->runs().Get(MakeCall(source), request);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? *found : v1::Run();
  }
  absl::StatusOr<v1::Run> Confirm(const std::string& run, uint64_t to_close,
                                  const std::string& who = kSource) {
    v1::ConfirmRunRequest request;
    request.set_run_id(run);
    request.set_to_close(to_close);
    auto call = MakeCall(who);
    return exchange_->runs().Confirm(call, request);
  }
  void PushMany(int from, int to, const std::string& title = "Soudeur") {
    std::vector<v1::PushItem> items;
    for (int i = from; i < to; ++i) items.push_back(Upsert(MakeRecord(Id(i), title)));
    const auto response = Push(std::move(items));
    for (const auto& outcome : response.outcomes()) {
      ASSERT_NE(outcome.outcome(), v1::OUTCOME_REJECTED);
    }
  }
  std::vector<v1::PushItem> Upserts(int from, int to, const std::string& title = "Soudeur") {
    std::vector<v1::PushItem> items;
    for (int i = from; i < to; ++i) items.push_back(Upsert(MakeRecord(Id(i), title)));
    return items;
  }
  // Closes so many of its open records by themselves; answers the run that holds those over the guard.
  std::string CloseMany(int from, int to) {
    std::vector<v1::PushItem> closes;
    for (int i = from; i < to; ++i) closes.push_back(Close(Id(i)));
    const auto response = Push(std::move(closes));
    for (const auto& outcome : response.outcomes()) {
      if (outcome.outcome() == v1::OUTCOME_HELD) return outcome.errors(0).metadata().at("run");
    }
    return "";
  }
  // Nobody makes the list of an ended run while `body` runs.
  void WhileNoListIsMade(const std::function<void()>& body) {
    pg::Pool other({.conninfo = database_.conninfo(), .size = 1, .name = "lock"});
    const absl::Status locked =
        other.Run(Context::WithTimeout(absl::Minutes(1)), [&](pg::Transaction& tx) -> absl::Status {
          RETURN_IF_ERROR(tx.Query(kLockLists).status());
          body();
          return absl::OkStatus();
        });
    EXPECT_TRUE(locked.ok()) << locked;
  }
  bool EventuallyWaits(const std::string& condition = "") {
    return Eventually([&] { return Sql(kWaiting + condition) != "0"; }, absl::Seconds(20),
                      absl::Milliseconds(100));
  }
  v1::AssertedState StateOf(const std::string& id) {
    const auto entry = Get(id);
    return entry.ok() ? entry->asserted : v1::ASSERTED_STATE_UNSPECIFIED;
  }
  int Open() { return std::stoi(Sql("SELECT count(*) FROM vacancy_record WHERE asserted = 1")); }
  void ExpectNothingLeftOfRuns() {
    EXPECT_EQ(Sql("SELECT count(*) FROM vacancy_run_named"), "0");
    EXPECT_EQ(Sql("SELECT count(*) FROM vacancy_run_closing"), "0");
    EXPECT_EQ(Sql("SELECT sum(live_runs) FROM vacancy_source"), "0");
  }
};

TEST_F(RunsTest, TheEndClosesWhatTheExportDoesNotNameAndFollowersAreTold) {
  PushMany(0, 30);
  Copy copy;
  Follow(copy);
  const v1::Run run = Begin(27);
  EXPECT_EQ(run.state(), v1::RUN_STATE_OPEN);
  ASSERT_TRUE(PushTo(run.run_id(), Upserts(3, 30)).ok());
  const v1::Run ended = End(run.run_id());
  EXPECT_EQ(ended.state(), v1::RUN_STATE_DONE);
  EXPECT_EQ(ended.items(), 27u);
  EXPECT_EQ(ended.to_close(), 3u);
  EXPECT_EQ(ended.closed(), 3u);
  EXPECT_EQ(StateOf(Id(0)), v1::ASSERTED_STATE_CLOSED);
  EXPECT_EQ(Get(Id(0))->closure, v1::CLOSURE_REASON_NOT_IN_EXPORT);
  EXPECT_EQ(StateOf(Id(3)), v1::ASSERTED_STATE_OPEN);
  ASSERT_TRUE(Eventually([&] {
    Follow(copy);
    return copy.held().size() == 27;
  }));
  copy.ExpectProvenBy(Follow(copy).mark, signer_);
  ExpectNothingLeftOfRuns();
}

TEST_F(RunsTest, AnEmptyExportIsHeldUntilTheCountIsConfirmed) {
  PushMany(0, 60);
  const v1::Run run = Begin();
  const v1::Run held = End(run.run_id());
  EXPECT_EQ(held.state(), v1::RUN_STATE_HELD);
  EXPECT_EQ(held.to_close(), 60u);
  EXPECT_EQ(held.guard_limit(), 20u);
  EXPECT_EQ(Open(), 60);
  EXPECT_EQ(ReasonOf(Confirm(run.run_id(), 59).status()), common::v1::ERROR_REASON_COUNT_CHANGED);
  // What is sent again is open, whatever the run was to close.
  PushMany(0, 5);
  EXPECT_EQ(GetRun(run.run_id()).to_close(), 55u);
  EXPECT_EQ(ReasonOf(Confirm(run.run_id(), 60).status()), common::v1::ERROR_REASON_COUNT_CHANGED);
  ASSERT_TRUE(Confirm(run.run_id(), 55).ok());
  EXPECT_EQ(Settled(run.run_id()).state(), v1::RUN_STATE_DONE);
  EXPECT_EQ(Open(), 5);
  EXPECT_TRUE(Confirm(run.run_id(), 55).ok()) << "a repeated confirmation is answered as the first";
  ExpectNothingLeftOfRuns();
}

TEST_F(RunsTest, AnExportShorterThanItsSourceSaysIsHeld) {
  PushMany(0, 30);
  const v1::Run run = Begin(30);
  ASSERT_TRUE(PushTo(run.run_id(), Upserts(0, 29)).ok());
  EXPECT_EQ(End(run.run_id()).state(), v1::RUN_STATE_HELD);
  EXPECT_EQ(Open(), 30);
}

// A stream that was cut brings up to 16,000 of its items again.
TEST_F(RunsTest, WhatIsRepeatedIsCountedOnce) {
  PushMany(0, 30);
  const v1::Run run = Begin(30);
  ASSERT_TRUE(PushTo(run.run_id(), Upserts(0, 29)).ok());
  ASSERT_TRUE(PushTo(run.run_id(), Upserts(10, 29)).ok());
  EXPECT_FALSE(GetRun(run.run_id()).has_named_records()) << "it has not ended";
  const v1::Run ended = End(run.run_id());
  EXPECT_EQ(ended.state(), v1::RUN_STATE_HELD) << "one record is missing, however many items there were";
  EXPECT_EQ(ended.items(), 48u);
  EXPECT_EQ(ended.named_records(), 29u);
  EXPECT_EQ(ended.taken_records(), 29u);
  EXPECT_EQ(ended.kept_records(), 0u);
  EXPECT_EQ(Open(), 30);
}

TEST_F(RunsTest, WhatTheSourceWritesBesideItsRunIsNotOfItsExport) {
  PushMany(0, 31);
  const v1::Run run = Begin(30);
  ASSERT_TRUE(PushTo(run.run_id(), Upserts(0, 29)).ok());
  PushMany(29, 30);
  const v1::Run ended = End(run.run_id());
  EXPECT_EQ(ended.state(), v1::RUN_STATE_HELD);
  EXPECT_EQ(ended.named_records(), 29u);
  EXPECT_EQ(ended.to_close(), 1u);
}

TEST_F(RunsTest, OnlyWhatTheHubHasAsTheExportSaysIsTaken) {
  const auto versioned = [](int i, uint64_t version, const std::string& title) {
    v1::Record record = MakeRecord(Id(i), title);
    record.set_version(version);
    return Upsert(record);
  };
  PushMany(0, 3);
  Push({versioned(3, 7, "Soudeur"), versioned(4, 7, "Soudeur")});
  v1::PushItem bad = Upserts(2, 3)[0];
  bad.mutable_upsert()->mutable_vacancy()->clear_title();
  const v1::Run run = Begin(8);
  const auto response = PushTo(run.run_id(), {Upserts(0, 1)[0],             // UNCHANGED
                                              Upserts(1, 2, "Peintre")[0],  // UPDATED
                                              Upserts(9, 10)[0],            // CREATED
                                              bad, versioned(3, 6, "Maçon"), versioned(4, 7, "Maçon"),
                                              Keep("never-was"), Keep("nor-this"), Keep("never-was"),
                                              // What was taken is not kept too, nor what is closed taken.
                                              Keep(Id(0)), Close(Id(2))});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->outcomes(4).outcome(), v1::OUTCOME_STALE);
  EXPECT_EQ(response->outcomes(5).outcome(), v1::OUTCOME_CONFLICT);
  const v1::Run ended = End(run.run_id());
  EXPECT_EQ(ended.state(), v1::RUN_STATE_DONE);
  EXPECT_EQ(ended.items(), 11u);
  EXPECT_EQ(ended.named_records(), 8u);
  EXPECT_EQ(ended.taken_records(), 3u);
  EXPECT_EQ(ended.kept_records(), 2u);
}

// The rows are there, though no record could be made of them: the file was not cut short.
TEST_F(RunsTest, WhatIsKeptIsNamed) {
  PushMany(0, 30);
  const v1::Run run = Begin(30);
  std::vector<v1::PushItem> items = Upserts(0, 28);
  for (const char* const id : {"never-was", "nor-this"}) items.push_back(Keep(id));
  ASSERT_TRUE(PushTo(run.run_id(), std::move(items)).ok());
  const v1::Run ended = End(run.run_id());
  EXPECT_EQ(ended.state(), v1::RUN_STATE_DONE);
  EXPECT_EQ(ended.closed(), 2u);
  EXPECT_EQ(ended.named_records(), 30u);
  EXPECT_EQ(ended.taken_records(), 28u);
}

TEST_F(RunsTest, RejectedAndUnparsableItemsAreNamedAndKeepNamesTheRestOfTheFile) {
  PushMany(0, 6);
  v1::Record bad = MakeRecord(Id(0), "x");
  bad.mutable_vacancy()->clear_title();
  v1::PushItem garbled;
  garbled.set_item(2);
  *garbled.mutable_upsert() = MakeRecord(Id(1), "kaput");
  std::string bytes = garbled.SerializeAsString();
  bytes.replace(bytes.find("kaput"), 5, "ka\xff\xfe\xfd");
  const v1::Run run = Begin();
  v1::PushOptions options;
  options.set_source(kSource);
  options.set_run_id(run.run_id());
  std::vector<std::string> items = Serialize({Upsert(bad)});
  items.push_back(bytes);
  items.push_back(Serialize({Keep(Id(2))})[0]);
  items.push_back(Serialize({Keep("never-was")})[0]);
  const auto response = exchange_->Write(MakeCall(kSource), options, items);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->outcomes(0).outcome(), v1::OUTCOME_REJECTED);
  EXPECT_EQ(response->outcomes(1).outcome(), v1::OUTCOME_REJECTED);
  EXPECT_EQ(response->outcomes(1).errors(0).reason(), common::v1::ERROR_REASON_INVALID_UTF8);
  EXPECT_EQ(response->outcomes(2).outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(response->outcomes(3).outcome(), v1::OUTCOME_UNCHANGED);
  const v1::Run ended = End(run.run_id());
  EXPECT_EQ(ended.rejected_items(), 2u);
  EXPECT_EQ(ended.closed(), 3u);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(StateOf(Id(i)), v1::ASSERTED_STATE_OPEN) << i;
  EXPECT_EQ(PushOne(Keep(Id(0))), v1::OUTCOME_REJECTED) << "outside a run it means nothing";
}

TEST_F(RunsTest, OneRowWithoutAReadableIdAndTheEndClosesNothing) {
  PushMany(0, 6);
  const v1::Run told = Begin();
  ASSERT_TRUE(PushTo(told.run_id(), Upserts(0, 3)).ok());
  const v1::Run ended = End(told.run_id(), 1);
  EXPECT_EQ(ended.state(), v1::RUN_STATE_DONE);
  EXPECT_EQ(ended.unreadable_rows(), 1u);
  EXPECT_EQ(Open(), 6);
  const v1::Run seen = Begin();
  ASSERT_TRUE(PushTo(seen.run_id(), {Upsert(MakeRecord(Id(0), "a")), Upsert(MakeRecord("", "nobody"))}).ok());
  EXPECT_EQ(End(seen.run_id()).unreadable_rows(), 1u);
  EXPECT_EQ(Open(), 6);
  ExpectNothingLeftOfRuns();
}

TEST_F(RunsTest, WhatTheSourceWritesBesideItsRunStaysOpenEvenUnchanged) {
  PushMany(0, 4);
  const v1::Run run = Begin();
  PushMany(10, 11);                                                                 // new
  EXPECT_EQ(PushOne(Upsert(MakeRecord(Id(0), "Soudeur"))), v1::OUTCOME_UNCHANGED);  // said again
  ASSERT_TRUE(PushTo(run.run_id(), Upserts(1, 2)).ok());
  EXPECT_EQ(End(run.run_id()).closed(), 2u);
  EXPECT_EQ(StateOf(Id(0)), v1::ASSERTED_STATE_OPEN);
  EXPECT_EQ(StateOf(Id(1)), v1::ASSERTED_STATE_OPEN);
  EXPECT_EQ(StateOf(Id(2)), v1::ASSERTED_STATE_CLOSED);
  EXPECT_EQ(StateOf(Id(10)), v1::ASSERTED_STATE_OPEN);
}

TEST_F(RunsTest, TheHubsOwnChangesKeepNothingOpen) {
  v1::Record record = MakeRecord("a", "Soudeur");
  auto& date = *record.mutable_vacancy()->mutable_apply_by()->mutable_date();
  date.set_year(2026), date.set_month(6), date.set_day(2);
  PushOne(Upsert(record));
  PushMany(0, 1);
  const v1::Run run = Begin();
  clock_.Advance(absl::Hours(48));
  ASSERT_TRUE(Eventually([&] { return Get("a")->lifecycle == v1::LIFECYCLE_EXPIRED; }));
  ASSERT_GT(Get("a")->sequence, run.begin_sequence());
  ASSERT_TRUE(PushTo(run.run_id(), Upserts(0, 1)).ok());
  EXPECT_EQ(End(run.run_id()).closed(), 1u);
  EXPECT_EQ(StateOf("a"), v1::ASSERTED_STATE_CLOSED);
}

TEST_F(RunsTest, ANewerRunSupersedesTheOlderWhoseItemsAreThenRefused) {
  PushMany(0, 3);
  const v1::Run older = Begin();
  ASSERT_TRUE(PushTo(older.run_id(), Upserts(0, 1)).ok());
  const v1::Run newer = Begin();
  EXPECT_EQ(GetRun(older.run_id()).state(), v1::RUN_STATE_SUPERSEDED);
  const auto refused = PushTo(older.run_id(), Upserts(0, 1));
  EXPECT_EQ(ReasonOf(refused.status()), common::v1::ERROR_REASON_RUN_OVER);
  EXPECT_EQ(MetadataOf(refused.status())["state"], "SUPERSEDED");
  v1::EndRunRequest end;
  end.set_run_id(older.run_id());
  EXPECT_EQ(ReasonOf(exchange_->runs().End(MakeCall(kSource), end).status()),
            common::v1::ERROR_REASON_RUN_OVER);
  ASSERT_TRUE(PushTo(newer.run_id(), Upserts(0, 3)).ok());
  EXPECT_EQ(End(newer.run_id()).closed(), 0u);
  EXPECT_EQ(Open(), 3);
  ExpectNothingLeftOfRuns();
}

TEST_F(RunsTest, WhatARunClosedALaterRunReopensUnderTheSameVersionAndALateRepetitionDoesNot) {
  v1::Record record = MakeRecord("a", "Soudeur");
  record.set_version(7);
  PushOne(Upsert(record));
  End(Begin().run_id());
  ASSERT_EQ(StateOf("a"), v1::ASSERTED_STATE_CLOSED);
  EXPECT_EQ(PushOne(Upsert(record)), v1::OUTCOME_UNCHANGED) << "a repetition of before";
  EXPECT_EQ(StateOf("a"), v1::ASSERTED_STATE_CLOSED);
  const v1::Run run = Begin();
  const auto named = PushTo(run.run_id(), {Upsert(record)});
  ASSERT_TRUE(named.ok());
  EXPECT_EQ(named->outcomes(0).outcome(), v1::OUTCOME_UPDATED);
  EXPECT_EQ(named->outcomes(0).version(), 7u);
  EXPECT_EQ(StateOf("a"), v1::ASSERTED_STATE_OPEN);
}

TEST_F(RunsTest, ClosuresOverTheGuardAreHeldInARunOfTheirOwn) {
  PushMany(0, 40);
  std::vector<v1::PushItem> closes;
  for (int i = 0; i < 25; ++i) closes.push_back(Close(Id(i)));
  const auto response = Push(std::move(closes));
  std::string run;
  for (int i = 0; i < 25; ++i) {
    const auto& outcome = response.outcomes(i);
    ASSERT_EQ(outcome.outcome(), i < 20 ? v1::OUTCOME_CLOSED : v1::OUTCOME_HELD) << i;
    if (i < 20) continue;
    ASSERT_EQ(outcome.errors(0).reason(), common::v1::ERROR_REASON_HELD_BY_GUARD);
    EXPECT_FALSE(outcome.errors(0).message().message().empty());
    run = outcome.errors(0).metadata().at("run");
  }
  EXPECT_EQ(Open(), 20);
  EXPECT_EQ(GetRun(run).to_close(), 5u);
  EXPECT_TRUE(GetRun(run).implicit());
  EXPECT_EQ(PushOne(Close(Id(24))), v1::OUTCOME_HELD) << "said again";
  EXPECT_EQ(GetRun(run).to_close(), 5u);
  EXPECT_EQ(PushOne(Upsert(MakeRecord(Id(24), "Soudeur"))), v1::OUTCOME_UNCHANGED) << "and taken back";
  EXPECT_EQ(GetRun(run).to_close(), 4u);
  ASSERT_TRUE(Confirm(run, 4).ok());
  EXPECT_EQ(Settled(run).closed(), 4u);
  EXPECT_EQ(Open(), 16);
  EXPECT_EQ(PushOne(Close(Id(24))), v1::OUTCOME_HELD) << "what is confirmed makes no room for more";
  clock_.Advance(absl::Hours(25));
  EXPECT_EQ(PushOne(Close(Id(25))), v1::OUTCOME_CLOSED) << "a day later it may";
}

TEST_F(RunsTest, AFullExportSupersedesTheClosuresThatAreHeldAndClosesWhatItDoesNotName) {
  PushMany(0, 40);
  const std::string implicit = CloseMany(0, 25);
  ASSERT_EQ(GetRun(implicit).to_close(), 5u);
  const v1::Run run = Begin();
  EXPECT_EQ(GetRun(implicit).state(), v1::RUN_STATE_SUPERSEDED);
  const absl::Status late = Confirm(implicit, 5).status();
  EXPECT_EQ(ReasonOf(late), common::v1::ERROR_REASON_RUN_OVER);
  EXPECT_EQ(MetadataOf(late)["state"], "SUPERSEDED");
  ASSERT_TRUE(PushTo(run.run_id(), Upserts(24, 40)).ok()) << "one of them is named again";
  const v1::Run ended = End(run.run_id());
  EXPECT_EQ(ended.state(), v1::RUN_STATE_HELD) << "they are over the guard still";
  EXPECT_EQ(ended.to_close(), 4u);
  ASSERT_TRUE(Confirm(run.run_id(), 4).ok());
  EXPECT_EQ(Settled(run.run_id()).closed(), 4u);
  EXPECT_EQ(Open(), 16);
  ExpectNothingLeftOfRuns();
}

TEST_F(RunsTest, ErasureIsNeverHeld) {
  PushMany(0, 30);
  std::vector<v1::PushItem> items;
  for (int i = 0; i < 30; ++i) items.push_back(Erase(Id(i)));
  const auto response = Push(std::move(items));
  for (const auto& outcome : response.outcomes()) {
    EXPECT_EQ(outcome.outcome(), v1::OUTCOME_ERASED);
  }
}

TEST_F(RunsTest, AnAbandonedRunClosesNothingAndForgottenOnesExpire) {
  PushMany(0, 3);
  const v1::Run run = Begin();
  v1::AbandonRunRequest request;
  request.set_run_id(run.run_id());
  ASSERT_EQ(exchange_->runs().Abandon(MakeCall(kSource), request)->state(), v1::RUN_STATE_ABANDONED);
  EXPECT_EQ(Open(), 3);
  const v1::Run forgotten = Begin();
  clock_.Advance(absl::Hours(25));
  exchange_.reset();  // another process finds it
  exchange_ = NewExchange();
  EXPECT_TRUE(Eventually([&] { return GetRun(forgotten.run_id()).state() == v1::RUN_STATE_EXPIRED; },
                         absl::Seconds(20)));
  ExpectNothingLeftOfRuns();
}

TEST_F(RunsTest, WhatNobodyConfirmsForAWeekExpiresAndClosesNothing) {
  PushMany(0, 60);
  const std::string held = Begin().run_id();
  ASSERT_EQ(End(held).state(), v1::RUN_STATE_HELD);
  const std::string implicit = CloseMany(0, 25);
  ASSERT_EQ(GetRun(implicit).state(), v1::RUN_STATE_HELD);
  clock_.Advance(absl::Hours(24 * 7 + 1));
  exchange_.reset();  // another process finds them
  exchange_ = NewExchange();
  for (const std::string& run : {held, implicit}) {
    EXPECT_TRUE(Eventually([&] { return GetRun(run).state() == v1::RUN_STATE_EXPIRED; }, absl::Seconds(20)));
    const absl::Status late = Confirm(run, 5).status();
    EXPECT_EQ(ReasonOf(late), common::v1::ERROR_REASON_RUN_OVER);
    EXPECT_EQ(MetadataOf(late)["state"], "EXPIRED");
  }
  EXPECT_EQ(Open(), 40);
  ExpectNothingLeftOfRuns();
}

TEST_F(RunsTest, ItemsAreToldTheStateOfARunThatTakesNone) {
  PushMany(0, 30);
  const std::string held = Begin(31).run_id();
  ASSERT_TRUE(PushTo(held, Upserts(1, 30)).ok());
  ASSERT_EQ(End(held).state(), v1::RUN_STATE_HELD);
  const std::string others = Begin({}, "EG/momp/pes").run_id();
  const std::string implicit = CloseMany(0, 21);
  const std::map<std::string, std::string> told = {
      {held, "HELD"}, {implicit, "HELD"}, {others, ""}, {std::string(32, '0'), ""}};
  for (const auto& [run, state] : told) {
    const absl::Status refused = PushTo(run, Upserts(0, 1)).status();
    EXPECT_EQ(ReasonOf(refused), common::v1::ERROR_REASON_RUN_OVER) << refused;
    EXPECT_EQ(MetadataOf(refused)["state"], state);
  }
}

TEST_F(RunsTest, EachStateThatARunComesToIsCounted) {
  std::map<std::string, int> before;
  for (int state = v1::RUN_STATE_OPEN; state <= v1::RUN_STATE_ABANDONED; ++state) {
    const std::string name = StateName(static_cast<v1::RunState>(state));
    before[name] = RunsThatCameTo(name);
  }
  PushMany(0, 60);
  Begin();
  const std::string confirmed = Begin().run_id();
  ASSERT_EQ(End(confirmed).state(), v1::RUN_STATE_HELD);
  ASSERT_TRUE(Confirm(confirmed, 60).ok());
  Settled(confirmed);
  PushMany(0, 60);
  ASSERT_NE(CloseMany(0, 30), "");
  CloseMany(0, 30);  // the same implicit run
  v1::AbandonRunRequest abandon;
  abandon.set_run_id(Begin().run_id());  // supersedes the implicit one
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(exchange_->runs().Abandon(MakeCall(kSource), abandon).ok());
  const std::map<std::string, int> expected = {{"OPEN", 3},    {"ENDING", 1},   {"HELD", 2},
                                               {"CLOSING", 1}, {"DONE", 1},     {"SUPERSEDED", 2},
                                               {"EXPIRED", 0}, {"ABANDONED", 1}};
  for (const auto& [state, count] : expected) {
    EXPECT_TRUE(Eventually([&, &state = state, &count = count] {
      return RunsThatCameTo(state) - before[state] == count;
    })) << state
        << " " << RunsThatCameTo(state) - before[state];
  }
}

// The list of a large source takes longer than statements do that serve a call.
TEST_F(RunsTest, AListMayTakeItsTime) {
  pg::Pool hasty(
      {.conninfo = database_.conninfo(), .size = 8, .name = "hasty", .statement_timeout = absl::Seconds(2)});
  const absl::Cleanup end = [this] { exchange_.reset(); };
  Options options{.live_by_default = true, .pepper = std::string(32, 'p')};
  exchange_.reset();
  exchange_ = std::make_unique<Exchange>(TestKind(), hasty, ledger_, signer_, clock_, options);
  ASSERT_TRUE(exchange_->Start().ok());
  PushMany(0, 3);
  const std::string run = Begin().run_id();
  WhileNoListIsMade([&] {
    EXPECT_EQ(EndOnly(run).state(), v1::RUN_STATE_ENDING);
    EXPECT_TRUE(EventuallyWaits(" AND now() - query_start > interval '3 s'"));
  });
  EXPECT_EQ(Settled(run).closed(), 3u);
}

TEST_F(RunsTest, WhoStopsDoesNotWaitForAList) {
  PushMany(0, 3);
  const std::string run = Begin().run_id();
  std::future<void> stopped;  // outlives the lock, whatever becomes of it
  WhileNoListIsMade([&] {
    EXPECT_EQ(EndOnly(run).state(), v1::RUN_STATE_ENDING);
    ASSERT_TRUE(EventuallyWaits());
    stopped = std::async(std::launch::async, [&] { exchange_.reset(); });
    EXPECT_EQ(stopped.wait_for(std::chrono::seconds(20)), std::future_status::ready);
  });
  ASSERT_TRUE(stopped.valid());
  stopped.wait();
  exchange_ = NewExchange();
  EXPECT_EQ(Settled(run).closed(), 3u);
}

TEST_F(RunsTest, ARunThatFailsKeepsNoOtherSourceWaiting) {
  const std::string other = "EG/momp/pes";
  PushMany(0, 3);
  const std::string failing = Begin().run_id();
  Sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''refused''; "
      "END'");
  Sql("CREATE TRIGGER refuse BEFORE INSERT ON vacancy_run_closing FOR EACH ROW "
      "WHEN (encode(NEW.run_id, 'hex') = '" +
      failing + "') EXECUTE FUNCTION refuse()");
  EXPECT_EQ(EndOnly(failing).state(), v1::RUN_STATE_ENDING);
  PushOne(Upsert(MakeRecord("a", "Soudeur")), other);
  const std::string later = Begin({}, other).run_id();
  EXPECT_EQ(End(later, 0, other).closed(), 1u);
  EXPECT_EQ(GetRun(failing).state(), v1::RUN_STATE_ENDING);
  Sql("DROP TRIGGER refuse ON vacancy_run_closing");
  EXPECT_EQ(Settled(failing).closed(), 3u) << "and it is tried again";
}

// Each attempt makes the list of the whole source anew.
TEST_F(RunsTest, ARunThatGoesOnFailingIsTriedMoreAndMoreSeldom) {
  Options options;
  options.run_look = absl::Milliseconds(50);
  options.run_answer = absl::ZeroDuration();
  exchange_.reset();
  exchange_ = NewExchange(options);
  PushMany(0, 3);
  const std::string failing = Begin().run_id();
  Sql("CREATE SEQUENCE attempts");  // which no transaction takes back
  Sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM nextval(''attempts''); "
      "RAISE EXCEPTION ''refused''; END'");
  Sql("CREATE TRIGGER refuse BEFORE INSERT ON vacancy_run_closing FOR EACH ROW EXECUTE FUNCTION refuse()");
  const auto begun = std::chrono::steady_clock::now();
  EndOnly(failing);
  EXPECT_TRUE(Eventually([&] { return Sql("SELECT last_value FROM attempts") == "6"; }, absl::Seconds(30)));
  EXPECT_GE(Since(begun), (1 + 2 + 4 + 8 + 16) * options.run_look);
  Sql("DROP TRIGGER refuse ON vacancy_run_closing");
  EXPECT_EQ(Settled(failing).closed(), 3u);
}

// Whoever waits holds a worker.
TEST_F(RunsTest, FewWaitForTheEndOfTheirRunsAtOnce) {
  Options options;
  options.run_answer = absl::Minutes(1);
  exchange_.reset();
  exchange_ = NewExchange(options);
  std::vector<std::string> sources, runs;
  for (int i = 0; i < 6; ++i) {
    sources.push_back("MA/s" + std::to_string(i) + "/pes");
    runs.push_back(Begin({}, sources.back()).run_id());
  }
  std::vector<std::future<v1::Run>> calls;
  const auto ready = [&] {
    return std::count_if(calls.begin(), calls.end(), [](const std::future<v1::Run>& call) {
      return call.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
  };
  WhileNoListIsMade([&] {
    for (size_t i = 0; i < runs.size(); ++i)
      calls.push_back(std::async(std::launch::async, [&, i] { return EndOnly(runs[i], 0, sources[i]); }));
    EXPECT_TRUE(Eventually([&] { return ready() >= 2; }));
    EXPECT_EQ(ready(), 2);
  });
  std::multiset<std::string> answers;
  for (auto& call : calls) answers.insert(StateName(call.get().state()));
  EXPECT_EQ(answers.count("ENDING"), 2u) << "answered at once: it goes on by itself";
  EXPECT_EQ(answers.count("DONE"), 4u);
  for (size_t i = 0; i < runs.size(); ++i)
    EXPECT_EQ(Settled(runs[i], sources[i]).state(), v1::RUN_STATE_DONE);
}

TEST_F(RunsTest, NobodySeesAnothersRunsButTheCentre) {
  const v1::Run run = Begin();
  const std::string other = "EG/momp/pes";
  v1::GetRunRequest get;
  get.set_run_id(run.run_id());
  EXPECT_EQ(ReasonOf(exchange_->runs().Get(MakeCall(other), get).status()),
            common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Confirm(run.run_id(), 0, other).status()), common::v1::ERROR_REASON_NOT_FOUND);
  v1::BeginRunRequest begin;
  begin.set_source(kSource);
  EXPECT_EQ(ReasonOf(exchange_->runs().Begin(MakeCall(other), begin).status()),
            common::v1::ERROR_REASON_NOT_OWNER);
  v1::ListRunsRequest list;
  list.set_source(kSource);
  EXPECT_EQ(ReasonOf(exchange_->runs().List(MakeCall(other), list).status()),
            common::v1::ERROR_REASON_NOT_OWNER);
  rpc::Caller centre;
  centre.kind = rpc::Caller::Kind::kSystem;
  centre.source = "HUB/centre/admin";
  centre.scopes = {"admin"};
  const rpc::Call call("test", "test", "en", centre, Context::WithTimeout(absl::Seconds(10)));
  EXPECT_EQ(exchange_->runs().List(call, list)->runs_size(), 1);
  EXPECT_TRUE(exchange_->runs().Get(call, get).ok());
}

TEST_F(RunsTest, RunsAreListedNewestFirstPageByPage) {
  std::vector<std::string> begun;
  for (int i = 0; i < 5; ++i) begun.push_back(Begin().run_id());
  std::vector<std::string> listed;
  v1::ListRunsRequest request;
  request.set_source(kSource);
  request.set_page_size(2);
  do {
    const auto page = exchange_->runs().List(MakeCall(kSource), request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& run : page->runs()) listed.push_back(run.run_id());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  std::reverse(begun.begin(), begun.end());
  EXPECT_EQ(listed, begun);
}

// A full export in pieces, by one stream, races another writer of the same source that creates, repeats and closes;
// at the end the hub has open exactly what either has said, and a follower proves it.
TEST_F(RunsTest, ARunRacesPushes) {
  PushMany(0, 100);
  Copy copy;
  const v1::Run run = Begin();
  std::set<std::string> expected;
  std::set<std::string> beside;
  std::thread racing([&] {
    for (int round = 0; round < 30; ++round) {
      const int i = 80 + static_cast<int>(round % 40);
      PushOne(Upsert(MakeRecord(Id(i), "Soudeur")));
      beside.insert(Id(i));
    }
  });
  for (int i = 0; i < 85; i += 5) ASSERT_TRUE(PushTo(run.run_id(), Upserts(i, i + 5)).ok());
  const v1::Run ended = End(run.run_id());
  racing.join();
  EXPECT_EQ(ended.state(), v1::RUN_STATE_DONE);
  // Pushed beside it before, during or after the end: open. Closed: what nobody named.
  for (int i = 0; i < 85; ++i) expected.insert(Id(i));
  expected.insert(beside.begin(), beside.end());
  Follow(copy);
  std::set<std::string> held;
  for (const auto& [id, entry] : copy.held()) held.insert(entry.record_id);
  EXPECT_EQ(held, expected);
  copy.ExpectProvenBy(Follow(copy).mark, signer_);
  ExpectNothingLeftOfRuns();
}

// Two processes: one makes its list when the other has judged the run by its own.
TEST_F(RunsTest, AListThatIsMadeAfterTheJudgementIsThrownAway) {
  PushMany(0, 5);
  const v1::Run run = Begin();
  ASSERT_TRUE(PushTo(run.run_id(), Upserts(0, 4)).ok());
  ASSERT_EQ(End(run.run_id()).state(), v1::RUN_STATE_DONE);
  const RunStore store("vacancy");
  RunRow stale{.id = evidence::FromHex(run.run_id()), .source = kSource, .state = v1::RUN_STATE_ENDING};
  stale.begun_at = run.begin_sequence();
  const absl::Status late =
      pool_.Run(Context::WithTimeout(absl::Seconds(10)),
                [&](pg::Transaction& tx) -> absl::Status { return store.Collect(tx, stale).status(); });
  EXPECT_EQ(ReasonOf(late), common::v1::ERROR_REASON_CONCURRENT) << late;
  EXPECT_EQ(Sql("SELECT count(*) FROM vacancy_run_closing"), "0");
}

}  // namespace
}  // namespace tabadul::exchange
