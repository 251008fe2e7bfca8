#include "services/statistics/indicators/suppression.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "services/statistics/indicators/suppression_attacker.h"

namespace tabadul::statistics {
namespace {

CountTable TableOf(const std::vector<std::vector<uint32_t>>& rows) {
  CountTable table(rows.size(), rows[0].size());
  for (size_t row = 0; row < rows.size(); ++row) {
    for (size_t column = 0; column < rows[row].size(); ++column) table.Add(row, column, rows[row][column]);
  }
  return table;
}

// Row by row with the totals: a count, or "-" where it is withheld.
std::string Shown(const CountTable& table, const std::vector<bool>& preferred = {}) {
  const std::vector<bool> withheld = SuppressedCells(table, preferred);
  std::string text;
  for (size_t cell = 0; cell < table.cells(); ++cell) {
    text += withheld[cell] ? "-" : std::to_string(table.At(cell));
    text += table.ColumnOf(cell) == table.columns() ? "\n" : " ";
  }
  return text;
}

TEST(Suppression, ShowsTablesWithoutSmallCounts) {
  EXPECT_EQ(Shown(TableOf({{5, 0}, {7, 12}})), "5 0 5\n7 12 19\n12 12 24\n");
}

TEST(Suppression, WithholdsNothingOfAnEmptyTable) { EXPECT_EQ(Shown(CountTable(2, 1)), "0 0\n0 0\n0 0\n"); }

TEST(Suppression, WithholdsWithASmallCountWhatWouldGiveItAway) {
  EXPECT_EQ(Shown(TableOf({{3, 20}, {20, 20}})), "- - 23\n- - 40\n23 40 63\n");
}

TEST(Suppression, WithholdsTotalsWhereNothingElseProtects) {
  // The cell, its column's total and the total of all could each be larger by as much; its row has no other part.
  EXPECT_EQ(Shown(TableOf({{4, 0}, {0, 9}})), "- 0 -\n0 9 9\n- 9 -\n");
}

TEST(Suppression, TakesTheCycleByWhichLeastIsLost) {
  EXPECT_EQ(Shown(TableOf({{2, 30, 8}, {40, 50, 60}, {9, 70, 30}})),
            "- 30 - 40\n40 50 60 150\n- 70 - 109\n51 150 98 299\n");
}

TEST(Suppression, TakesTheCycleThatWasWithheldBefore) {
  const CountTable table = TableOf({{2, 30, 8}, {40, 50, 60}, {9, 70, 30}});
  std::vector<bool> before(table.cells());
  for (const size_t row : {0, 1}) {
    for (const size_t column : {0, 1}) before[table.Cell(row, column)] = true;
  }
  EXPECT_EQ(Shown(table, before), "- - 8 40\n- - 60 150\n9 70 30 109\n51 150 98 299\n");
}

TEST(Suppression, ANeighbourTooSmallToShrinkIsNoProtection) {
  // With 5 beside it, 3 could be at most 7, since 5 could not be less than 1.
  const CountTable table = TableOf({{3, 5}, {5, 90}});
  const std::vector<bool> withheld = SuppressedCells(table);
  Attacker attacker(table, withheld);
  EXPECT_GE(attacker.IntervalOf(0).width(), kLeastCount);
}

TEST(Suppression, TheAttackerComputesWhatIsWithheldAlone) {
  const CountTable table = TableOf({{3, 20}, {20, 20}});
  std::vector<bool> withheld(table.cells());
  withheld[table.Cell(0, 0)] = true;
  const Attacker::Interval known = Attacker(table, withheld).IntervalOf(0);
  EXPECT_EQ(known.least, 3);
  EXPECT_EQ(known.most, 3);
}

TEST(Suppression, TheAttackerBoundsCellsByTheirNeighbours) {
  const CountTable table = TableOf({{3, 5}, {5, 90}});
  std::vector<bool> withheld(table.cells());
  for (const size_t row : {0, 1}) {
    for (const size_t column : {0, 1}) withheld[table.Cell(row, column)] = true;
  }
  const Attacker::Interval known = Attacker(table, withheld).IntervalOf(0);
  EXPECT_EQ(known.least, 1);
  EXPECT_EQ(known.most, 7);
}

TEST(Suppression, TheAttackerSeesWhereNothingBounds) {
  const CountTable table = TableOf({{4}});
  const std::vector<bool> withheld(table.cells(), true);
  EXPECT_EQ(Attacker(table, withheld).IntervalOf(0).most, Attacker::kUnbounded);
}

}  // namespace
}  // namespace tabadul::statistics
