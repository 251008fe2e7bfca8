#include "lib/platform/metrics/metrics.h"

#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tabadul::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Metrics, AreShownInPrometheusText) {
  const Counter calls("tabadul_test_calls_total", "Calls", {"method", "code"});
  calls.With({"Get", "OK"}).Increment();
  calls.With({"Get", "OK"}).Increment(2);
  const Gauge open("tabadul_test_open", "Open");
  open.Set(7);
  const Histogram seconds("tabadul_test_seconds", "Seconds", {"statement"});
  seconds.With({"a.b"}).Observe(0.02);
  const std::string text = Serialize();
  EXPECT_THAT(text, HasSubstr("tabadul_test_calls_total{code=\"OK\",method=\"Get\"} 3"));
  EXPECT_THAT(text, HasSubstr("# TYPE tabadul_test_open gauge"));
  EXPECT_THAT(text, HasSubstr("tabadul_test_open 7"));
  EXPECT_THAT(text, HasSubstr("tabadul_test_seconds_bucket{statement=\"a.b\",le=\"0.025\"} 1"));
}

TEST(Metrics, TheSameNameIsTheSameMetric) {
  Counter("tabadul_test_same_total", "Same").Increment();
  Counter("tabadul_test_same_total", "Same").Increment();
  EXPECT_THAT(Serialize(), HasSubstr("tabadul_test_same_total 2"));
}

TEST(Metrics, LabelsWithoutEndAreCountedTogether) {
  const Counter flood("tabadul_test_flood_total", "Flood", {"value"});
  for (int i = 0; i < 2005; ++i) flood.With({std::to_string(i)}).Increment();
  const std::string text = Serialize();
  EXPECT_THAT(text, HasSubstr("tabadul_test_flood_total{value=\"other\"} 5"));
  EXPECT_THAT(text, Not(HasSubstr("tabadul_test_flood_total{value=\"2004\"}")));
}

TEST(MetricsDeathTest, NamesAndShapesAreChecked) {
  EXPECT_DEATH(Counter("rpc_calls_total", "x"), "must begin with tabadul_");
  EXPECT_DEATH(Counter("tabadul_Calls", "x"), "only a-z");
  const Counter known("tabadul_test_shape_total", "x", {"a"});
  EXPECT_DEATH(Counter("tabadul_test_shape_total", "x", {"b"}), "other labels");
  EXPECT_DEATH(known.With({}), "number of label values");
}

TEST(Metrics, CountFromManyThreads) {
  const Counter counter("tabadul_test_threads_total", "Threads", {"t"});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 1000; ++i) counter.With({std::to_string((i + t) % 3)}).Increment();
      (void)Serialize();
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = Serialize();
  EXPECT_THAT(text, HasSubstr("tabadul_test_threads_total{t=\"0\"} 13"));
}

}  // namespace
}  // namespace tabadul::metrics
