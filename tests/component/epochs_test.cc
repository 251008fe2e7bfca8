// What becomes of a hub whose PostgreSQL is started anew, or replaced by an older copy, under it: with a second PostgreSQL
// as its ledger, which is never restored.
#include <filesystem>

#include "lib/exchange/recent.h"
#include "lib/exchange/runs.h"
#include "tests/component/exchange_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::exchange {
namespace {

using harness::Eventually;

class EpochTest : public ::testing::Test {
 protected:
  EpochTest()
      : records_({.durable = false}),
        ledger_database_(harness::Postgres::Shared().NewDatabase(
            "ledger", [](const std::string& conninfo) { ASSERT_TRUE(MigrateLedger(conninfo).ok()); })),
        pool_({.conninfo = records_.conninfo("postgres"), .size = 6, .name = "records"}),
        ledger_({.conninfo = ledger_database_.conninfo(), .size = 2, .name = "ledger"}),
        signer_(*evidence::Signer::FromSeed(std::string(32, 's'))) {
    EXPECT_TRUE(Migrate(records_.conninfo("postgres"), "vacancy").ok());
    Begin();
  }

  void Begin(uint64_t block = 1000) {
    exchange_.reset();
    exchange_ = std::make_unique<Exchange>(
        TestKind(), pool_, ledger_, signer_, clock_,
        Options{.expiry_interval = absl::Milliseconds(50), .block = block, .pepper = std::string(32, 'p')});
    EXPECT_TRUE(exchange_->Start().ok());
  }

  absl::StatusOr<v1::BatchPushResponse> TryPush(std::vector<v1::PushItem> items) {
    v1::PushOptions options;
    options.set_source(kSource);
    return exchange_->Write(MakeCall(kSource), options, Serialize(std::move(items)));
  }
  v1::BatchPushResponse Push(std::vector<v1::PushItem> items) {
    const auto response = TryPush(std::move(items));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::BatchPushResponse();
  }
  absl::StatusOr<Page> Changes(const Cursor& cursor, size_t budget = 1 << 20) {
    return exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), cursor, {}, Reader::Everything(),
                              budget);
  }
  Page Follow(Copy& copy) {
    while (true) {
      const auto page = Changes(copy.cursor());
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return {};
      copy.Apply(*page);
      if (page->at_head) return *page;
    }
  }
  common::v1::ErrorReason ReasonAt(const Cursor& cursor) { return ReasonOf(Changes(cursor).status()); }
  absl::StatusOr<Entry> Get(const std::string& id) {
    v1::RecordKey key;
    key.set_source(kSource);
    key.set_record_id(id);
    return exchange_->Get(Context::WithTimeout(absl::Seconds(10)), key, Reader::Everything());
  }
  // Until the hub works on whatever PostgreSQL is there now.
  void AwaitEpoch(uint64_t above) {
    EXPECT_TRUE(Eventually([&] { return exchange_->Head().epoch > above; }));
  }
  std::string Backup() {
    records_.Stop();
    const std::string copy = copies_.path() + "/" + std::to_string(++copied_);
    records_.CopyTo(copy);
    const uint64_t epoch = exchange_->Head().epoch;
    records_.Start();
    AwaitEpoch(epoch);
    return copy;
  }
  void Restore(const std::string& copy, bool recover) {
    const uint64_t epoch = exchange_->Head().epoch;
    records_.Stop();
    records_.RestoreFrom(copy, recover);
    records_.Start();
    AwaitEpoch(epoch);
  }
  std::string LedgerSql(const std::string& sql) {
    return harness::Postgres::Shared().Sql(ledger_database_.name(), sql);
  }

  harness::TemporaryDirectory copies_{"copies"};
  int copied_ = 0;
  harness::Postgres records_;
  harness::Postgres::Database ledger_database_;
  pg::Pool pool_, ledger_;
  evidence::Signer signer_;
  SystemClock clock_;
  std::unique_ptr<Exchange> exchange_;
};

TEST_F(EpochTest, APlainRestartOfPostgresIsANewEpochThatNobodyNotices) {
  const std::string token = Push({Upsert(MakeRecord("a", "A")), Upsert(MakeRecord("b", "B"))}).token();
  Copy copy;
  Follow(copy);
  const Position before = exchange_->Head();
  records_.Stop();
  records_.Start();
  AwaitEpoch(before.epoch);
  const auto position = exchange_->ParseToken(token);
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(position->epoch, exchange_->Head().epoch);
  const auto written = Push({Upsert(MakeRecord("c", "C"))});
  EXPECT_GT(written.outcomes(0).sequence(), before.sequence());
  copy.ExpectProvenBy(Follow(copy).mark, signer_);
  EXPECT_EQ(copy.held().size(), 3u) << "by the cursor of before";
}

