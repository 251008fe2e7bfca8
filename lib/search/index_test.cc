#include "lib/search/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lib/platform/base/status.h"

namespace tabadul::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

enum Field { kTitle, kEmployer, kText };
enum Keyword { kCountry, kOccupation };
enum Number { kPublished, kExpires };

class IndexTest : public testing::Test {
 protected:
  void Add(const std::string& id, const std::string& language, const std::string& title,
           const std::string& text = "") {
    index_.Upsert({.id = id, .texts = {{kTitle, language, title}, {kText, language, text}}});
  }
  Hits Search(const Query& query) {
    absl::StatusOr<Hits> hits = index_.Search(query);
    EXPECT_TRUE(hits.ok()) << hits.status();
    return hits.ok() ? *std::move(hits) : Hits{};
  }
  std::vector<std::string> Ids(const Query& query) {
    std::vector<std::string> ids;
    for (const Hit& hit : Search(query).hits) ids.push_back(hit.id);
    return ids;
  }
  std::vector<std::string> Ids(const std::string& text) { return Ids(Query{.text = text}); }

  language::Analyzer analyzer_;
  Index index_{{.fields = {{"title", 4}, {"employer", 2}, {"text", 1}},
                .keywords = {"country", "occupation"},
                .numbers = {"published", "expires"}},
               analyzer_,
               4};
};

TEST_F(IndexTest, EverySpellingFindsTheSameDocuments) {
  Add("1", "ar", "أخصائي صيانة");
  Add("2", "ar", "اخصائي الصيانه");
  Add("3", "ar", "محاسب");
  Add("4", "fr", "Ingénieur qualité");
  Add("5", "fr", "INGENIEURS, QUALITE");
  for (const char* query :
       {"أخصائي صيانة", "اخصائي صيانه", "أخـصائي صيـانة", "الأخصائي الصيانة", "أَخِصّائيُّ صِيانةٍ"}) {
    EXPECT_THAT(Ids(query), UnorderedElementsAre("1", "2")) << query;
  }
  for (const char* query : {"ingénieur qualité", "INGENIEUR QUALITE", "l'ingénieur de qualité"}) {
    EXPECT_THAT(Ids(query), UnorderedElementsAre("4", "5")) << query;
  }
}

TEST_F(IndexTest, EveryWordMustMatch) {
  Add("1", "en", "Civil engineer", "bridges");
  Add("2", "en", "Software engineer");
  EXPECT_THAT(Ids("engineer"), UnorderedElementsAre("1", "2"));
  EXPECT_THAT(Ids("engineer bridges"), ElementsAre("1"));
  EXPECT_THAT(Ids("engineer zebra"), IsEmpty());
}

TEST_F(IndexTest, AWordInTheTitleCountsMoreThanInTheText) {
  Add("a", "en", "Clerk", "helps the nurse");
  Add("b", "en", "Nurse", "helps the clerk");
  EXPECT_THAT(Ids("nurse"), ElementsAre("b", "a"));
  EXPECT_THAT(Ids("clerk"), ElementsAre("a", "b"));
}

TEST_F(IndexTest, RareWordsCountMoreThanCommonOnes) {
  Add("1", "en", "x", "nurse nurse doctor");
  Add("2", "en", "x", "nurse doctor doctor");
  for (int i = 0; i < 20; ++i) Add("n" + std::to_string(i), "en", "nurse");
  EXPECT_THAT(Ids("nurse doctor"), ElementsAre("2", "1"));
}

TEST_F(IndexTest, WithoutWordsEveryDocumentMatches) {
  Add("1", "en", "Nurse");
  Add("2", "ar", "ممرضة");
  EXPECT_THAT(Ids(""), ElementsAre("1", "2"));
  EXPECT_THAT(Ids(" ... "), ElementsAre("1", "2"));
}

TEST_F(IndexTest, TranslationsOfAFieldAreAllSearched) {
  index_.Upsert(
      {.id = "1", .texts = {{kTitle, "ar", "ممرضة"}, {kTitle, "fr", "Infirmière"}, {kTitle, "en", "Nurse"}}});
  for (const char* query : {"ممرض", "infirmiere", "nurses", "nurse ممرضة"})
    EXPECT_THAT(Ids(query), ElementsAre("1"));
}

TEST_F(IndexTest, FiltersByAnyOfSeveralValues) {
  index_.Upsert(
      {.id = "1",
       .keywords = {{kCountry, "SA"}, {kOccupation, "2"}, {kOccupation, "22"}, {kOccupation, "222"}}});
  index_.Upsert({.id = "2", .keywords = {{kCountry, "MA"}, {kOccupation, "2"}, {kOccupation, "21"}}});
  index_.Upsert({.id = "3", .keywords = {{kCountry, "EG"}}});
  EXPECT_THAT(Ids({.any_of = {{kCountry, {"SA", "MA"}}}}), ElementsAre("1", "2"));
  EXPECT_THAT(Ids({.any_of = {{kOccupation, {"2"}}}}), ElementsAre("1", "2"));
  EXPECT_THAT(Ids({.any_of = {{kOccupation, {"22"}}}}), ElementsAre("1"));
  EXPECT_THAT(Ids({.any_of = {{kCountry, {"SA", "EG"}}, {kOccupation, {"2"}}}}), ElementsAre("1"));
  EXPECT_THAT(Ids({.any_of = {{kCountry, {"2"}}}}), IsEmpty());  // a value of another column
  EXPECT_THAT(Ids({.any_of = {{kCountry, {}}}}), IsEmpty());
}

