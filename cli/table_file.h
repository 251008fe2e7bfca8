// A file of rows that is whole or not there: written beside its name (".part"), synced, then renamed over what stood there.
// CSV (RFC 4180) or JSON Lines. For its owner alone, or for whom the file that stood there was. Not thread-safe.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/ingest/row_source.h"

namespace tabadul::cli {

class TableFile {
 public:
  // `input`: how the ministry's own file is written (delimiter and encoding of CSV).
  TableFile(const std::string& path, bool csv, ingest::InputFormat input, std::vector<std::string> columns);
  ~TableFile();
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;

  // Without a row: a sign on the disk that the table that is there is to be replaced, until Close or Discard.
  static absl::Status Begin(const std::string& path);
  static bool IsBegun(const std::string& path);
  static absl::Status Discard(const std::string& path);

  absl::Status Open();
  // Beside the columns; "" = absent (an empty cell, or no member). Of columns named by a path ("pay.minimum") JSON has
  // objects within objects.
  absl::Status Add(const std::vector<std::string>& cells);
  absl::Status AddLine(std::string_view line);  // as it is
  // Now it has its name. PRECONDITION {file, cause} of all of these: disk full, no right to write there. What is not closed
  // stays begun, without its rows.
  absl::Status Close();

  int64_t rows() const { return rows_; }
  // Cells with letters that the file's encoding does not have ("?" stands there).
  int64_t unwritable() const { return unwritable_; }

 private:
  absl::Status Write(std::string_view utf8);
  std::string CsvLine(const std::vector<std::string>& cells) const;
  std::string JsonLine(const std::vector<std::string>& cells) const;
  absl::Status Trouble() const;

  const std::string path_, part_;
  const bool csv_;
  const ingest::InputFormat input_;
  const std::vector<std::string> columns_;
  std::ofstream out_;
  bool closed_ = false;
  int64_t rows_ = 0, unwritable_ = 0;
};

}  // namespace tabadul::cli
