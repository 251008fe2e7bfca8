#include "services/web/pages/aligned.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "services/web/pages/localized.h"
#include "services/web/pages/periods.h"

namespace tabadul::web::pages {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

constexpr char kArea[] = "REF_AREA", kBetween[] = " – ";

std::string LabelIn(const TableDimension& dimension, const std::string& code) {
  for (const TableCode& known : dimension.codes()) {
    if (known.code() == code) return known.label();
  }
  return code;
}

std::string NameOf(const GetTableResponse& table, const TableRow& row) {
  std::string name = row.area().label();
  for (int i = 0; i < std::min(table.dimensions_size(), row.key_size()); ++i) {
    const TableDimension& dimension = table.dimensions(i);
    if (dimension.id() == kArea || dimension.codes_size() < 2) continue;
    name += (name.empty() ? "" : kBetween) + LabelIn(dimension, row.key(i));
  }
  return WithoutTurns(name.empty() ? table.label() : name);
}

}  // namespace

Aligned Align(const GetTableResponse& table, size_t most) {
  Aligned aligned;
  const size_t rows = std::min(most, static_cast<size_t>(table.rows_size()));
  std::set<std::pair<double, std::string>> periods;
  for (size_t i = 0; i < rows; ++i) {
    for (const TableObservation& observation : table.rows(static_cast<int>(i)).observations())
      periods.emplace(ReadPeriodOf(observation.period()).time, observation.period());
  }
  std::map<std::string, size_t, std::less<>> places;
  for (const auto& [time, period] : periods) {
    places[period] = aligned.periods.size();
    aligned.periods.push_back(period);
    aligned.times.push_back(time);
  }
  for (size_t i = 0; i < rows; ++i) {
    const TableRow& row = table.rows(static_cast<int>(i));
    AlignedSeries& series = aligned.series.emplace_back();
    series.name = NameOf(table, row);
    series.row = &row;
    series.observations.resize(aligned.periods.size());
    for (const TableObservation& observation : row.observations())
      series.observations[places[observation.period()]] = &observation;
  }
  return aligned;
}

}  // namespace tabadul::web::pages
