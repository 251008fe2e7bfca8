// A draft of a mapping for a file of which nothing is known: fields guessed from headers and values, as far as the kind has
// them, each doubt said in a comment. The draft loads without a problem; a person reads it before anything is sent. Thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace tabadul::ingest {

struct SuggestOptions {
  std::string kind = "vacancy";  // of ImportKinds
  std::string language = "en";   // of the comments: "ar", "en", "fr"
  std::string country;           // alpha-2, for a file that names none; empty = not known
};

// YAML. PRECONDITION {field: file} for standard input, which can be read only once; NOT_FOUND {kind}; else what TakeSample
// refuses.
absl::StatusOr<std::string> SuggestMappingOf(const std::string& path, const SuggestOptions& options);

}  // namespace tabadul::ingest
