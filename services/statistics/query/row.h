// Series as rows of tables. Not thread-safe.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/query/flow.h"
#include "services/statistics/series/cube_query.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::statistics::query {

// Makes rows of one answer, and remembers what has to be said of all of them.
class RowMaker {
 public:
  RowMaker(const Flow& flow, std::string_view language);

  v1::TableRow Row(const CubeCursor& cursor);
  // With those codes that rows have had.
  std::vector<v1::TableDimension> Dimensions() const;
  // That observations have had, but the normal one.
  std::vector<v1::Named> Statuses() const;

 private:
  void FillSeries(const CubeCursor& cursor, v1::TableRow& row) const;
  void FillObservation(const sdmx::ObservationView& view, v1::TableObservation& observation);
  void AddSeriesAttribute(const sdmx::AttributeView& view, v1::TableRow& row) const;
  v1::TableNote NoteOf(const sdmx::AttributeView& view) const;

  const Flow& flow_;
  const std::string language_;
  const int area_;                            // number of the dimension, or -1
  std::vector<std::set<std::string>> codes_;  // by dimension
  std::set<std::string> statuses_;
};

}  // namespace tabadul::statistics::query
