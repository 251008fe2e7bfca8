// Demonstration records, plausible and plainly marked (sources DEMO/…; every text says so). The same seed, count and day give
// the same records on every machine.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "data/demo/generator/vocabulary.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::demo {

struct Options {
  uint64_t seed = 1;
  int count = 5000;      // of vacancies and training offers; the others are as many as their vocabulary has
  absl::CivilDay today;  // published up to 30 days before it, open for 10 to 75 days after it
};

// Vacancies by source (DEMO/<country>/pes). Every country gets at least one.
std::map<std::string, std::vector<exchange::v1::Record>> Generate(const Vocabulary& vocabulary,
                                                                  const Options& options);

// Training offers of sources DEMO/<country>/training, of as many countries as there are; `count` in all. They begin up to
// 180 days after the day.
std::map<std::string, std::vector<exchange::v1::Record>> GenerateTrainings(const Vocabulary& vocabulary,
                                                                           const Options& options);

// The labour market of every country as series of sources DEMO/<country>/stat: twenty whole years before the day, by year,
// quarter and month, and what of this year is over. What belongs together agrees: men and women make the total, employed and
// unemployed the labour force, rates follow.
std::map<std::string, std::vector<exchange::v1::Record>> GenerateSeries(const Vocabulary& vocabulary,
                                                                        const Options& options);

// Good practices of sources DEMO/<country>/practices.
std::map<std::string, std::vector<exchange::v1::Record>> GeneratePractices(const Vocabulary& vocabulary,
                                                                           const Options& options);

common::v1::Date ToDate(absl::CivilDay day);

}  // namespace tabadul::demo
