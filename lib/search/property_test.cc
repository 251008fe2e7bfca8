// The index against a model that any reader can check: random documents, updates, removals, queries and
// pages.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "lib/search/explain.h"
#include "lib/search/index.h"
#include "tests/harness/seed.h"

namespace tabadul::search {
namespace {

const Schema kSchema = {.fields = {{"title", 3, 0.5}, {"text", 1, 0.75}},
                        .keywords = {"country", "code"},
                        .numbers = {"date", "end", "latitude", "longitude"}};

// By the chord through the Earth, in whole metres: another way than the index's.
int64_t ChordMetres(const Query::Near& near, double latitude, double longitude) {
  const auto at = [](double lat, double lon) {
    constexpr double kRadians = 3.14159265358979323846 / 180 / 1e6;
    lat *= kRadians, lon *= kRadians;
    return std::array<double, 3>{std::cos(lat) * std::cos(lon), std::cos(lat) * std::sin(lon), std::sin(lat)};
  };
  const auto a = at(static_cast<double>(near.at_latitude), static_cast<double>(near.at_longitude));
  const auto b = at(latitude, longitude);
  const double chord = std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  return std::llround(2 * 6'371'008.8 * std::asin(std::min(1.0, chord / 2)));
}

// Keeps documents, and answers by looking at every one.
class Model {
 public:
  explicit Model(const language::Analyzer& analyzer) : analyzer_(analyzer) {}

  void Upsert(const Document& document) { documents_[document.id] = document; }
  bool Remove(const std::string& id) { return documents_.erase(id) > 0; }
  const std::map<std::string, Document>& documents() const { return documents_; }

  // What a facet must say: documents that match without the column's own filters, by value.
  std::map<std::string, int64_t> Count(Query query, int column) const {
    std::erase_if(query.any_of, [&](const Query::AnyOf& any_of) { return any_of.column == column; });
    std::map<std::string, int64_t> counts;
    for (const Hit& hit : Search(query)) {
      std::set<std::string> values;
      for (const Document::Keyword& keyword : documents_.at(hit.id).keywords) {
        if (keyword.column == column) values.insert(keyword.value);
      }
      for (const std::string& value : values) ++counts[value];
    }
    return counts;
  }

  // All hits, best first.
  std::vector<Hit> Search(const Query& query) const {
    struct Row {
      double score;
      int64_t number;
      std::string id;
    };
    const std::vector<language::QueryWord> words = analyzer_.AnalyzeQuery(query.text);
    std::vector<Row> rows;
    for (const auto& [id, document] : documents_) {
      if (!Passes(query, document)) continue;
      double score = 0;
      bool all = true;
      for (const language::QueryWord& word : words) {
        const double part = Score(document, word);
        all = all && part > 0;
        score += part;
      }
      if (!all && IsAbout(query, document)) {
        const int64_t number = NumberOf(document, query.alternative->newest_by);
        const bool missing = number == std::numeric_limits<int64_t>::min();
        score = -16 + (missing ? -8 : std::tanh(static_cast<double>(number) * 1e-16) * 4);
        all = true;
      }
      if (all) rows.push_back({score, SortedBy(query, document), id});
    }
    const bool by_number = ByNumber(query);
    std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
      if (!by_number && std::abs(a.score - b.score) > 1e-9) return a.score > b.score;
      if (by_number && a.number != b.number) return a.number > b.number;
      return a.id < b.id;
    });
    std::vector<Hit> hits;
    for (const Row& row : rows) hits.push_back({row.id, row.score, MetresTo(query, documents_.at(row.id))});
    return hits;
  }
  static bool ByNumber(const Query& query) {
    return query.newest_by >= 0 || (query.near && query.near->nearest_first);
  }

 private:
  static int64_t NumberOf(const Document& document, int column) {
    int64_t number = std::numeric_limits<int64_t>::min();
    for (const Document::Number& n : document.numbers) {
      if (n.column == column) number = n.value;
    }
    return number;
  }

  static std::optional<int64_t> MetresTo(const Query& query, const Document& document) {
    const int64_t latitude = NumberOf(document, 2), longitude = NumberOf(document, 3);
    const int64_t missing = std::numeric_limits<int64_t>::min();
    if (!query.near || latitude == missing || longitude == missing) return std::nullopt;
    return ChordMetres(*query.near, static_cast<double>(latitude), static_cast<double>(longitude));
  }

  static int64_t SortedBy(const Query& query, const Document& document) {
    if (query.near && query.near->nearest_first) {
      const auto metres = MetresTo(query, document);
      return metres ? -*metres : std::numeric_limits<int64_t>::min();
    }
    return query.newest_by < 0 ? 0 : NumberOf(document, query.newest_by);
  }

