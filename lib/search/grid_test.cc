// The grid language × phenomenon: for each cell, queries that find texts which are written otherwise. Each cell fails
// when the feature behind it is off: tests/mutants.list names for each seeded fault the cells that must go red, and
// `./dev test --mutants` demands that no other does.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>

#include "lib/search/index.h"
#include "lib/search/speller.h"

namespace tabadul::search {
namespace {

struct Pair {
  const char* text;
  const char* query;
};

struct CellOf {
  const char* language;
  const char* phenomenon;
  std::vector<Pair> pairs;
  bool corrected = false;  // the query is corrected before it is searched for
};

void PrintTo(const CellOf& cell, std::ostream* out) { *out << cell.language << ' ' << cell.phenomenon; }

const std::vector<CellOf>& Cells() {
  static const auto& cells = *new std::vector<CellOf>{
      {"arabic",
       "alef_forms",
       {{"أخصائي إدارة مخاطر", "اخصائي ادارة"},
        {"مشغل آلات", "مشغل الات"},
        {"إمام مسجد", "امام"},
        {"منسق طوارئ", "طوارىء"}}},
      {"arabic",
       "tashkeel",
       {{"مُحَاسِبٌ مَالِيّ", "محاسب مالي"}, {"مهندس شبكات", "مُهَندِس شَبَكَات"}, {"طَبِيبُ جِلدِية", "طبيب جلدية"}}},
      {"arabic",
       "tatweel",
       {{"مهــندس طرق", "مهندس طرق"}, {"سائق شاحنة", "سائـــق شاحنــة"}, {"سبـــاك", "سباك"}}},
      {"arabic",
       "article",
       {{"مهندس الصيانة", "صيانة"}, {"حارس ليلي", "الحارس"}, {"فني التكييف", "للتكييف"}}},
      {"arabic",
       "conjunction",
       {{"نجارة وحدادة", "حدادة"}, {"طبخ وتقديم", "تقديم"}, {"استقبال ضيوف", "واستقبال"}}},
      {"arabic",
       "broken_plural",
       {{"عامل نظافة", "عمال نظافة"}, {"أطباء بيطريون", "طبيب بيطري"}, {"مندوب مبيعات", "مناديب مبيعات"}}},
      {"arabic", "feminine", {{"ممرضة", "ممرض"}, {"مترجم فوري", "مترجمة"}, {"معلمة روضة", "معلم"}}},
      {"arabic",
       "transliteration",
       {{"مهندس معماري", "mohandes"}, {"نادل مطعم", "nadel"}, {"عامل توصيل", "tawseel"}},
       true},
      {"arabic",
       "typo",
       {{"فني كهرباء", "فني كهربا"}, {"مستشار قانوني", "مستشار قانوتي"}, {"ميكانيكي سيارات", "ميكنيكي"}},
       true},
      {"arabic", "mixed_script", {{"مديرIT", "مدير IT"}, {"محللSAP", "SAP"}, {"مبرمجPHP", "مبرمج"}}},
      {"arabic", "digits", {{"خبرة ٥ سنوات", "خبرة 5"}, {"دوام 24 ساعة", "٢٤ ساعة"}, {"راتب ۷۰۰۰", "7000"}}},

      {"english",
       "article",
       {{"School driver", "the school driver"},
        {"Night guard", "the night guard"},
        {"Payroll clerk", "the clerk"}}},
      {"english",
       "conjunction",
       {{"Sales, marketing officer", "sales and marketing"},
        {"Food & beverage server", "food and beverage"},
        {"Health, safety inspector", "health and safety"}}},
      {"english",
       "broken_plural",
       {{"Policemen", "policeman"}, {"Site foreman", "foremen"}, {"Midwife", "midwives"}}},
      {"english",
       "elision",
       {{"Boss's secretary", "boss secretary"},
        {"Women's wear designer", "women designer"},
        {"Princess's tutor", "princess"}}},
      {"english",
       "feminine",
       {{"Waitress", "waiter"}, {"Van salesman", "saleswoman"}, {"Stewardess", "steward"}}},
      {"english",
       "accents",
       {{"Résumé writer", "resume writer"},
        {"Cafe manager", "café manager"},
        {"Pâtisserie cook", "patisserie cook"}}},
      {"english",
       "transliteration",
       {{"Analyst at Aramco", "ارامكو"},
        {"Vodafone shop assistant", "فودافون"},
        {"Samsung technician", "سامسونج"}},
       true},
      {"english",
       "typo",
       {{"Accountant", "acountant"}, {"Receptionist", "recepsionist"}, {"Electrician", "electrciain"}},
       true},
      {"english",
       "mixed_script",
       {{"Teacherمعلم", "teacher"}, {"Welderلحام", "لحام"}, {"ممرضNurse", "nurse"}}},
      {"english",
       "digits",
       {{"Salary 5,000 monthly", "salary 5000"},
        {"Bonus 12500", "12,500"},
        {"3.5 tonne truck", "3,5 tonne"}}},

      {"french",
       "article",
       {{"Responsable paie", "la paie"},
        {"Conducteur engins", "le conducteur"},
        {"Agent propreté", "la propreté"}}},
      {"french",
       "conjunction",
       {{"Hygiène, environnement", "hygiène et environnement"},
        {"Achats, logistique", "achats et logistique"},
        {"Accueil, standard", "accueil et standard"}}},
      {"french",
       "broken_plural",
       {{"Agents commerciaux", "agent commercial"},
        {"Conseil municipal", "conseils municipaux"},
        {"Vendeurs de journaux", "journal"}}},
      {"french",
       "elision",
       {{"Chef d'équipe", "équipe"}, {"Ouvrier de l’usine", "usine"}, {"Caissier qualifié", "l'caissier"}}},
      {"french",
       "feminine",
       {{"Technicienne", "technicien"}, {"Directeur technique", "directrice"}, {"Vendeuse", "vendeur"}}},
      {"french",
       "accents",
       {{"Ingénieur procédés", "ingenieur procedes"},
        {"BOULANGER PATISSIER", "pâtissier"},
        {"Maçon", "macon"}}},
      {"french",
       "transliteration",
       {{"Gestionnaire chez Danone", "دانون"}, {"Livreur Carrefour", "كارفور"}, {"صيدلي خبير", "khabir"}},
       true},
      {"french",
       "typo",
       {{"Comptable", "comtable"}, {"Plombier", "plombeir"}, {"Magasinier", "magasinnier"}},
       true},
      {"french",
       "mixed_script",
       {{"Chauffeurسائق", "chauffeur"}, {"محاسبComptable", "محاسب"}, {"Soudeurلحام", "soudeur"}}},
      {"french",
       "digits",
       {{"Prime 1,250 dinars", "prime 1250"},
        {"Camion 7.5 tonnes", "7,5 tonnes"},
        {"Coefficient 2,75", "2.75"}}}};
  return cells;
}

// Cells that make no sense, and why.
const std::map<std::string, const char*>& Empty() {
  static const auto& reasons = *new std::map<std::string, const char*>{
      {"arabic_elision", "no letter is left out in writing; ل before ال is tested as an article"},
      {"arabic_accents", "its marks are tashkeel"},
      {"english_alef_forms", "of the Arabic script"},
      {"english_tashkeel", "of the Arabic script"},
      {"english_tatweel", "of the Arabic script"},
      {"french_alef_forms", "of the Arabic script"},
      {"french_tashkeel", "of the Arabic script"},
      {"french_tatweel", "of the Arabic script"}};
  return reasons;
}

std::string NameOf(const CellOf& cell) { return std::string(cell.language) + "_" + cell.phenomenon; }

// All texts of all cells: what a query must find, and what it must not drown in.
struct Corpus {
  Corpus() {
    for (const CellOf& cell : Cells()) {
      for (const Pair& pair : cell.pairs) {
        const std::string tag(cell.language, 2);  // "ar", "en", "fr"
        index.Upsert({.id = pair.text, .texts = {{0, tag, pair.text}}});
        speller.Add(pair.text, tag);
      }
    }
  }

