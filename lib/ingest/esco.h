// ESCO's occupations (or skills) as the content of a taxonomy pack, from the CSV files that ESCO publishes
// (occupations_en.csv, occupations_fr.csv, …; one file a language) or from tables made of them
// (esco_occupations_en_fr.csv with a column of names a language, esco_altlabels_en_fr.csv).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "lib/taxonomy/pack.h"

namespace tabadul::ingest {

struct EscoOptions {
  std::string edition;  // "1.2.0"
  bool skills = false;  // skills instead of occupations
};

// NOT_FOUND {field: file, file} if there is no such file; MALFORMED {field: file, file, form: the columns} if one lacks
// the columns. Rows that are no released concept are passed over, and labels that are too long.
absl::StatusOr<taxonomy::PackContent> ReadEsco(const std::string& folder, const EscoOptions& options);

}  // namespace tabadul::ingest
