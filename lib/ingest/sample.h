// The first rows of a file of which nothing is known yet: its format, its columns, what stands in them. For drafting a
// mapping. Not thread-safe; reads the file by its path, so not standard input.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/ingest/row_source.h"

namespace tabadul::ingest {

struct Sample {
  InputFormat input;
  Encoding encoding = Encoding::kUtf8;  // as detected; kDetect where the format says it itself
  struct Column {
    std::string name;                 // header, or path
    std::vector<std::string> values;  // tidied, "" where nothing stands; as many as rows
    size_t filled() const;
  };
  std::vector<Column> columns;
  size_t rows = 0;  // read, at most kMaxSampleRows, kMaxSampleBytes
};

inline constexpr size_t kMaxSampleRows = 500;
// Of a workbook each cell may be the same large text: no more rows are taken, once there is so much.
inline constexpr size_t kMaxSampleBytes = 16u << 20;

// NOT_FOUND {file}; MALFORMED {field: file, form} if it is none of the formats.
absl::StatusOr<Sample> TakeSample(const std::string& path);

}  // namespace tabadul::ingest
