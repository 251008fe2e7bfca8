// Vacancies for benches, made from a seed: three languages, text lengths in the mix of real boards (medians of 42, 373
// and 451 words; mean about 290), words with a Zipf-like distribution. Thread-safe: pure.
#pragma once

#include <cstdint>

#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::bench {

exchange::v1::Record MakeVacancy(const std::string& prefix, uint64_t number);
// A word that occurs, the more often the smaller `rank` (0…1999), in language 0 (ar), 1 (en) or 2 (fr).
std::string Word(int language, uint64_t rank);

}  // namespace tabadul::bench