  static bool IsAbout(const Query& query, const Document& document) {
    return query.alternative &&
           std::count(document.concepts.begin(), document.concepts.end(), query.alternative->concept_id) > 0;
  }

  static bool Has(const Document& document, const Query::AnyOf& any_of) {
    return std::any_of(document.keywords.begin(), document.keywords.end(), [&](const auto& keyword) {
      return keyword.column == any_of.column &&
             std::find(any_of.values.begin(), any_of.values.end(), keyword.value) != any_of.values.end();
    });
  }

  static bool Passes(const Query& query, const Document& document) {
    for (const Query::AnyOf& any_of : query.any_of) {
      if (!Has(document, any_of)) return false;
    }
    for (const Query::AnyOf& none_of : query.none_of) {
      if (Has(document, none_of)) return false;
    }
    for (const Query::Range& range : query.ranges) {
      const int64_t number = NumberOf(document, range.column);
      const bool missing = number == std::numeric_limits<int64_t>::min();
      if (missing ? !range.or_missing : number < range.min || number > range.max) return false;
    }
    if (!query.near || !query.near->within) return true;
    const auto metres = MetresTo(query, document);
    return metres && *metres <= *query.near->within;
  }

  std::vector<std::string> Terms(const Document& document, int field) const {
    std::vector<std::string> terms;
    for (const Document::Text& text : document.texts) {
      if (text.field != field) continue;
      for (const language::Token& token : analyzer_.Analyze(text.text, text.language))
        terms.push_back(token.term);
    }
    return terms;
  }

  // Cached: the model would take minutes else.
  const std::vector<std::vector<std::string>>& Words(const Document& document) const {
    std::string key;
    for (const Document::Text& text : document.texts) {
      key += static_cast<char>('0' + text.field) + text.language + '\1' + text.text + '\2';
    }
    const auto [it, added] = words_.try_emplace(key);
    if (added) it->second = {Terms(document, 0), Terms(document, 1)};
    return it->second;
  }

  double Score(const Document& document, const language::QueryWord& word) const {
    const auto is_one = [&](const std::string& term) {
      return std::find(word.any_of.begin(), word.any_of.end(), term) != word.any_of.end();
    };
    const auto n = static_cast<double>(documents_.size());
    double totals[2] = {0, 0};
    double holding = 0;
    for (const auto& [id, other] : documents_) {
      std::set<std::string> distinct;
      for (int field = 0; field < 2; ++field) {
        const std::vector<std::string>& terms = Words(other)[field];
        totals[field] += static_cast<double>(terms.size());
        std::copy_if(terms.begin(), terms.end(), std::inserter(distinct, distinct.end()), is_one);
      }
      holding += static_cast<double>(distinct.size());
    }
    holding = std::min(holding, n);
    double frequency = 0;
    for (int field = 0; field < 2; ++field) {
      const std::vector<std::string>& terms = Words(document)[field];
      const auto count = static_cast<double>(std::count_if(terms.begin(), terms.end(), is_one));
      if (count == 0) continue;
      const double relative = static_cast<double>(terms.size()) / (totals[field] / n);
      const Schema::Field& f = kSchema.fields[field];
      frequency += f.weight * count / (1 - f.b + f.b * relative);
    }
    return std::log1p((n - holding + 0.5) / (holding + 0.5)) * frequency * 2.2 / (frequency + 1.2);
  }

