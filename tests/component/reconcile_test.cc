// Reconciling: whatever differs between the hub and a copy is found and named, and nothing else.
#include "lib/client/reconcile.h"

#include <atomic>
#include <future>
#include <map>
#include <random>
#include <thread>

#include "absl/synchronization/notification.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/reconciler.h"
#include "tests/component/exchange_fixture.h"
#include "tests/harness/seed.h"

namespace tabadul::exchange {
namespace {

using client::Comparison;
using client::Difference;
using Records = std::map<std::string, std::string>;  // record id → digest

class ReconcileTest : public ExchangeTest {
 protected:
  client::AskForTree Ask(const std::string& caller = kSource) {
    return [this, caller](const v1::ReconcileRequest& request) {
      auto response = exchange_->reconciler().Reconcile(MakeCall(caller), request);
      bytes_ += request.ByteSizeLong() + (response.ok() ? response->ByteSizeLong() : 0);
      ++calls_;
      return response;
    };
  }
  static client::ForEachRecord Over(const Records& records) {
    return [&records](const client::VisitRecord& visit) {
      for (const auto& [id, digest] : records) visit(id, digest);
      return absl::OkStatus();
    };
  }
  absl::StatusOr<Comparison> Compare(const Records& records, const std::string& caller = kSource) {
    calls_ = 0;
    bytes_ = 0;
    return client::Reconcile(kSource, Over(records), Ask(caller));
  }
  static std::string DigestOf(const v1::Record& record) {
    return evidence::Sha256(record.vacancy().SerializeAsString());
  }
  // Pushes so many, and says what they are.
  Records Fill(int count) {
    Records records;
    for (int i = 0; i < count;) {
      std::vector<v1::PushItem> items;
      for (; i < count && items.size() < 1000; ++i) {
        const v1::Record record = MakeRecord("id-" + std::to_string(i), "t" + std::to_string(i % 7));
        records[record.record_id()] = DigestOf(record);
        items.push_back(Upsert(record));
      }
      Push(std::move(items));
    }
    return records;
  }
  absl::StatusOr<v1::ProveEqualResponse> Prove(const Comparison& comparison,
                                               const std::string& caller = kSource) {
    v1::ProveEqualRequest request;
    *request.mutable_whole() = comparison.here;
    return exchange_->reconciler().ProveEqual(MakeCall(caller), request);
  }
  int calls_ = 0;
  size_t bytes_ = 0;
};

TEST_F(ReconcileTest, EqualCopiesAreEqualInOneCall) {
  const Records records = Fill(300);
  const auto comparison = Compare(records);
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  EXPECT_TRUE(comparison->equal());
  EXPECT_EQ(comparison->there.count(), 300u);
  EXPECT_EQ(calls_, 1);
}

TEST_F(ReconcileTest, EachDifferenceIsNamedWithBothSides) {
  const uint32_t seed = harness::Seed();
  std::mt19937 random(seed);
  Records records = Fill(3000);
  Records expected;  // id → here
  for (int i = 0; i < 4; ++i) {
    const std::string id = "id-" + std::to_string(random() % 3000);
    records[id] = evidence::Sha256("other");
    const std::string gone = "id-" + std::to_string(random() % 3000);
    records.erase(gone);
    const std::string extra = "extra-" + std::to_string(i);
    records[extra] = evidence::Sha256("extra");
    for (const std::string& one : {id, gone, extra})
      expected[one] = records.contains(one) ? records[one] : std::string();
  }
  PushOne(Close("id-0"));  // closed ones are in nobody's set
  if (records.contains("id-0")) expected["id-0"] = records["id-0"];
  if (!records.contains("id-0")) expected.erase("id-0");
  const auto comparison = Compare(records);
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  EXPECT_FALSE(comparison->equal());
  Records found;
  for (const Difference& one : comparison->differences) found[one.record_id] = one.here;
  EXPECT_EQ(found, expected);
  for (const Difference& one : comparison->differences) {
    const bool extra = one.record_id.starts_with("extra");
    EXPECT_EQ(one.there.empty(), extra || one.record_id == "id-0") << one.record_id;
  }
  EXPECT_LE(calls_, 3);
  EXPECT_LT(bytes_, 200'000u);
}

TEST_F(ReconcileTest, AnEmptyCopyAndAnEmptyHubDifferInEverything) {
  const Records records = Fill(40);
  EXPECT_EQ(Compare({})->differences.size(), 40u);
  std::vector<v1::PushItem> erase;
  for (const auto& [id, digest] : records) erase.push_back(Erase(id));
  Push(std::move(erase));
  const auto comparison = Compare(records);
  EXPECT_EQ(comparison->differences.size(), 40u);
  EXPECT_EQ(comparison->there.count(), 0u);
}

TEST_F(ReconcileTest, TheCallsOfOneComparisonSeeOneStateWhileOthersWrite) {
  Records records = Fill(500);
  records["id-7"] = evidence::Sha256("other");
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; !done; ++i) PushOne(Upsert(MakeRecord("beside", std::to_string(i))));
  });
  for (int i = 0; i < 5; ++i) {
    const auto comparison = Compare(records);
    // What is named is what differs, or the racing one: nothing that has only moved.
    ASSERT_TRUE(comparison.ok()) << comparison.status();
    EXPECT_FALSE(comparison->equal());
    bool named = false;
    for (const Difference& one : comparison->differences) {
      named |= one.record_id == "id-7";
      EXPECT_TRUE(one.record_id == "id-7" || one.record_id == "beside") << one.record_id;
    }
    EXPECT_TRUE(named);
  }
  done = true;
  writer.join();
}

