#include "lib/search/highlight.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/harness/seed.h"

namespace tabadul::search {
namespace {

std::string Shown(const Excerpt& excerpt) {
  std::string shown;
  for (const Part& part : excerpt.parts) shown += part.match ? "[" + part.text + "]" : part.text;
  return shown;
}

class Highlights : public ::testing::Test {
 protected:
  std::string Mark(std::string_view text, std::string_view language, std::string_view query) {
    return Shown(Highlight(text, language, analyzer_.AnalyzeQuery(query), analyzer_));
  }
  std::string Cut(std::string_view text, std::string_view query, size_t max_bytes) {
    return Shown(Snippet(text, "en", analyzer_.AnalyzeQuery(query), analyzer_, max_bytes));
  }
  const language::Analyzer analyzer_;
};

TEST_F(Highlights, EveryFormOfAWordIsMarkedAsItStandsInTheText) {
  EXPECT_EQ(Mark("Senior Nurses and their nursery", "en", "nurse"), "Senior [Nurses] and their nursery");
  EXPECT_EQ(Mark("مطلوب الممرّضة للعمل", "ar", "ممرضه"), "مطلوب [الممرّضة] للعمل");
  EXPECT_EQ(Mark("L’infirmière, à Rabat", "fr", "infirmier rabat"), "L’[infirmière], à [Rabat]");
  EXPECT_EQ(Mark("Nothing\nhere", "en", "nurse"), "Nothing here");
  EXPECT_EQ(Mark("", "en", "nurse"), "");
}

TEST_F(Highlights, ASnippetIsWhereTheMostDifferentWordsAre) {
  const std::string filler = "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor. ";
  const std::string text =
      "A nurse. " + filler + filler + "The night nurse of our emergency ward. " + filler + filler;
  const std::string shown = Cut(text, "nurse emergency", 80);
  EXPECT_NE(shown.find("night [nurse] of our [emergency] ward"), std::string::npos) << shown;
  EXPECT_LE(shown.size(), 80u + 4);
}

TEST_F(Highlights, WithoutAWordASnippetIsTheBeginning) {
  EXPECT_EQ(Cut("One two three four", "nurse", 9), "One two");
  EXPECT_EQ(Cut("Incomprehensibilities", "nurse", 9), "Incompreh") << "a word that is longer is cut";
  EXPECT_EQ(Cut("ééééé", "nurse", 5), "éé") << "a character is not";
  EXPECT_EQ(Cut("•••••••• nurse", "ward", 6), "••") << "without words, characters";
  EXPECT_EQ(Cut("One two", "nurse", 100), "One two");
  EXPECT_EQ(Cut("", "nurse", 9), "");
}

// Whatever text and query: a snippet is a piece of the text, as long as allowed, and has what it says it has.
TEST_F(Highlights, ASnippetIsAPieceOfTheText) {
  std::mt19937 random(harness::Seed());
  const char* const words[] = {"nurse", "الممرضة", "ward", "l'hôpital", "C++", "،",
                               "à",     "نوبة",    "7",    "-",         "\n",  "ingénieur"};
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (size_t n = random() % 60; n > 0; --n) text += std::string(words[random() % std::size(words)]) + " ";
    const size_t max_bytes = 20 + random() % 100;
    const auto query = analyzer_.AnalyzeQuery("nurse ممرضة hopital");
    const Excerpt excerpt = Snippet(text, "", query, analyzer_, max_bytes);
    std::string shown;
    int matches = 0;
    for (const Part& part : excerpt.parts) {
      EXPECT_FALSE(part.text.empty());
      shown += part.text;
      matches += part.match;
    }
    std::string flat = text;
    std::replace(flat.begin(), flat.end(), '\n', ' ');
    EXPECT_NE(flat.find(shown), std::string::npos) << text << "|" << shown;
    EXPECT_LE(shown.size(), max_bytes) << text;
    EXPECT_LE(excerpt.words, matches);
    const Excerpt whole = Highlight(text, "", query, analyzer_);
    EXPECT_EQ(excerpt.words > 0, whole.words > 0);
  }
}

}  // namespace
}  // namespace tabadul::search