  const language::Analyzer& analyzer_;
  std::map<std::string, Document> documents_;
  mutable std::map<std::string, std::vector<std::vector<std::string>>> words_;
};

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  size_t Below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(engine_); }
  bool Chance(double p) { return std::bernoulli_distribution(p)(engine_); }
  const std::string& Pick(const std::vector<std::string>& from) { return from[Below(from.size())]; }

  std::string Text(size_t max_words) {
    static const std::vector<std::string> words = {
        "مهندس",     "المهندسة",   "مُحاسب",     "صيانه",   "الصيانة", "engineer", "Engineers",
        "ingénieur", "INGENIEURS", "nurse",     "nursing", "C++",     "chef",     "de",
        "projet",    "5,000",      "المحاسبين", "l'usine", "pump"};
    std::string text;
    for (size_t n = Below(max_words + 1); n > 0; --n) text += Pick(words) + " ";
    return text;
  }
  Document ADocument(size_t ids) {
    static const std::vector<std::string> languages = {"ar", "en", "fr", "ms", ""};
    static const std::vector<std::string> countries = {"SA", "MA", "EG"};
    static const std::vector<std::string> codes = {"2", "21", "22", "3"};
    Document document{.id = std::to_string(Below(ids))};
    for (size_t n = Below(4); n > 0; --n) {
      document.texts.push_back({static_cast<int>(Below(2)), Pick(languages), Text(6)});
    }
    for (size_t n = Below(3); n > 0; --n) document.keywords.push_back({0, Pick(countries)});
    if (Chance(0.5)) document.keywords.push_back({1, Pick(codes)});
    if (Chance(0.4)) document.concepts.push_back(Pick({"nurse", "welder"}));
    if (Chance(0.7)) document.numbers.push_back({0, static_cast<int64_t>(Below(9)) - 4});
    if (Chance(0.5)) document.numbers.push_back({1, static_cast<int64_t>(Below(9))});
    // Riyadh, Rabat, Jakarta, the pole, both sides of the date line.
    constexpr std::array<std::pair<int64_t, int64_t>, 6> kPlaces = {{{24'713'600, 46'675'300},
                                                                     {34'020'900, -6'841'600},
                                                                     {-6'208'800, 106'845'600},
                                                                     {90'000'000, 0},
                                                                     {-16'500'000, 179'900'000},
                                                                     {-16'500'000, -179'900'000}}};
    if (Chance(0.7)) {
      const auto [latitude, longitude] = kPlaces[Below(kPlaces.size())];
      document.numbers.push_back({2, latitude});
      document.numbers.push_back({3, longitude});
    }
    return document;
  }
  Query AQuery() {
    Query query{.text = Chance(0.7) ? Text(3) : "", .newest_by = Chance(0.3) ? 0 : -1};
    query.page_size = static_cast<int>(Below(7)) + 1;
    if (Chance(0.3)) query.alternative = {Chance(0.8) ? "nurse" : "nobody", 0};
    if (Chance(0.3)) query.any_of.push_back({0, {"SA", "MA"}});
    if (Chance(0.2)) query.any_of.push_back({1, {"2", "22"}});
    if (Chance(0.2)) query.none_of.push_back({0, {"EG", "nowhere"}});
    if (Chance(0.2)) query.ranges.push_back({.column = 0, .min = -1, .max = 3});
    if (Chance(0.3)) query.ranges.push_back({.column = 1, .min = 4, .or_missing = true});
    if (Chance(0.3)) {
      query.near = {.latitude = 2, .longitude = 3, .at_latitude = 21'485'800, .at_longitude = 39'192'500};
      query.near->nearest_first = Chance(0.6);
      if (Chance(0.5)) query.near->within = static_cast<int64_t>(Below(16'000'000));
    }
    return query;
  }

 private:
  std::mt19937 engine_;
};

// What is found has no obstacle, and what is not found has one.
void CompareExplanations(const Index& index, const Model& model, Query query,
                         const language::Analyzer& analyzer) {
  query.page_size = 1000;
  const absl::StatusOr<Hits> found = index.Search(query);
  ASSERT_TRUE(found.ok()) << found.status();
  std::set<std::string> ids;
  for (const Hit& hit : found->hits) ids.insert(hit.id);
  for (const auto& [id, document] : model.documents()) {
    ASSERT_EQ(Explain(query, document, analyzer).none(), ids.contains(id)) << query.text << " " << id;
  }
}

void CompareFacets(const Index& index, const Model& model, Query query) {
  query.facets = {{.column = 0}, {.column = 1, .limit = 2}};
  const absl::StatusOr<Hits> answer = index.Search(query);
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->facets.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    const auto expected = model.Count(query, query.facets[i].column);
    const std::vector<Hits::Count>& counted = answer->facets[i];
    ASSERT_EQ(counted.size(), std::min(expected.size(), query.facets[i].limit)) << query.text;
    for (const Hits::Count& count : counted) {
      ASSERT_EQ(count.documents, expected.at(count.value)) << query.text << " " << count.value;
    }
    for (size_t j = 1; j < counted.size(); ++j) ASSERT_GE(counted[j - 1].documents, counted[j].documents);
  }
}

