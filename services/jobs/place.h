// Where a record is: its cities as searches filter and count them, and its point on the globe. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/repeated_field.h"
#include "lib/search/globe.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

inline constexpr int kMaxCities = 20;  // of a filter: each is looked for in every country
inline constexpr size_t kMaxCityBytes = 200;

// A city in its column: the GeoNames id of a known one ("108410"), else country and folded name ("SA:al malaz"); empty
// without a city.
std::string CityValueOf(const v1::Location& location);
// Its name in `language`, else in English; of an unknown city what the value holds.
std::string CityName(const std::string& value, const std::string& language);
// What a filter's city may stand for: itself if it is a value, else every city of that name in the countries (in any, if
// there are none).
std::vector<std::string> CityValuesOf(const std::string& asked,
                                      const google::protobuf::RepeatedPtrField<std::string>& countries);
// Of all of them.
std::vector<std::string> CityValuesOf(const google::protobuf::RepeatedPtrField<std::string>& asked,
                                      const google::protobuf::RepeatedPtrField<std::string>& countries);

// Of the first location with coordinates or a known city.
std::optional<search::Point> PointOf(const v1::Vacancy& vacancy);
// Of a known city, by value or name; none if there is none.
std::optional<search::Point> PointOfCity(const std::string& asked);
search::Point ToPoint(const v1::Coordinates& coordinates);

}  // namespace tabadul::jobs
