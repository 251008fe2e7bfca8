// A submitted file read whole: what it says by series, its mistakes, and which series they spoil. Nothing is written here.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "services/statistics/sdmx/formats.h"
#include "services/statistics/series/collect.h"
#include "services/statistics/submission/spool.h"
#include "services/statistics/submission/table_mapping.h"
#include "tabadul/statistics/v1/submission_service.pb.h"

namespace tabadul::statistics {

inline constexpr size_t kMaxRows = 8'000'000;  // statements of a file, with those that say nothing new

// How a file is to be read.
struct FileForm {
  std::optional<TableMapping> mapping;  // else
  sdmx::DataFormat format = sdmx::DataFormat::kCsv2;
  std::string media_type() const;
};
// By what the options say, else by the file's first bytes. MALFORMED {field: "media_type", form}; the errors of
// TableMapping::Parse.
absl::StatusOr<FileForm> FormOf(const v1::SubmissionOptions& options, Spool& file);

struct FileContent {
  Collected collected;
  // By number of a statement, which is the line that `collected` has: where it begins in the file (DataRow::line; where the
  // format does not tell, the number itself).
  std::vector<uint32_t> lines;
  // By line; at most Collector's of each kind.
  std::vector<sdmx::Mistake> mistakes;
  uint64_t mistake_count = 0;
  // Record ids of the series that a mistaken row is of, as far as its key could be read.
  absl::flat_hash_set<std::string> spoilt;
  // There are more mistakes than are kept: `spoilt` is not all.
  bool overflowed = false;

  // In the file; 0 of no statement.
  uint64_t LineOf(uint64_t statement) const { return statement == 0 ? 0 : lines[statement - 1]; }
};

// MALFORMED, TOO_LONG, TOO_MANY and what else readers answer for the file as a whole; NOT_FOUND, PRECONDITION of a dataflow;
// CANCELLED once `go_on` says no.
absl::StatusOr<FileContent> ReadFile(const FileForm& form, const v1::SubmissionOptions& options, Spool& file,
                                     const Layouts& layouts, const std::function<bool()>& go_on);

}  // namespace tabadul::statistics
