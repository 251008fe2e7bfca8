// The cube against a map that any reader can check: random changes in batches, queries, availability.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "services/statistics/series/cube.h"
#include "services/statistics/series/cube_query.h"
#include "services/statistics/series/series_samples.h"
#include "tests/harness/seed.h"

namespace tabadul::statistics {
namespace {

using Key = std::vector<std::string>;

constexpr int kAreas = 120;

std::shared_ptr<const Layout> WideLayout() {
  auto layout = SampleLayout();
  std::vector<std::string> areas;
  for (int i = 0; i < kAreas; ++i) areas.push_back("R" + std::to_string(i));
  layout->dimensions[1].codes = SampleCodes("CL_AREA", areas);
  return layout;
}

struct Entry {
  uint64_t sequence = 0;
  uint32_t rank = 0;
  int first_year = 0, years = 0;
};

class Model {
 public:
  explicit Model(const Layout& layout) : layout_(layout) {}

  // By numbers of the codes, rank and source: the order in which series are shown.
  using Place = std::tuple<std::vector<int>, uint32_t, std::string>;
  std::map<std::pair<Key, std::string>, Entry> entries;

  // The shown series that the query wants: key and source.
  std::vector<std::pair<Key, std::string>> Find(const CubeQuery& query, int without = -1) const {
    std::map<Place, std::pair<Key, std::string>> sorted;
    for (const auto& [name, entry] : entries) {
      if (!query.sources.empty() && !Has(query.sources, name.second)) continue;
      std::vector<int> numbers;
      for (size_t i = 0; i < name.first.size(); ++i)
        numbers.push_back(layout_.dimensions[i].codes->Find(name.first[i]));
      sorted.emplace(Place(numbers, entry.rank, name.second), name);
    }
    std::vector<std::pair<Key, std::string>> found;
    std::set<Key> seen;
    for (const auto& [place, name] : sorted) {
      if (!seen.insert(name.first).second) continue;
      bool wanted = true;
      for (size_t i = 0; i < query.key.size(); ++i) {
        wanted = wanted &&
                 (static_cast<int>(i) == without || query.key[i].empty() || Has(query.key[i], name.first[i]));
      }
      if (wanted && InRange(entries.at(name), query)) found.push_back(name);
    }
    return found;
  }

 private:
  static bool Has(const std::vector<std::string>& list, const std::string& sought) {
    return std::find(list.begin(), list.end(), sought) != list.end();
  }
  static bool InRange(const Entry& entry, const CubeQuery& query) {
    for (int year = entry.first_year; year < entry.first_year + entry.years; ++year) {
      if (query.observations.range.Has(*Period::Parse(std::to_string(year)))) return true;
    }
    return false;
  }
  const Layout& layout_;
};

class CubeProperty : public testing::Test {
 protected:
  size_t Below(size_t bound) { return random_() % bound; }

  Key RandomKey() {
    constexpr const char* kFrequencies[] = {"A", "_O"};
    constexpr const char* kSexes[] = {"_T", "F", "M"};
    return {kFrequencies[Below(2)], "R" + std::to_string(Below(kAreas)), kSexes[Below(3)]};
  }
  std::string RandomSource() { return "S" + std::to_string(Below(Below(4) == 0 ? 4 : 1)); }

  void ApplyBatch(size_t size) {
    std::vector<v1::Series> series;
    series.reserve(size);
    std::vector<CubeChange> changes;
    for (size_t i = 0; i < size; ++i) {
      CubeChange& change = changes.emplace_back();
      change.key = RandomKey();
      change.source = RandomSource();
      change.rank = static_cast<uint32_t>(Below(2));
      // Mostly newer than all, now and then old.
      change.sequence = Below(8) == 0 ? Below(last_ + 1) : ++last_;
      change.time = absl::UnixEpoch();
      const Entry entry{change.sequence, change.rank, static_cast<int>(1990 + Below(30)),
                        static_cast<int>(1 + Below(12))};
      const bool removed = Below(3) == 0;
      if (!removed) {
        std::vector<std::string> observations;
        for (int year = 0; year < entry.years; ++year) {
          observations.push_back(std::to_string(entry.first_year + year) + "=" +
                                 std::to_string(entry.sequence));
        }
        change.series = &series.emplace_back(MakeSeries(change.key, observations));
      }
      const auto name = std::make_pair(change.key, change.source);
      const auto held = model_.entries.find(name);
      if (held != model_.entries.end() && entry.sequence <= held->second.sequence) continue;
      if (removed) {
        model_.entries.erase(name);
      } else {
        model_.entries[name] = entry;
      }
    }
    ASSERT_TRUE(cube_.Apply(changes).empty());
  }

