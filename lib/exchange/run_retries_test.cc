#include "lib/exchange/run_retries.h"

#include <gtest/gtest.h>

namespace tabadul::exchange {
namespace {

constexpr absl::Duration kFirst = absl::Seconds(5), kMost = absl::Minutes(5);

std::vector<RunRow> Due(const std::vector<std::string>& ids) {
  std::vector<RunRow> runs;
  for (const std::string& id : ids) {
    RunRow run;
    run.id = id;
    runs.push_back(run);
  }
  return runs;
}

TEST(RunRetries, WaitsDoubleToTheLongest) {
  RunRetries retries(kFirst, kMost);
  RunRetries::Time now;
  EXPECT_TRUE(retries.MayTry("a", now));
  for (const int seconds : {5, 10, 20, 40, 80, 160, 300, 300}) {
    EXPECT_EQ(retries.Failed("a", now), absl::Seconds(seconds));
    EXPECT_FALSE(retries.MayTry("a", now + std::chrono::seconds(seconds) - std::chrono::milliseconds(1)));
    now += std::chrono::seconds(seconds);
    EXPECT_TRUE(retries.MayTry("a", now));
  }
}

TEST(RunRetries, EachRunWaitsForItself) {
  RunRetries retries(kFirst, kMost);
  const RunRetries::Time now;
  retries.Failed("a", now);
  EXPECT_TRUE(retries.MayTry("b", now));
  retries.Failed("a", now);
  EXPECT_EQ(retries.Failed("b", now), kFirst);
}

TEST(RunRetries, SuccessBeginsAnew) {
  RunRetries retries(kFirst, kMost);
  const RunRetries::Time now;
  retries.Failed("a", now);
  retries.Failed("a", now);
  retries.Succeeded("a");
  EXPECT_TRUE(retries.MayTry("a", now));
  EXPECT_EQ(retries.Failed("a", now), kFirst);
}

TEST(RunRetries, RunsThatNeedNoWorkAreForgotten) {
  RunRetries retries(kFirst, kMost);
  const RunRetries::Time now;
  retries.Failed("a", now);
  retries.Failed("b", now);
  retries.KeepOnly(Due({"b", "c"}));
  EXPECT_TRUE(retries.MayTry("a", now));
  EXPECT_FALSE(retries.MayTry("b", now));
}

TEST(RunRetries, TheFirstWaitIsNotLongerThanTheLongest) {
  RunRetries retries(kMost, kFirst);
  EXPECT_EQ(retries.Failed("a", {}), kFirst);
}

}  // namespace
}  // namespace tabadul::exchange
