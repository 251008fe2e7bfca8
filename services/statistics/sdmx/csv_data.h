// Data in SDMX-CSV 1.0, 2.0 and 2.1 (sdmx-twg/sdmx-csv, "Data Message Field Guide"; 1.0 is of SDMX 2.1, 2.0 of 3.0, 2.1 of
// 3.1, which adds the action M).
//
// One reader for all: a file says by the name of its first column which it is, and its delimiter by what follows that (comma,
// semicolon, tab, bar). Columns may stand in any order; those that are no component of the row's structure are custom ones
// and passed over, as are SERIES_KEY and OBS_KEY. What a row says is told from which cells it fills:
//   all dimensions and the period   Level::kObservation, with attributes of any level that it repeats
//   all dimensions, no period       Level::kDimensions
//   no dimension and no period      Level::kDataSet
//   some of them                    Level::kGroup, with that part of the key; a period only if attributes hang on it
// In a row of the action D the same cells are a pattern, whose empty ones stand for any value. If it has measures or attributes
// (of any text, mostly "-") it is a kObservation: these values alone are to be deleted, wherever they stand. If not it is
// everything there is under the pattern, and the level is as above; with a period and without some dimension, kObservation.
// Languages ("ATTR[en;fr]") and several values ("ATTR[]") are taken apart for attributes; measures stay as written, but for a
// decimal comma in a file whose delimiter is the semicolon.
#pragma once

#include <memory>
#include <string>

#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/formats.h"

namespace tabadul::statistics::sdmx {

// Both arguments outlive the reader. Its errors: MALFORMED {field: file or a column, form: SDMX-CSV, line} of a header;
// TOO_MANY {field: STRUCTURE_ID, limit} over kMaxCsvStructures. What is wrong with a row is a Mistake, also a structure that
// `layouts` does not have. Each stretch of rows that name the same structure is one data set.
std::unique_ptr<DataReader> NewCsvDataReader(const Layouts& layouts, DataReceiver& receiver);

// `format`: kCsv1 or kCsv2. The columns are those of the first data set's structure, which the further ones share in common: of
// another structure the components that the first lacks are left out. In 1.0 only the first of several languages is written (that
// of the message, else as InLanguage), labels=name is as labels=both, and there are no keys. With kSeriesKeysOnly and kNoData a series
// is one row, without the dimension at the observation. Data sets that say when they were in force get the custom columns
// VALID_FROM and VALID_TO. `out` outlives the writer.
std::unique_ptr<DataWriter> NewCsvDataWriter(DataFormat format, const MessageHead& head,
                                             const CsvOptions& options, std::string* out);

inline constexpr size_t kMaxCsvStructures = 1'000;  // in one file

}  // namespace tabadul::statistics::sdmx
