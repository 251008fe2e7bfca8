#include "tests/bench/corpus.h"

#include <array>
#include <cmath>
#include <random>
#include <string>

namespace tabadul::bench {
namespace {

constexpr int kVocabulary = 2000;
constexpr std::array<const char*, 3> kLanguages = {"ar", "en", "fr"};
constexpr std::array<std::array<const char*, 10>, 3> kSyllables = {{
    {"مه", "ند", "عم", "ال", "كت", "سل", "رق", "بن", "فح", "دو"},
    {"wel", "der", "sta", "ment", "tor", "ing", "ship", "man", "pro", "cess"},
    {"tech", "ni", "cien", "sou", "deur", "ges", "tion", "mé", "chef", "ate"},
}};
constexpr std::array<double, 3> kMedians = {42, 373, 451};
constexpr std::array<const char*, 6> kCountries = {"SA", "EG", "MA", "SN", "PK", "TN"};
constexpr std::array<const char*, 6> kOccupations = {"2221", "7212", "2512", "5223", "8322", "2411"};

common::v1::LocalizedText Text(int language, std::string text) {
  common::v1::LocalizedText localized;
  auto* translation = localized.add_translations();
  translation->set_language(kLanguages[static_cast<size_t>(language)]);
  translation->set_text(std::move(text));
  return localized;
}

std::string Sentence(int language, int words, std::mt19937_64& random) {
  std::uniform_real_distribution<double> uniform(0, 1);
  std::string text;
  for (int i = 0; i < words; ++i) {
    // Inverse of a Zipf-like distribution: rank ~ V^u.
    const auto rank = static_cast<uint64_t>(std::pow(kVocabulary, uniform(random))) - 1;
    text += (i == 0 ? "" : i % 14 == 0 ? ". " : " ") + Word(language, rank);
  }
  return text;
}

}  // namespace

std::string Word(int language, uint64_t rank) {
  const auto& syllables = kSyllables[static_cast<size_t>(language)];
  std::string word;
  for (uint64_t rest = rank + 10; rest > 0; rest /= 10) word += syllables[rest % 10];
  return word;
}

exchange::v1::Record MakeVacancy(const std::string& prefix, uint64_t number) {
  uint64_t seed = number * 0x9E3779B97F4A7C15u + 1;
  for (const char byte : prefix) seed = (seed ^ static_cast<unsigned char>(byte)) * 0x100000001B3u;  // FNV-1a
  std::mt19937_64 random(seed);
  const auto language = static_cast<int>(random() % 3);
  std::lognormal_distribution<double> spread(std::log(kMedians[static_cast<size_t>(language)]), 0.4);
  exchange::v1::Record record;
  record.set_record_id(prefix + std::to_string(number));
  record.set_version(1);
  auto& vacancy = *record.mutable_vacancy();
  *vacancy.mutable_title() = Text(language, Sentence(language, 3 + static_cast<int>(random() % 3), random));
  *vacancy.mutable_description() =
      Text(language, Sentence(language, std::min(2000, 10 + static_cast<int>(spread(random))), random));
  vacancy.add_locations()->set_country(kCountries[random() % kCountries.size()]);
  *vacancy.mutable_employer()->mutable_name() = Text(language, Sentence(language, 2, random));
  vacancy.mutable_occupation()->set_scheme("ISCO-08");
  vacancy.mutable_occupation()->set_code(kOccupations[random() % kOccupations.size()]);
  return record;
}

}  // namespace tabadul::bench
