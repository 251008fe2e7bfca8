#include "services/statistics/series/cube.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "services/statistics/series/cube_query.h"
#include "services/statistics/series/series_samples.h"

namespace tabadul::statistics {
namespace {

using Strings = std::vector<std::string>;

// A cube that is written to by hand.
class Written {
 public:
  explicit Written(std::shared_ptr<const Layout> layout = SampleLayout()) : cube(std::move(layout)) {}
  std::vector<size_t> Put(const v1::Series& series, const std::string& source = "EG/a/b", uint32_t rank = 0,
                          uint64_t sequence = 0) {
    return Apply({.source = source,
                  .key = {series.key().begin(), series.key().end()},
                  .series = &series,
                  .rank = rank,
                  .sequence = sequence == 0 ? ++last_ : sequence,
                  .time = absl::FromUnixSeconds(static_cast<int64_t>(++clock_))});
  }
  void Remove(const Strings& key, const std::string& source = "EG/a/b") {
    Apply({.source = source,
           .key = key,
           .series = nullptr,
           .rank = 0,
           .sequence = ++last_,
           .time = absl::FromUnixSeconds(static_cast<int64_t>(++clock_))});
  }
  // "A.EGY.F=2022:7.25,2023:" of each series that is found.
  Strings Find(const CubeQuery& query = {}) const {
    Strings found;
    CubeCursor cursor(cube.snapshot(), query);
    while (cursor.Next()) {
      std::string text;
      for (const std::string_view code : cursor.view().series.key)
        text += (text.empty() ? "" : ".") + std::string(code);
      for (const auto& observation : cursor.view().series.observations) {
        text += (text.find('=') == std::string::npos ? "=" : ",") + std::string(observation.at) + ":";
        if (!observation.values.empty()) text += observation.values[0];
      }
      found.push_back(std::move(text));
    }
    return found;
  }

  Cube cube;