class Restored : public EpochTest, public ::testing::WithParamInterface<bool> {};
INSTANTIATE_TEST_SUITE_P(ToANewTimelineAndByteByByte, Restored, ::testing::Bool());

TEST_P(Restored, UnderARunningHubNothingIsReadOrWrittenInTheOldEpoch) {
  const std::string kept = Push({Upsert(MakeRecord("a", "A")), Upsert(MakeRecord("b", "B"))}).token();
  Copy early;
  Follow(early);
  const std::string backup = Backup();
  Copy ahead;
  const auto lost = Push({Upsert(MakeRecord("c", "C")), Upsert(MakeRecord("a", "A2")), Erase("b")});
  Follow(ahead);
  ASSERT_EQ(ahead.held().size(), 2u);
  const uint64_t highest = exchange_->Head().sequence();

  Restore(backup, GetParam());
  EXPECT_EQ(ReasonAt(ahead.cursor()), common::v1::ERROR_REASON_EPOCH_CHANGED);
  EXPECT_EQ(ReasonOf(exchange_->ParseToken(lost.token()).status()), common::v1::ERROR_REASON_EPOCH_CHANGED);
  EXPECT_TRUE(exchange_->ParseToken(kept).ok());
  EXPECT_FALSE(Get("b").ok()) << "what was erased stays erased";
  EXPECT_FALSE(Get("c").ok());
  EXPECT_EQ(Push({Upsert(MakeRecord("b", "B"))}).outcomes(0).outcome(), v1::OUTCOME_REJECTED);

  const auto written = Push({Upsert(MakeRecord("d", "D"))});
  EXPECT_GT(written.outcomes(0).sequence(), highest) << "no sequence is handed out twice";
  early.ExpectProvenBy(Follow(early).mark, signer_);
  EXPECT_EQ(early.held().size(), 2u) << "a and d: the cursor of before goes on, and hears of the erasure";
  Copy whole;
  whole.ExpectProvenBy(Follow(whole).mark, signer_);
  EXPECT_EQ(whole.held().size(), 2u);
}

// Both open an epoch on the same copy: what the first handed out is not handed out by the second.
TEST_P(Restored, TwiceFromOneCopyTheEpochsAreTwo) {
  Push({Upsert(MakeRecord("a", "A"))});
  const std::string backup = Backup();
  Restore(backup, GetParam());
  Push({Upsert(MakeRecord("b", "B"))});
  Copy first;
  Follow(first);
  const Position before = exchange_->Head();
  Restore(backup, GetParam());
  EXPECT_GT(exchange_->Head().epoch, before.epoch);
  EXPECT_EQ(ReasonAt(first.cursor()), common::v1::ERROR_REASON_EPOCH_CHANGED);
  EXPECT_GT(Push({Upsert(MakeRecord("c", "C"))}).outcomes(0).sequence(), before.sequence());
}

// It stands below what both histories share. But a record that it has not come to yet had moved away in the one that was
// lost, so it was not told of it where it had been; and there it is again.
TEST_P(Restored, AFollowerInTheMiddleOfASnapshotStartsAnew) {
  Push({Upsert(MakeRecord("a", "A")), Upsert(MakeRecord("b", "B")), Upsert(MakeRecord("c", "C"))});
  const std::string backup = Backup();
  Push({Upsert(MakeRecord("a", "A2"))});
  Begin();  // nothing is in memory: a page is as small as its budget
  Copy copy;
  const auto page = Changes(copy.cursor(), 1);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->entries.size(), 1u);
  ASSERT_EQ(page->entries[0].record_id, "b");
  copy.Apply(*page);
  Restore(backup, GetParam());
  EXPECT_EQ(ReasonAt(copy.cursor()), common::v1::ERROR_REASON_EPOCH_CHANGED);
}

TEST_P(Restored, AWriterOfTheOldHistoryStartsAnew) {
  const auto open = [&](bool validate_only) {
    v1::PushOptions options;
    options.set_source(kSource);
    options.set_validate_only(validate_only);
    auto session = exchange_->Open(MakeCall(kSource), options);
    EXPECT_TRUE(session.ok()) << session.status();
    return session.ok() ? *std::move(session) : nullptr;
  };
  const std::string backup = Backup();
  const auto session = open(false), dry = open(true);
  ASSERT_TRUE(session != nullptr && dry != nullptr);
  ASSERT_TRUE(Submit(*session, Upsert(MakeRecord("a", "A"))).ok());
  Restore(backup, GetParam());
  const absl::Status refused = Submit(*session, Upsert(MakeRecord("b", "B"))).status();
  EXPECT_EQ(ReasonOf(refused), common::v1::ERROR_REASON_UNAVAILABLE) << refused;
  EXPECT_EQ(MetadataOf(refused)["part"], "lease") << refused;
  const auto as_if = Submit(*dry, Upsert(MakeRecord("b", "B")));
  EXPECT_TRUE(as_if.ok()) << "what writes nothing needs no place in any history: " << as_if.status();
  EXPECT_EQ(Push({Upsert(MakeRecord("b", "B"))}).outcomes(0).outcome(), v1::OUTCOME_CREATED);
}

