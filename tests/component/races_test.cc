// Writers that race on one record through two exchanges on one database, as two processes of the hub do: however they
// interleave, all answers follow one order, and what stands is what that order says.
#include <algorithm>
#include <atomic>
#include <functional>
#include <random>
#include <thread>

#include "tests/component/exchange_fixture.h"
#include "tests/harness/seed.h"

namespace tabadul::exchange {
namespace {

constexpr char kId[] = "contested";
constexpr int kWriters = 4, kWrites = 40;

struct Answer {
  uint64_t version = 0;  // as it was sent; 0: without
  std::string title;
  v1::ItemOutcome outcome;
  uint64_t receipt = 0;  // its number: the receipts of a source are numbered in the order of commits
};

// The record, as the answers so far say that it stands.
struct Model {
  uint64_t version = 0, sequence = 0;
  std::string title;
};

v1::PushItem ItemOf(const std::string& title, uint64_t version = 0) {
  v1::Record record = MakeRecord(kId, title);
  if (version > 0) record.set_version(version);
  return Upsert(std::move(record));
}

class Races : public ExchangeTest {
 protected:
  void SetUp() override {
    ExchangeTest::SetUp();
    other_ = NewExchange();
    options_.set_source(kSource);
  }
  Exchange& ExchangeOf(int writer) { return writer % 2 == 0 ? *exchange_ : *other_; }

  // As a client does it: what a newer session has overtaken is sent again in a new one, until it is applied.
  Answer Send(int writer, const std::string& title, uint64_t version = 0) {
    Answer answer{.version = version, .title = title, .outcome = {}};
    absl::StatusOr<v1::BatchPushResponse> response;
    harness::Eventually(
        [&] {
          response =
              ExchangeOf(writer).Write(MakeCall(kSource), options_, Serialize({ItemOf(title, version)}));
          const bool old = IsOfAnOldSession(response.status());
          refused_ += old;
          return !old;
        },
        absl::Minutes(1));
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok() || response->outcomes_size() != 1) return answer;
    answer.outcome = response->outcomes(0);
    v1::ReceiptBody body;
    EXPECT_TRUE(body.ParseFromString(response->receipt().body()));
    answer.receipt = body.number();
    return answer;
  }

  // `write` gives the i-th answer of a writer, each of which is a thread. All answers, in the order of commits.
  std::vector<Answer> Race(const std::function<Answer(int writer, int i)>& write) {
    std::vector<std::vector<Answer>> own(kWriters);
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
      writers.emplace_back([&, writer] {
        for (int i = 0; i < kWrites; ++i) own[static_cast<size_t>(writer)].push_back(write(writer, i));
      });
    }
    for (std::thread& writer : writers) writer.join();
    std::vector<Answer> answers;
    const auto earlier = [](const Answer& one, const Answer& two) { return one.receipt < two.receipt; };
    for (const auto& answered : own) {
      EXPECT_TRUE(std::is_sorted(answered.begin(), answered.end(), earlier)) << "each waits for its answer";
      answers.insert(answers.end(), answered.begin(), answered.end());
    }
    std::sort(answers.begin(), answers.end(), earlier);
    for (size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i].receipt, i + 1);
    std::printf("%zu answers, %d refusals of old sessions\n", answers.size(), refused_.load());
    return answers;
  }

  // One row, whose state is this; and the set hash that the hub has kept is that of this row.
  void ExpectStands(const Model& model) {
    EXPECT_EQ(Sql("SELECT count(*) FROM vacancy_record"), "1");
    const auto stands = Get(kId);
    ASSERT_TRUE(stands.ok()) << stands.status();
    EXPECT_EQ(stands->version, model.version);
    EXPECT_EQ(stands->sequence, model.sequence);
    EXPECT_EQ(stands->payload, MakeRecord(kId, model.title).vacancy().SerializeAsString());
    Copy copy;
    const Page page = Follow(copy, {}, Reader::Everything(), 1 << 20, Exchange::AtHead::kNow);
    EXPECT_EQ(copy.held().size(), 1u);
    copy.ExpectProvenBy(page.mark, signer_);
  }

  std::unique_ptr<Exchange> other_;
  v1::PushOptions options_;
  std::atomic<int> refused_ = 0;
};

// The decision table's row of an UPSERT with a version.
v1::Outcome Decided(const Model& model, const Answer& answer) {
  if (model.sequence == 0) return v1::OUTCOME_CREATED;
  if (answer.version < model.version) return v1::OUTCOME_STALE;
  if (answer.title == model.title) return v1::OUTCOME_UNCHANGED;
  return answer.version == model.version ? v1::OUTCOME_CONFLICT : v1::OUTCOME_UPDATED;
}

