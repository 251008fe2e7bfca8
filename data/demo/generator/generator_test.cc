#include "data/demo/generator/generator.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "data/demo/generator/demo_testing.h"

namespace tabadul::demo {
namespace {

Options Day(uint64_t seed, int count = 300) {
  return {.seed = seed, .count = count, .today = absl::CivilDay(2026, 11, 23)};
}

TEST(Vocabulary, SaysTheSameInEveryLanguage) {
  for (const Occupation& occupation : Words().occupations) {
    for (const TextLists* lists : {&occupation.titles, &occupation.tasks, &occupation.skills}) {
      for (const char* language : {"ar", "en", "fr"}) {
        ASSERT_EQ(lists->count(language), 1U) << occupation.isco << " " << language;
        EXPECT_EQ(lists->at(language).size(), lists->at("en").size()) << occupation.isco << " " << language;
      }
    }
    for (const std::string& sector : occupation.sectors)
      EXPECT_EQ(Words().sectors.count(sector), 1U) << sector;
    for (const auto& [language, phrases] : Words().phrases) {
      EXPECT_EQ(phrases.education.count(occupation.isced), 1U) << occupation.isco << " " << language;
    }
  }
}

TEST(Demo, TheSameSeedAndDayGiveTheSameRecords) {
  const auto a = Generate(Words(), Day(7)), b = Generate(Words(), Day(7)), c = Generate(Words(), Day(8));
  ASSERT_EQ(a.size(), b.size());
  bool differs = false;
  for (const auto& [source, records] : a) {
    ASSERT_EQ(records.size(), b.at(source).size());
    for (size_t i = 0; i < records.size(); ++i) {
      EXPECT_EQ(records[i].SerializeAsString(), b.at(source)[i].SerializeAsString());
      differs |= c.count(source) == 0 || i >= c.at(source).size() ||
                 records[i].SerializeAsString() != c.at(source)[i].SerializeAsString();
    }
  }
  EXPECT_TRUE(differs);
}

TEST(Demo, HasThreeLanguagesAndAtLeastTwelveCountries) {
  std::map<std::string, int> languages;
  std::set<std::string> ids, countries, occupations;
  size_t count = 0;
  for (const auto& [source, records] : Generate(Words(), Day(1, 5000))) {
    EXPECT_TRUE(absl::StartsWith(source, "DEMO/")) << source;
    for (const auto& record : records) {
      ++count;
      EXPECT_EQ(record.source(), source);
      EXPECT_TRUE(ids.insert(source + record.record_id()).second);
      countries.insert(record.vacancy().locations(0).country());
      occupations.insert(record.vacancy().occupation().code());
      for (const auto& title : record.vacancy().title().translations()) ++languages[title.language()];
    }
  }
  EXPECT_EQ(count, 5000U);
  EXPECT_GE(countries.size(), 12U);
  EXPECT_GE(occupations.size(), 50U);
  for (const char* language : {"ar", "en", "fr"}) EXPECT_GE(languages[language], 1000) << language;
}

void ExpectSorted(const common::v1::LocalizedText& text) {
  for (int i = 1; i < text.translations_size(); ++i) {
    EXPECT_LT(text.translations(i - 1).language(), text.translations(i).language());
  }
  for (const auto& translation : text.translations()) {
    EXPECT_NE(translation.text(), "");
    EXPECT_FALSE(absl::StrContains(translation.text(), "{")) << translation.text();
  }
}

TEST(Demo, EveryVacancyIsPlausible) {
  const absl::CivilDay today(2026, 11, 23);
  for (const auto& [source, records] : Generate(Words(), Day(3, 3000))) {
    for (const auto& record : records) {
      const auto& v = record.vacancy();
      SCOPED_TRACE(record.record_id());
      ExpectSorted(v.title());
      ExpectSorted(v.description());
      ExpectSorted(v.employer().name());
      ASSERT_EQ(v.locations_size(), 1);
      EXPECT_EQ(v.locations(0).subdivision().substr(0, 3), v.locations(0).country() + "-");
      EXPECT_EQ(source, "DEMO/" + v.locations(0).country() + "/pes");
      EXPECT_GE(v.positions(), 1);
      if (v.has_pay()) {
        EXPECT_LE(std::stoll(v.pay().minimum()), std::stoll(v.pay().maximum()));
      }
      EXPECT_FALSE(v.contract().permanent() && v.contract().months() > 0);
      const auto& last = v.apply_by().date();
      EXPECT_GT(absl::CivilDay(last.year(), last.month(), last.day()), today);
      const auto& first = v.published();
      EXPECT_LE(absl::CivilDay(first.year(), first.month(), first.day()), today);
    }
  }
}

TEST(Demo, EveryDescriptionSaysThatItIsADemonstration) {
  for (const auto& [source, records] : Generate(Words(), Day(1, 5000))) {
    for (const auto& record : records) {
      for (const auto& text : record.vacancy().description().translations()) {
        EXPECT_TRUE(absl::EndsWith(text.text(), Words().phrases.at(text.language()).mark)) << text.text();
      }
    }
  }
}

TEST(Trainings, PhrasesSayTheSameInEveryLanguage) {
  const TrainingPhrases& english = Words().trainings.at("en");
  for (const char* language : {"ar", "en", "fr"}) {
    const TrainingPhrases& phrases = Words().trainings.at(language);
    EXPECT_EQ(phrases.titles.size(), english.titles.size()) << language;
    EXPECT_EQ(phrases.providers.size(), english.providers.size()) << language;
    EXPECT_EQ(phrases.intros.size(), english.intros.size()) << language;
  }
}

TEST(Trainings, TheSameSeedAndDayGiveTheSameOffers) {
  const auto a = GenerateTrainings(Words(), Day(7)), b = GenerateTrainings(Words(), Day(7));
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [source, records] : a) {
    ASSERT_EQ(records.size(), b.at(source).size());
    for (size_t i = 0; i < records.size(); ++i)
      EXPECT_EQ(records[i].SerializeAsString(), b.at(source)[i].SerializeAsString());
  }
}

TEST(Trainings, AreOfSeveralSourcesInThreeLanguagesAndSayWhatTheyAre) {
  const absl::CivilDay today(2026, 11, 23);
  std::map<std::string, int> languages;
  std::set<std::string> ids, fields;
  std::map<int, int> modes;
  size_t count = 0;
  const auto sources = GenerateTrainings(Words(), Day(1, 600));
  EXPECT_GE(sources.size(), 12U);
  for (const auto& [source, records] : sources) {
    EXPECT_TRUE(absl::StartsWith(source, "DEMO/") && absl::EndsWith(source, "/training")) << source;
    for (const auto& record : records) {
      ++count;
      EXPECT_EQ(record.source(), source);
      EXPECT_TRUE(ids.insert(record.record_id()).second);
      const jobs::v1::TrainingOffer& offer = record.training_offer();
      ++modes[offer.mode()];
      ASSERT_FALSE(offer.isced_field().empty()) << offer.target_occupations(0).code();
      fields.insert(offer.isced_field());
      for (const auto& text : offer.description().translations()) {
        ++languages[text.language()];
        EXPECT_TRUE(absl::StrContains(text.text(), Words().trainings.at(text.language()).mark));
        EXPECT_FALSE(absl::StrContains(text.text(), "{")) << text.text();
      }
      EXPECT_NE(offer.flexible_start(), offer.has_start_date());
      EXPECT_EQ(offer.mode() == jobs::v1::TRAINING_MODE_ONLINE, offer.locations().empty());
      const auto& until = offer.apply_by().date();
      EXPECT_GT(absl::CivilDay(until.year(), until.month(), until.day()), today);
    }
  }
  EXPECT_EQ(count, 600U);
  EXPECT_GE(fields.size(), 15U);
  for (const auto& [mode, offers] : modes) EXPECT_GE(offers, 60) << mode;
  EXPECT_EQ(modes.size(), 3U);
  for (const char* language : {"ar", "en", "fr"}) EXPECT_GE(languages[language], 100) << language;
}

}  // namespace
}  // namespace tabadul::demo
