#include "services/statistics/indicators/suppression.h"

#include <limits>
#include <optional>
#include <utility>

namespace tabadul::statistics {
namespace {

constexpr uint64_t kUnreached = std::numeric_limits<uint64_t>::max();

class Suppressor {
 public:
  Suppressor(const CountTable& table, const std::vector<bool>& preferred, uint32_t least)
      : table_(table),
        preferred_(preferred),
        least_(least),
        withheld_(table.cells()),
        protected_(table.cells()),
        nodes_(table.rows() + table.columns() + 2) {}

  std::vector<bool> Run() {
    std::vector<size_t> primary;
    for (size_t cell = 0; cell < table_.cells(); ++cell) {
      if (table_.At(cell) == 0 || table_.At(cell) >= least_) continue;
      primary.push_back(cell);
      withheld_[cell] = true;
    }
    for (const size_t cell : primary) {
      if (!protected_[cell]) Protect(cell);
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

  void TakeIntoCycle(size_t cell) {
    withheld_[cell] = true;
    protected_[cell] = true;
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
    TakeIntoCycle(cell);
    for (size_t at = end; at != begin; at = ways_[at].from) TakeIntoCycle(CellBetween(ways_[at].from, at));
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
      const uint64_t cost = ways_[from].cost + LossOf(cell);
      if (cost < ways_[to].cost) ways_[to] = {.cost = cost, .from = from};
    }
  }

  // What it costs to withhold the cell.
  uint64_t LossOf(size_t cell) const {
    if (withheld_[cell]) return 0;
    return !preferred_.empty() && preferred_[cell] ? 1 : table_.At(cell);
  }

  const CountTable& table_;
  const std::vector<bool>& preferred_;
  const uint32_t least_;
  std::vector<bool> withheld_, protected_;  // protected: in a cycle of withheld cells
  const size_t nodes_;
  std::vector<Node> ways_;
};

}  // namespace

std::vector<bool> SuppressedCells(const CountTable& table, const std::vector<bool>& preferred,
                                  uint32_t least) {
  return Suppressor(table, preferred, least).Run();
}

}  // namespace tabadul::statistics