// What it named last may be missing from the copy: its end would close that.
TEST_P(Restored, AnOpenRunOfTheOldEpochClosesNothing) {
  const std::vector<std::string> ids = {"a", "b", "c", "d"};
  for (const std::string& id : ids) Push({Upsert(MakeRecord(id, id))});
  v1::BeginRunRequest begin;
  begin.set_source(kSource);
  const auto push_to = [&](const std::string& run, const std::string& id) {
    v1::PushOptions options;
    options.set_source(kSource);
    options.set_run_id(run);
    return exchange_->Write(MakeCall(kSource), options, Serialize({Upsert(MakeRecord(id, id))}));
  };
  const auto end = [&](const std::string& run) {
    v1::EndRunRequest request;
    request.set_run_id(run);
    return exchange_->runs().End(MakeCall(kSource), request);
  };
  const auto run = exchange_->runs().Begin(MakeCall(kSource), begin);
  ASSERT_TRUE(run.ok()) << run.status();
  ASSERT_TRUE(push_to(run->run_id(), "a").ok());
  const int expired = RunsThatCameTo("EXPIRED");
  const std::string backup = Backup();
  Restore(backup, GetParam());
  EXPECT_GT(RunsThatCameTo("EXPIRED"), expired);
  const auto refused = push_to(run->run_id(), "b");
  EXPECT_EQ(ReasonOf(refused.status()), common::v1::ERROR_REASON_RUN_OVER);
  EXPECT_EQ(MetadataOf(refused.status())["state"], "EXPIRED") << refused.status();
  const auto over = end(run->run_id());
  EXPECT_EQ(ReasonOf(over.status()), common::v1::ERROR_REASON_RUN_OVER) << over.status();
  for (const std::string& id : ids) EXPECT_EQ(Get(id)->asserted, v1::ASSERTED_STATE_OPEN) << id;
  EXPECT_EQ(records_.Sql("postgres", "SELECT sum(live_runs) FROM vacancy_source"), "0");
  EXPECT_EQ(records_.Sql("postgres", "SELECT count(*) FROM vacancy_run_named"), "0");

  const auto again = exchange_->runs().Begin(MakeCall(kSource), begin);
  ASSERT_TRUE(again.ok()) << again.status();
  for (const std::string& id : ids) EXPECT_TRUE(push_to(again->run_id(), id).ok());
  const auto done = end(again->run_id());
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->state(), v1::RUN_STATE_DONE);
}

