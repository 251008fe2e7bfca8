// Random tables: what is withheld cannot be computed, and nothing small is shown.
#include <gtest/gtest.h>

#include <random>

#include "services/statistics/indicators/suppression.h"
#include "services/statistics/indicators/suppression_attacker.h"
#include "services/statistics/indicators/vacancy_classes.h"
#include "tests/harness/seed.h"

namespace tabadul::statistics {
namespace {

class SuppressionProperty : public testing::Test {
 protected:
  size_t Below(size_t bound) { return random_() % bound; }

  // Many zeros, many small counts, a few large ones.
  CountTable RandomTable(size_t rows, size_t columns) {
    CountTable table(rows, columns);
    const size_t zeros = Below(9);
    for (size_t row = 0; row < rows; ++row) {
      for (size_t column = 0; column < columns; ++column) {
        if (Below(10) < zeros) continue;
        const size_t bound = size_t{1} << (2 + Below(8));
        table.Add(row, column, static_cast<uint32_t>(Below(bound)));
      }
    }
    return table;
  }

  void ExpectSafe(const CountTable& table) {
    std::vector<bool> before(table.cells());
    for (size_t cell = 0; cell < table.cells(); ++cell) before[cell] = Below(4) == 0;
    const std::vector<bool> withheld = SuppressedCells(table, before);
    Attacker attacker(table, withheld);
    for (size_t cell = 0; cell < table.cells(); ++cell) {
      const uint32_t count = table.At(cell);
      if (!withheld[cell]) {
        EXPECT_TRUE(count == 0 || count >= kLeastCount) << Text(table, withheld);
        continue;
      }
      const Attacker::Interval known = attacker.IntervalOf(cell);
      EXPECT_GT(count, 0) << Text(table, withheld);
      EXPECT_GE(known.width(), kLeastCount) << "cell " << cell << '\n' << Text(table, withheld);
      EXPECT_LE(known.least, count);
      EXPECT_GE(known.most, count);
    }
  }

  static std::string Text(const CountTable& table, const std::vector<bool>& withheld) {
    std::string text;
    for (size_t cell = 0; cell < table.cells(); ++cell) {
      text += std::to_string(table.At(cell)) + (withheld[cell] ? "* " : " ");
      if (table.ColumnOf(cell) == table.columns()) text += '\n';
    }
    return text;
  }

  std::mt19937 random_{harness::Seed()};
};

TEST_F(SuppressionProperty, EachWithheldCountCouldBeOneOfAWideInterval) {
  for (int i = 0; i < 1'500 && !HasFailure(); ++i) ExpectSafe(RandomTable(1 + Below(5), 1 + Below(5)));
}

TEST_F(SuppressionProperty, TablesOfTheSizeOfTheLiveOnesAreAsSafe) {
  for (int i = 0; i < 4 && !HasFailure(); ++i) ExpectSafe(RandomTable(kMajorGroups, kSections));
}

TEST_F(SuppressionProperty, TotalsOfLargeTablesAreMostlyShown) {
  CountTable table(kMajorGroups, kSections);
  for (size_t row = 0; row < kMajorGroups; ++row) {
    for (size_t column = 0; column < kSections; ++column)
      table.Add(row, column, static_cast<uint32_t>(Below(60)));
  }
  const std::vector<bool> withheld = SuppressedCells(table);
  for (size_t cell = 0; cell < table.cells(); ++cell) {
    EXPECT_FALSE(table.IsTotal(cell) && withheld[cell]) << Text(table, withheld);
  }
}

}  // namespace
}  // namespace tabadul::statistics