TEST_F(Races, OfVersionsTheHighestStandsAndAllAnswersFollowOneOrder) {
  const uint32_t seed = harness::Seed();
  std::vector<std::mt19937> random;
  for (int writer = 0; writer < kWriters; ++writer) random.emplace_back(seed + static_cast<uint32_t>(writer));
  // The versions of all rise together, so that some come late and some twice, with the same content or another.
  const std::vector<Answer> answers = Race([&](int writer, int i) {
    auto& own = random[static_cast<size_t>(writer)];
    const uint64_t version = 1 + static_cast<uint64_t>(i) / 2 + own() % 6;
    return Send(writer, "t" + std::to_string(own() % 2), version);
  });
  Model model;
  uint64_t highest = 0;
  std::map<v1::Outcome, int> outcomes;
  for (const Answer& answer : answers) {
    const v1::Outcome outcome = answer.outcome.outcome();
    EXPECT_EQ(outcome, Decided(model, answer)) << "receipt " << answer.receipt;
    if (outcome == v1::OUTCOME_CREATED || outcome == v1::OUTCOME_UPDATED) {
      EXPECT_GT(answer.outcome.sequence(), model.sequence) << "receipt " << answer.receipt;
      model.sequence = answer.outcome.sequence();
      model.title = answer.title;
    }
    if (outcome != v1::OUTCOME_STALE && outcome != v1::OUTCOME_CONFLICT) model.version = answer.version;
    EXPECT_EQ(answer.outcome.sequence(), model.sequence) << "receipt " << answer.receipt;
    EXPECT_EQ(answer.outcome.version(), model.version) << "receipt " << answer.receipt;
    EXPECT_EQ(answer.outcome.hub_id(), answers[0].outcome.hub_id());
    highest = std::max(highest, answer.version);
    ++outcomes[outcome];
  }
  EXPECT_EQ(outcomes[v1::OUTCOME_CREATED], 1);
  EXPECT_EQ(model.version, highest);
  EXPECT_EQ(refused_.load(), 0) << "versions need no lease";
  ExpectStands(model);
}

TEST_F(Races, WithoutVersionsWhatStandsIsWhatWasAcknowledgedLast) {
  const std::vector<Answer> answers = Race([&](int writer, int i) {
    return Send(writer, std::to_string(writer) + "." + std::to_string(i));  // no two alike
  });
  Model model;
  for (const Answer& answer : answers) {
    EXPECT_EQ(answer.outcome.outcome(), model.sequence == 0 ? v1::OUTCOME_CREATED : v1::OUTCOME_UPDATED);
    EXPECT_GT(answer.outcome.sequence(), model.sequence) << "each has one of its own";
    EXPECT_EQ(answer.outcome.version(), model.version + 1) << "the hub counts";
    model = {answer.outcome.version(), answer.outcome.sequence(), answer.title};
  }
  const auto last = std::max_element(
      answers.begin(), answers.end(),
      [](const Answer& one, const Answer& two) { return one.outcome.sequence() < two.outcome.sequence(); });
  EXPECT_EQ(last->title, model.title);
  ExpectStands(model);
}

// Its answer was lost, or is late: the client has repeated the item in a newer session, and gone on. What it sent at first
// comes to the hub before that, after it, or while it goes on.
TEST_F(Races, AnItemOfAnOlderSessionNeverWritesOverWhatWasSentAfterItsRepetition) {
  constexpr int kRounds = 60;
  Model model;
  int late = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto older = *ExchangeOf(round).Open(MakeCall(kSource), options_);
    const auto newer = *ExchangeOf(round + 1).Open(MakeCall(kSource), options_);
    const std::string first = "first " + std::to_string(round), next = "next " + std::to_string(round);
    absl::StatusOr<v1::PushOutcomes> original;
    const auto send_original = [&] { original = Submit(*older, ItemOf(first)); };
    if (round % 3 == 0) send_original();
    std::thread beside([&] {
      if (round % 3 == 1) send_original();
    });
    const auto repeated = Submit(*newer, ItemOf(first)), followed = Submit(*newer, ItemOf(next));
    beside.join();
    if (round % 3 == 2) send_original();

    ASSERT_TRUE(repeated.ok() && followed.ok()) << repeated.status() << followed.status();
    const v1::ItemOutcome &again = repeated->outcomes(0), &after = followed->outcomes(0);
    if (original.ok()) {
      EXPECT_EQ(again.outcome(), v1::OUTCOME_UNCHANGED) << "round " << round;
      EXPECT_EQ(original->outcomes(0).sequence(), again.sequence()) << "round " << round;
    } else {
      EXPECT_TRUE(IsOfAnOldSession(original.status())) << original.status();
      EXPECT_NE(again.outcome(), v1::OUTCOME_UNCHANGED) << "round " << round;
      ++late;
    }
    if (round % 3 != 1) {
      EXPECT_EQ(original.ok(), round % 3 == 0) << "round " << round;
    }
    EXPECT_EQ(after.outcome(), v1::OUTCOME_UPDATED) << "round " << round;
    EXPECT_GT(again.sequence(), model.sequence);
    EXPECT_GT(after.sequence(), again.sequence());
    model = {after.version(), after.sequence(), next};
    EXPECT_EQ(Get(kId)->sequence, model.sequence) << "round " << round;
  }
  std::printf("%d of %d came too late\n", late, kRounds);
  ExpectStands(model);
}

}  // namespace
}  // namespace tabadul::exchange
