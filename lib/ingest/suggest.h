// A draft of a mapping for a file of which nothing is known: fields guessed from headers and values, as far as the kind has
// them, each doubt said in a comment. The draft loads without a problem; a person reads it before anything is sent. Thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/ingest/guess.h"
#include "lib/ingest/mapping_plan.h"
#include "lib/ingest/sample.h"

namespace tabadul::ingest {

struct SuggestOptions {
  std::string kind = "vacancy";  // of ImportKinds
  std::string language = "en";   // of the comments: "ar", "en", "fr"
  std::string country;           // alpha-2, for a file that names none; empty = not known
};

// YAML. PRECONDITION {field: file} for standard input, which can be read only once; NOT_FOUND {kind}; else what TakeSample
// refuses.
absl::StatusOr<std::string> SuggestMappingOf(const std::string& path, const SuggestOptions& options);

// What a draft says of a file: guessed, and then as somebody has corrected it. Plain data.
struct Choices {
  std::map<Subject, std::vector<std::string>> columns;  // by name; several of kDescription only
  std::vector<std::string> languages;            // "ar", "en", "fr"; the first where a text does not say it
  std::map<Subject, DateGuess> dates;            // kStart, kPublished, kApplyBy
  std::map<std::string, std::string> countries;  // alpha-2 by value
  // Of kMode, kContract, kSchedule: the name of an enum's value by value, empty = absent. Without: by patterns.
  std::map<Subject, std::map<std::string, std::string>> codes;
  std::string country;         // of every record, where no column has it
  std::string currency, unit;  // of pay and prices; empty = as far as the cells say it, MONTH
  Export what = Export::kChanges;
};
Choices GuessChoices(const Sample& sample, const ImportKind& kind, const SuggestOptions& options);
// `file`: its name, for a comment. Loads without a problem if the choices are of the kind; columns that the sample does not have
// are left out.
std::string DraftMapping(const Sample& sample, const std::string& file, const ImportKind& kind,
                         const SuggestOptions& options, const Choices& choices);

}  // namespace tabadul::ingest
