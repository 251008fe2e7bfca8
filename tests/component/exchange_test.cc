#include <atomic>
#include <random>
#include <thread>

#include "fmt/format.h"
#include "lib/evidence/digest.h"
#include "tests/component/exchange_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::exchange {
namespace {

using harness::Eventually;

TEST_F(ExchangeTest, APushIsInAndItsRepetitionIsUnchangedAndMovesNothing) {
  const auto first = Push({Upsert(MakeRecord("a", "Infirmière")), Upsert(MakeRecord("b", "Soudeur"))});
  ASSERT_EQ(first.outcomes_size(), 2);
  EXPECT_EQ(first.outcomes(0).outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(first.outcomes(1).sequence(), 2u);
  const Position head = exchange_->Head();
  const auto again = Push({Upsert(MakeRecord("a", "Infirmière")), Upsert(MakeRecord("b", "Soudeur"))});
  EXPECT_EQ(again.outcomes(0).outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(again.outcomes(0).hub_id(), first.outcomes(0).hub_id());
  EXPECT_EQ(exchange_->Head().sequence(), head.sequence());
}

TEST_F(ExchangeTest, OneBadItemDoesNotFailItsNeighboursAndEachIsAnsweredInOrder) {
  v1::Record bad = MakeRecord("bad", "x");
  bad.mutable_vacancy()->clear_title();
  const auto response =
      Push({Upsert(MakeRecord("a", "A")), Upsert(bad), Upsert(MakeRecord("c", "C")), Close("never-was")});
  ASSERT_EQ(response.outcomes_size(), 4);
  EXPECT_EQ(response.outcomes(0).outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(response.outcomes(1).outcome(), v1::OUTCOME_REJECTED);
  EXPECT_EQ(response.outcomes(1).errors(0).field(), "vacancy.title");
  EXPECT_FALSE(response.outcomes(1).errors(0).message().message().empty());
  EXPECT_EQ(response.outcomes(2).outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(response.outcomes(3).outcome(), v1::OUTCOME_REJECTED);
  EXPECT_EQ(response.outcomes(3).errors(0).reason(), common::v1::ERROR_REASON_NOT_FOUND);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(response.outcomes(i).item(), static_cast<uint64_t>(i + 1));
}

TEST_F(ExchangeTest, ItemsOfOneMessageSeeEachOther) {
  const auto response = Push({Upsert(MakeRecord("a", "one")), Upsert(MakeRecord("a", "two")), Close("a"),
                              Upsert(MakeRecord("a", "two")), Erase("a"), Upsert(MakeRecord("a", "three"))});
  EXPECT_EQ(response.outcomes(0).outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(response.outcomes(1).outcome(), v1::OUTCOME_UPDATED);
  EXPECT_EQ(response.outcomes(2).outcome(), v1::OUTCOME_CLOSED);
  EXPECT_EQ(response.outcomes(3).outcome(), v1::OUTCOME_UPDATED);
  EXPECT_EQ(response.outcomes(4).outcome(), v1::OUTCOME_ERASED);
  EXPECT_EQ(response.outcomes(5).outcome(), v1::OUTCOME_REJECTED);
  Copy copy;
  copy.ExpectProvenBy(Follow(copy).mark, signer_);
}

TEST_F(ExchangeTest, VersionsDecideAndAConflictNamesTheStoredOne) {
  v1::Record record = MakeRecord("a", "one");
  record.set_version(5);
  EXPECT_EQ(PushOne(Upsert(record)), v1::OUTCOME_CREATED);
  v1::Record other = MakeRecord("a", "two");
  other.set_version(5);
  const auto response = Push({Upsert(other)});
  EXPECT_EQ(response.outcomes(0).outcome(), v1::OUTCOME_CONFLICT);
  EXPECT_EQ(response.outcomes(0).errors(0).metadata().at("stored_version"), "5");
  other.set_version(4);
  EXPECT_EQ(PushOne(Upsert(other)), v1::OUTCOME_STALE);
  other.set_version(6);
  EXPECT_EQ(PushOne(Upsert(other)), v1::OUTCOME_UPDATED);
  EXPECT_EQ(Get("a")->version, 6u);
}

TEST_F(ExchangeTest, AFollowerHoldsTheLiveSetAndProvesItByTheMark) {
  const int seed = std::random_device()();
  std::printf("seed %d\n", seed);
  std::mt19937 random(seed);
  Options unguarded;
  unguarded.guard.floor = 1'000'000;
  exchange_.reset();
  exchange_ = NewExchange(unguarded);
  Copy copy;
  std::map<std::string, std::string> model;  // record id → title
  for (int round = 0; round < 30; ++round) {
    std::vector<v1::PushItem> items;
    for (int i = 0; i < 20; ++i) {
      const std::string id = "r" + std::to_string(random() % 40);
      const std::string title = "t" + std::to_string(random() % 3);
      switch (random() % 8) {
        case 0:
          items.push_back(Close(id));
          model.erase(id);
          break;
        default:
          items.push_back(Upsert(MakeRecord(id, title)));
          model[id] = title;
      }
    }
    Push(std::move(items));
    if (random() % 3 == 0) copy.ExpectProvenBy(Follow(copy, {}, Reader::Everything(), 200).mark, signer_);
  }
  copy.ExpectProvenBy(Follow(copy).mark, signer_);
  std::map<std::string, std::string> held;
  for (const auto& [hub_id, entry] : copy.held()) {
    jobs::v1::Vacancy vacancy;
    ASSERT_TRUE(vacancy.ParseFromString(entry.payload));
    held[entry.record_id] = vacancy.title().translations(0).text();
    EXPECT_EQ(entry.digest, evidence::Sha256(entry.payload));
  }
  EXPECT_EQ(held, model);
}

TEST_F(ExchangeTest, LeavingAFilterIsTold) {
  v1::Filter moroccan;
  moroccan.add_countries("MA");
  Copy copy;
  Push({Upsert(MakeRecord("a", "A", "MA")), Upsert(MakeRecord("b", "B", "EG"))});
  Follow(copy, moroccan);
  EXPECT_EQ(copy.held().size(), 1u);
  Push({Upsert(MakeRecord("a", "A", "EG")), Upsert(MakeRecord("b", "B", "MA"))});
  Follow(copy, moroccan);
  ASSERT_EQ(copy.held().size(), 1u);
  EXPECT_EQ(copy.held().begin()->second.record_id, "b");
}

TEST_F(ExchangeTest, ARestrictedRecordIsHiddenAndItsSourceGetsNoMarkForOthers) {
  v1::Record record = MakeRecord("a", "A");
  record.mutable_audience()->add_countries("EG");
  Push({Upsert(record), Upsert(MakeRecord("b", "B"))});
  const auto sources_for = [&](const Reader& reader, size_t held) {
    Copy copy;
    v1::Mark mark;
    mark.ParseFromString(Follow(copy, {}, reader).mark.mark());
    EXPECT_EQ(copy.held().size(), held);
    return mark.sources_size();
  };
  Reader visitor, egypt, owner;
  egypt.source = "EG/momp/pes";
  egypt.country = "EG";
  owner.source = kSource;
  owner.country = "MA";
  EXPECT_EQ(sources_for(visitor, 1), 0);
  EXPECT_EQ(sources_for(egypt, 2), 0);
  EXPECT_EQ(sources_for(owner, 2), 1);
  EXPECT_EQ(Get("a", visitor).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Get("a", egypt).ok());
  // Opened to all, it is sent to those who could not see it.
  Push({Upsert(MakeRecord("a", "A"))});
  EXPECT_EQ(sources_for(visitor, 2), 1);
}

TEST_F(ExchangeTest, HidingARecordIsARemovalForThoseWhoHadIt) {
  Push({Upsert(MakeRecord("a", "A"))});
  Copy visitor;
  Follow(visitor, {}, Reader());
  EXPECT_EQ(visitor.held().size(), 1u);
  v1::Record record = MakeRecord("a", "A");
  record.mutable_audience()->add_countries("EG");
  Push({Upsert(record)});
  Follow(visitor, {}, Reader());
  EXPECT_TRUE(visitor.held().empty());
}

TEST_F(ExchangeTest, ErasureLeavesNothingButATombstone) {
  Push({Upsert(MakeRecord("secret-id", "secret title"))});
  Copy copy;
  Follow(copy);
  EXPECT_EQ(PushOne(Erase("secret-id")), v1::OUTCOME_ERASED);
  Follow(copy);
  EXPECT_TRUE(copy.held().empty());
  EXPECT_EQ(Sql("SELECT count(*) FROM vacancy_record r WHERE r::text LIKE '%secret%'"), "0");
  EXPECT_EQ(
      Sql("SELECT (payload IS NULL AND digest IS NULL AND record_id IS NULL)::text FROM vacancy_record"),
      "true");
  EXPECT_EQ(Get("secret-id").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(MetadataOf(Get("secret-id").status())["id"], "secret-id") << "of all that were asked for, which";
  EXPECT_EQ(PushOne(Upsert(MakeRecord("secret-id", "back"))), v1::OUTCOME_REJECTED);
}

// At every step of a reading from the beginning one record is erased: some were told of already, some are still to come.
TEST_F(ExchangeTest, ARecordThatIsErasedWhileASnapshotIsReadIsNotInTheCopy) {
  constexpr int kRecords = 12;
  for (const bool from_memory : {false, true}) {
    std::vector<v1::PushItem> items;
    const auto id = [&](int i) { return (from_memory ? "memory-" : "database-") + std::to_string(i); };
    for (int i = 0; i < kRecords; ++i) items.push_back(Upsert(MakeRecord(id(i), "A")));
    Push(std::move(items));
    if (!from_memory) Open();  // nothing is in memory
    Copy copy;
    int erased = 0;
    bool at_head = false;
    while (!at_head) {
      const auto page = exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), copy.cursor(), {},
                                           Reader::Everything(), 1);
      ASSERT_TRUE(page.ok()) << page.status();
      copy.Apply(*page);
      at_head = page->at_head && erased == kRecords;
      // From both ends: behind the reader, and before it.
      if (erased < kRecords)
        Push({Erase(id(erased % 2 == 0 ? erased / 2 : kRecords - 1 - erased / 2))}), ++erased;
    }
    EXPECT_EQ(copy.held().size(), 0u);
    copy.ExpectProvenBy(Follow(copy).mark, signer_);
  }
}

TEST_F(ExchangeTest, ARecordExpiresByTheClockAndStaysExpiredWhenSentAgain) {
  v1::Record record = MakeRecord("a", "A");
  auto& date = *record.mutable_vacancy()->mutable_apply_by()->mutable_date();
  date.set_year(2026), date.set_month(6), date.set_day(2);
  Push({Upsert(record)});
  EXPECT_EQ(Get("a")->lifecycle, v1::LIFECYCLE_OPEN);
  const uint64_t before = Get("a")->sequence;
  clock_.Advance(absl::Hours(49));
  ASSERT_TRUE(Eventually([&] { return Get("a")->lifecycle == v1::LIFECYCLE_EXPIRED; }));
  EXPECT_GT(Get("a")->sequence, before) << "followers are told";
  EXPECT_EQ(PushOne(Upsert(record)), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(Get("a")->lifecycle, v1::LIFECYCLE_EXPIRED);
  Copy copy;  // asserted OPEN still: the source's set is what the mark is over
  copy.ExpectProvenBy(Follow(copy).mark, signer_);
  EXPECT_EQ(copy.held().size(), 1u);
  date.set_day(30);
  EXPECT_EQ(PushOne(Upsert(record)), v1::OUTCOME_UPDATED);
  EXPECT_EQ(Get("a")->lifecycle, v1::LIFECYCLE_OPEN);
}

// Sessions as writers have them, beside the calls of the fixture.
class Sessions : public ExchangeTest {
 protected:
  using Session = std::shared_ptr<Exchange::Session>;
  Session NewSession(bool validate_only = false) {
    v1::PushOptions options;
    options.set_source(kSource);
    options.set_validate_only(validate_only);
    return *exchange_->Open(MakeCall(kSource), options);
  }
  static v1::Outcome OutcomeOf(const Session& session, const v1::PushItem& item) {
    const auto answer = Submit(*session, item);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->outcomes(0).outcome() : v1::OUTCOME_UNSPECIFIED;
  }
};

v1::Record Versioned(v1::Record record, uint64_t version) {
  record.set_version(version);
  return record;
}

TEST_F(Sessions, WithoutVersionsAnOlderOneIsRefusedOnceANewerOneHasWritten) {
  const Session stalled = NewSession(), old = NewSession(), newer = NewSession();
  EXPECT_EQ(OutcomeOf(old, Upsert(MakeRecord("a", "old"))), v1::OUTCOME_CREATED);
  EXPECT_EQ(OutcomeOf(newer, Upsert(MakeRecord("a", "new"))), v1::OUTCOME_UPDATED);
  for (const auto& [session, which] : {std::pair(old, "the old"), std::pair(stalled, "the stalled")}) {
    const absl::Status refused = Submit(*session, Upsert(MakeRecord("a", which))).status();
    EXPECT_TRUE(IsOfAnOldSession(refused)) << which << ": " << refused;
  }
  EXPECT_EQ(OutcomeOf(newer, Upsert(MakeRecord("a", "new"))), v1::OUTCOME_UNCHANGED) << "it was not touched";
  const absl::Status after = Submit(*old, Upsert(Versioned(MakeRecord("b", "after it"), 1))).status();
  EXPECT_TRUE(IsOfAnOldSession(after)) << "it comes after what was not applied: " << after;
  EXPECT_EQ(OutcomeOf(NewSession(), Upsert(MakeRecord("a", "old"))), v1::OUTCOME_UPDATED) << "repeated";
  EXPECT_TRUE(IsOfAnOldSession(Submit(*newer, Upsert(MakeRecord("a", "new"))).status()));
}

TEST_F(Sessions, WhatReliesOnNoOrderIsTakenOfAnOlderOne) {
  const Session older = NewSession(), dry = NewSession(true);
  EXPECT_EQ(PushOne(Upsert(MakeRecord("a", "newer"))), v1::OUTCOME_CREATED);
  EXPECT_EQ(OutcomeOf(dry, Upsert(MakeRecord("a", "as if"))), v1::OUTCOME_UPDATED);
  EXPECT_EQ(OutcomeOf(older, Upsert(Versioned(MakeRecord("b", "B"), 7))), v1::OUTCOME_CREATED);
  EXPECT_EQ(OutcomeOf(older, Erase("b")), v1::OUTCOME_ERASED);
  v1::Record bad = MakeRecord("c", "x");
  bad.mutable_vacancy()->clear_title();
  EXPECT_EQ(OutcomeOf(older, Upsert(bad)), v1::OUTCOME_REJECTED);
  EXPECT_FALSE(Submit(*older, Upsert(MakeRecord("c", "C"))).ok());
}

// Their numbers are given in one order, and they come to the committer in another.
TEST_F(Sessions, OfParallelCallsWithoutVersionsEachIsTakenIfItIsRepeated) {
  constexpr int kCallers = 4, kCalls = 25;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      v1::PushOptions options;
      options.set_source(kSource);
      for (int i = 0; i < kCalls; ++i) {
        const auto answer = Write(options, {Upsert(MakeRecord(std::to_string(caller * kCalls + i), "A"))});
        EXPECT_TRUE(answer.ok()) << answer.status();
        EXPECT_TRUE(answer.ok() && answer->outcomes(0).outcome() == v1::OUTCOME_CREATED);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(Sql("SELECT count(*) FROM vacancy_record"), std::to_string(kCallers * kCalls));
}

// As an older release leaves them, which numbered sessions by the lease itself.
TEST_F(Sessions, ALeaseThatTheSequenceDoesNotKnowOfIsPassedAtTheSecondTry) {
  EXPECT_EQ(PushOne(Upsert(MakeRecord("a", "A"))), v1::OUTCOME_CREATED);
  Sql("UPDATE vacancy_activity SET lease = 5000000");
  const absl::Status refused = Submit(*NewSession(), Upsert(MakeRecord("a", "B"))).status();
  EXPECT_TRUE(IsOfAnOldSession(refused)) << refused;
  EXPECT_EQ(OutcomeOf(NewSession(), Upsert(MakeRecord("a", "B"))), v1::OUTCOME_UPDATED);
}

TEST_F(Sessions, ANewEpochBeginsAboveEveryLease) {
  EXPECT_EQ(PushOne(Upsert(MakeRecord("a", "A"))), v1::OUTCOME_CREATED);
  Sql("UPDATE vacancy_activity SET lease = 5000000; UPDATE vacancy_head SET incarnation = 'another'");
  Open();
  EXPECT_EQ(OutcomeOf(NewSession(), Upsert(MakeRecord("a", "B"))), v1::OUTCOME_UPDATED) << "at the first try";
}

// The database gives no number while the head's table is locked.
class SlowOpening : public Sessions {
 protected:
  void WhileNobodyGetsANumber(const std::function<void()>& body) {
    const absl::Status held = pool_.Run(Context::WithTimeout(absl::Minutes(1)), [&](pg::Transaction& tx) {
      EXPECT_TRUE(tx.Query({"test.lock_table", "LOCK TABLE vacancy_head IN ACCESS EXCLUSIVE MODE"}).ok());
      body();
      return absl::OkStatus();
    });
    EXPECT_TRUE(held.ok()) << held;
  }
  absl::Status WriteWithin(const Context& context) {
    v1::PushOptions options;
    options.set_source(kSource);
    rpc::Caller caller = MakeCall(kSource).caller();
    const rpc::Call call("test", "test", "en", std::move(caller), context);
    return exchange_->Write(call, options, Serialize({Upsert(MakeRecord("a", "A"))})).status();
  }
  int Waiting() {
    return std::stoi(
        Sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND wait_event_type = 'Lock' AND query LIKE '%nextval%'"));
  }
};

TEST_F(SlowOpening, EndsLongBeforeItsCallAndIsToBeRepeated) {
  WhileNobodyGetsANumber([&] {
    const absl::Time start = absl::Now();
    const absl::Status refused = WriteWithin(Context::WithTimeout(absl::Seconds(30)));
    EXPECT_LT(absl::Now() - start, absl::Seconds(10));
    EXPECT_EQ(ReasonOf(refused), common::v1::ERROR_REASON_UNAVAILABLE) << refused;
    EXPECT_EQ(MetadataOf(refused)["part"], "database") << refused;
    EXPECT_GT(RetryAfter(refused), absl::ZeroDuration()) << refused;
  });
  EXPECT_TRUE(WriteWithin(Context::WithTimeout(absl::Seconds(30))).ok());
}

TEST_F(SlowOpening, EndsWithItsCallerAndNothingIsWritten) {
  WhileNobodyGetsANumber([&] {
    const auto gone = std::make_shared<std::atomic<bool>>(false);
    absl::Status ended;
    std::thread call([&] { ended = WriteWithin(Context(absl::Now() + absl::Seconds(30), gone)); });
    EXPECT_TRUE(Eventually([&] { return Waiting() == 1; }));
    *gone = true;
    call.join();
    EXPECT_EQ(ReasonOf(ended), common::v1::ERROR_REASON_CANCELLED) << ended;
  });
  EXPECT_EQ(PushOne(Upsert(MakeRecord("a", "A"))), v1::OUTCOME_CREATED) << "for the first time";
}

TEST_F(SlowOpening, HoldsFewWorkersAndTheOthersAreSentAway) {
  exchange_.reset();
  exchange_ = NewExchange({.max_opening = 1});
  WhileNobodyGetsANumber([&] {
    const auto gone = std::make_shared<std::atomic<bool>>(false);
    std::thread first([&] { WriteWithin(Context(absl::Now() + absl::Seconds(30), gone)).IgnoreError(); });
    EXPECT_TRUE(Eventually([&] { return Waiting() == 1; }));
    const absl::Status second = WriteWithin(Context::WithTimeout(absl::Seconds(30)));
    EXPECT_EQ(ReasonOf(second), common::v1::ERROR_REASON_OVERLOADED) << second;
    EXPECT_GT(RetryAfter(second), absl::ZeroDuration()) << second;
    *gone = true;
    first.join();
  });
  EXPECT_TRUE(WriteWithin(Context::WithTimeout(absl::Seconds(30))).ok()) << "the place was given back";
}

TEST_F(SlowOpening, NobodyWaitsForAPlaceLongerThanItsCaller) {
  exchange_.reset();
  exchange_ = NewExchange({.max_opening = 1, .opening_patience = absl::Seconds(60)});
  WhileNobodyGetsANumber([&] {
    const auto gone = std::make_shared<std::atomic<bool>>(false);
    std::thread first([&] { WriteWithin(Context(absl::Now() + absl::Seconds(30), gone)).IgnoreError(); });
    EXPECT_TRUE(Eventually([&] { return Waiting() == 1; }));
    const absl::Time begin = absl::Now();
    EXPECT_FALSE(WriteWithin(Context::WithTimeout(absl::Milliseconds(10))).ok());
    EXPECT_LT(absl::Now() - begin, absl::Seconds(20)) << "a place is awaited for a minute";
    *gone = true;
    first.join();
  });
}

TEST_F(ExchangeTest, ValidateOnlyAnswersAsIfAndWritesNothing) {
  Push({Upsert(MakeRecord("a", "A"))});
  const auto dry =
      Push({Upsert(MakeRecord("a", "B")), Upsert(MakeRecord("n", "N")), Upsert(MakeRecord("n", "N"))},
           kSource, true);
  EXPECT_EQ(dry.outcomes(0).outcome(), v1::OUTCOME_UPDATED);
  EXPECT_EQ(dry.outcomes(1).outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(dry.outcomes(2).outcome(), v1::OUTCOME_UNCHANGED) << "the items of a dry run see each other";
  EXPECT_EQ(exchange_->Head().sequence(), 1u);
  EXPECT_FALSE(Get("n").ok());
}

TEST_F(ExchangeTest, AnothersSourceIsRefused) {
  v1::PushOptions options;
  options.set_source("EG/momp/pes");
  const auto refused =
      exchange_->Write(MakeCall(kSource), options, Serialize({Upsert(MakeRecord("a", "A"))}));
  EXPECT_EQ(ReasonOf(refused.status()), common::v1::ERROR_REASON_NOT_OWNER);
}

TEST_F(ExchangeTest, DemonstrationDataIsRefusedWhereItIsNotWanted) {
  v1::PushOptions options;
  options.set_source("DEMO/EG/pes");
  const auto write = [&](Exchange& exchange) {
    return exchange.Write(MakeCall("DEMO/EG/pes"), options, Serialize({Upsert(MakeRecord("a", "A"))}));
  };
  const auto real = NewExchange({.demonstration = false});
  const auto refused = write(*real);
  EXPECT_EQ(ReasonOf(refused.status()), common::v1::ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(MetadataOf(refused.status()).at("demonstration"), "DEMO/EG/pes");
  EXPECT_FALSE(real->Open(MakeCall("DEMO/EG/pes"), options).ok()) << "nor by a stream";
  EXPECT_EQ(Sql("SELECT count(*) FROM vacancy_record"), "0");
  EXPECT_TRUE(write(*exchange_).ok());
}

TEST_F(ExchangeTest, ACursorOfAnotherFilterOrEpochIsRefused) {
  Push({Upsert(MakeRecord("a", "A"))});
  Copy copy;
  Follow(copy);
  v1::Filter filter;
  filter.add_countries("MA");
  const auto reason = [&](const v1::Filter& with) {
    return ReasonOf(
        exchange_
            ->Changes(Context::WithTimeout(absl::Seconds(5)), copy.cursor(), with, Reader::Everything(), 1000)
            .status());
  };
  EXPECT_EQ(reason(filter), common::v1::ERROR_REASON_TOKEN_MISMATCH);
  // Another PostgreSQL, with the same records in it: nothing was lost.
  Sql("UPDATE vacancy_head SET incarnation = 'another'");
  Open();
  EXPECT_EQ(exchange_->Head().epoch, 2u);
  EXPECT_EQ(reason({}), common::v1::ERROR_REASON_UNSPECIFIED);
  Open();
  EXPECT_EQ(exchange_->Head().epoch, 2u) << "the same again is the same epoch";
  // One that lacks the last of them.
  Sql("DELETE FROM vacancy_record; UPDATE vacancy_head SET incarnation = 'a third', head = 0");
  Open();
  EXPECT_EQ(exchange_->Head().epoch, 3u);
  EXPECT_EQ(reason({}), common::v1::ERROR_REASON_EPOCH_CHANGED);
}

TEST_F(ExchangeTest, ATokenOfTheFutureOrOfNothingIsRefused) {
  Push({Upsert(MakeRecord("a", "A"))});
  EXPECT_TRUE(exchange_->ParseToken(exchange_->TokenOf(exchange_->Head())).ok());
  EXPECT_EQ(ReasonOf(exchange_->ParseToken("zzz").status()), common::v1::ERROR_REASON_TOKEN_UNREADABLE);
  EXPECT_EQ(ReasonOf(exchange_->ParseToken(exchange_->TokenOf({exchange_->Head().epoch, {99}})).status()),
            common::v1::ERROR_REASON_BEYOND_HEAD);
}

// Two processes write, readers page with small budgets: nothing may ever become visible at or below a cursor
// that was handed out, so each reader ends with everything.
TEST_F(ExchangeTest, NothingBecomesVisibleBelowACursorWhileTwoCommittersWrite) {
  const auto second = NewExchange();
  constexpr int kRounds = 60;
  std::atomic<bool> writing = true;
  const auto write = [&](Exchange& exchange, const std::string& source) {
    for (int round = 0; round < kRounds; ++round) {
      std::vector<v1::PushItem> items;
      for (int i = 0; i < 5; ++i) {
        items.push_back(Upsert(MakeRecord(std::to_string(round * 5 + i), "t" + std::to_string(round))));
      }
      v1::PushOptions options;
      options.set_source(source);
      EXPECT_TRUE(exchange.Write(MakeCall(source), options, Serialize(std::move(items))).ok());
    }
  };
  std::vector<Copy> copies(2);
  std::vector<std::thread> readers;
  for (Copy& copy : copies) {
    readers.emplace_back([&] {
      while (writing) Follow(copy, {}, Reader::Everything(), 300);
    });
  }
  std::thread one([&] { write(*exchange_, kSource); });
  std::thread other([&] { write(*second, "EG/momp/pes"); });
  one.join();
  other.join();
  writing = false;
  for (auto& reader : readers) reader.join();
  for (Copy& copy : copies) {
    const Page last = Follow(copy, {}, Reader::Everything(), 300, Exchange::AtHead::kNow);
    copy.ExpectProvenBy(last.mark, signer_);
    EXPECT_EQ(copy.held().size(), 2u * kRounds * 5);
  }
  ASSERT_TRUE(Eventually([&] { return second->Head().sequence() == exchange_->Head().sequence(); }))
      << "each process learns of the other's changes";
}

// The record leaves the filter at a sequence that this follower passes, and has moved beyond its page by then: the page
// does not tell of it, and the next one must.
TEST_F(ExchangeTest, WhatLeftAFilterBelowACursorAndMovedOnIsStillRemoved) {
  v1::Filter filter;
  filter.add_countries("MA");
  Copy copy;
  const auto read = [&](size_t budget) {
    auto page = exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), copy.cursor(), filter,
                                   Reader::Everything(), budget);
    EXPECT_TRUE(page.ok()) << page.status();
    copy.Apply(*page);
    return page->at_head;
  };
  Push({Upsert(MakeRecord("moving", "1", "MA")), Upsert(MakeRecord("other", "2", "MA"))});
  Follow(copy, filter);
  ASSERT_EQ(copy.held().size(), 2u);
  Push({Upsert(MakeRecord("moving", "3", "EG"))});  // leaves, at a place that the next page passes
  Push({Upsert(MakeRecord("other", "4", "MA"))});   // all that the next page has
  Push({Upsert(MakeRecord("moving", "5", "EG"))});  // has moved on when that page is read
  EXPECT_FALSE(read(1));
  EXPECT_GT(copy.cursor().head, copy.cursor().position.sequence());
  Follow(copy, filter);
  EXPECT_EQ(copy.held().size(), 1u) << "it is not in the filter any more";
  EXPECT_EQ(copy.cursor().settled, copy.cursor().position.sequence());
}

TEST_F(ExchangeTest, ASnapshotHasNoRemovalsOfWhatItNeverHad) {
  v1::Filter filter;
  filter.add_countries("MA");
  Push({Upsert(MakeRecord("a", "1", "MA"))});
  Push({Upsert(MakeRecord("a", "1", "EG"))});
  const auto page = exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), Cursor(), filter,
                                       Reader::Everything(), 1 << 20);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_TRUE(page->entries.empty());
}

TEST_F(ExchangeTest, TheHubsOwnFollowersGetTheSameWithoutMarks) {
  const auto page_of = [&](const Reader& reader) {
    return exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), Cursor(), {}, reader, 1 << 20);
  };
  for (const char* const title : {"A", "B"}) {
    Push({Upsert(MakeRecord("a", title))});
    const auto all = page_of(Reader::Everything()), own = page_of(Reader::Own());
    ASSERT_TRUE(all.ok() && own.ok()) << all.status() << own.status();
    EXPECT_TRUE(all->at_head && own->at_head);
    EXPECT_FALSE(all->mark.signature().empty());
    EXPECT_TRUE(own->mark.mark().empty());
    ASSERT_EQ(own->entries.size(), 1u);
    EXPECT_EQ(own->entries[0].payload, all->entries.at(0).payload);
    EXPECT_EQ(own->cursor.position.sequence(), all->cursor.position.sequence());
  }
}

TEST_F(ExchangeTest, ATokenThatAnotherProcessHasJustHandedOutIsTaken) {
  const auto second = NewExchange({.poll = absl::Hours(1)});
  const auto written = Push({Upsert(MakeRecord("a", "A"))});
  EXPECT_EQ(ReasonOf(second->ParseToken(written.token()).status()), common::v1::ERROR_REASON_BEYOND_HEAD)
      << "it has not heard of it";
  EXPECT_TRUE(second->ParseToken(Context::WithTimeout(absl::Seconds(10)), written.token()).ok());
}

// Messages of two sessions of a source, applied in one transaction, since the head is locked while they come.
class OneTransaction : public Sessions {
 protected:
  // The outcomes, in the order of the messages; UNSPECIFIED for a message that is refused, since its session is old; none for
  // one without items.
  std::vector<v1::Outcome> Apply(std::vector<std::pair<Session, std::vector<v1::PushItem>>> messages) {
    std::vector<v1::Outcome> outcomes;  // by the committer's thread, until `answered` says that it is done
    std::atomic<size_t> answered = 0;
    const absl::Status held = pool_.Run(Context::WithTimeout(absl::Minutes(1)), [&](pg::Transaction& tx) {
      EXPECT_TRUE(tx.Query({"test.lock", "SELECT head FROM vacancy_head FOR UPDATE"}).ok());
      const auto submit = [&](const Session& session, std::vector<v1::PushItem> items) {
        const auto done = [&](absl::StatusOr<v1::PushOutcomes> answer) {
          EXPECT_TRUE(answer.ok() || IsOfAnOldSession(answer.status())) << answer.status();
          if (answer.ok()) {
            for (const auto& one : answer->outcomes()) outcomes.push_back(one.outcome());
          } else {
            outcomes.push_back(v1::OUTCOME_UNSPECIFIED);
          }
          ++answered;
        };
        EXPECT_TRUE(session->Submit(Serialize(std::move(items)), done).ok());
      };
      // This one is taken, and waits; the others come in the next transaction together.
      submit(NewSession(), {Erase("filler")});
      EXPECT_TRUE(Eventually([&] {
        return Sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                   "AND wait_event_type = 'Lock'") == "1";
      }));
      for (auto& [session, items] : messages) submit(session, std::move(items));
      return absl::OkStatus();
    });
    EXPECT_TRUE(held.ok()) << held;
    EXPECT_TRUE(Eventually([&] { return answered == messages.size() + 1; }, absl::Seconds(30)));
    outcomes.erase(outcomes.begin());
    return outcomes;
  }
};

TEST_F(OneTransaction, NothingOfASessionIsAppliedAfterANewerOneHasWritten) {
  const Session older = NewSession(), newer = NewSession();
  EXPECT_EQ(Apply({{older, {Upsert(MakeRecord("a", "older"))}},
                   {newer, {Upsert(MakeRecord("a", "newer"))}},
                   {older, {Upsert(MakeRecord("a", "older again"))}},
                   {older, {Upsert(Versioned(MakeRecord("b", "after it"), 1))}}}),
            (std::vector{v1::OUTCOME_CREATED, v1::OUTCOME_UPDATED, v1::OUTCOME_UNSPECIFIED,
                         v1::OUTCOME_UNSPECIFIED}));
  EXPECT_FALSE(Get("b").ok());
}

TEST_F(OneTransaction, ASessionKeepsItsLeaseThroughWhatNeedsNone) {
  const Session older = NewSession(), newer = NewSession();
  EXPECT_EQ(Apply({{older, {Upsert(MakeRecord("a", "older"))}}, {older, {Erase("b")}}}),
            (std::vector{v1::OUTCOME_CREATED, v1::OUTCOME_ERASED}));
  EXPECT_EQ(Apply({{newer, {Upsert(MakeRecord("a", "newer"))}}}), std::vector{v1::OUTCOME_UPDATED});
  EXPECT_EQ(Apply({{older, {Upsert(MakeRecord("a", "older again"))}}}), std::vector{v1::OUTCOME_UNSPECIFIED});
}

TEST_F(OneTransaction, MessagesWithoutItemsAreAnsweredToo) {
  const Session session = NewSession();
  EXPECT_EQ(Apply({{session, {Upsert(MakeRecord("a", "A"))}}, {session, {}}, {session, {}}}),
            std::vector{v1::OUTCOME_CREATED});
  EXPECT_EQ(PushOne(Upsert(MakeRecord("b", "B"))), v1::OUTCOME_CREATED) << "the hub lives";
}

TEST_F(ExchangeTest, HoweverMuchOneSourceQueuesAnotherFindsRoom) {
  v1::PushOptions options, others;
  options.set_source("EG/momp/pes");
  others.set_source(kSource);
  std::vector<v1::PushItem> items;
  for (int i = 0; i < 20; ++i)
    items.push_back(Upsert(MakeRecord("large" + std::to_string(i), std::string(200'000, 'x'))));
  const std::vector<std::string> message = Serialize(std::move(items));  // 4 MB
  std::atomic<int> pending = 0;
  const auto submit = [&](Exchange::Session& session, std::vector<std::string> bytes) {
    ++pending;
    absl::Status taken = session.Submit(std::move(bytes), [&](auto) { --pending; });
    if (!taken.ok()) --pending;
    return taken;
  };
  // While the head is locked by another, nothing is committed and everything queues.
  const absl::Status held = pool_.Run(Context::WithTimeout(absl::Minutes(1)), [&](pg::Transaction& tx) {
    EXPECT_TRUE(tx.Query({"test.lock", "SELECT head FROM vacancy_head FOR UPDATE"}).ok());
    absl::Status taken;
    for (int i = 0; i < 100 && taken.ok(); ++i) {
      const auto stream =
          exchange_->Open(MakeCall("EG/momp/pes"), options);  // each message on a stream of its own
      taken = submit(**stream, message);
    }
    EXPECT_EQ(ReasonOf(taken), common::v1::ERROR_REASON_OVERLOADED) << taken;
    const auto other = exchange_->Open(MakeCall(kSource), others);
    return submit(**other, message);
  });
  EXPECT_TRUE(held.ok()) << "the other source's message: " << held;
  EXPECT_TRUE(Eventually([&] { return pending == 0; }, absl::Seconds(60)));
}

TEST_F(ExchangeTest, WritersWhoAskForRoomFirstAreNeverRefused) {
  std::vector<v1::PushItem> items;
  for (int i = 0; i < 5; ++i)
    items.push_back(Upsert(MakeRecord("large" + std::to_string(i), std::string(200'000, 'x'))));
  const std::vector<std::string> message = Serialize(std::move(items));
  constexpr size_t kBytes = 1'000'000;
  struct Writer {
    std::shared_ptr<Exchange::Session> session;
    size_t sent = 0;
  };
  std::vector<Writer> writers;
  for (int i = 0; i < 12; ++i) {
    v1::PushOptions options;
    options.set_source(fmt::format("EG/momp/s{}", i));
    writers.push_back({*exchange_->Open(MakeCall(options.source()), options)});
  }
  std::atomic<int> pending = 0;
  // While the head is locked by another, nothing is committed and everything queues.
  const absl::Status held = pool_.Run(Context::WithTimeout(absl::Minutes(1)), [&](pg::Transaction& tx) {
    EXPECT_TRUE(tx.Query({"test.lock", "SELECT head FROM vacancy_head FOR UPDATE"}).ok());
    for (Writer& writer : writers) {
      // The first message is read in any case; the later a writer comes, the less there is for more.
      do {
        ++pending;
        RETURN_IF_ERROR(writer.session->Submit(message, [&](auto) { --pending; }));
        ++writer.sent;
      } while (writer.session->HasRoom(writer.sent * kBytes));
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(held.ok()) << held;
  EXPECT_GE(writers.front().sent, 8u) << "who is alone has much";
  EXPECT_TRUE(Eventually([&] { return pending == 0; }, absl::Seconds(60)));
}

TEST_F(ExchangeTest, AWriterGetsItsShareBesideOneThatFloods) {
  v1::PushOptions flood_options;
  flood_options.set_source("EG/momp/pes");
  const auto flood = exchange_->Open(MakeCall("EG/momp/pes"), flood_options);
  std::atomic<int> flooded = 0;
  constexpr int kMessages = 40;
  for (int message = 0; message < kMessages; ++message) {
    std::vector<v1::PushItem> items;
    for (int i = 0; i < 500; ++i)
      items.push_back(Upsert(MakeRecord(std::to_string(message * 500 + i), "flood")));
    ASSERT_TRUE((*flood)->Submit(Serialize(std::move(items)), [&](auto) { ++flooded; }).ok());
  }
  EXPECT_EQ(PushOne(Upsert(MakeRecord("small", "small"))), v1::OUTCOME_CREATED);
  EXPECT_LT(flooded, kMessages) << "the small writer did not wait for the whole flood";
  EXPECT_TRUE(Eventually([&] { return flooded == kMessages; }, absl::Seconds(60)));
}

}  // namespace
}  // namespace tabadul::exchange
