// A file as rows of named text cells: the one interface behind which every input format stands.
// Streaming and in constant memory: one row and one read buffer are held, whatever the file's size.
// Not thread-safe: one reader per file and thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/ingest/encoding.h"
#include "lib/platform/base/status.h"

namespace tabadul::ingest {

// No row may be larger: what is (an unclosed quote, a file without line ends) is one rejected row, not a full
// memory.
inline constexpr size_t kMaxRowBytes = 4 << 20;

enum class Format {
  kCsv,  // RFC 4180 with a header row; also tolerant of quotes inside cells, of CR and of CRLF; BOM skipped
  kJsonLines,  // one JSON object a line; nested values are addressed by path: "salary.min", "tags[0]"
  kJsonArray,  // one array of objects, the whole file or at InputFormat.rows; values as in JSON Lines
  kXlsx,       // one sheet of a workbook, its first filled row the header
  kXml  // each element at InputFormat.rows; values by path: "PositionTitle", "Pay/Minimum", "Id/@schemeID"
};

struct InputFormat {
  Format format = Format::kCsv;
  char delimiter = ',';  // kCsv
  Encoding encoding =
      Encoding::kDetect;  // kCsv, kJsonLines, kJsonArray, kXml (there: what its own head says)
  std::string sheet;      // kXlsx: its name; empty = the first
  std::string rows;       // kJsonArray: "data.items", empty = the file is the array; kXml: "Envelope/Job"
};

struct Row {
  // As a spreadsheet or an editor shows it: the header of a CSV is row 1, so its first record is row 2.
  // (A record with line feeds inside quotes is one row.) In JSON Lines it is the number of the line, of arrays and
  // XML that of the element, the first being 1.
  int64_t number = 0;
  uint64_t offset = 0;  // of the row's first byte in the file
  uint64_t end = 0;  // just behind its last byte: what has been read so far, for progress. Files that are not
      // in UTF-8 are read in chunks, and so are the places told; in XLSX they are those of the sheet.
  // Beside columns(), same order. A missing JSON value or null is an empty cell; arrays and objects are JSON
  // text.
  std::vector<std::string> cells;
  // Set if the row could not be read (too long, other number of cells, no JSON, invalid UTF-8); cells hold
  // what could. The rows after it are unharmed.
  ErrorReason error = common::v1::ERROR_REASON_UNSPECIFIED;
  Metadata error_metadata;
};

class RowSource {
 public:
  virtual ~RowSource() = default;
  // The columns of the file, each named once: of tables NamesOfColumns, else the paths that were asked for.
  virtual const std::vector<std::string>& columns() const = 0;
  // False at the end. A status only when the file itself fails (I/O); a bad row is a row with `error`.
  virtual absl::StatusOr<bool> Next(Row& row) = 0;
  // Size of what Row.end counts in bytes; 0 if not known (a pipe).
  virtual uint64_t size() const = 0;
};

// What the columns of a table are called by its headers: tidied, and where one stands again, "Title (2)", so that each column has
// a name of its own. A header that stands so in the file is never another column's name.
std::vector<std::string> NamesOfColumns(const std::vector<std::string>& headers);

// Opens `path` ("-" is standard input). `wanted`: the paths to take out of each JSON object or XML element; tables
// ignore it.
// NOT_FOUND {file} if it cannot be opened; MALFORMED {field: file, form} if there is no header row, no
// array or sheet of that name, or it is no file of that format.
absl::StatusOr<std::unique_ptr<RowSource>> OpenRows(const std::string& path, const InputFormat& input,
                                                    const std::vector<std::string>& wanted);

}  // namespace tabadul::ingest
