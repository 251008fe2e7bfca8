// The columns that an SDMX-CSV file is written with: they are settled by its first data set, and every data set is fitted
// into them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/sdmx/csv_cells.h"
#include "services/statistics/sdmx/data.h"

namespace tabadul::statistics::sdmx {

struct CsvColumns {
  // By the first data set.
  std::vector<std::string> dimensions, measures, attributes;
  bool time = false;         // there is a column of the period
  bool observations = true;  // a row is an observation, else a series
  bool history = false;      // VALID_FROM, VALID_TO
  // By the current one: numbers in its layout, or -1.
  std::vector<int> dimension_of, measure_of, attribute_of;
  std::vector<int> column_of_attribute;  // the other way round
  std::vector<bool> several;             // by column of `attributes`: it has brackets
  // Among `dimensions` the one at the observation; -1 if that is the period.
  int at_observation = -1;

  static CsvColumns Of(const DataSetHead& head, Detail detail);
  void Fit(const DataSetHead& head);
};

// Of the hub: what the header names. Texts in others are written too (csv_subfields.h).
inline constexpr std::string_view kCsvLanguages[] = {"ar", "en", "fr"};
// "[]" of an attribute of several values, "[ar;en;fr]" of several languages, else empty.
std::string_view CsvBrackets(const LaidAttribute& attribute);
bool HasLanguages(const LaidAttribute& attribute);

// The header row without its line end. `version`: 1 or 2.
std::string CsvHeaderRow(int version, const Layout& layout, const CsvColumns& columns, const CsvCells& cells,
                         CsvOptions::Keys keys);

}  // namespace tabadul::statistics::sdmx
