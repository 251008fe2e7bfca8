// Counts by two classifications, with their totals. Plain value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tabadul::statistics {

class CountTable {
 public:
  CountTable(size_t rows, size_t columns)
      : rows_(rows), columns_(columns), counts_((rows + 1) * (columns + 1)) {}

  // Without the totals: those over all rows stand at row rows(), those over all columns at column columns().
  size_t rows() const { return rows_; }
  size_t columns() const { return columns_; }

  // Cells are numbered row by row, the totals among them.
  size_t cells() const { return counts_.size(); }
  size_t Cell(size_t row, size_t column) const { return row * (columns_ + 1) + column; }
  size_t RowOf(size_t cell) const { return cell / (columns_ + 1); }
  size_t ColumnOf(size_t cell) const { return cell % (columns_ + 1); }
  bool IsTotal(size_t cell) const { return RowOf(cell) == rows_ || ColumnOf(cell) == columns_; }

  uint32_t At(size_t cell) const { return counts_[cell]; }
  uint32_t total() const { return counts_.back(); }
  // Of a cell that is no total; the totals follow.
  void Add(size_t row, size_t column, uint32_t count = 1) {
    for (const size_t r : {row, rows_}) {
      for (const size_t c : {column, columns_}) counts_[Cell(r, c)] += count;
    }
  }

 private:
  size_t rows_, columns_;
  std::vector<uint32_t> counts_;
};

}  // namespace tabadul::statistics