TEST_F(IndexTest, FiltersByRangesOfNumbers) {
  index_.Upsert({.id = "1", .numbers = {{kPublished, 10}, {kExpires, 100}}});
  index_.Upsert({.id = "2", .numbers = {{kPublished, 20}}});
  index_.Upsert({.id = "3", .numbers = {{kExpires, 99}}});
  EXPECT_THAT(Ids({.ranges = {{.column = kPublished, .min = 20}}}), ElementsAre("2"));
  EXPECT_THAT(Ids({.ranges = {{.column = kPublished, .max = 20}}}), ElementsAre("1", "2"));
  // Open ones at the time 99: that expire later, or never.
  EXPECT_THAT(Ids({.ranges = {{.column = kExpires, .min = 100, .or_missing = true}}}), ElementsAre("1", "2"));
}

TEST_F(IndexTest, NewestFirstWithMissingNumbersLast) {
  index_.Upsert({.id = "a", .numbers = {{kPublished, -5}}});
  index_.Upsert({.id = "b"});
  index_.Upsert({.id = "d", .numbers = {{kPublished, 20}}});
  index_.Upsert({.id = "c", .numbers = {{kPublished, 20}}});
  EXPECT_THAT(Ids({.newest_by = kPublished}), ElementsAre("c", "d", "a", "b"));
}

TEST_F(IndexTest, AReplacedDocumentIsFoundByItsNewWordsOnly) {
  Add("1", "en", "Nurse");
  Add("1", "en", "Doctor");
  EXPECT_THAT(Ids("nurse"), IsEmpty());
  EXPECT_THAT(Ids("doctor"), ElementsAre("1"));
  EXPECT_EQ(index_.figures().documents, 1);
}

TEST_F(IndexTest, AChangeThatLeavesTheTextsLeavesNoTombstoneAndChangesAllElse) {
  Document document{.id = "1",
                    .texts = {{kTitle, "en", "Nurse"}, {kText, "en", "in a ward"}},
                    .keywords = {{kCountry, "SA"}},
                    .numbers = {{kPublished, 10}}};
  for (const char* id : {"0", "1", "2"}) {
    document.id = id;
    document.concepts = {"nurse"};
    index_.Upsert(document);
  }
  const int64_t terms = index_.figures().terms;
  document.id = "1";
  document.concepts = {"midwife", "carer", "midwife"};
  document.keywords = {{kCountry, "MA"}, {kOccupation, "2222"}};
  document.numbers = {{kExpires, 99}};
  index_.Upsert(document);
  EXPECT_EQ(index_.figures().documents, 3);
  EXPECT_EQ(index_.figures().tombstones, 0);
  EXPECT_EQ(index_.figures().terms, terms + 2);
  EXPECT_EQ(index_.figures().values, 3);
  const auto about = [this](const char* concept_id) {
    return Ids({.text = "nobody", .alternative = Query::Alternative{concept_id, kPublished}});
  };
  EXPECT_THAT(Ids("nurse ward"), ElementsAre("0", "1", "2"));
  EXPECT_THAT(about("nurse"), ElementsAre("0", "2"));
  EXPECT_THAT(about("midwife"), ElementsAre("1"));
  EXPECT_THAT(about("carer"), ElementsAre("1"));
  EXPECT_THAT(Ids({.any_of = {{kCountry, {"SA"}}}}), ElementsAre("0", "2"));
  EXPECT_THAT(Ids({.any_of = {{kOccupation, {"2222"}}}}), ElementsAre("1"));
  EXPECT_THAT(Ids({.ranges = {{.column = kPublished}}}), ElementsAre("0", "2"));
  EXPECT_THAT(Ids({.ranges = {{.column = kExpires}}}), ElementsAre("1"));
  document.concepts = {"nurse"};
  index_.Upsert(document);
  EXPECT_THAT(about("nurse"), ElementsAre("0", "2", "1")) << "without a date the last";
  EXPECT_EQ(index_.figures().terms, terms) << "what nobody is about any more is forgotten";
  for (const char* id : {"0", "1", "2"}) EXPECT_TRUE(index_.Remove(id));
  EXPECT_EQ(index_.figures().terms, 0);
  EXPECT_EQ(index_.figures().values, 0);
}

TEST_F(IndexTest, TheSameWordsInAnotherFieldOrLanguageAreOtherTexts) {
  index_.Upsert({.id = "1", .texts = {{kText, "fr", "directrices"}}});
  index_.Upsert({.id = "2", .texts = {{kText, "en", "directrices"}}});
  index_.Upsert({.id = "3", .texts = {{kText, "en", "nothing"}}});
  const double in_text = Search({.text = "directrices"}).hits.at(0).score;
  index_.Upsert({.id = "1", .texts = {{kTitle, "fr", "directrices"}}});
  EXPECT_GT(Search({.text = "directrices"}).hits.at(0).score, in_text);
  EXPECT_THAT(Ids("directeur"), ElementsAre("1"));
  index_.Upsert({.id = "1", .texts = {{kTitle, "en", "directrices"}}});
  EXPECT_THAT(Ids("directeur"), IsEmpty());
}