  CubeQuery RandomQuery() {
    CubeQuery query;
    query.key.resize(3);
    if (Below(2) == 0) query.key[0] = {"A"};
    if (Below(2) == 0) {
      for (size_t i = 1 + Below(60); i > 0; --i) query.key[1].push_back("R" + std::to_string(Below(kAreas)));
    }
    if (Below(3) == 0) query.key[2] = {"F", "M"};
    if (Below(3) == 0) query.sources = {RandomSource(), RandomSource()};
    if (Below(2) == 0) {
      query.observations.range.from = Period::Parse(std::to_string(1985 + Below(30)))->start();
      query.observations.range.until =
          query.observations.range.from + absl::Hours(24 * 366 * (1 + Below(10)));
    }
    return query;
  }

  void CheckCursor(const CubeQuery& query) {
    std::vector<std::pair<Key, std::string>> found;
    CubeCursor cursor(cube_.snapshot(), query);
    while (cursor.Next()) {
      const auto& key = cursor.view().series.key;
      const auto name = std::make_pair(Key(key.begin(), key.end()), std::string(cursor.source()));
      const auto entry = model_.entries.find(name);
      ASSERT_NE(entry, model_.entries.end());
      ASSERT_EQ(cursor.sequence(), entry->second.sequence);
      ASSERT_EQ(cursor.view().series.observations[0].values[0], std::to_string(entry->second.sequence));
      found.push_back(name);
    }
    ASSERT_EQ(found, model_.Find(query));
  }

  void CheckAvailability(const CubeQuery& query, AvailabilityMode mode) {
    const auto snapshot = cube_.snapshot();
    const Availability available = Available(*snapshot, query, mode);
    ASSERT_EQ(available.series, model_.Find(query).size());
    for (size_t dimension = 0; dimension < 3; ++dimension) {
      const int without = mode == AvailabilityMode::kAvailable ? static_cast<int>(dimension) : -1;
      std::map<std::string, uint64_t> expected, found;
      for (const auto& [key, source] : model_.Find(query, without)) ++expected[key[dimension]];
      for (const Availability::Code& code : available.codes[dimension]) {
        found[std::string(snapshot->codes().Text(dimension, code.number))] = code.series;
      }
      ASSERT_EQ(found, expected) << "dimension " << dimension;
    }
  }

  const std::shared_ptr<const Layout> layout_ = WideLayout();
  Cube cube_{layout_};
  Model model_{*layout_};
  std::mt19937 random_{harness::Seed()};
  uint64_t last_ = 0;
};

TEST_F(CubeProperty, EveryQueryFindsWhatAMapWouldFind) {
  for (int round = 0; round < 60; ++round) {
    ApplyBatch(Below(4) == 0 ? 1'000 : 1 + Below(20));
    for (int i = 0; i < 4; ++i) {
      const CubeQuery query = RandomQuery();
      CheckCursor(query);
      CheckAvailability(query, AvailabilityMode::kExact);
      CheckAvailability(query, AvailabilityMode::kAvailable);
      if (HasFatalFailure()) return;
    }
    const auto snapshot = cube_.snapshot();
    ASSERT_EQ(snapshot->series(), model_.entries.size());
    for (const BlockPtr& block : snapshot->blocks()) {
      ASSERT_GT(block->rows(), 0u);
      ASSERT_LE(block->rows(), 600u);
    }
  }
}

}  // namespace
}  // namespace tabadul::statistics
