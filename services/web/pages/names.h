// What codes are called in a language: those of code lists, enums, places. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/web/pages/format.h"
#include "tabadul/jobs/v1/training_offer.pb.h"
#include "tabadul/jobs/v1/vacancy.pb.h"
#include "tabadul/statistics/v1/good_practice.pb.h"

namespace tabadul::web::pages {

// In the language, else in English; the code itself if the list has it not.
std::string CodeName(std::string_view scheme, const std::string& code, std::string_view language);
std::string CountryName(const std::string& code, std::string_view language);
// "SY" of "SY/mosal/pes" and of "DEMO/SY/mosal"; "HUB" has no country.
std::string CountryOf(std::string_view source);
// Of the lists "TABADUL-…": "BENEFIT", "NECESSITY", "PAY-BASIS".
std::string OwnCodeName(std::string_view list, const std::string& code, std::string_view language);
// "labels.working-time.FULL_TIME"; empty for an empty value.
std::string Label(std::string_view language, std::string_view kind, const std::string& value);

// "Casablanca, Morocco".
std::string PlaceName(const jobs::v1::Location& location, std::string_view language);
// Of a value of the facet CITY.
std::string CityName(const std::string& value, std::string_view language);
// "MAD 6,000–9,000 a month, net"; empty: no amount is stated.
std::string PayText(const jobs::v1::Pay& pay, const Format& format);
// "Free of charge", "TND 450"; empty: not stated.
std::string PriceText(const jobs::v1::TrainingPrice& price, const Format& format);
// "2016 to 2023", "since 2016"; empty: not stated.
std::string YearsText(const statistics::v1::PracticePeriod& period, const Format& format);
// "Youth employment".
std::vector<std::string> TopicNames(const google::protobuf::RepeatedField<int>& topics,
                                    std::string_view language);

}  // namespace tabadul::web::pages
