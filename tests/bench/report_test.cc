// What the file of a bench holds after several runs of its parts.
#include "tests/bench/report.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

namespace tabadul::bench {
namespace {

class ReportFile : public testing::Test {
 protected:
  ReportFile() { setenv("TABADUL_BENCH_OUT", path_.c_str(), 1); }
  ~ReportFile() override {
    unsetenv("TABADUL_BENCH_OUT");
    unlink(path_.c_str());
  }
  nlohmann::json Rows() const {
    std::ifstream file(path_);
    return nlohmann::json::parse(file, nullptr, false);
  }
  // "part/figure=value", in the order of the file.
  std::string Shown() const {
    std::string shown;
    for (const auto& row : Rows())
      shown += row["part"].get<std::string>() + "/" + row["figure"].get<std::string>() + "=" +
               std::to_string(row["value"].get<int>()) + " ";
    return shown;
  }
  const std::string path_ = testing::TempDir() + std::to_string(getpid()) + "report.json";
};

TEST_F(ReportFile, APartReplacesItsOwnRowsAndLeavesThoseOfOthers) {
  for (const char* const part : {"push", "memory"}) {
    Report report(part);
    report.Add({.figure = "rate", .value = 1});
    report.Add({.figure = "once", .value = 2});
    EXPECT_EQ(report.Finish(), 0);
  }
  Report again("push");
  again.Add({.figure = "rate", .value = 3});
  again.Add({.figure = "new", .value = 4});
  EXPECT_EQ(again.Finish(), 0);
  EXPECT_EQ(Shown(), "push/rate=3 memory/rate=1 memory/once=2 push/new=4 ");
}

TEST_F(ReportFile, WhatWasMeasuredStaysWhenThePartDies) {
  Report whole("push");
  whole.Add({.figure = "first", .value = 1});
  whole.Add({.figure = "second", .value = 2});
  whole.Finish();
  Report("push").Add({.figure = "first", .value = 3});  // and never Finish
  EXPECT_EQ(Shown(), "push/first=3 push/second=2 ");
}

TEST_F(ReportFile, ARowSaysWhenItWasMeasuredAndWhetherItsBarIsReached) {
  Report report("push");
  report.Add({.figure = "slow", .value = 70, .bar = 80});
  report.Add({.figure = "small", .value = 70, .bar = 80, .bound = Bound::kAtMost});
  report.Add({.figure = "other", .bar = 0, .bound = Bound::kElsewhere});
  const auto rows = Rows();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0]["reached"], false);
  EXPECT_EQ(rows[1]["reached"], true);
  EXPECT_EQ(rows[0]["measured"].get<std::string>().size(), sizeof("2026-01-31T08:30:00Z") - 1);
  EXPECT_TRUE(rows[2]["value"].is_null());
  EXPECT_TRUE(rows[2]["measured"].is_null());
}

TEST_F(ReportFile, AnotherFileIsBegunAnewAndNoFolderIsAnError) {
  std::ofstream(path_) << R"([{"figure": "of an older form"}, 7])";
  Report("push").Add({.figure = "rate", .value = 1});
  EXPECT_EQ(Shown(), "push/rate=1 ");
  std::ofstream(path_) << "not JSON";
  Report("push").Add({.figure = "rate", .value = 2});
  EXPECT_EQ(Shown(), "push/rate=2 ");
  setenv("TABADUL_BENCH_OUT", (path_ + "/nowhere/report.json").c_str(), 1);
  EXPECT_EQ(Report("push").Finish(), 1);
}

}  // namespace
}  // namespace tabadul::bench