 private:
  std::vector<size_t> Apply(const CubeChange& change) { return cube.Apply({&change, 1}); }
  uint64_t last_ = 0, clock_ = 0;
};

std::string CodesOf(const Availability& available, const Snapshot& snapshot, size_t dimension) {
  std::string text;
  for (const Availability::Code& code : available.codes[dimension]) {
    text += (text.empty() ? "" : " ") + std::string(snapshot.codes().Text(dimension, code.number)) + ":" +
            std::to_string(code.series);
  }
  return text;
}

TEST(Cube, SeriesComeInTheOrderOfTheCodeLists) {
  Written written;
  written.Put(MakeSeries({"A", "TUR", "_T"}, {"2022=3"}));
  written.Put(MakeSeries({"Q", "EGY", "F"}, {"2022-Q1=4"}));
  written.Put(MakeSeries({"A", "EGY", "M"}, {"2022=2"}));
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=1", "2023="}));
  EXPECT_EQ(written.Find(),
            (Strings{"A.EGY.F=2022:1,2023:", "A.EGY.M=2022:2", "A.TUR._T=2022:3", "Q.EGY.F=2022-Q1:4"}));
  EXPECT_EQ(written.cube.snapshot()->series(), 4u);
  EXPECT_EQ(written.cube.snapshot()->observations(), 5u);
}

TEST(Cube, AChangeReplacesAndARemovalTakesAway) {
  Written written;
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=1"}));
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=2"}));
  EXPECT_EQ(written.Find(), (Strings{"A.EGY.F=2022:2"}));
  written.Remove({"A", "EGY", "F"});
  EXPECT_EQ(written.Find(), Strings{});
  written.Remove({"A", "EGY", "F"});
  EXPECT_EQ(written.cube.snapshot()->blocks().size(), 0u);
}

TEST(Cube, WhatIsOldIsLeftOut) {
  Written written;
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=1"}), "EG/a/b", 0, 10);
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=2"}), "EG/a/b", 0, 10);
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=3"}), "EG/a/b", 0, 9);
  EXPECT_EQ(written.Find(), (Strings{"A.EGY.F=2022:1"}));
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=4"}), "EG/other/b", 0,
              9);  // sequences are each source's own
  EXPECT_EQ(written.cube.snapshot()->series(), 2u);
}

TEST(Cube, WhatTheLayoutDoesNotTakeIsToldAndTheRestIsWritten) {
  Written written;
  const v1::Series good = MakeSeries({"A", "EGY", "F"}, {"2022=1"}),
                   bad = MakeSeries({"A", "XXX", "F"}, {"2022=1"});
  v1::Series other = good;
  other.add_attributes()->set_id("ZZ");
  std::vector<CubeChange> changes;
  for (const v1::Series* series : {&bad, &good, static_cast<const v1::Series*>(&other)}) {
    changes.push_back({.source = "EG/a/b",
                       .key = {series->key().begin(), series->key().end()},
                       .series = series,
                       .rank = 0,
                       .sequence = changes.size() + 1,
                       .time = absl::UnixEpoch()});
  }
  EXPECT_EQ(written.cube.Apply(changes), (std::vector<size_t>{0, 2}));
  EXPECT_EQ(written.Find(), (Strings{"A.EGY.F=2022:1"}));
}

TEST(Cube, OfSeveralSourcesTheLowestRankIsShownUnlessAnotherIsAskedFor) {
  Written written;
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=1"}), "EG/zz/b", 1);
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=2"}), "EG/mm/b", 1);
  EXPECT_EQ(written.Find(), (Strings{"A.EGY.F=2022:2"}));
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=3"}), "HUB/oo/b", 0);
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=4"}), "EG/mm/b", 1);
  EXPECT_EQ(written.Find(), (Strings{"A.EGY.F=2022:3"}));
  EXPECT_EQ(written.Find({.sources = {"EG/mm/b"}}), (Strings{"A.EGY.F=2022:4"}));
  EXPECT_EQ(written.Find({.sources = {"EG/mm/b", "EG/zz/b"}}), (Strings{"A.EGY.F=2022:4"}));
  EXPECT_EQ(written.Find({.sources = {"EG/no/b"}}), Strings{});
  // Counted are the shown.
  const auto snapshot = written.cube.snapshot();
  EXPECT_EQ(Available(*snapshot, {}, AvailabilityMode::kExact).series, 1u);
  written.Remove({"A", "EGY", "F"}, "HUB/oo/b");
  EXPECT_EQ(written.Find(), (Strings{"A.EGY.F=2022:4"}));
}

TEST(Cube, KeysPeriodsNumbersAndTimesChoose) {
  Written written;
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2020=1", "2021=2", "2022=3"}));
  written.Put(MakeSeries({"A", "EGY", "M"}, {"2019=4"}));
  written.Put(MakeSeries({"A", "JOR", "F"}, {"2020=5", "2022=6"}));
  EXPECT_EQ(written.Find({.key = {{}, {"EGY"}, {}}}),
            (Strings{"A.EGY.F=2020:1,2021:2,2022:3", "A.EGY.M=2019:4"}));
  EXPECT_EQ(written.Find({.key = {{"A"}, {"EGY", "JOR"}, {"M", "_T"}}}), (Strings{"A.EGY.M=2019:4"}));
  EXPECT_EQ(written.Find({.key = {{}, {"XXX"}, {}}}), Strings{});
  EXPECT_EQ(written.Find({.key = {{}, {"XXX", "JOR"}, {}}}), (Strings{"A.JOR.F=2020:5,2022:6"}));
  const TimeRange range{Period::Parse("2021")->start(), Period::Parse("2022")->end()};
  EXPECT_EQ(written.Find({.observations = {.range = range}}),
            (Strings{"A.EGY.F=2021:2,2022:3", "A.JOR.F=2022:6"}));
  EXPECT_EQ(written.Find({.observations = {.range = range, .first = 1}}),
            (Strings{"A.EGY.F=2021:2", "A.JOR.F=2022:6"}));
  EXPECT_EQ(written.Find({.observations = {.observations = false}}),
            (Strings{"A.EGY.F", "A.EGY.M", "A.JOR.F"}));
  EXPECT_EQ(written.Find({.updated_after = absl::FromUnixSeconds(2)}), (Strings{"A.JOR.F=2020:5,2022:6"}));
}

TEST(Cube, AReaderKeepsWhatItHasBegunToRead) {
  Written written;
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2022=1"}));
  written.Put(MakeSeries({"A", "JOR", "F"}, {"2022=2"}));
  CubeCursor cursor(written.cube.snapshot(), {});
  ASSERT_TRUE(cursor.Next());
  written.Put(MakeSeries({"A", "JOR", "F"}, {"2022=3"}));
  written.Remove({"A", "EGY", "F"});
  ASSERT_TRUE(cursor.Next());
  EXPECT_EQ(cursor.view().series.observations[0].values[0], "2");
  EXPECT_EQ(cursor.source(), "EG/a/b");
  EXPECT_EQ(cursor.sequence(), 2u);
  EXPECT_EQ(cursor.updated(), absl::FromUnixSeconds(2));
  EXPECT_FALSE(cursor.Next());
}

TEST(Cube, ADimensionWithoutCodeListTakesWhatComes) {
  auto layout = SampleLayout();
  layout->dimensions[1].codes = nullptr;
  Written written(layout);
  written.Put(MakeSeries({"A", "zone9", "F"}, {"2022=1"}));
  const auto before = written.cube.snapshot();
  written.Put(MakeSeries({"A", "zone1", "F"}, {"2022=2"}));
  EXPECT_EQ(written.Find(), (Strings{"A.zone9.F=2022:1", "A.zone1.F=2022:2"}));
  EXPECT_EQ(written.Find({.key = {{}, {"zone1"}, {}}}), (Strings{"A.zone1.F=2022:2"}));
  EXPECT_EQ(before->codes().Size(1), 1u);
}

TEST(Cube, AvailabilitySaysWhichCodesHaveData) {
  Written written;
  written.Put(MakeSeries({"A", "EGY", "F"}, {"2020=1", "2022=3"}));
  written.Put(MakeSeries({"A", "EGY", "M"}, {"2019=4"}));
  written.Put(MakeSeries({"Q", "JOR", "F"}, {"2023-Q1=5"}));
  const auto snapshot = written.cube.snapshot();
  const Availability all = Available(*snapshot, {}, AvailabilityMode::kExact);
  EXPECT_EQ(CodesOf(all, *snapshot, 0), "A:2 Q:1");
  EXPECT_EQ(CodesOf(all, *snapshot, 1), "EGY:2 JOR:1");
  EXPECT_EQ(CodesOf(all, *snapshot, 2), "F:2 M:1");
  EXPECT_EQ(all.series, 3u);
  EXPECT_EQ(all.observations, 4u);
  EXPECT_EQ(all.begins, Period::Parse("2019")->start());
  EXPECT_EQ(all.ends, Period::Parse("2023-Q1")->end());

  const CubeQuery egypt{.key = {{}, {"EGY"}, {"F"}}};
  const Availability exact = Available(*snapshot, egypt, AvailabilityMode::kExact);
  EXPECT_EQ(CodesOf(exact, *snapshot, 0), "A:1");
  EXPECT_EQ(CodesOf(exact, *snapshot, 1), "EGY:1");
  EXPECT_EQ(exact.observations, 2u);
  EXPECT_EQ(exact.ends, Period::Parse("2022")->end());
  const Availability could = Available(*snapshot, egypt, AvailabilityMode::kAvailable);
  EXPECT_EQ(CodesOf(could, *snapshot, 0), "A:1");
  EXPECT_EQ(CodesOf(could, *snapshot, 1), "EGY:1 JOR:1");
  EXPECT_EQ(CodesOf(could, *snapshot, 2), "F:1 M:1");
  EXPECT_EQ(could.series, 1u);

  const TimeRange gap{Period::Parse("2021")->start(), Period::Parse("2021")->end()};
  const Availability none = Available(*snapshot, {.observations = {.range = gap}}, AvailabilityMode::kExact);
  EXPECT_EQ(none.series, 0u);
  EXPECT_EQ(none.begins, std::nullopt);
}

// Series of twenty observations, each with a status: as statistics have them.
TEST(Cube, AnObservationTakesAtMostSixteenBytes) {
  auto layout = SampleLayout();
  Strings areas;
  for (int i = 0; i < 2'000; ++i) areas.push_back("R" + std::to_string(i));
  layout->dimensions[1].codes = SampleCodes("CL_AREA", areas);
  Cube cube(layout);
  Strings observations;
  for (int year = 2004; year < 2024; ++year) observations.push_back(std::to_string(year) + "=123.45/A");
  uint64_t sequence = 0;
  std::vector<v1::Series> batch;
  for (const std::string& area : areas) {
    for (const char* sex : {"_T", "F", "M"})
      batch.push_back(MakeSeries({"A", area, sex}, observations, "PT"));
  }
  std::vector<CubeChange> changes;
  for (const v1::Series& series : batch) {
    changes.push_back({.source = "EG/a/b",
                       .key = {series.key().begin(), series.key().end()},
                       .series = &series,
                       .rank = 0,
                       .sequence = ++sequence,
                       .time = absl::UnixEpoch()});
  }
  EXPECT_TRUE(cube.Apply(changes).empty());
  const auto snapshot = cube.snapshot();
  ASSERT_EQ(snapshot->observations(), 120'000u);
  const double bytes =
      static_cast<double>(snapshot->memory()) / static_cast<double>(snapshot->observations());
  std::printf("%.1f bytes for an observation\n", bytes);
  EXPECT_LE(bytes, 16);
}

}  // namespace
}  // namespace tabadul::statistics
