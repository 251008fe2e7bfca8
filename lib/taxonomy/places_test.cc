#include "lib/taxonomy/places.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>

#include "gtest/gtest.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::taxonomy {
namespace {

std::string Found(std::string_view country, std::string_view name) {
  const Place* place = FindPlace(country, name);
  return place == nullptr ? "" : place->country + " " + place->en;
}

TEST(Places, ANameIsFoundInThreeLanguagesAndManySpellings) {
  for (const char* name : {"Cairo", "cairo", "Le Caire", "القاهرة", "القاهره", "قاهرة", "مدينة القاهرة",
                           "CAIRO, Egypt", "Cairo (Egypt)", "Ville du Caire"}) {
    EXPECT_EQ(Found("EG", name), "EG Cairo") << name;
  }
  for (const char* name : {"Fès", "fes", "Fez", "FES", "فاس", "Fès (Maroc)"})
    EXPECT_EQ(Found("MA", name), "MA Fez") << name;
  for (const char* name : {"Ben Guerir", "Benguerir", "bengurir", "BEN GUERIR", "ابن جرير"})
    EXPECT_EQ(Found("MA", name), "MA Ben Guerir") << name;
  for (const char* name : {"Beni Mellal", "Bénimellal", "BENI-MELLAL", "Beni Melal"})
    EXPECT_EQ(Found("MA", name), "MA Beni Mellal") << name;
  for (const char* name : {"Jeddah", "Jedda", "Djeddah", "جدة", "جده", "Jeddah, KSA", "Jiddah"})
    EXPECT_EQ(Found("SA", name), "SA Jeddah") << name;
}

TEST(Places, AnAddressIsItsFirstPartThatIsAPlace) {
  EXPECT_EQ(Found("NG", "Port Harcourt, Rivers State"), "NG Port Harcourt");
  EXPECT_EQ(Found("MA", "Technopolis, Salé"), "MA Salé");
  EXPECT_EQ(Found("EG", "شارع التسعين، القاهرة"), "EG Cairo");
}

TEST(Places, TheCountryDecides) {
  EXPECT_EQ(Found("LB", "Tripoli"), "LB Tripoli");
  EXPECT_EQ(Found("LY", "Tripoli"), "LY Tripoli");
  EXPECT_EQ(Found("", "Tripoli"), "LY Tripoli");  // the larger
  EXPECT_EQ(Found("MA", "Laâyoune"), "EH Laayoune");
  EXPECT_EQ(Found("SA", "Cairo"), "");
  EXPECT_EQ(Found("", "cairo"), "EG Cairo");
}

TEST(Places, WhatIsNoPlaceIsNone) {
  for (const char* name : {"", " ", ",", "Remote", "Tout le Maroc", "Nationwide", "Rabat / Casablanca",
                           "عن بعد", "xyzzy", "\xff\xfe"})
    EXPECT_EQ(Found("MA", name), "") << name;
}

TEST(Places, EveryStateHasItsOwnAndAllAreInOrder) {
  std::map<std::string, int> of;
  std::set<int64_t> ids;
  const CodeList& countries = List(kCountries);
  for (const Place& place : Places()) {
    ++of[place.country];
    EXPECT_TRUE(ids.insert(place.id).second) << place.id;
    EXPECT_EQ(PlaceById(place.id), &place);
    EXPECT_TRUE(countries.Contains(place.country)) << place.id;
    EXPECT_FALSE(place.en.empty()) << place.id;
    EXPECT_TRUE(place.subdivision.empty() ||
                (place.subdivision.size() <= 6 && place.subdivision.starts_with(place.country + "-")))
        << place.id;
    EXPECT_TRUE(std::abs(place.latitude) <= 90 && std::abs(place.longitude) <= 180) << place.id;
    EXPECT_FALSE(place.latitude == 0 && place.longitude == 0) << place.id;
  }
  for (const char* state :
       {"AE", "AF", "AL", "AZ", "BD", "BF", "BH", "BJ", "BN", "CI", "CM", "DJ", "DZ", "EG", "GA",
        "GM", "GN", "GW", "GY", "ID", "IQ", "IR", "JO", "KG", "KM", "KW", "KZ", "LB", "LY", "MA",
        "ML", "MR", "MV", "MY", "MZ", "NE", "NG", "OM", "PK", "PS", "QA", "SA", "SD", "SL", "SN",
        "SO", "SR", "SY", "TD", "TG", "TJ", "TM", "TN", "TR", "UG", "UZ", "YE"})
    EXPECT_GE(of[state], 5) << state;
  EXPECT_EQ(PlaceById(0), nullptr);
}

TEST(Places, NamesAreInTheAskedLanguageOrEnglish) {
  const Place& cairo = *FindPlace("EG", "Cairo");
  EXPECT_EQ(NameOf(cairo, "ar"), "القاهرة");
  EXPECT_EQ(NameOf(cairo, "fr"), "Le Caire");
  EXPECT_EQ(NameOf(cairo, "en"), "Cairo");
  EXPECT_EQ(NameOf(cairo, "ur"), "Cairo");
  EXPECT_NEAR(cairo.latitude, 30.06, 0.05);
  EXPECT_EQ(cairo.subdivision, "EG-C");
}

// The cities of the demonstration data, in its three languages: close to where it says they are.
TEST(Places, TheDemonstrationsCitiesAreKnown) {
  std::ifstream file("data/demo/countries.yaml");
  ASSERT_TRUE(file);
  std::string line, country;
  int names = 0;
  while (std::getline(file, line)) {
    if (line.size() == 3 && line[2] == ':') country = line.substr(0, 2);
    double latitude = 0, longitude = 0;
    const size_t at = line.find("at: ["), name = line.find("name: {ar: ");
    if (at == std::string::npos || name == std::string::npos) continue;
    ASSERT_EQ(std::sscanf(line.c_str() + at, "at: [%lf, %lf]", &latitude, &longitude), 2);
    std::string rest = line.substr(name + 11);
    for (const char* end : {", en: ", ", fr: ", "}"}) {
      const size_t length = rest.find(end);
      const Place* place = FindPlace(country, rest.substr(0, length));
      EXPECT_NE(place, nullptr) << country << " " << rest.substr(0, length);
      EXPECT_NEAR(place == nullptr ? 0 : place->latitude, latitude, 0.3) << rest;
      EXPECT_NEAR(place == nullptr ? 0 : place->longitude, longitude, 0.3) << rest;
      rest = rest.substr(length + std::string(end).size());
      ++names;
    }
  }
  EXPECT_GE(names, 180);
}

// A place is found by each of its own names, or by none if another of that name is as large.
TEST(Places, EveryNameLeadsToItsPlaceOrOneBesideItOrIsDoubtful) {
  int found = 0, doubtful = 0, elsewhere = 0;
  for (const Place& place : Places()) {
    for (const std::string& name : {place.en, place.fr, place.ar}) {
      if (name.empty()) continue;
      const Place* answer = FindPlace(place.country, name);
      found += answer == &place;
      doubtful += answer == nullptr;
      elsewhere += answer != nullptr && answer != &place;
      if (answer == nullptr) continue;
      EXPECT_GE(answer->thousands, place.thousands) << place.en;
    }
  }
  std::printf("names: %d to their place, %d to a larger of that name, %d doubtful\n", found, elsewhere,
              doubtful);
  EXPECT_GT(found, 50 * (doubtful + elsewhere));
}

}  // namespace
}  // namespace tabadul::taxonomy
