// A labour market over twenty years, made up in whole numbers alone, so that it is the same on every machine and its parts
// add up to the last digit. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/demo/generator/random.h"
#include "data/demo/generator/vocabulary.h"

namespace tabadul::demo {

inline constexpr int kYears = 20;  // whole years; quarters and months go on for another one

// Of one group in one period, in hundreds of persons.
struct Labour {
  int64_t people = 0, employed = 0, unemployed = 0;
  int64_t active() const { return employed + unemployed; }
  Labour& operator+=(const Labour& other);
};

// The employed of one sex in one year, in hundreds of persons.
struct Workers {
  int64_t employed = 0, employees = 0, agriculture = 0, industry = 0, informal = 0, underemployed = 0;
  int64_t hours = 0;  // of an employed person in a week, in tenths
  int64_t pay = 0;    // of an employee in a month, in the currency's units
  // Of hours and pay the mean, weighted.
  Workers& operator+=(const Workers& other);
};

// What an employment service counts of one sex in one month, in persons.
struct Registered {
  int64_t standing = 0, fresh = 0, placed = 0;
  Registered& operator+=(const Registered& other);
};

template <class Part>
using BySex = std::array<Part, 2>;            // men, women
using Groups = BySex<std::array<Labour, 2>>;  // 15 to 24, older

struct LabourMarket {
  struct Year {
    Groups groups;
    BySex<Workers> workers;
    BySex<int64_t> idle{};  // young people in neither employment, education nor training, in hundreds
  };
  struct Month {
    BySex<Registered> registered;
    int64_t vacancies = 0, fresh_vacancies = 0;
  };
  int first_year = 0;
  std::vector<Year> years;
  std::vector<Groups> quarters;
  std::vector<Month> months;
};

// `pay`: of an employee in the last year.
LabourMarket MakeLabourMarket(const LabourProfile& profile, int64_t pay, int first_year, Random& random);

}  // namespace tabadul::demo