TEST_F(EpochTest, WithoutTheLedgerErasuresWaitAndTheRestGoesOn) {
  Push({Upsert(MakeRecord("a", "A")), Upsert(MakeRecord("b", "B"))});
  const auto one_statement = LedgerSql("SELECT count(*) FROM ledger_erasure");
  EXPECT_EQ(one_statement, "0") << "pushes without erasures pay nothing";
  LedgerSql("ALTER TABLE ledger_erasure RENAME TO away");
  EXPECT_EQ(ReasonOf(TryPush({Erase("a")}).status()), common::v1::ERROR_REASON_UNAVAILABLE);
  EXPECT_FALSE(Get("a").ok()) << "it is gone; but it is not acknowledged";
  EXPECT_EQ(Push({Upsert(MakeRecord("c", "C"))}).outcomes(0).outcome(), v1::OUTCOME_CREATED);
  Copy copy;
  copy.ExpectProvenBy(Follow(copy).mark, signer_);
  EXPECT_EQ(copy.held().size(), 2u);
  LedgerSql("ALTER TABLE away RENAME TO ledger_erasure");
  EXPECT_TRUE(Eventually([&] { return TryPush({Erase("a"), Erase("b")}).ok(); }));
  EXPECT_FALSE(Get("a").ok());
  EXPECT_EQ(LedgerSql("SELECT count(*) FROM ledger_erasure WHERE source = 'MA/anapec/pes' AND "
                      "octet_length(record_key) = 16"),
            "2");
  EXPECT_EQ(Push({Erase("a")}).outcomes(0).outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(LedgerSql("SELECT count(*) FROM ledger_erasure"), "2") << "a repetition is in it already";
}

TEST_F(EpochTest, WithoutTheLedgerPushesEndWithTheBlock) {
  Begin(10);
  Push({Upsert(MakeRecord("first", "A"))});
  LedgerSql("ALTER TABLE ledger_kind RENAME TO away");
  int taken = 0;
  absl::Status ended;
  while (ended.ok() && taken < 2000) {
    ended = TryPush({Upsert(MakeRecord(std::to_string(taken), "B"))}).status();
    taken += ended.ok();
  }
  EXPECT_EQ(ReasonOf(ended), common::v1::ERROR_REASON_UNAVAILABLE) << ended;
  EXPECT_LT(taken, 2000);
  const uint64_t head = exchange_->Head().sequence();
  EXPECT_LE(head, std::stoull(LedgerSql("SELECT reserved FROM away")));
  EXPECT_EQ(Push({Upsert(MakeRecord("first", "A"))}).outcomes(0).outcome(), v1::OUTCOME_UNCHANGED);
  LedgerSql("ALTER TABLE away RENAME TO ledger_kind");
  EXPECT_TRUE(Eventually([&] { return TryPush({Upsert(MakeRecord("last", "C"))}).ok(); }));
}

TEST_F(EpochTest, ANewStartOfPostgresWaitsForTheLedger) {
  Push({Upsert(MakeRecord("a", "A"))});
  const uint64_t epoch = exchange_->Head().epoch;
  LedgerSql("ALTER TABLE ledger_kind RENAME TO away");
  records_.Stop();
  records_.Start();
  EXPECT_TRUE(Eventually([&] { return records_.Sql("postgres", "SELECT 1") == "1"; }));
  EXPECT_EQ(ReasonOf(Get("a").status()), common::v1::ERROR_REASON_UNAVAILABLE)
      << "whether this is the database that it was, the ledger alone can tell";
  LedgerSql("ALTER TABLE away RENAME TO ledger_kind");
  AwaitEpoch(epoch);
  EXPECT_TRUE(Get("a").ok());
}

TEST_F(EpochTest, ANewLedgerLearnsWhatWasErased) {
  Push({Upsert(MakeRecord("a", "A")), Upsert(MakeRecord("b", "B")), Erase("a")});
  const Position head = exchange_->Head();
  const std::string backup = Backup();
  LedgerSql("TRUNCATE ledger_kind, ledger_epoch, ledger_erasure");
  const uint64_t epoch = exchange_->Head().epoch;
  records_.Stop();
  records_.Start();
  AwaitEpoch(epoch);
  EXPECT_EQ(LedgerSql("SELECT count(*) FROM ledger_erasure"), "1");
  EXPECT_GT(Push({Upsert(MakeRecord("c", "C"))}).outcomes(0).sequence(), head.sequence());
}

// It has been written to, and so knows the epoch, before anybody has looked what it lacks.
TEST_F(EpochTest, ANewLedgerThatHasBeenWrittenToLearnsWhatWasErased) {
  Push({Upsert(MakeRecord("a", "A")), Upsert(MakeRecord("b", "B")), Erase("a")});
  const std::string backup = Backup();
  LedgerSql("TRUNCATE ledger_kind, ledger_epoch, ledger_erasure");
  EXPECT_TRUE(Eventually([&] { return TryPush({Erase("b")}).ok(); }, absl::Seconds(30))) << "it is met again";
  const uint64_t epoch = exchange_->Head().epoch;
  records_.Stop();
  records_.Start();
  AwaitEpoch(epoch);
  EXPECT_EQ(LedgerSql("SELECT count(*) FROM ledger_erasure"), "2");
}

// Two processes, of which one has lost touch: its PostgreSQL runs on, another one has taken its place.
TEST_F(EpochTest, AnAbandonedDatabaseIsNotTakenForTheHub) {
  Push({Upsert(MakeRecord("a", "A"))});
  LedgerSql("UPDATE ledger_kind SET epoch = epoch + 1");
  EXPECT_EQ(ReasonOf(TryPush({Erase("a")}).status()), common::v1::ERROR_REASON_UNAVAILABLE);
  exchange_.reset();
  exchange_ = std::make_unique<Exchange>(TestKind(), pool_, ledger_, signer_, clock_,
                                         Options{.pepper = std::string(32, 'p')});
  EXPECT_EQ(ReasonOf(exchange_->Start()), common::v1::ERROR_REASON_UNAVAILABLE);
}

}  // namespace
}  // namespace tabadul::exchange
