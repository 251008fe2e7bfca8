// Where vacancies are: the cities of the 57 states and the large ones of the world, by GeoNames
// (data/codelists/places). Made at first use, immutable, thread-safe; a look-up is a hash or a few.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::taxonomy {

struct Place {
  int64_t id = 0;                  // of GeoNames
  std::string country;             // ISO 3166-1 alpha-2
  std::string subdivision;         // ISO 3166-2, of the first level that GeoNames has; empty if not sure
  std::string en, fr, ar;          // fr, ar: empty where no name is known
  std::string own;                 // languages, by spaces, whose name is this project's own, not GeoNames'
  std::vector<std::string> other;  // spellings
  double latitude = 0, longitude = 0;
  int32_t thousands = 0;  // of people, about
};

// The place of that name in the country, in any of the languages and spellings: "al-Qahira", "LE CAIRE",
// "مدينة القاهرة" and "Cairo, Egypt" are one. Null if there is none, or several of like size far apart.
// `country` empty: the largest of that name anywhere.
const Place* FindPlace(std::string_view country, std::string_view name);
// The same for each of these countries, in their order; the name is looked at once.
std::vector<const Place*> FindPlaceInEach(const std::vector<std::string_view>& countries,
                                          std::string_view name);
const Place* PlaceById(int64_t id);
// By country, the largest first.
const std::vector<Place>& Places();
// SHA-256, in hex, of their table.
const std::string& PlacesDigest();
// In "ar", "en" or "fr"; the English name where there is none.
std::string_view NameOf(const Place& place, std::string_view language);

}  // namespace tabadul::taxonomy
