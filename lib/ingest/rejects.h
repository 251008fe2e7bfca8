// The rejects file: `<input>.rejects.csv`, the original columns and _row, _field, _reason, _message (RFC
// 4180, UTF-8 with a BOM so that Excel opens Arabic rightly). Its rows can be mended and pushed again with
// the same mapping. Written beside the final name and renamed by Close, so that a file
// of that name is always whole; no file if nothing was rejected (an older one is then removed: it is no
// longer true). Not thread-safe.
#pragma once

#include <cstdint>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "lib/ingest/importer.h"

namespace tabadul::ingest {

// What is wrong with the row and what to do, in "ar", "en" or "fr".
std::string Explain(const Rejection& rejection, std::string_view language);

// By this ending such a file is known: Importer reads it so, whatever the mapping says of the export itself.
inline constexpr std::string_view kRejectsEnding = ".rejects.csv";

class RejectsWriter {
 public:
  // `language`: of the _message column: "ar", "en" or "fr". Nothing is opened before the first Add.
  // `most_bytes`: from there on no line is begun.
  RejectsWriter(std::string path, std::vector<std::string> columns, std::string language,
                uint64_t most_bytes = std::numeric_limits<uint64_t>::max());
  // What was written but not closed stays as `<path>.part`.
  ~RejectsWriter() = default;
  RejectsWriter(const RejectsWriter&) = delete;
  RejectsWriter& operator=(const RejectsWriter&) = delete;

  // One line per rejection, each with the whole row.
  absl::Status Add(const Row& row, const std::vector<Rejection>& rejections);
  // Flushes and gives the file its name. Also before exiting on Ctrl-C.
  absl::Status Close();

  int64_t rows() const { return rows_; }     // rows added, not lines
  uint64_t bytes() const { return bytes_; }  // written so far

 private:
  absl::Status OpenPart();

  std::string path_;
  std::vector<std::string> columns_;
  std::string language_;
  uint64_t most_bytes_;
  std::ofstream out_;
  int64_t rows_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace tabadul::ingest