TEST_F(IndexTest, ARemovedDocumentIsNeverFound) {
  Add("1", "en", "Nurse");
  Add("2", "en", "Nurse");
  EXPECT_TRUE(index_.Remove("1"));
  EXPECT_FALSE(index_.Remove("1"));
  EXPECT_THAT(Ids("nurse"), ElementsAre("2"));
  EXPECT_EQ(Search({.text = "nurse"}).total, 1);
}

TEST_F(IndexTest, AWordThatComesBackIsNotTakenForTheOneThatHasItsNumberNow) {
  Add("1", "en", "Nurse");
  Add("2", "en", "Nurse");  // its number is remembered
  EXPECT_TRUE(index_.Remove("1") && index_.Remove("2"));
  Add("3", "en", "Doctor");  // the number's next owner
  Add("4", "en", "Nurse");
  EXPECT_THAT(Ids("doctor"), ElementsAre("3"));
  EXPECT_THAT(Ids("nurse"), ElementsAre("4"));
}

TEST_F(IndexTest, MemoryOfReplacedDocumentsIsGivenBack) {
  for (int i = 0; i < 2000; ++i) Add(std::to_string(i % 20), "en", "word" + std::to_string(i));
  const Figures figures = index_.figures();
  EXPECT_EQ(figures.documents, 20);
  EXPECT_EQ(figures.terms, 20);  // the words of removed documents are forgotten
  EXPECT_LE(figures.tombstones, 40);
  EXPECT_LE(figures.segments, 20);
  EXPECT_THAT(Ids("word1990"), ElementsAre("10"));
}

TEST_F(IndexTest, AnswersDoNotDependOnHistory) {
  Index other({.fields = {{"title", 4}, {"employer", 2}, {"text", 1}}, .keywords = {}, .numbers = {}},
              analyzer_);
  for (int i = 0; i < 50; ++i) Add("x" + std::to_string(i), "en", "engineer of things that go", "gone soon");
  for (int i = 0; i < 30; ++i) {
    const std::string text = "pump valve " + std::string(i % 7, 'a') + " engineer";
    Add(std::to_string(i), "en", "Engineer", text);
    other.Upsert({.id = std::to_string(29 - i),
                  .texts = {{kTitle, "en", "Engineer"},
                            {kText, "en", "pump valve " + std::string((29 - i) % 7, 'a') + " engineer"}}});
  }
  for (int i = 0; i < 50; ++i) index_.Remove("x" + std::to_string(i));
  const Hits a = Search({.text = "engineer pump", .page_size = 100});
  const absl::StatusOr<Hits> b = other.Search({.text = "engineer pump", .page_size = 100});
  ASSERT_TRUE(b.ok());
  ASSERT_EQ(a.hits.size(), b->hits.size());
  for (size_t i = 0; i < a.hits.size(); ++i) {
    EXPECT_EQ(a.hits[i].id, b->hits[i].id);
    EXPECT_EQ(a.hits[i].score, b->hits[i].score);
  }
}

TEST_F(IndexTest, TheLastPageHasNoContinuation) {
  for (int i = 0; i < 4; ++i) Add(std::to_string(i), "en", "Nurse");
  Hits page = Search({.text = "nurse", .page_size = 2});
  EXPECT_EQ(page.total, 4);
  ASSERT_FALSE(page.continuation.empty());
  page = Search({.text = "nurse", .page_size = 2, .continuation = page.continuation});
  EXPECT_EQ(page.hits.size(), 2u);
  EXPECT_EQ(page.total, 4);
  EXPECT_TRUE(page.continuation.empty());
}

TEST_F(IndexTest, AContinuationOfAnotherQueryIsAMismatch) {
  for (int i = 0; i < 4; ++i) Add(std::to_string(i), "en", "Nurse");
  const std::string continuation = Search({.text = "nurse", .page_size = 2}).continuation;
  const auto reason = [&](Query query) {
    query.continuation = continuation;
    return ReasonOf(index_.Search(query).status());
  };
  EXPECT_EQ(reason({.text = "nurses"}), common::v1::ERROR_REASON_TOKEN_MISMATCH);
  EXPECT_EQ(reason({.text = "nurse", .newest_by = kPublished}), common::v1::ERROR_REASON_TOKEN_MISMATCH);
  EXPECT_EQ(reason({.text = "nurse", .any_of = {{kCountry, {"SA"}}}}),
            common::v1::ERROR_REASON_TOKEN_MISMATCH);
  EXPECT_EQ(ReasonOf(index_.Search({.text = "nurse", .continuation = "no such bytes"}).status()),
            common::v1::ERROR_REASON_TOKEN_UNREADABLE);
}

}  // namespace
}  // namespace tabadul::search
