// The vocabularies of the demonstration data (data/demo/*.yaml, embedded) as C++ values. Enlarging the demonstration
// is enlarging those files. Read-only after loading.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace tabadul::demo {

using Texts = std::map<std::string, std::string>;                   // by language
using TextLists = std::map<std::string, std::vector<std::string>>;  // the same number in each language

struct City {
  int weight = 1;
  std::string subdivision;
  double latitude = 0, longitude = 0;
  Texts name;
};
struct Country {
  std::string code, currency, time_zone;
  int weight = 1;
  std::vector<std::pair<std::string, int>> languages;  // with weights
  double pay_floor = 0, pay_spread = 1;
  int pay_step = 1, hours = 40;
  double open_to_foreigners = 0;
  std::vector<std::string> benefits;
  std::vector<City> cities;
  std::vector<std::pair<std::string, std::string>> stems;  // Arabic, Latin
};
struct Sector {
  std::string isic;
  TextLists names;  // with {stem}
};
struct Occupation {
  std::string isco, isced, english;
  std::vector<std::string> sectors;
  int years_least = 0, years_most = 0, weight = 1;
  double pay = 1;
  bool shifts = false, remote = false;
  Texts licence;  // empty: none
  TextLists titles, tasks, skills;
};
struct Phrases {
  std::string mark, tasks, requirements, offer, no_experience, experience;
  std::vector<std::string> intros;
  std::map<std::string, std::string> education, benefits;
};
struct TrainingPhrases {
  std::string mark, online, learn, award, authority, entry;
  std::vector<std::string> titles, providers, intros;
};
struct Vocabulary {
  std::vector<Country> countries;
  std::map<std::string, Sector> sectors;
  std::vector<Occupation> occupations;
  std::map<std::string, Phrases> phrases;            // by language
  std::map<std::string, TrainingPhrases> trainings;  // by language
  Texts training_fields;                             // ISCED-F by beginning of ISCO-08
};

// INTERNAL with the file and line if a vocabulary is not of its form (a mistake of ours, found by the test).
absl::StatusOr<Vocabulary> LoadVocabulary();

}  // namespace tabadul::demo
