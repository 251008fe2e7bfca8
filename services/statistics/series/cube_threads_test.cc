// Readers and writers of a cube at once; run under TSan too.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "services/statistics/series/cube.h"
#include "services/statistics/series/cube_query.h"
#include "services/statistics/series/series_samples.h"

namespace tabadul::statistics {
namespace {

constexpr const char* kAreas[] = {"EGY", "JOR", "TUN", "TUR"};

// Each batch writes the same number to all series of a frequency: a reader must never see two numbers.
void WriteBatch(Cube& cube, const std::string& frequency, const std::string& source, uint64_t number) {
  std::vector<v1::Series> series;
  for (const char* area : kAreas) {
    series.push_back(MakeSeries({frequency, area, "F"}, {"2024-Q1=" + std::to_string(number)}));
  }
  std::vector<CubeChange> changes;
  for (const v1::Series& one : series) {
    changes.push_back({.source = source,
                       .key = {one.key().begin(), one.key().end()},
                       .series = &one,
                       .rank = 0,
                       .sequence = number,
                       .time = absl::UnixEpoch()});
  }
  cube.Apply(changes);
}

void Write(Cube& cube, const std::string& frequency, const std::string& source,
           const std::atomic<bool>& stop) {
  for (uint64_t number = 2; !stop; ++number) WriteBatch(cube, frequency, source, number);
}

TEST(CubeThreads, AReaderSeesWholeBatches) {
  Cube cube(SampleLayout());
  WriteBatch(cube, "Q", "S1", 1);
  WriteBatch(cube, "_O", "S2", 1);
  std::atomic<bool> stop = false;
  std::vector<std::thread> writers;
  writers.emplace_back([&] { Write(cube, "Q", "S1", stop); });
  writers.emplace_back([&] { Write(cube, "_O", "S2", stop); });
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 2; ++reader) {
    readers.emplace_back([&] {
      for (int round = 0; round < 300; ++round) {
        const auto snapshot = cube.snapshot();
        for (const char* frequency : {"Q", "_O"}) {
          CubeCursor cursor(snapshot, {.key = {{frequency}, {}, {}}});
          std::vector<std::string> values;
          while (cursor.Next()) values.emplace_back(cursor.view().series.observations[0].values[0]);
          ASSERT_EQ(values.size(), 4u);
          ASSERT_EQ(values, std::vector<std::string>(4, values[0]));
        }
        ASSERT_EQ(Available(*snapshot, {}, AvailabilityMode::kExact).series, 8u);
      }
    });
  }
  for (std::thread& reader : readers) reader.join();
  stop = true;
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(cube.snapshot()->series(), 8u);
}

}  // namespace
}  // namespace tabadul::statistics
