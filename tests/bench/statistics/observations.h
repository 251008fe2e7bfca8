// Time series for benches: employment of the 57 member states by sex, age, area, section and occupation, in a dataflow of ten
// dimensions; yearly series of 20 to 30 years, quarterly and monthly ones of 20 years. Each follows from its number alone, so that
// a run can be repeated. Immutable: thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tabadul/exchange/v1/push.pb.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::bench {

inline constexpr char kFlow[] = "TABADUL:DF_EMPLOYMENT_STRUCTURE(1.0)";
// What stands where in its keys.
enum Dimension : size_t { kFreq, kArea, kIndicator, kSex, kAge, kSte, kEco, kOcu, kEdu, kGeo, kDimensions };
inline constexpr std::array<const char*, kDimensions> kDimensionIds = {
    "FREQ", "REF_AREA", "INDICATOR", "SEX", "AGE", "STE", "ECO", "OCU", "EDU", "GEO"};
using Key = std::array<std::string, kDimensions>;

class Observations {
 public:
  // About so many: the first series of each kind, of all countries alike. Ends the bench if there are not so many, or too few for
  // the questions of the mix.
  explicit Observations(uint64_t about);

  // Series follow each other country by country: number % countries() is the country.
  static size_t countries();
  uint64_t series() const { return of_country_ * countries(); }
  uint64_t observations() const { return observations_; }
  Key KeyOf(uint64_t number) const;
  // Valid, with its id and a version, of no source yet.
  exchange::v1::PushItem ItemOf(uint64_t number) const;

 private:
  struct Place;  // of a series in its kind
  Place PlaceOf(uint64_t number) const;

  std::vector<uint64_t> taken_;  // series of a country, by kind
  uint64_t of_country_ = 0, observations_ = 0;
  // By country and frequency what all its series have alike: periods, flags, notes.
  std::vector<statistics::v1::Series> patterns_;
};

}  // namespace tabadul::bench