  language::Analyzer analyzer;
  Index index{{.fields = {{"title", 1}}, .keywords = {}, .numbers = {}}, analyzer};
  Speller speller{analyzer};
};

const Corpus& TheCorpus() {
  static const Corpus& corpus = *new Corpus;
  return corpus;
}

class Cell : public testing::TestWithParam<CellOf> {};

TEST_P(Cell, QueriesFindTheirDocuments) {
  constexpr int64_t kMost = 6;
  const Corpus& corpus = TheCorpus();
  for (const Pair& pair : GetParam().pairs) {
    std::string query = pair.query;
    if (GetParam().corrected) {
      const std::optional<Correction> correction = corpus.speller.Correct(query);
      EXPECT_TRUE(correction.has_value()) << query;
      if (correction) query = correction->text;
    }
    const absl::StatusOr<Hits> hits = corpus.index.Search({.text = query});
    ASSERT_TRUE(hits.ok());
    const bool found = std::any_of(hits->hits.begin(), hits->hits.end(),
                                   [&](const Hit& hit) { return hit.id == pair.text; });
    EXPECT_TRUE(found) << query << " does not find " << pair.text;
    EXPECT_LE(hits->total, kMost) << query;
  }
}

INSTANTIATE_TEST_SUITE_P(Grid, Cell, testing::ValuesIn(Cells()),
                         [](const auto& cell) { return NameOf(cell.param); });

TEST(Grid, EveryCellIsFilledOrNamedAsEmpty) {
  static constexpr const char* kPhenomena[] = {
      "alef_forms", "tashkeel", "tatweel",         "article", "conjunction",  "broken_plural", "elision",
      "feminine",   "accents",  "transliteration", "typo",    "mixed_script", "digits"};
  std::map<std::string, size_t> queries;
  for (const CellOf& cell : Cells()) queries[NameOf(cell)] = cell.pairs.size();
  std::printf("%-16s %8s %8s %8s\n", "queries", "arabic", "english", "french");
  size_t cells = 0;
  for (const char* phenomenon : kPhenomena) {
    std::printf("%-16s", phenomenon);
    for (const char* language : {"arabic", "english", "french"}) {
      const std::string name = std::string(language) + "_" + phenomenon;
      std::printf(" %8s", queries.contains(name) ? std::to_string(queries[name]).c_str() : "-");
      EXPECT_NE(queries.contains(name), Empty().contains(name)) << name;
      if (queries.contains(name)) {
        EXPECT_GE(queries[name], 3u) << name;
      }
      ++cells;
    }
    std::printf("\n");
  }
  EXPECT_EQ(cells, Cells().size() + Empty().size());
  for (const auto& [name, why] : Empty()) std::printf("%s is empty: %s\n", name.c_str(), why);
}

}  // namespace
}  // namespace tabadul::search
