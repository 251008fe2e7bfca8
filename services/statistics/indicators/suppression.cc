#include "services/statistics/indicators/suppression.h"

#include <limits>
#include <optional>
#include <utility>

namespace tabadul::statistics {
namespace {

constexpr uint64_t kUnreached = std::numeric_limits<uint64_t>::max();

class Suppressor {
 public:
  Suppressor(const CountTable& table, uint32_t least)
      : table_(table), least_(least), withheld_(table.cells()), nodes_(table.rows() + table.columns() + 2) {}

  std::vector<bool> Run() {
    for (size_t cell = 0; cell < table_.cells(); ++cell) {
      if (table_.At(cell) > 0 && table_.At(cell) < least_) Withhold(cell);
    }
    while (!unprotected_.empty()) {
      const size_t cell = unprotected_.back();
      unprotected_.pop_back();
      Protect(cell);
    }
    return std::move(withheld_);
  }

 private:
  // The nodes: the rows, that of totals last, then the columns.
  struct Node {
    uint64_t cost = kUnreached;
    size_t from = 0;  // the node before it on the way
    bool settled = false;
  };
  bool IsRow(size_t node) const { return node <= table_.rows(); }
  size_t NodeOfColumn(size_t column) const { return table_.rows() + 1 + column; }
  size_t CellBetween(size_t a, size_t b) const {
    return IsRow(a) ? table_.Cell(a, b - NodeOfColumn(0)) : CellBetween(b, a);
  }
  // In each row and column, what it adds up from counts with one sign and its total with the other.
  bool IsNegative(size_t cell) const {
    return (table_.RowOf(cell) == table_.rows()) != (table_.ColumnOf(cell) == table_.columns());
  }

  void Withhold(size_t cell) {
    if (withheld_[cell]) return;
    withheld_[cell] = true;
    unprotected_.push_back(cell);
  }

  // Withholds the cheapest cycle along which the cell can grow by least_. There is one: the cell, with all totals that it is
  // in, or of a total with one of its parts, can grow without bound.
  void Protect(size_t cell) {
    const size_t begin = NodeOfColumn(table_.ColumnOf(cell)), end = table_.RowOf(cell);
    ways_.assign(nodes_, Node());
    ways_[begin].cost = 0;
    while (const auto next = Nearest()) {
      ways_[*next].settled = true;
      if (*next == end) break;
      Reach(*next, cell);
    }
    for (size_t at = end; at != begin; at = ways_[at].from) Withhold(CellBetween(ways_[at].from, at));
  }

  std::optional<size_t> Nearest() const {
    std::optional<size_t> nearest;
    for (size_t node = 0; node < nodes_; ++node) {
      if (ways_[node].settled || ways_[node].cost == kUnreached) continue;
      if (!nearest || ways_[node].cost < ways_[*nearest].cost) nearest = node;
    }
    return nearest;
  }

  void Reach(size_t from, size_t growing) {
    const size_t first = IsRow(from) ? NodeOfColumn(0) : 0;
    const size_t last = IsRow(from) ? nodes_ : NodeOfColumn(0);
    for (size_t to = first; to < last; ++to) {
      const size_t cell = CellBetween(from, to);
      // What a row or column gains by one cell, another one with the same sign has to lose.
      const bool grows = IsRow(from) == (IsNegative(cell) == IsNegative(growing));
      const uint32_t count = table_.At(cell);
      if (cell == growing || count == 0 || (!grows && count <= least_)) continue;
      const uint64_t cost = ways_[from].cost + (withheld_[cell] ? 0 : count);
      if (cost < ways_[to].cost) ways_[to] = {.cost = cost, .from = from};
    }
  }

  const CountTable& table_;
  const uint32_t least_;
  std::vector<bool> withheld_;
  std::vector<size_t> unprotected_;
  const size_t nodes_;
  std::vector<Node> ways_;
};

}  // namespace

std::vector<bool> SuppressedCells(const CountTable& table, uint32_t least) {
  return Suppressor(table, least).Run();
}

}  // namespace tabadul::statistics
