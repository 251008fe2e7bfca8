#include "lib/platform/schedule/schedule.h"

#include <atomic>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/platform/metrics/metrics.h"
#include "tests/harness/eventually.h"
#include "tests/harness/postgres.h"

namespace tabadul::schedule {
namespace {

using harness::Eventually;
using harness::Postgres;
using ::testing::HasSubstr;

class Schedule : public ::testing::Test {
 protected:
  Postgres::Database database_ = Postgres::Shared().NewDatabase();
};

TEST_F(Schedule, AJobRunsAgainAndAgainAndItsSuccessIsAMetric) {
  std::atomic<int> runs{0};
  Scheduler scheduler(database_.conninfo());
  scheduler.Add({.name = "t.again", .every = absl::Milliseconds(5), .run = [&](const Context& context) {
                   EXPECT_GT(context.remaining(), absl::Seconds(50));
                   ++runs;
                   return absl::OkStatus();
                 }});
  EXPECT_TRUE(Eventually([&] { return runs >= 3; }));
  scheduler.Stop();
  const int at_stop = runs;
  EXPECT_THAT(
      metrics::Serialize(),
      HasSubstr("tabadul_schedule_runs_total{outcome=\"ok\",task=\"t.again\"} " + std::to_string(at_stop)));
  EXPECT_THAT(metrics::Serialize(), HasSubstr("tabadul_schedule_last_success_seconds{task=\"t.again\"} 1"));
}

TEST_F(Schedule, OfManyReplicasOneAtATimeRunsAJob) {
  std::atomic<int> inside{0}, most{0}, runs{0};
  const auto job = [&] {
    return Job{.name = "t.alone", .every = absl::Milliseconds(1), .run = [&](const Context&) {
                 const int now = ++inside;
                 if (now > most) most = now;
                 absl::SleepFor(absl::Milliseconds(3));  // the work
                 --inside;
                 ++runs;
                 return absl::OkStatus();
               }};
  };
  Scheduler one(database_.conninfo()), two(database_.conninfo()), three(database_.conninfo());
  for (Scheduler* scheduler : {&one, &two, &three}) scheduler->Add(job());
  EXPECT_TRUE(Eventually([&] { return runs >= 20; }));
  EXPECT_EQ(most, 1);
  for (Scheduler* scheduler : {&one, &two, &three}) scheduler->Stop();
  const std::string all = metrics::Serialize(), sum = "tabadul_schedule_run_seconds_sum{task=\"t.alone\"} ";
  const size_t at = all.find(sum);
  ASSERT_NE(at, std::string::npos) << all;
  EXPECT_GE(std::stod(all.substr(at + sum.size())), runs * 0.003);
}

TEST_F(Schedule, AFailingJobIsTriedAgainAndOthersGoOn) {
  std::atomic<int> failures{0}, successes{0};
  Scheduler scheduler(database_.conninfo());
  scheduler.Add({.name = "t.fails", .every = absl::Milliseconds(5), .run = [&](const Context&) {
                   ++failures;
                   return Internal("no luck");
                 }});
  scheduler.Add({.name = "t.works", .every = absl::Milliseconds(5), .run = [&](const Context&) {
                   ++successes;
                   return absl::OkStatus();
                 }});
  EXPECT_TRUE(Eventually([&] { return failures >= 2 && successes >= 2; }));
}

TEST_F(Schedule, StopEndsWhatRuns) {
  std::atomic<bool> started{false}, cancelled{false};
  Scheduler scheduler(database_.conninfo());
  scheduler.Add({.name = "t.long", .every = absl::Hours(1), .run = [&](const Context& context) {
                   started = true;
                   cancelled = Eventually([&] { return context.cancelled(); });
                   return absl::OkStatus();
                 }});
  ASSERT_TRUE(Eventually([&] { return started.load(); }));
  scheduler.Stop();
  EXPECT_TRUE(cancelled);
}

TEST(ScheduleServer, ADatabaseThatReturnsIsFoundAgain) {
  Postgres postgres;
  const auto database = postgres.NewDatabase();
  std::atomic<int> runs{0};
  Scheduler scheduler(database.conninfo());
  scheduler.Add({.name = "t.heals", .every = absl::Milliseconds(5), .run = [&](const Context&) {
                   ++runs;
                   return absl::OkStatus();
                 }});
  ASSERT_TRUE(Eventually([&] { return runs >= 1; }));
  postgres.Kill();
  postgres.Start();
  const int before = runs;
  EXPECT_TRUE(Eventually([&] { return runs > before + 1; }));
}

}  // namespace
}  // namespace tabadul::schedule
