// What the series of the demonstration are of, and how it follows from a labour market. Tables.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/demo/generator/labour_market.h"

namespace tabadul::demo {

using Codes = std::map<std::string, std::string>;  // by dimension, where it is not the total

struct Measure {
  const char *unit, *multiplier;  // codes of CL_UNIT_MEASURE, CL_UNIT_MULT
  uint32_t decimals;
};
inline constexpr Measure kThousands = {"PS", "3", 1}, kPersons = {"PS", "0", 0}, kJobs = {"JS", "0", 0},
                         kPercent = {"PT", "0", 2}, kHours = {"HR", "0", 1}, kMoney = {"CR", "0", 0},
                         kRatio = {"RATIO", "0", 3};

// Codes of CL_SOURCE_TYPE.
inline constexpr char kSurvey[] = "LFS", kModel[] = "MOD", kEnterprises[] = "EST", kRegister[] = "ADM";

struct Subject {
  const char *flow, *indicator;
  Measure measure;
  const char* source = kSurvey;
};

// Nullopt: of nobody there is no rate. `scale`: of kPercent.
std::optional<int64_t> Ratio(int64_t part, int64_t whole, int64_t scale = 10'000);

struct OfLabour {
  Subject subject;
  std::optional<int64_t> (*value)(const Labour&);
  bool quarterly = true;
};
// By sex and age.
const std::vector<OfLabour>& LabourSubjects();

struct OfWorkers {
  Subject subject;
  std::optional<int64_t> (*value)(const Workers&);
  Codes codes;
};
// By sex, yearly.
const std::vector<OfWorkers>& WorkersSubjects();

struct OfRegistered {
  Subject subject;
  int64_t Registered::*value;
};
// By sex, monthly.
const std::vector<OfRegistered>& RegisteredSubjects();

}  // namespace tabadul::demo
