#include "data/demo/generator/vocabulary_reading.h"

namespace tabadul::demo {
namespace {

PracticePhrases ReadPracticePhrases(const YAML::Node& node) {
  const auto text = [&](const char* key) { return node[key].as<std::string>(); };
  PracticePhrases phrases;
  phrases.mark = text("mark");
  phrases.problem = text("problem");
  phrases.done = text("done");
  phrases.known = text("known");
  phrases.learned = text("learned");
  phrases.document = text("document");
  phrases.offices = ReadMap<std::string>(node["offices"]);
  phrases.problems = ReadMap<std::string>(node["problems"]);
  phrases.lessons = ReadMap<std::string>(node["lessons"]);
  phrases.evidence = ReadMap<std::string>(node["evidence"]);
  for (const auto& entry : node["results"]) {
    phrases.results[entry.first.as<std::string>()] = {entry.second[0].as<std::string>(),
                                                      entry.second[1].as<std::string>()};
  }
  return phrases;
}

PracticeStory ReadStory(const YAML::Node& node) {
  const YAML::Node facts = node["facts"];
  PracticeStory story;
  story.type = facts["type"].as<std::string>();
  story.topics = facts["topics"].as<std::vector<std::string>>();
  story.country = facts["country"].as<std::string>();
  story.years = facts["years"].as<std::vector<int>>();
  story.evidence = facts["evidence"].as<std::string>();
  for (const auto& entry : facts["results"]) {
    const auto values = entry.second.as<std::vector<std::string>>();
    story.results.push_back(
        {entry.first.as<std::string>(), values.back(), values.size() > 1 ? values[0] : ""});
  }
  story.title = ReadMap<std::string>(node["title"]);
  for (const char* language : {"ar", "en", "fr"}) story.summary[language] = node[language].as<std::string>();
  return story;
}

LabourProfile ReadProfile(const YAML::Node& node) {
  const auto number = [&](const char* key) { return node[key].as<int64_t>(); };
  LabourProfile profile;
  profile.people = number("people");
  profile.growth = number("growth");
  profile.young = number("young");
  profile.men = number("men");
  profile.active = node["active"].as<std::array<int64_t, 2>>();
  profile.trend = node["trend"].as<std::array<int64_t, 2>>();
  profile.unemployed = node["unemployed"].as<std::array<int64_t, 2>>();
  profile.shock = number("shock");
  profile.agriculture = number("agriculture");
  profile.industry = number("industry");
  profile.employees = number("employees");
  profile.informal = number("informal");
  profile.inflation = number("inflation");
  profile.gap = number("gap");
  profile.new_survey = number("new_survey");
  return profile;
}

SeriesVocabulary ReadSeries(const YAML::Node& node) {
  SeriesVocabulary series;
  series.note = node["note"].as<std::string>();
  series.totals = ReadMap<std::string>(node["totals"]);
  const auto dimensions = ReadMap<std::vector<std::string>>(node["dimensions"]);
  for (const auto& [flow, structure] : ReadMap<std::string>(node["flows"])) {
    series.dimensions[flow] = dimensions.at(structure);
  }
  for (const auto& entry : node["countries"]) {
    series.profiles[entry.first.as<std::string>()] = ReadProfile(entry.second);
  }
  return series;
}

}  // namespace

void ReadStatistics(Vocabulary& vocabulary, std::string& file) {
  for (const auto& entry : ReadFile(file = "practices.yaml")) {
    vocabulary.practice_phrases[entry.first.as<std::string>()] = ReadPracticePhrases(entry.second);
  }
  for (const YAML::Node& node : ReadFile(file = "practice_stories.yaml")) {
    vocabulary.practices.push_back(ReadStory(node));
  }
  vocabulary.series = ReadSeries(ReadFile(file = "series.yaml"));
}

}  // namespace tabadul::demo