// Pages of the index against the whole answer of the model.
void CompareAnswers(const Index& index, const Model& model, Query query) {
  const std::vector<Hit> expected = model.Search(query);
  std::set<std::string> left;
  for (const Hit& hit : expected) left.insert(hit.id);
  size_t at = 0;
  do {
    const absl::StatusOr<Hits> page = index.Search(query);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_EQ(page->total, static_cast<int64_t>(expected.size())) << query.text;
    ASSERT_LE(page->hits.size(), static_cast<size_t>(query.page_size));
    ASSERT_LE(at + page->hits.size(), expected.size());
    for (const Hit& hit : page->hits) {
      ASSERT_NEAR(hit.score, expected[at].score, 1e-9) << query.text;
      // Scores that differ in the last bits may stand in another order than the model's.
      if (Model::ByNumber(query)) {
        ASSERT_EQ(hit.id, expected[at].id) << query.text;
        ASSERT_EQ(hit.metres, expected[at].metres);
      }
      ASSERT_EQ(left.erase(hit.id), 1u) << query.text;
      ++at;
    }
    query.continuation = page->continuation;
  } while (!query.continuation.empty());
  ASSERT_EQ(at, expected.size()) << query.text;
}

TEST(IndexProperty, AnswersAsTheModelUnderRandomWrites) {
  Random random(harness::Seed());
  const language::Analyzer analyzer;
  for (int round = 0; round < 6; ++round) {
    Index index(kSchema, analyzer, static_cast<uint32_t>(random.Below(12)) + 2);
    Model model(analyzer);
    const size_t ids = random.Below(60) + 5;
    for (int step = 0; step < 400; ++step) {
      if (random.Chance(0.7)) {
        Document document = random.ADocument(ids);
        const auto before = model.documents().find(document.id);
        if (before != model.documents().end() && random.Chance(0.5)) document.texts = before->second.texts;
        index.Upsert(document);
        model.Upsert(document);
      } else {
        const std::string id = std::to_string(random.Below(ids));
        ASSERT_EQ(index.Remove(id), model.Remove(id));
      }
      ASSERT_EQ(index.figures().documents, static_cast<int64_t>(model.documents().size()));
      if (step % 5 != 0) continue;
      const Query query = random.AQuery();
      ASSERT_NO_FATAL_FAILURE(CompareAnswers(index, model, query));
      ASSERT_NO_FATAL_FAILURE(CompareFacets(index, model, query));
      ASSERT_NO_FATAL_FAILURE(CompareExplanations(index, model, query, analyzer));
    }
    // What is gone leaves nothing behind but a bounded number of tombstones.
    for (size_t id = 0; id < ids; ++id) index.Remove(std::to_string(id));
    EXPECT_EQ(index.figures().terms, 0);
    EXPECT_EQ(index.figures().values, 0);
    EXPECT_EQ(index.figures().documents, 0);
  }
}

// Pages, in turn from two processes' indexes with other histories, while other documents come and go.
TEST(IndexProperty, PagesNeitherRepeatNorLoseADocumentThatStays) {
  Random random(harness::Seed());
  const language::Analyzer analyzer;
  for (int round = 0; round < 40; ++round) {
    Index replicas[2] = {{kSchema, analyzer, 8}, {kSchema, analyzer, 16384}};
    std::set<std::string> staying;
    std::vector<Document> documents;
    for (int i = 0; i < 120; ++i) {
      documents.push_back(random.ADocument(1));
      documents.back().id = std::to_string(i);
    }
    for (int i = 0; i < 120; ++i) {
      replicas[0].Upsert(documents[i]);
      replicas[1].Upsert(documents[119 - i]);
    }
    Query query = random.AQuery();
    std::map<std::string, int> seen;
    for (int page_number = 0;; ++page_number) {
      const absl::StatusOr<Hits> page = replicas[page_number % 2].Search(query);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const Hit& hit : page->hits) ++seen[hit.id];
      if (page->continuation.empty()) break;
      query.continuation = page->continuation;
      for (int change = 0; change < 3; ++change) {  // ids from 80 on change
        Document document = random.ADocument(1);
        document.id = std::to_string(80 + random.Below(100));
        const bool remove = random.Chance(0.4);
        for (Index& replica : replicas) {
          if (remove) {
            replica.Remove(document.id);
          } else {
            replica.Upsert(document);
          }
        }
      }
    }
    query.continuation.clear();
    query.page_size = 1000;
    const absl::StatusOr<Hits> all = replicas[0].Search(query);
    ASSERT_TRUE(all.ok());
    for (const Hit& hit : all->hits) {
      if (std::stoi(hit.id) >= 80) continue;
      EXPECT_EQ(seen[hit.id], 1) << query.text << " round " << round;
    }
    for (const auto& [id, times] : seen) {
      if (std::stoi(id) >= 80) continue;
      EXPECT_EQ(times, 1) << query.text << " id " << id;
    }
  }
}

}  // namespace
}  // namespace tabadul::search
