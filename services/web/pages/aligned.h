// Series of a table side by side, period by period. What it points to is the table's.
#pragma once

#include <string>
#include <vector>

#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::web::pages {

struct AlignedSeries {
  std::string name;  // what tells it from the others: "Morocco – Female"
  const statistics::v1::TableRow* row = nullptr;
  // By period; null: it has none.
  std::vector<const statistics::v1::TableObservation*> observations;
};

struct Aligned {
  std::vector<std::string> periods;  // that any has, rising
  std::vector<double> times;         // of them, in years
  std::vector<AlignedSeries> series;
};

// Of the first `most` rows.
Aligned Align(const statistics::v1::GetTableResponse& table, size_t most);

}  // namespace tabadul::web::pages
