// The first row of SDMX-CSV: which version it is, and what its columns are, before any structure is known.
// Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace tabadul::statistics::sdmx {

inline constexpr std::string_view kCsvForm = "SDMX-CSV";

struct CsvColumn {
  std::string id;                      // without label and brackets
  bool labelled = false;               // "ID: Name": so are its cells
  bool multiple = false;               // "ID[]"
  std::vector<std::string> languages;  // "ID[en;fr]"
};

struct CsvHeader {
  int version = 2;  // 1, or 2 for 2.0 and 2.1
  char subfield_delimiter = ';';
  // labels=name: each component's column is followed by one with the names.
  bool name_columns = false;
  // Numbers of columns, or -1. Of version 1 `structure` is its first, which has the dataflow; there is no `type`.
  int type = -1, structure = -1, action = -1;
  std::vector<CsvColumn> columns;
};

// MALFORMED {field: file, form: SDMX-CSV, line: 1}.
absl::StatusOr<CsvHeader> ParseCsvHeader(absl::Span<const std::string_view> cells);

// The delimiter of a file that begins so; '\0' if it is no SDMX-CSV, nullopt if more bytes are needed to tell.
std::optional<char> CsvDelimiter(std::string_view begin);
// Whether it is SDMX-CSV 1.0, of what CsvDelimiter has a delimiter for.
bool BeginsAsCsv1(std::string_view begin);

// "Code" of "Code: Name"; the whole if there is no name.
std::string_view WithoutLabel(std::string_view cell);

}  // namespace tabadul::statistics::sdmx
