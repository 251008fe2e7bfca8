#include "lib/search/speller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "lib/language/detect.h"
#include "lib/search/speller_edits.h"

namespace tabadul::search {
namespace {

const language::Analyzer& TheAnalyzer() {
  static const auto* const analyzer = new language::Analyzer;
  return *analyzer;
}

class SpellerTest : public testing::Test {
 protected:
  SpellerTest() {
    for (int i = 0; i < 3; ++i) {
      speller_.Add("مهندس مدني في الرياض", "ar");
      speller_.Add("محاسب أول", "ar");
      speller_.Add("Senior accountant, Aramco", "en");
      speller_.Add("Ingénieur qualité chez l'Office", "fr");
    }
    speller_.Add("شيف حلويات", "ar");
    speller_.Add("Chef de cuisine", "fr");
    speller_.Add("أخصائي موارد بشرية", "ar");
    speller_.Add("Электрик", "ru");
    speller_.Add("Administration of C++ systems 2024", "en");
  }
  // The query as it was if there is no correction.
  std::string Correct(std::string_view query) const {
    const std::optional<Correction> correction = speller_.Correct(query);
    return correction ? correction->text : std::string(query);
  }

  Speller speller_{TheAnalyzer()};
};

TEST_F(SpellerTest, OneMistakeIsMended) {
  EXPECT_EQ(Correct("acountant"), "accountant");
  EXPECT_EQ(Correct("accountnat"), "accountant");
  EXPECT_EQ(Correct("accountamt"), "accountant");
  EXPECT_EQ(Correct("accounttant"), "accountant");
  EXPECT_EQ(Correct("مهنس"), "مهندس");
  EXPECT_EQ(Correct("محاسبب"), "محاسب");
  EXPECT_EQ(Correct("ingenuer"), "ingénieur");
  EXPECT_EQ(Correct("электирк"), "электрик");
}

TEST_F(SpellerTest, AMistakeInTheArticleIsMended) {
  for (const char* query :
       {"لامهندس", "امهندس", "المممهندس", "امـلهندس", "اكمهندس", "كلمهندس", "اكلمهندس", "كالممهندس"}) {
    EXPECT_TRUE(Correct(query).ends_with("مهندس")) << query << ' ' << Correct(query);
  }
  EXPECT_EQ(Correct("لامهندس"), "المهندس");
  EXPECT_EQ(Correct("ارياض"), "الرياض");
}

TEST_F(SpellerTest, TwoMistakesAreMendedInLongWordsOnly) {
  EXPECT_EQ(Correct("admimistratoin"), "administration");
  EXPECT_EQ(Correct("sanoir"), "sanoir");
}

TEST_F(SpellerTest, WordsOfTheOtherScriptAreRecognised) {
  EXPECT_EQ(Correct("mohandes"), "مهندس");
  EXPECT_EQ(Correct("muhandis madani"), "مهندس مدني");
  EXPECT_EQ(Correct("riyad"), "الرياض");
  EXPECT_EQ(Correct("Riyadh"), "الرياض");
  EXPECT_EQ(Correct("أرامكو"), "aramco");
  EXPECT_EQ(Correct("والأرامكو"), "aramco");
  for (const char* query : {"Al-Riyadh", "El Riyad", "Ar-Riyad", "alriyadh", "Arriyad"})
    EXPECT_EQ(Correct(query), "الرياض") << query;
  EXPECT_EQ(Correct("As-Riyad"), "As-الرياض");
  EXPECT_EQ(Correct("accountant al/Riyadh"), "accountant al/الرياض");
  speller_.Remove("Chef de cuisine", "fr");
  EXPECT_EQ(Correct("chef"), "شيف");
  speller_.Add("Chef de cuisine", "fr");
  speller_.Remove("شيف حلويات", "ar");
  EXPECT_EQ(Correct("شيف"), "chef");
}

TEST_F(SpellerTest, KnownWordsAreLeftAlone) {
  for (const char* query :
       {"مهندس", "المهندسين", "accountants", "INGENIEURS", "aramco chef", "شيف", "أخصائي"}) {
    EXPECT_FALSE(speller_.Correct(query).has_value()) << query;
  }
  EXPECT_TRUE(speller_.Correct("acountant").has_value());
  EXPECT_FALSE(speller_.Correct("acountant", [](const auto&) { return true; }).has_value());
}

TEST_F(SpellerTest, TheRestOfTheQueryStaysByteForByte) {
  const std::optional<Correction> correction =
      speller_.Correct("  «Senior»,\tACOUNTANT / المُهنـدسس 2024\xFF ");
  ASSERT_TRUE(correction.has_value());
  EXPECT_EQ(correction->text, "  «Senior»,\taccountant / المهندس 2024\xFF ");
  ASSERT_EQ(correction->words.size(), 2u);
  EXPECT_EQ(speller_.Correct("x al-riyadh")->words[0].from, "al-riyadh");
  EXPECT_EQ(correction->words[0].from, "ACOUNTANT");
  EXPECT_EQ(correction->words[0].to, "accountant");
  for (const Correction::Word& word : correction->words) {
    EXPECT_EQ(correction->text.substr(word.begin, word.end - word.begin), word.to);
  }
}

TEST_F(SpellerTest, AWordThatAQueryRepeatsIsMendedEachTime) {
  EXPECT_EQ(Correct("acountant or acountant"), "accountant or accountant");
}

TEST_F(SpellerTest, TheMostFrequentWordIsTaken) {
  for (int i = 0; i < 2; ++i) speller_.Add("market", "en");
  speller_.Add("marker", "en");
  EXPECT_EQ(Correct("markek"), "market");
  for (int i = 0; i < 2; ++i) speller_.Add("marker", "en");
  EXPECT_EQ(Correct("markek"), "marker");
}

TEST_F(SpellerTest, ShortWordsAndWordsWithDigitsOrSignsStay) {
  for (const char* query :
       {"che", "C", "C+", "c+++", "2025", "b2c", "أو", "اول", "مد", "سدن", "the", "ch2f"}) {
    EXPECT_EQ(Correct(query), query);
  }
}

TEST_F(SpellerTest, AccentsAndHamzaAreThoseOfTheTexts) {
  EXPECT_EQ(Correct("اخصاءي"), "أخصائي");
  EXPECT_EQ(Correct("qualitte"), "qualité");
}

TEST_F(SpellerTest, WhatIsRemovedIsNotSuggested) {
  speller_.Remove("Administration of C++ systems 2024", "en");
  EXPECT_EQ(Correct("administratoin"), "administratoin");
}

TEST_F(SpellerTest, ManyUnknownWordsAreBounded) {
  std::string query;
  for (size_t i = 0; i < kMaxUnknown; ++i) query += "qqqqqqqq ";
  EXPECT_EQ(Correct(query + "acountant"), query + "acountant");
  EXPECT_EQ(Correct("acountant " + query), "accountant " + query);
}

TEST(Speller, BeyondItsBoundWordsAreLeftOut) {
  Speller speller(TheAnalyzer(), 2);
  speller.Add("alpha bravo charlie", "en");
  EXPECT_EQ(speller.figures().words, 2u);
  EXPECT_GT(speller.figures().left_out, 0u);
  speller.Remove("alpha bravo charlie", "en");
  EXPECT_EQ(speller.figures().words, 0u);
  speller.Add("charlie", "en");
  EXPECT_EQ(speller.Correct("charlei")->text, "charlie");
}

TEST(EditDistance, CountsSwapsAsOne) {
  EXPECT_EQ(EditDistance("", "", 2), 0);
  EXPECT_EQ(EditDistance("abc", "abc", 2), 0);
  EXPECT_EQ(EditDistance("abc", "acb", 2), 1);
  EXPECT_EQ(EditDistance("abc", "abxc", 2), 1);
  EXPECT_EQ(EditDistance("abc", "ab", 2), 1);
  EXPECT_EQ(EditDistance("abc", "axc", 2), 1);
  EXPECT_EQ(EditDistance("abcd", "badc", 2), 2);
  EXPECT_EQ(EditDistance("abcdef", "uvwxyz", 2), 3);
  EXPECT_EQ(EditDistance("a", "abcdef", 2), 3);
}

// -- properties ---------------------------------------------------------------------------------------------------------

constexpr std::string_view kLatin = "abcdefghijklmnopqrstuvwxyz";

std::string Word(std::mt19937& random, size_t length) {
  // Consonants and vowels by turns, so that words are near one another as real ones are.
  static constexpr std::string_view kConsonants = "bcdfglmnprst", kVowels = "aeiou";
  std::string word;
  for (size_t i = 0; i < length; ++i) {
    const std::string_view from = i % 2 == 0 ? kConsonants : kVowels;
    word.push_back(from[random() % from.size()]);
  }
  return word;
}

std::string Damage(std::mt19937& random, std::string word) {
  const size_t at = random() % word.size();
  switch (random() % 4) {
    case 0:
      word.erase(at, 1);
      break;
    case 1:
      word.insert(at, 1, kLatin[random() % kLatin.size()]);
      break;
    case 2:
      word[at] = kLatin[random() % kLatin.size()];
      break;
    default:
      if (at + 1 < word.size()) std::swap(word[at], word[at + 1]);
  }
  return word;
}

uint32_t Seed() {
  const uint32_t seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  return seed;
}

TEST(SpellerProperty, FindsWhatComparingWithEveryWordFinds) {
  std::mt19937 random(Seed());
  const auto known = [](const auto&) { return false; };
  for (int round = 0; round < 20; ++round) {
    Speller speller(TheAnalyzer());
    std::map<std::string, uint32_t> words;
    for (int i = 0; i < 300; ++i) {
      const std::string word = Word(random, 4 + random() % 7);
      for (uint32_t n = 1 + random() % 3; n > 0; --n, ++words[word]) speller.Add(word, "en");
    }
    for (int i = 0; i < 200; ++i) {
      auto word = words.begin();
      std::advance(word, random() % words.size());
      std::string query = word->first;
      for (size_t n = 1 + random() % 3; n > 0; --n) query = Damage(random, query);
      if (query.size() < 4 || words.contains(query) || language::IsFunctionWord(query)) continue;
      std::string expected = query;
      uint32_t count = 0;
      for (int distance = 1; distance <= (query.size() >= 8 ? 2 : 1) && count == 0; ++distance) {
        for (const auto& [candidate, times] : words) {
          if (times > count && EditDistance(query, candidate, distance) <= distance) {
            expected = candidate;
            count = times;
          }
        }
      }
      const std::optional<Correction> correction = speller.Correct(query, known);
      const std::vector<language::QueryWord> analyzed = TheAnalyzer().AnalyzeQuery(query);
      if (!correction.has_value()) {  // none, or an inflection of a word: known
        bool inflected = analyzed.empty();
        for (const auto& [candidate, times] : words) {
          for (const language::QueryWord& other : TheAnalyzer().AnalyzeQuery(candidate)) {
            for (const std::string& term : other.any_of)
              inflected = inflected || std::find(analyzed[0].any_of.begin(), analyzed[0].any_of.end(),
                                                 term) != analyzed[0].any_of.end();
          }
        }
        if (inflected) continue;
      }
      ASSERT_EQ(correction ? correction->text : query, expected) << query;
    }
  }
}

TEST(SpellerProperty, WordsStayAndOneMistakeLeadsBackToAWord) {
  std::mt19937 random(Seed());
  Speller speller(TheAnalyzer());
  std::set<std::string> words;
  while (words.size() < 5000) words.insert(Word(random, 4 + random() % 7));
  for (const std::string& word : words) speller.Add(word, "en");
  int damaged = 0, led_back = 0, to_itself = 0;
  for (const std::string& word : words) {
    ASSERT_FALSE(speller.Correct(word).has_value()) << word;
    if (word.size() < 5) continue;
    const std::string query = Damage(random, word);
    if (words.contains(query)) continue;
    const std::optional<Correction> correction = speller.Correct(query);
    ++damaged;
    to_itself += correction.has_value() && correction->text == word;
    // An inflection of a word is a word: "bacods".
    led_back += correction.has_value() ? words.contains(correction->text) : 1;
  }
  std::printf("%d damaged words: %.1f %% led back to a word, %.1f %% to the word they were\n", damaged,
              100.0 * led_back / damaged, 100.0 * to_itself / damaged);
  EXPECT_EQ(led_back, damaged);
  EXPECT_GT(to_itself * 10, damaged * 6);
}

TEST(SpellerProperty, NothingIsLeftBehind) {
  std::mt19937 random(Seed());
  Speller speller(TheAnalyzer());
  std::vector<std::string> texts;
  static const std::vector<std::string> kWords = {
      "مهندس",    "المهندس", "والرياض", "رياض",   "Ingénieur",     "ingenieur", "l'usine",
      "alriyadh", "C++",     "2024",    "أخصائي", "اخصائي",        "Электрик",  "de",
      "driver's", "مُحاسِب",   "вода",    "zoo",    "administration"};
  for (int i = 0; i < 2000; ++i) {
    if (!texts.empty() && random() % 2 == 0) {
      const size_t at = random() % texts.size();
      speller.Remove(texts[at], "fr");
      texts.erase(texts.begin() + static_cast<ptrdiff_t>(at));
      continue;
    }
    std::string text;
    for (size_t n = 1 + random() % 4; n > 0; --n) text += kWords[random() % kWords.size()] + " ";
    if (random() % 3 == 0) text += Word(random, 4 + random() % 7);
    texts.push_back(text);
    speller.Add(text, "fr");
  }
  EXPECT_GT(speller.figures().words, 0u);
  for (const std::string& text : texts) speller.Remove(text, "fr");
  EXPECT_EQ(speller.figures().words, 0u);
  EXPECT_EQ(speller.figures().terms, 0u);
  EXPECT_EQ(speller.figures().deletions, 0u);
  EXPECT_EQ(speller.figures().left_out, 0u);
}

TEST(Speller, WhatItHasForgottenTheSpellingOfGoesAsItCame) {
  std::mt19937 random(Seed());
  const std::string text = "Ingénieur وَالمُهندس d'Études";
  for (const std::string& rare : {text, text + " " + std::string(70, 'x')}) {
    Speller speller(TheAnalyzer());
    speller.Add(rare, "fr");
    speller.Add(rare, "fr");
    for (int i = 0; i < 20'000; ++i) {  // more than it remembers
      const std::string other = Word(random, 9);
      speller.Add(other, "fr");
      speller.Remove(other, "fr");
    }
    EXPECT_EQ(speller.Correct("inginieur")->text, "ingénieur");
    speller.Remove(rare, "fr");
    EXPECT_EQ(speller.Correct("inginieur")->text, "ingénieur");
    speller.Remove(rare, "fr");
    EXPECT_EQ(speller.figures().words, 0u);
    EXPECT_EQ(speller.figures().terms, 0u);
  }
}

TEST(Speller, ATextThatItRemembersInOneLanguageIsAnotherInAnother) {
  Speller speller(TheAnalyzer());
  const std::string tag = "fr-x-" + std::string(200, 'a');  // too long to be remembered by
  for (int i = 0; i < 2; ++i) {
    speller.Add("directrices", "fr");
    EXPECT_EQ(speller.figures().terms, 1u);
    speller.Add("directrices", tag);
    EXPECT_EQ(speller.figures().terms, 1u);
    speller.Add("directrices", "en");
    EXPECT_EQ(speller.figures().terms, 2u);
    speller.Remove("directrices", tag);
    speller.Remove("directrices", "fr");
    EXPECT_EQ(speller.figures().terms, 1u);
    speller.Remove("directrices", "en");
    EXPECT_EQ(speller.figures().terms, 0u);
    EXPECT_EQ(speller.figures().words, 0u);
  }
}

TEST(SpellerThreads, CorrectionsGoOnWhileTextsComeAndGo) {
  Speller speller(TheAnalyzer());
  speller.Add("accountant مهندس", "en");
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&speller, t] {
      std::mt19937 random(static_cast<uint32_t>(t));
      for (int i = 0; i < 500; ++i) {
        const std::string text = Word(random, 8) + " " + Word(random, 6);
        speller.Add(text, "en");
        speller.Remove(text, "en");
      }
    });
    threads.emplace_back([&speller] {
      for (int i = 0; i < 500; ++i) {
        ASSERT_EQ(speller.Correct("acountant mohandes")->text, "accountant مهندس");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(speller.figures().words, 2u);
}

}  // namespace
}  // namespace tabadul::search
