#include "services/jobs/place.h"

#include <algorithm>
#include <cmath>

#include "absl/hash/hash.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "lib/language/fold.h"
#include "lib/language/generations.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/places.h"

namespace tabadul::jobs {
namespace {

constexpr size_t kCountry = 2;  // letters

const taxonomy::Place* PlaceByValue(const std::string& value) {
  int64_t id = 0;
  return absl::SimpleAtoi(value, &id) ? taxonomy::PlaceById(id) : nullptr;
}

// Of each record it is asked several times, and records repeat their cities. Remembered by a hash: what a record calls its city
// must not stay when the record has gone.
const taxonomy::Place* FindPlace(const std::string& country, const std::string& name) {
  thread_local language::Generations<const taxonomy::Place*, 2048> known;
  const size_t hash = absl::HashOf(country, name);
  return known.Of({reinterpret_cast<const char*>(&hash), sizeof hash},
                  [&](std::string_view) { return taxonomy::FindPlace(country, name); });
}

const taxonomy::Place* PlaceOf(const v1::Location& location) {
  if (location.geonames_id() > 0) {
    if (const taxonomy::Place* place = taxonomy::PlaceById(location.geonames_id())) return place;
  }
  for (const auto& name : location.city().translations()) {
    if (const taxonomy::Place* place = FindPlace(location.country(), name.text())) return place;
  }
  return nullptr;
}

std::string UnknownCity(const std::string& country, const std::string& name) {
  return country + ":" + language::Fold(name);
}

bool IsUnknownCity(const std::string& value) {
  return value.size() > kCountry && value[kCountry] == ':' &&
         taxonomy::List(taxonomy::kCountries).Contains(value.substr(0, kCountry));
}

search::Point ToPoint(const taxonomy::Place& place) {
  return {std::llround(place.latitude * 1e6), std::llround(place.longitude * 1e6)};
}

}  // namespace

search::Point ToPoint(const v1::Coordinates& coordinates) {
  return {coordinates.latitude_e6(), coordinates.longitude_e6()};
}

std::string CityValueOf(const v1::Location& location) {
  if (const taxonomy::Place* place = PlaceOf(location)) return std::to_string(place->id);
  if (location.city().translations().empty()) return "";
  return UnknownCity(location.country(), location.city().translations(0).text());
}

std::string CityName(const std::string& value, const std::string& language) {
  if (const taxonomy::Place* place = PlaceByValue(value))
    return std::string(taxonomy::NameOf(*place, language));
  return IsUnknownCity(value) ? value.substr(kCountry + 1) : value;
}

std::vector<std::string> CityValuesOf(const std::string& asked,
                                      const google::protobuf::RepeatedPtrField<std::string>& countries) {
  if (PlaceByValue(asked) != nullptr || IsUnknownCity(asked)) return {asked};
  std::vector<std::string_view> in(countries.begin(), countries.end());
  if (countries.empty()) {
    for (const taxonomy::CodeList::Code& country : taxonomy::List(taxonomy::kCountries).codes())
      in.push_back(country.code);
  }
  const std::string folded = language::Fold(asked);
  const std::vector<const taxonomy::Place*> places = taxonomy::FindPlaceInEach(in, asked);
  std::vector<std::string> values;
  for (size_t i = 0; i < in.size(); ++i) {
    values.push_back(places[i] != nullptr ? std::to_string(places[i]->id)
                                          : std::string(in[i]) + ":" + folded);
  }
  return values;
}

std::vector<std::string> CityValuesOf(const google::protobuf::RepeatedPtrField<std::string>& asked,
                                      const google::protobuf::RepeatedPtrField<std::string>& countries) {
  std::vector<std::string> values;
  for (const std::string& city : asked) {
    for (std::string& value : CityValuesOf(city, countries)) values.push_back(std::move(value));
  }
  return values;
}

std::optional<search::Point> PointOf(const v1::Vacancy& vacancy) {
  for (const v1::Location& location : vacancy.locations()) {
    if (location.has_coordinates()) return ToPoint(location.coordinates());
    if (const taxonomy::Place* place = PlaceOf(location)) return ToPoint(*place);
  }
  return std::nullopt;
}

std::optional<search::Point> PointOfCity(const std::string& asked) {
  const taxonomy::Place* place = PlaceByValue(asked);
  if (place == nullptr) place = taxonomy::FindPlace("", asked);
  return place == nullptr ? std::nullopt : std::optional(ToPoint(*place));
}

}  // namespace tabadul::jobs
