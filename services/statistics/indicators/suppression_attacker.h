// Who tries to compute what a table withholds: a linear program over all that is shown, solved exactly. For tests.
//
// Each row and column says that its counts add up to its total; a withheld count is 1 or more, since zeros are shown. The
// matrix of these equations is totally unimodular (it is that of a network), so every entry of the simplex tableau is -1, 0
// or 1, each pivot is 1, and whole numbers are enough.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "services/statistics/indicators/count_table.h"

namespace tabadul::statistics {

class Attacker {
 public:
  struct Interval {
    int64_t least = 1, most = kUnbounded;
    int64_t width() const { return most == kUnbounded ? kUnbounded : most - least; }
  };
  static constexpr int64_t kUnbounded = std::numeric_limits<int64_t>::max();

  // Looks at the table where nothing is withheld, and nowhere else.
  Attacker(const CountTable& table, const std::vector<bool>& withheld) : columns_(table.cells(), -1) {
    for (size_t cell = 0; cell < table.cells(); ++cell) {
      if (withheld[cell]) columns_[cell] = static_cast<int>(unknowns_++);
    }
    for (size_t row = 0; row <= table.rows(); ++row) {
      std::vector<size_t> cells;
      for (size_t column = 0; column <= table.columns(); ++column) cells.push_back(table.Cell(row, column));
      AddEquation(table, cells);
    }
    for (size_t column = 0; column <= table.columns(); ++column) {
      std::vector<size_t> cells;
      for (size_t row = 0; row <= table.rows(); ++row) cells.push_back(table.Cell(row, column));
      AddEquation(table, cells);
    }
    FindSolution();
  }

  // What is known of a withheld cell.
  Interval IntervalOf(size_t cell) {
    const auto unknown = static_cast<size_t>(columns_[cell]);
    const int64_t less = Minimise(unknown, 1);
    const int64_t more = Minimise(unknown, -1);
    return {1 + less, more == -kUnbounded ? kUnbounded : 1 - more};
  }

 private:
  // What the unknowns, each less by 1, add up to: the last of `cells` is the total of the others.
  void AddEquation(const CountTable& table, const std::vector<size_t>& cells) {
    std::vector<int64_t> row(unknowns_ + 1);
    for (const size_t cell : cells) {
      const int64_t sign = cell == cells.back() ? -1 : 1;
      if (columns_[cell] >= 0) row[static_cast<size_t>(columns_[cell])] = sign;
      row.back() -= sign * (columns_[cell] >= 0 ? 1 : int64_t{table.At(cell)});
    }
    if (row.back() < 0) {
      for (int64_t& entry : row) entry = -entry;
    }
    rows_.push_back(std::move(row));
  }

  void Pivot(size_t at, size_t column) {
    if (rows_[at][column] < 0) {
      for (int64_t& entry : rows_[at]) entry = -entry;
    }
    const auto subtract = [&](std::vector<int64_t>& row) {
      const int64_t factor = row[column];
      for (size_t i = 0; factor != 0 && i < row.size(); ++i) row[i] -= factor * rows_[at][i];
    };
    for (size_t row = 0; row < rows_.size(); ++row) {
      if (row != at) subtract(rows_[row]);
    }
    subtract(costs_);
    basis_[at] = column;
  }

  // Bland's rule, which does not cycle. False: without bound.
  bool Solve() {
    while (true) {
      size_t column = 0;
      while (column < unknowns_ && costs_[column] >= 0) ++column;
      if (column == unknowns_) return true;
      size_t best = rows_.size();
      for (size_t row = 0; row < rows_.size(); ++row) {
        if (rows_[row][column] <= 0) continue;
        if (best == rows_.size() || rows_[row].back() < rows_[best].back() ||
            (rows_[row].back() == rows_[best].back() && basis_[row] < basis_[best])) {
          best = row;
        }
      }
      if (best == rows_.size()) return false;
      Pivot(best, column);
    }
  }

  // Phase 1: the sum of what the equations still lack becomes zero; equations that say nothing new go.
  void FindSolution() {
    for (size_t row = 0; row < rows_.size(); ++row) basis_.push_back(unknowns_ + row);
    costs_.assign(unknowns_ + 1, 0);
    for (const auto& row : rows_) {
      for (size_t i = 0; i < row.size(); ++i) costs_[i] -= row[i];
    }
    Solve();
    for (size_t row = 0; row < rows_.size();) {
      size_t column = 0;
      while (column < unknowns_ && rows_[row][column] == 0) ++column;
      if (basis_[row] < unknowns_) {
        ++row;
      } else if (column < unknowns_) {
        Pivot(row, column);
      } else {
        rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(row));
        basis_.erase(basis_.begin() + static_cast<std::ptrdiff_t>(row));
      }
    }
  }

  // Of `sign` times the unknown.
  int64_t Minimise(size_t unknown, int64_t sign) {
    costs_.assign(unknowns_ + 1, 0);
    costs_[unknown] = sign;
    for (size_t row = 0; row < rows_.size(); ++row) {
      const int64_t factor = costs_[basis_[row]];
      for (size_t i = 0; factor != 0 && i < costs_.size(); ++i) costs_[i] -= factor * rows_[row][i];
    }
    return Solve() ? -costs_.back() : -kUnbounded;
  }

  std::vector<int> columns_;  // by cell: number of the unknown, or -1
  size_t unknowns_ = 0;
  std::vector<std::vector<int64_t>> rows_;  // the right side last
  std::vector<size_t> basis_;               // beyond the unknowns: what an equation lacks
  std::vector<int64_t> costs_;
};

}  // namespace tabadul::statistics
