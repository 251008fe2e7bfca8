// What searches filter vacancies by and count them by: the keyword and number columns of the index. Pure.
#pragma once

#include <string>
#include <vector>

#include "lib/finding/card.h"
#include "lib/finding/document.h"
#include "lib/pay/rates.h"
#include "lib/search/index.h"
#include "services/jobs/promises.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::jobs {

// Keyword columns. Of a tree (ISCO-08, ISIC Rev.4) a vacancy has its code and all above it.
enum class Column {
  kCountry,
  kOccupation,
  kIndustry,
  kSource,
  kAudience,
  kOffering,     // "DIRECT_HIRE": names of OfferingType without their prefix
  kWorkingTime,  // "FULL_TIME"
  kRemote,       // "HYBRID"
  kLanguage,     // that is asked for, ISO 639
  kEducation,    // ISCED 2011 level, "0" to "8"
  kTerm,         // what is promised: kOpenToForeigners…
  kCity,         // place.h
};
inline constexpr char kVisaSponsorship[] = "visa_sponsorship";
inline constexpr char kNoFee[] = "no_fee";
inline constexpr char kVerifiedEmployer[] = "verified_employer";

// Number columns.
enum class Number {
  kPublished,  // times in microseconds since 1970
  kExpires,
  kEducation,
  kPay,       // lib/pay: millionths of a dollar a month
  kLatitude,  // millionths of a degree
  kLongitude,
};

std::vector<std::string> ColumnNames();  // in the order of Column
std::vector<std::string> NumberNames();

std::vector<search::Document::Keyword> KeywordsOf(const exchange::Entry& entry, const v1::Vacancy& vacancy);
std::vector<search::Document::Number> NumbersOf(const v1::Vacancy& vacancy, const finding::Card& card,
                                                const pay::Rates& rates);

}  // namespace tabadul::jobs
