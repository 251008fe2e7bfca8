#include "data/demo/generator/vocabulary.h"

#include "data/demo/generator/vocabulary_reading.h"
#include "embed/demo_vocabularies.h"
#include "fmt/format.h"
#include "lib/platform/base/status.h"

namespace tabadul::demo {
namespace {

template <typename T>
T Get(const YAML::Node& node, const char* key, T otherwise) {
  return node[key] ? node[key].as<T>() : otherwise;
}

City ReadCity(const YAML::Node& node) {
  City city;
  city.weight = Get(node, "weight", 1);
  city.subdivision = node["subdivision"].as<std::string>();
  city.latitude = node["at"][0].as<double>();
  city.longitude = node["at"][1].as<double>();
  city.name = ReadMap<std::string>(node["name"]);
  return city;
}

Country ReadCountry(const std::string& code, const YAML::Node& node) {
  Country country;
  country.code = code;
  country.currency = node["currency"].as<std::string>();
  country.time_zone = node["time_zone"].as<std::string>();
  country.weight = Get(node, "weight", 1);
  for (const auto& language : node["languages"]) {
    country.languages.emplace_back(language.first.as<std::string>(), language.second.as<int>());
  }
  country.pay_floor = node["pay"]["floor"].as<double>();
  country.pay_spread = node["pay"]["spread"].as<double>();
  country.pay_step = node["pay"]["step"].as<int>();
  country.hours = node["hours"].as<int>();
  country.open_to_foreigners = Get(node, "open_to_foreigners", 0.0);
  country.benefits = node["benefits"].as<std::vector<std::string>>();
  for (const YAML::Node& city : node["cities"]) country.cities.push_back(ReadCity(city));
  for (const YAML::Node& stem : node["stems"]) {
    country.stems.emplace_back(stem[0].as<std::string>(), stem[1].as<std::string>());
  }
  return country;
}

Occupation ReadOccupation(const YAML::Node& node) {
  Occupation occupation;
  occupation.isco = node["isco"].as<std::string>();
  occupation.isced = node["isced"].as<std::string>();
  occupation.english = Get(node, "english", std::string());
  occupation.sectors = node["sectors"].as<std::vector<std::string>>();
  occupation.years_least = node["years"][0].as<int>();
  occupation.years_most = node["years"][1].as<int>();
  occupation.weight = Get(node, "weight", 1);
  occupation.pay = node["pay"].as<double>();
  occupation.shifts = Get(node, "shifts", false);
  occupation.remote = Get(node, "remote", false);
  occupation.licence = ReadMap<std::string>(node["licence"]);
  occupation.titles = ReadMap<std::vector<std::string>>(node["titles"]);
  occupation.tasks = ReadMap<std::vector<std::string>>(node["tasks"]);
  occupation.skills = ReadMap<std::vector<std::string>>(node["skills"]);
  return occupation;
}

Phrases ReadPhrases(const YAML::Node& node) {
  Phrases phrases;
  phrases.mark = node["mark"].as<std::string>();
  phrases.tasks = node["tasks"].as<std::string>();
  phrases.requirements = node["requirements"].as<std::string>();
  phrases.offer = node["offer"].as<std::string>();
  phrases.no_experience = node["experience"]["none"].as<std::string>();
  phrases.experience = node["experience"]["years"].as<std::string>();
  phrases.intros = node["intro"].as<std::vector<std::string>>();
  phrases.education = ReadMap<std::string>(node["education"]);
  phrases.benefits = ReadMap<std::string>(node["benefits"]);
  return phrases;
}

TrainingPhrases ReadTrainingPhrases(const YAML::Node& node) {
  const auto text = [&](const char* key) { return node[key].as<std::string>(); };
  const auto texts = [&](const char* key) { return node[key].as<std::vector<std::string>>(); };
  return {.mark = text("mark"),
          .online = text("online"),
          .learn = text("learn"),
          .award = text("award"),
          .authority = text("authority"),
          .entry = text("entry"),
          .titles = texts("titles"),
          .providers = texts("providers"),
          .intros = texts("intros")};
}

}  // namespace

YAML::Node ReadFile(std::string_view name) {
  for (const embed::File& file : embed::demo_vocabularies()) {
    if (file.name == name) return YAML::Load(std::string(file.bytes));
  }
  throw YAML::Exception(YAML::Mark::null_mark(), "missing file");
}

absl::StatusOr<Vocabulary> LoadVocabulary() {
  std::string file;
  try {
    Vocabulary vocabulary;
    for (const auto& entry : ReadFile(file = "countries.yaml")) {
      vocabulary.countries.push_back(ReadCountry(entry.first.as<std::string>(), entry.second));
    }
    for (const auto& entry : ReadFile(file = "sectors.yaml")) {
      vocabulary.sectors[entry.first.as<std::string>()] = {
          entry.second["isic"].as<std::string>(), ReadMap<std::vector<std::string>>(entry.second["names"])};
    }
    for (const YAML::Node& node : ReadFile(file = "occupations.yaml")) {
      vocabulary.occupations.push_back(ReadOccupation(node));
    }
    for (const auto& entry : ReadFile(file = "phrases.yaml")) {
      vocabulary.phrases[entry.first.as<std::string>()] = ReadPhrases(entry.second);
    }
    for (const auto& entry : ReadFile(file = "trainings.yaml")) {
      if (entry.first.as<std::string>() == "fields") {
        vocabulary.training_fields = ReadMap<std::string>(entry.second);
      } else {
        vocabulary.trainings[entry.first.as<std::string>()] = ReadTrainingPhrases(entry.second);
      }
    }
    ReadStatistics(vocabulary, file);
    return vocabulary;
  } catch (const YAML::Exception& e) {
    return Internal(fmt::format("data/demo/{}: {}", file, e.what()));
  }
}

}  // namespace tabadul::demo
