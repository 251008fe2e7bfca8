// A draft of a mapping for a file of which nothing is known: fields guessed from headers and values, each doubt said in a
// comment. The draft loads without a problem; a person reads it before anything is sent. Thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "lib/ingest/sample.h"

namespace tabadul::ingest {

struct SuggestOptions {
  std::string language = "en";  // of the comments: "ar", "en", "fr"
  std::string country;          // alpha-2, for a file that names none; empty = not known
};

// YAML.
std::string SuggestMapping(const Sample& sample, const std::string& file, const SuggestOptions& options);
// PRECONDITION {field: file} for standard input, which can be read only once; else what TakeSample refuses.
absl::StatusOr<std::string> SuggestMappingOf(const std::string& path, const SuggestOptions& options);

}  // namespace tabadul::ingest
