// How the rows of a table that is no SDMX become rows of data: its columns to the components of a dataflow's structure. Written
// in YAML by whoever submits the table. Immutable after parsing, thread-safe.
//
//   dataflow: TABADUL:DF_UNEMPLOYMENT_RATE(1.0)
//   input: {format: csv, delimiter: ";", encoding: windows-1256}     # csv | jsonl | json | xlsx | xml; sheet, rows
//   absent: ["..", "-"]                          # what stands for nothing, beside "", nan, null
//   components:
//     FREQ: {constant: A}
//     REF_AREA: {column: Country, map: {Egypt: EGY, "الأردن": JOR}}  # what is not in the map stays as it is
//     SEX: Sex                                   # the short form: the name of a column
//     TIME_PERIOD: {column: Year, as: [digits, {extract: "[0-9]{4}"}]}
//     OBS_VALUE: {column: Rate, decimal: ","}    # "1.234,5"; without: digits and a point
//     UNIT_MEASURE: {constant: PT}
//     COMMENT_OBS: {column: Note, language: ar}
//   spread:                                      # columns that stand side by side instead of below each other
//     component: TIME_PERIOD                     # or a dimension; its column's cell is the value
//     columns: {"2023": 2023, "2024 (est.)": 2024}
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/ingest/row_source.h"
#include "lib/ingest/transforms.h"

namespace tabadul::statistics {

inline constexpr size_t kMaxMappingBytes = 256 << 10;
inline constexpr size_t kMaxMappingValues = 20'000;  // with what YAML's aliases name in their places
inline constexpr size_t kMaxSpread = 2'000;          // columns side by side

// Where a component's values come from.
struct TableValue {
  std::string component;
  // One of them; none for the measure of a spread table.
  std::optional<size_t> column;  // in TableMapping::columns
  std::optional<std::string> constant;
  std::vector<ingest::Transform> as;
  std::map<std::string, std::string> map;
  std::optional<std::string> fallback;
  std::optional<char> decimal;
  std::string language;
};

struct TableMapping {
  std::string dataflow;  // empty: the submission says it
  ingest::InputFormat input;
  std::vector<std::string> columns;  // all that are named, each once
  std::vector<std::string> absent;
  std::vector<TableValue> values;
  // Of a spread table: the component, and the columns with its codes or periods.
  std::string spread;
  std::vector<std::pair<size_t, std::string>> spread_columns;

  // All mistakes at once, below "mapping", with "line" where they have one: TOO_LONG, INVALID_UTF8, TOO_MANY, MALFORMED {form},
  // UNKNOWN_FIELD {by}, REQUIRED, CONTRADICTION {other}. Whether the components are those of a structure is not asked.
  static absl::StatusOr<TableMapping> Parse(std::string_view yaml);
};

}  // namespace tabadul::statistics
