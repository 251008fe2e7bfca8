// The vocabularies of the demonstration data (data/demo/*.yaml, embedded) as C++ values. Enlarging the demonstration
// is enlarging those files. Read-only after loading.
#pragma once

#include <array>
#include <cstdint>
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
struct PracticePhrases {
  std::string mark, problem, done, known, learned, document;
  std::map<std::string, std::string> offices;                          // by type
  std::map<std::string, std::string> problems, lessons;                // by topic
  std::map<std::string, std::string> evidence;                         // by level
  std::map<std::string, std::pair<std::string, std::string>> results;  // name and unit
};
struct PracticeStory {
  struct Result {
    std::string name, value, before;  // before: may be empty
  };
  std::string type, country, evidence;
  std::vector<std::string> topics;  // the main one first
  std::vector<int> years;           // first and last; one: it goes on
  std::vector<Result> results;
  Texts title, summary;
};
// What the labour market of a country is made from. Shares are of 10,000; of two numbers the first is men's.
struct LabourProfile {
  int64_t people = 0;  // of 15 and over in the first year, in thousands
  int64_t growth = 0;  // of them in a year
  int64_t young = 0;   // of them 15 to 24
  int64_t men = 0;     // of them
  std::array<int64_t, 2> active{},
      trend{};  // labour force of the people in the first year, and more of it each year
  std::array<int64_t, 2> unemployed{};    // of the labour force
  int64_t shock = 0;                      // how hard the crises of 2009 and 2020 hit: 10 is usual
  int64_t agriculture = 0, industry = 0;  // of the employed in the first year
  int64_t employees = 0, informal = 0;
  int64_t inflation = 0;            // of pay in a year
  int64_t gap = 0, new_survey = 0;  // years: without survey, with another questionnaire; 0: none
};
struct SeriesVocabulary {
  std::string note;                                            // in all languages: that it is a demonstration
  std::map<std::string, std::vector<std::string>> dimensions;  // by dataflow, in the order of its key
  Texts totals;                                   // code of a dimension by which nothing is broken down
  std::map<std::string, LabourProfile> profiles;  // by country
};
struct Vocabulary {
  std::vector<Country> countries;
  std::map<std::string, Sector> sectors;
  std::vector<Occupation> occupations;
  std::map<std::string, Phrases> phrases;                   // by language
  std::map<std::string, TrainingPhrases> trainings;         // by language
  Texts training_fields;                                    // ISCED-F by beginning of ISCO-08
  std::map<std::string, PracticePhrases> practice_phrases;  // by language
  std::vector<PracticeStory> practices;
  SeriesVocabulary series;
};

// INTERNAL with the file and line if a vocabulary is not of its form (a mistake of ours, found by the test).
absl::StatusOr<Vocabulary> LoadVocabulary();

}  // namespace tabadul::demo
