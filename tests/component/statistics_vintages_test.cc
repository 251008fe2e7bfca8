// The former states of series: written by triggers in the transaction that changes them, read as the public may have them.
#include <random>

#include "lib/exchange/sharing_book.h"
#include "tests/component/statistics_fixture.h"
#include "tests/harness/seed.h"

namespace tabadul::statistics {
namespace {

// What became of a series, one after the other; nothing where it was closed.
using States = std::vector<std::pair<absl::Time, std::optional<int64_t>>>;

class Vintages : public StatisticsTest {
 protected:
  // By record id.
  std::map<std::string, States> Told() {
    std::map<std::string, States> told;
    const auto take = [&](const HeldVintages& held) {
      States& states = told[SeriesId(kSmallFlow, held.key)];
      for (const Writing& writing : held.writings) {
        states.emplace_back(
            writing.at, writing.series != nullptr ? std::optional(writing.series->values(0)) : std::nullopt);
      }
      return absl::OkStatus();
    };
    const absl::Status read = process_->holder.ReadVintages(
        Context::WithTimeout(absl::Seconds(20)), *ParseDataflow(kSmallFlow), [](auto) { return true; }, take);
    EXPECT_TRUE(read.ok()) << read;
    return told;
  }
  int Stored() { return std::stoi(Sql("SELECT count(*) FROM series_vintage")); }
  // The next change is later than the ones before.
  absl::Time Later() {
    clock_.Advance(absl::Hours(1));
    return clock_.Now();
  }
};

TEST_F(Vintages, AreWhatHappened) {
  const auto seed = harness::Seed();
  std::mt19937_64 random(seed);
  std::map<std::string, States> happened;
  for (int step = 0; step < 60; ++step) {
    const absl::Time now = Later();
    const v1::Series series = SmallSeries(random() % 2 == 0 ? "A" : "M", static_cast<int64_t>(random() % 3));
    const std::string id = SeriesId(series);
    const bool close = random() % 4 == 0;
    const auto outcome = Push(close ? exchange::Close(id) : UpsertOf(series)).outcome();
    using namespace exchange::v1;  // NOLINT: the outcomes
    if (outcome == OUTCOME_UNCHANGED || outcome == OUTCOME_REJECTED) continue;
    happened[id].emplace_back(now, close ? std::nullopt : std::optional(series.values(0)));
  }
  EXPECT_EQ(Told(), happened) << "seed " << seed;
}

TEST_F(Vintages, OfAnErasedSeriesAreGone) {
  PushSeries(SmallSeries("A", 1));
  PushSeries(SmallSeries("A", 2));
  PushSeries(SmallSeries("M", 3));
  EXPECT_EQ(Stored(), 3);
  EXPECT_EQ(Push(exchange::Erase(SeriesId(SmallSeries("A", 1)))).outcome(), exchange::v1::OUTCOME_ERASED);
  EXPECT_EQ(Stored(), 1);
  EXPECT_EQ(Told().size(), 1u);
}

TEST_F(Vintages, AreOfTheTransactionThatChangesTheSeries) {
  PushSeries(SmallSeries("A", 1));
  Sql("BEGIN; UPDATE series_record SET asserted = 2; ROLLBACK");
  EXPECT_EQ(Stored(), 1);
  Sql("BEGIN; UPDATE series_record SET asserted = 2, sequence = sequence + 1; COMMIT");
  EXPECT_EQ(Stored(), 2);
}

TEST_F(Vintages, AreNotMadeByTheHubsOwnChanges) {
  PushSeries(SmallSeries("A", 1));
  Sql("UPDATE series_record SET sequence = sequence + 1, version = version + 1, annotations = '\\x0a00'");
  EXPECT_EQ(Stored(), 1);
}

TEST_F(Vintages, ThatWereForFewAreNotTold) {
  const v1::Series first = SmallSeries("A", 1), second = SmallSeries("A", 2), third = SmallSeries("A", 3);
  const absl::Time one = Later();
  PushSeries(first);
  const absl::Time two = Later();
  Push(UpsertOf(second, {"EG"}));
  EXPECT_TRUE(Told().empty()) << "now it is for Egypt";
  const absl::Time three = Later();
  PushSeries(third);
  const States expected = {{one, 1}, {two, std::nullopt}, {three, 3}};
  EXPECT_EQ(Told()[SeriesId(first)], expected) << "once more for everybody, but not what was said meanwhile";
}

TEST_F(Vintages, OfASourceThatIsNotPublicAreNotTold) {
  PushSeries(SmallSeries("A", 1));
  EXPECT_EQ(Told().size(), 1u);
  exchange::internal::Rights rights;
  rights.set_by_default(true);  // a PILOT
  process_->series.Share({{kMinistry, rights, 0}});
  EXPECT_TRUE(Told().empty());
}

TEST_F(Vintages, AreToldInTheOrderOfSourcesAndKeys) {
  for (const char* const source : {"SY/mosal/stat", "EG/capmas/lfs"}) {
    for (const char* const frequency : {"M", "A"}) PushSeries(SmallSeries(frequency, 1), source);
  }
  std::vector<std::string> order;
  const auto take = [&](const HeldVintages& held) {
    order.push_back(held.source + " " + held.key[0]);
    return order.size() == 3 ? absl::CancelledError() : absl::OkStatus();
  };
  const absl::Status read = process_->holder.ReadVintages(
      Context::WithTimeout(absl::Seconds(20)), *ParseDataflow(kSmallFlow), [](auto) { return true; }, take);
  EXPECT_TRUE(absl::IsCancelled(read)) << "what is answered ends it";
  EXPECT_EQ(order, (std::vector<std::string>{"EG/capmas/lfs A", "EG/capmas/lfs M", "SY/mosal/stat A"}));
}

}  // namespace
}  // namespace tabadul::statistics
