// A file that is sent in two parts comes to what it comes to as a whole, wherever it is divided.
#include <gtest/gtest.h>

#include <random>

#include "services/statistics/submission/submission_samples.h"
#include "tests/harness/seed.h"

namespace tabadul::statistics {
namespace {

// Rows of few series and periods, in any order and of any action; no statement twice within one step, which would be a
// mistake in the whole and none in the halves.
std::vector<std::string> RandomRows(std::mt19937& random) {
  const auto of = [&](std::initializer_list<const char*> codes) {
    return std::string(*(codes.begin() + random() % codes.size()));
  };
  std::vector<std::string> rows;
  const size_t count = 2 + random() % 40;
  for (size_t i = 0; i < count; ++i) {
    const std::string action = of({"A", "A", "A", "R", "D"});
    const std::string area = action == "D" ? of({"EGY", "JOR", ""}) : of({"EGY", "JOR", "TUN"});
    const size_t year = 1000 + (action == "D" ? random() % count : i);
    const bool all = area.empty() || (action == "D" && random() % 2 == 0);
    const std::string period = all ? "" : std::to_string(year);
    const std::string value = action == "D" ? "" : std::to_string(random() % 100);
    const std::string status = action == "D" ? "" : of({"A", "E", ""});
    rows.push_back(SampleRow(
        "A," + area + "," + of({"F", "M"}) + "," + period + "," + value + "," + status + ",", action));
  }
  return rows;
}

std::string Join(std::vector<std::string>::const_iterator begin,
                 std::vector<std::string>::const_iterator end) {
  std::string file = kSampleHead;
  for (; begin != end; ++begin) file += *begin;
  return file;
}

std::map<std::string, std::string> StateOf(const MemoryExchange& exchange) {
  std::map<std::string, std::string> state;
  for (const auto& [id, series] : exchange.held) state[id] = series.DebugString();
  return state;
}

TEST(SplitFiles, TwoPartsAreAsGoodAsTheWhole) {
  std::mt19937 random(harness::Seed());
  for (int round = 0; round < 300; ++round) {
    const std::vector<std::string> rows = RandomRows(random);
    const auto middle = rows.begin() + static_cast<int64_t>(random() % rows.size());
    MemoryExchange whole, halves;
    const auto report = SubmitSample(whole, Join(rows.begin(), rows.end()));
    ASSERT_EQ(report.mistake_count(), 0u) << report.ShortDebugString() << Join(rows.begin(), rows.end());
    SubmitSample(halves, Join(rows.begin(), middle));
    SubmitSample(halves, Join(middle, rows.end()));
    ASSERT_EQ(StateOf(whole), StateOf(halves))
        << Join(rows.begin(), rows.end()) << "divided before " << *middle;

    const auto again = SubmitSample(whole, Join(rows.begin(), rows.end()));
    ASSERT_EQ(again.rejected(), 0u);
  }
}

}  // namespace
}  // namespace tabadul::statistics
