// The grid language × phenomenon: which query finds which text.
#include "lib/language/analyzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

namespace tabadul::language {
namespace {

const Analyzer& TheAnalyzer() {
  static const auto* const analyzer = new Analyzer;
  return *analyzer;
}

bool Finds(std::string_view query, std::string_view text, std::string_view language) {
  const std::vector<Token> tokens = TheAnalyzer().Analyze(text, language);
  const std::vector<QueryWord> words = TheAnalyzer().AnalyzeQuery(query);
  return !words.empty() && std::all_of(words.begin(), words.end(), [&](const QueryWord& word) {
    return std::any_of(tokens.begin(), tokens.end(), [&](const Token& token) {
      return std::find(word.any_of.begin(), word.any_of.end(), token.term) != word.any_of.end();
    });
  });
}

struct Cell {
  const char* phenomenon;
  const char* language;
  const char* text;
  std::vector<const char*> found_by;
  std::vector<const char*> not_found_by = {};
};

void PrintTo(const Cell& cell, std::ostream* out) { *out << cell.text; }

std::string PhenomenonOf(const testing::TestParamInfo<Cell>& cell) { return cell.param.phenomenon; }

class Grid : public testing::TestWithParam<Cell> {};

TEST_P(Grid, QueriesFindTheText) {
  for (const char* query : GetParam().found_by) {
    EXPECT_TRUE(Finds(query, GetParam().text, GetParam().language)) << query;
  }
  for (const char* query : GetParam().not_found_by) {
    EXPECT_FALSE(Finds(query, GetParam().text, GetParam().language)) << query;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Arabic, Grid,
    testing::Values(
        Cell{"alef",
             "ar",
             "أخصائي إدارة آلات",
             {"اخصائي", "إخصائي", "أدارة", "ادارة", "الات", "آلات"},
             {"محاسب"}},
        Cell{"hamza", "ar", "مسؤول بائع", {"مسوول", "مسؤول", "بايع", "بائع"}},
        Cell{"ta_marbuta", "ar", "ممرضة", {"ممرضه", "ممرضة"}},
        Cell{"ya", "ar", "فني مستشفى", {"فنى", "مستشفي", "مستشفى", "فنی"}},
        Cell{"tashkeel", "ar", "مُحَاسِبٌ", {"محاسب", "مُحاسب", "محاسبٌ"}},
        Cell{"tatweel", "ar", "مهندس مدني", {"مهـندس", "مـــدني"}},
        Cell{"article", "ar", "مهندس الصيانة", {"المهندس", "صيانة", "الصيانة", "للصيانة", "بالصيانة"}},
        Cell{"article_of_words_that_begin_so",
             "ar",
             "فني إلكترونيات",
             {"الإلكترونيات", "الكترونيات", "إلكترونيات"}},
        Cell{"conjunction",
             "ar",
             "بيع المأكولات والمشروبات",
             {"مشروبات", "ومشروبات", "الومشروبات", "والمأكولات"}},
        Cell{"plural", "ar", "مهندسين محاسبات", {"مهندس", "مهندسون", "محاسب", "محاسبة"}, {"هندسة"}},
        Cell{"relation", "ar", "فني كهربائي وأعمال كهربائية", {"كهربائي", "كهربائية", "الكهربائيين"}},
        Cell{"function_words", "ar", "مهندس مبيعات", {"مهندس في المبيعات", "مهندس من مبيعات"}},
        Cell{"acronym", "ar", "شركة ذ.م.م", {"ذمم", "ذ.م.م"}},
        Cell{"digits", "ar", "خبرة ٥ سنوات", {"خبرة 5 سنوات", "۵ سنوات"}, {"خبرة 6 سنوات"}}),
    PhenomenonOf);

INSTANTIATE_TEST_SUITE_P(
    French, Grid,
    testing::Values(
        Cell{"accents",
             "fr",
             "Ingénieur qualité",
             {"ingenieur", "INGÉNIEUR", "qualite", "inge\u0301nieur qualité"},
             {"qualifié"}},
        Cell{"no_accents_in_the_text", "fr", "INGENIEUR QUALITE", {"ingénieur", "qualité"}},
        Cell{"ligature", "fr", "Main d'œuvre", {"main d'oeuvre", "oeuvre", "ŒUVRE"}},
        Cell{"elision",
             "fr",
             "Chef d’équipe à l'usine",
             {"équipe", "d'équipe", "d`equipe", "usine", "l’usine", "l' usine"}},
        Cell{"apostrophe_inside", "fr", "aujourd'hui", {"aujourd’hui", "aujourdhui"}},
        Cell{"plural", "fr", "Responsables commerciaux", {"responsable", "commercial", "commerciaux"}},
        Cell{"masculine_and_feminine",
             "fr",
             "Infirmière, vendeuse, directrice, technicienne, employée",
             {"infirmier", "vendeur", "directeur", "technicien", "employé", "infirmiers", "employées",
              "vendeuses"}},
        Cell{"masculine_finds_feminine",
             "fr",
             "Conseiller, infirmiers, employé, serveur",
             {"conseillère", "conseillers", "infirmières", "employée", "serveuse"}},
        Cell{"letter_case", "fr", "CHEF DE PROJET", {"chef de projet", "Chef projet"}},
        Cell{"function_words",
             "fr",
             "Chef projet informatique",
             {"chef de projet", "chef de projet en informatique"}},
        Cell{"acronym", "fr", "Société S.A.R.L. (CDI)", {"sarl", "SARL", "s.a.r.l"}, {"sar"}},
        Cell{"level", "fr", "Bac+5, Bac +2", {"bac+5", "bac +5", "BAC+2"}, {"bac+3"}}),
    PhenomenonOf);

INSTANTIATE_TEST_SUITE_P(
    English, Grid,
    testing::Values(
        Cell{"inflection",
             "en",
             "Managers, nursing, engineers",
             {"manager", "nurse", "engineering"},
             {"engineered products"}},
        Cell{"letter_case", "en", "Senior ACCOUNTANT", {"accountant", "Senior Accountant"}},
        Cell{"possessive", "en", "Driver's licence", {"driver", "drivers", "driver’s licence"}},
        Cell{"names", "en", "O'Brien in Sana'a", {"obrien", "O’Brien", "sanaa"}},
        Cell{"languages_with_signs",
             "en",
             "C++ and C# with ASP.NET",
             {"c++", "C#", ".net", "C++ .NET"},
             {"C", "F#"}},
        Cell{"c_alone", "en", "Embedded C developer", {"c", "C developer"}, {"C++", "c#"}},
        Cell{"signs_at_the_end", "en", "We need C++.", {"C++"}},
        Cell{"hyphen", "en", "full-stack developer", {"full stack", "full-stack"}},
        Cell{"no_space_after_full_stop", "en", "Own the project.Report weekly", {"project", "report"}},
        Cell{"product", "en", "Node.js and B2B", {"node.js", "Node JS", "b2b"}, {"B2C"}},
        Cell{"full_width", "en", "Ｍａｎａｇｅｒ", {"manager"}},
        Cell{"accents", "en", "Résumé writer", {"resume", "résumé"}},
        Cell{"it_is_a_word", "en", "IT support", {"IT", "it support"}, {"HR support"}},
        Cell{"function_words", "en", "Director Finance", {"director of finance", "the director"}},
        Cell{"numbers",
             "en",
             "Salary 5,000 or 3.5 k",
             {"5000", "5,000", "٥٬٠٠٠", "3.5", "3,5"},
             {"500", "5"}}),
    PhenomenonOf);

INSTANTIATE_TEST_SUITE_P(
    Mixed, Grid,
    testing::Values(
        Cell{"latin_in_arabic",
             "ar",
             "مهندس Network Engineers خبرة Excel",
             {"network engineer", "مهندس excel"}},
        Cell{"scripts_without_a_space", "ar", "مهندسIT لسنة2022", {"مهندس", "it", "2022", "المهندس IT"}},
        Cell{"arabic_in_english", "en", "Teacher of اللغة العربية", {"عربية", "teacher"}},
        Cell{"undeclared", "", "Les ingénieurs de la société", {"ingénieur", "societe"}},
        Cell{"persian", "fa", "مهندس کامپیوتر", {"مهندس", "كامپيوتر"}, {"المهندس کامپیوتر"}},
        Cell{"malay", "ms", "Jurutera Kanan", {"jurutera", "JURUTERA kanan"}},
        Cell{"turkish", "tr", "İŞÇİ ve yazılım", {"işçi", "isci", "yazilim"}},
        Cell{"cyrillic", "kk", "Жұмысшы ёлка", {"жұмысшы", "елка"}},
        Cell{"directions", "ar", "\u202Bمهندس\u202C \u200FIT\u200E", {"مهندس IT"}}),
    PhenomenonOf);

TEST(Analyzer, TokensTellWhereTheirWordStands) {
  const std::string text = "L’ingénieur C++, المهندس";
  std::vector<std::string> words;
  for (const Token& token : TheAnalyzer().Analyze(text, "fr")) {
    words.push_back(text.substr(token.begin, token.end - token.begin));
  }
  EXPECT_THAT(words, testing::ElementsAre("ingénieur", "C++", "المهندس"));
}

TEST(Analyzer, ThaiIsSplitByItsDictionary) {
  EXPECT_GT(TheAnalyzer().Analyze("วิศวกรโยธา", "th").size(), 1u);
  EXPECT_TRUE(Finds("วิศวกร", "วิศวกรโยธา", "th"));
}

TEST(Analyzer, TextWithoutWordsHasNoTokens) {
  EXPECT_TRUE(TheAnalyzer().Analyze("", "en").empty());
  EXPECT_TRUE(TheAnalyzer().Analyze(" ،؛ ـــ ً … '’ \xFF\xFE +#.", "ar").empty());
  EXPECT_TRUE(TheAnalyzer().AnalyzeQuery("l' -- !").empty());
}

TEST(Analyzer, AQueryOfFunctionWordsAloneIsSearchedForThem) {
  EXPECT_EQ(TheAnalyzer().AnalyzeQuery("de la").size(), 2u);
  EXPECT_EQ(TheAnalyzer().AnalyzeQuery("chef de la paie").size(), 2u);
}

TEST(Analyzer, AWordThatAQueryRepeatsCountsOnce) {
  EXPECT_EQ(TheAnalyzer().AnalyzeQuery("مهندس مهنـدس مُهندس").size(), 1u);
}

TEST(Analyzer, LongWordsAndQueriesAreBounded) {
  const std::string letters(1'000'000, 'x');
  const std::vector<Token> tokens = TheAnalyzer().Analyze(letters, "en");
  ASSERT_EQ(tokens.size(), 1u);
  EXPECT_LE(tokens[0].term.size(), static_cast<size_t>(kMaxTermBytes) + 1);
  EXPECT_TRUE(Finds(letters, letters, "en"));
  std::string query;
  for (int i = 0; i < 1000; ++i) query += std::to_string(i) + " ";
  EXPECT_EQ(TheAnalyzer().AnalyzeQuery(query).size(), static_cast<size_t>(kMaxQueryWords));
}

// Whatever the text and however long the analyzer has been in use, a query of one of its words finds it.
TEST(Analyzer, EveryWordOfATextFindsTheText) {
  const uint32_t seed = std::random_device{}();
  RecordProperty("seed", static_cast<int>(seed));
  std::mt19937 random(seed);
  static const std::vector<std::string> pieces = {
      "a", "b", "é", "e",  "L", "Œ", "s", "ال",     "و",   "ل",    "م",  "ه",  "ة",
      "أ", "ـ", "ً",  "'",  "’", ".", ",", "1",      "٢",   "+",    "#",  " ",  " ",
      "-", "ไ", "ก", "漢", "я", "ß", "İ", "\u200F", "net", "tion", "ات", "ين", "\xFF"};
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (size_t n = random() % 16; n > 0; --n) text += pieces[random() % pieces.size()];
    for (const char* language : {"ar", "en", "fr", "ms", ""}) {
      for (const Token& token : TheAnalyzer().Analyze(text, language)) {
        const std::string word = text.substr(token.begin, token.end - token.begin);
        const std::vector<QueryWord> query = TheAnalyzer().AnalyzeQuery(word);
        ASSERT_FALSE(query.empty()) << "seed " << seed << " text " << testing::PrintToString(text);
        const bool found = std::any_of(query.begin(), query.end(), [&](const QueryWord& w) {
          return std::find(w.any_of.begin(), w.any_of.end(), token.term) != w.any_of.end();
        });
        ASSERT_TRUE(found) << "seed " << seed << " text " << testing::PrintToString(text) << " word " << word;
      }
    }
  }
}

TEST(Analyzer, EachOfManyWordsHasTheTermThatItHasAlone) {
  const uint32_t seed = std::random_device{}();
  RecordProperty("seed", static_cast<int>(seed));
  std::mt19937 random(seed);
  // Seen before and new, and too long to be remembered: more at once than are looked up together.
  for (int round = 0; round < 50; ++round) {
    std::string text;
    std::vector<Token> expected;
    for (size_t n = random() % 200; n > 0; --n) {
      std::string word = std::to_string(random() % (round % 2 == 0 ? 20 : 1'000'000));
      if (random() % 2 == 0) word += "مهندس";
      if (random() % 3 == 0) word += std::string(70, 'x');
      for (Token token : TheAnalyzer().Analyze(word, "fr")) {
        token.begin += static_cast<uint32_t>(text.size());
        token.end += static_cast<uint32_t>(text.size());
        expected.push_back(std::move(token));
      }
      text += word + " ";
    }
    const std::vector<Token> tokens = TheAnalyzer().Analyze(text, "fr");
    ASSERT_EQ(tokens.size(), expected.size()) << "seed " << seed;
    for (size_t i = 0; i < tokens.size(); ++i) {
      ASSERT_EQ(tokens[i].term, expected[i].term) << "seed " << seed;
      ASSERT_EQ(tokens[i].begin, expected[i].begin) << "seed " << seed;
      ASSERT_EQ(tokens[i].end, expected[i].end) << "seed " << seed;
    }
  }
}

TEST(Analyzer, ManyThreadsGetTheSameTerms) {
  const std::vector<Token> expected = TheAnalyzer().Analyze("Les ingénieurs والمهندسون of C++", "fr");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        const std::vector<Token> tokens = TheAnalyzer().Analyze("Les ingénieurs والمهندسون of C++", "fr");
        ASSERT_EQ(tokens.size(), expected.size());
        for (size_t k = 0; k < tokens.size(); ++k) ASSERT_EQ(tokens[k].term, expected[k].term);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Analyzer, AWordOfAnUndeclaredLanguageGoesByAllWordsOfTheText) {
  const auto last_term = [](std::string_view text, std::string_view language) {
    std::string found;
    TheAnalyzer().ForEach(text, language, [&](std::string_view term, Memo&) { found = term; });
    return found;
  };
  EXPECT_EQ(last_term("مطلوب chef pour le poste: directrice", "ar"), last_term("directrice", "fr"));
  EXPECT_EQ(last_term("مطلوب manager for the job: directrice", "ar"), last_term("directrice", "en"));
  EXPECT_NE(last_term("directrice", "fr"), last_term("directrice", "en"));
  EXPECT_EQ(last_term("مطلوب مهندس", ""), last_term("مهندس", "ar"));
  EXPECT_EQ(last_term("مطلوب C++", "ar"), last_term("C++", "en"));
}

}  // namespace
}  // namespace tabadul::language