TEST_F(ReconcileTest, ARecordThatTheHubHasMovedMeanwhileIsNoDifference) {
  const Records records = Fill(50);
  v1::ReconcileRequest request;
  request.set_source(kSource);
  const auto root = exchange_->reconciler().Reconcile(MakeCall(kSource), request);
  ASSERT_TRUE(root.ok());
  const std::string hash = evidence::Sha256("id-7");
  request.set_at_sequence(root->sequence());
  request.add_prefixes(hash.substr(0, 2));
  const Derived derived = {Get("id-7")->hub_id, Get("id-7")->digest, {v1::Annotation()}};
  ASSERT_EQ(*exchange_->Annotate(Context::WithTimeout(absl::Seconds(10)), {derived}), 1);
  const auto bucket = exchange_->reconciler().Reconcile(MakeCall(kSource), request);
  ASSERT_TRUE(bucket.ok());
  EXPECT_EQ(bucket->sequence(), root->sequence());
  EXPECT_EQ(bucket->buckets(0).moved(), 1u);
  EXPECT_EQ(bucket->buckets(0).records_size(), 0);
}

// Each stands on a worker that writers and followers need, too.
TEST_F(ReconcileTest, WhoeverWaitsForATreeWaitsNoLongerThanHisCallAndFewWait) {
  Fill(20);
  absl::Notification locked, go_on;
  std::thread holder([&] {
    EXPECT_TRUE(pool_
                    .Run(Context::WithTimeout(absl::Seconds(30)),
                         [&](pg::Transaction& tx) -> absl::Status {
                           EXPECT_TRUE(tx.Query({"test.lock_records",
                                                 "LOCK TABLE vacancy_record IN ACCESS EXCLUSIVE MODE"})
                                           .ok());
                           locked.Notify();
                           go_on.WaitForNotification();
                           return absl::OkStatus();
                         })
                    .ok());
  });
  locked.WaitForNotification();
  v1::ReconcileRequest request;
  request.set_source(kSource);
  const auto ask = [&](absl::Duration timeout) {
    return exchange_->reconciler().Reconcile(MakeCall(kSource, timeout), request);
  };
  const auto insist = [&] {  // a look of this test may have the last place
    absl::StatusOr<v1::ReconcileResponse> answer;
    harness::Eventually([&] {
      answer = ask(absl::Seconds(30));
      return ReasonOf(answer.status()) != common::v1::ERROR_REASON_OVERLOADED;
    });
    return answer;
  };
  std::vector<std::future<absl::StatusOr<v1::ReconcileResponse>>> patient;
  for (int i = 0; i < 2; ++i) patient.push_back(std::async(std::launch::async, insist));
  EXPECT_EQ(ReasonOf(ask(absl::Milliseconds(300)).status()), common::v1::ERROR_REASON_DEADLINE_EXCEEDED)
      << "one makes the tree, some wait";
  for (int i = 0; i < 3; ++i) patient.push_back(std::async(std::launch::async, insist));
  EXPECT_TRUE(harness::Eventually([&] {
    const absl::Status status = ask(absl::Milliseconds(300)).status();
    return ReasonOf(status) == common::v1::ERROR_REASON_OVERLOADED &&
           RetryAfter(status) > absl::ZeroDuration();
  })) << "one makes it, four wait";
  go_on.Notify();
  holder.join();
  for (auto& one : patient) {
    const auto answer = one.get();
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->whole().count(), 20u);
  }
}

TEST_F(ReconcileTest, EqualityThatTheOwnerProvesIsRemembered) {
  const Records records = Fill(10);
  const auto comparison = Compare(records);
  EXPECT_EQ(Sql("SELECT count(proven) FROM vacancy_activity"), "0");
  EXPECT_TRUE(Prove(*comparison, "EG/momp/pes")->equal()) << "another may hold it too";
  EXPECT_EQ(Sql("SELECT count(proven) FROM vacancy_activity"), "0") << "which proves nothing of the owner";
  EXPECT_TRUE(Prove(*comparison)->equal());
  EXPECT_EQ(Sql("SELECT proven_sequence FROM vacancy_activity"), "10");
  PushOne(Upsert(MakeRecord("one-more", "x")));
  const auto late = Prove(*comparison);
  EXPECT_FALSE(late->equal());
  EXPECT_EQ(late->whole().count(), 11u);
  EXPECT_EQ(Sql("SELECT proven_sequence FROM vacancy_activity"), "10");
}

TEST_F(ReconcileTest, WhoDoesNotReceiveTheSourceWholeLearnsNothing) {
  v1::Record record = MakeRecord("hidden", "x");
  record.mutable_audience()->add_countries("TN");
  PushOne(Upsert(record));
  EXPECT_EQ(ReasonOf(Compare({}, "EG/momp/pes").status()), common::v1::ERROR_REASON_NOT_FOUND);
  Comparison claim;
  claim.here.set_source(kSource);
  claim.here.set_set_hash(std::string(32, 'x'));
  EXPECT_EQ(ReasonOf(Prove(claim, "EG/momp/pes").status()), common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_TRUE(Compare({}).ok()) << "the owner does";
}

TEST_F(ReconcileTest, AsksThatMakeNoSenseAreRefused) {
  v1::ReconcileRequest request;
  request.set_source(kSource);
  request.add_prefixes("abc");
  EXPECT_EQ(ReasonOf(exchange_->reconciler().Reconcile(MakeCall(kSource), request).status()),
            common::v1::ERROR_REASON_MALFORMED);
  request.clear_prefixes();
  EXPECT_EQ(ReasonOf(exchange_->reconciler().Reconcile(MakeCall(kSource), request).status()),
            common::v1::ERROR_REASON_NOT_FOUND)
      << "a source that has never written";
}

}  // namespace
}  // namespace tabadul::exchange
