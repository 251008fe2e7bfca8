// Against real vacancies and real titles, which are not part of the project: skipped where they are absent.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "lib/search/index.h"

namespace tabadul::search {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream in("../shared/data/" + path);  // tests run in the repository's root
  if (!in) std::printf("skipped: no ../shared/data/%s\n", path.c_str());
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

// RFC 4180, whole file.
std::vector<std::vector<std::string>> Rows(const std::string& text, char separator, bool quotes) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quotes && c == '"') {
      if (quoted && i + 1 < text.size() && text[i + 1] == '"') {
        rows.back().back() += text[++i];
      } else {
        quoted = !quoted;
      }
    } else if (!quoted && c == separator) {
      rows.back().emplace_back();
    } else if (!quoted && c == '\n') {
      rows.push_back({""});
    } else if (c != '\r') {
      rows.back().back() += c;
    }
  }
  if (rows.back().size() == 1) rows.pop_back();
  return rows;
}

TEST(RealVacancies, EverySpellingOfAnArabicTitleFindsTheSame) {
  const auto vacancies = Rows(ReadAll("vacancies/sa_jadarat_2022_ar.csv"), ',', true);
  const auto queries = Rows(ReadAll("relevance/ar_jadarat2022_titles_queries.tsv"), '\t', false);
  if (vacancies.empty() || queries.empty()) GTEST_SKIP();
  const language::Analyzer analyzer;
  Index index({.fields = {{"title", 4}, {"text", 1}}}, analyzer);
  std::map<std::string, std::set<std::string>> ids_of_title;
  for (size_t i = 1; i < vacancies.size(); ++i) {
    const std::string id = std::to_string(i);
    ids_of_title[vacancies[i][0]].insert(id);
    index.Upsert({.id = id,
                  .texts = {{0, "ar", vacancies[i][0]}, {1, "ar", vacancies[i][2] + " " + vacancies[i][3]}}});
  }
  std::vector<Hit> exact;
  std::set<std::string> relevant;
  int compared = 0;
  double precision = 0;
  int titles = 0;
  for (size_t i = 1; i < queries.size(); ++i) {
    const absl::StatusOr<Hits> found = index.Search({.text = queries[i][2], .page_size = 1000});
    ASSERT_TRUE(found.ok());
    ASSERT_FALSE(found->hits.empty()) << queries[i][2];
    if (queries[i][1] == "exact") {
      exact = found->hits;
      relevant = ids_of_title[queries[i][2]];
      std::set<std::string> ids;
      for (const Hit& hit : exact) ids.insert(hit.id);
      EXPECT_TRUE(std::includes(ids.begin(), ids.end(), relevant.begin(), relevant.end())) << queries[i][2];
      size_t right = 0;
      for (size_t k = 0; k < relevant.size(); ++k) right += relevant.contains(exact[k].id);
      precision += static_cast<double>(right) / static_cast<double>(std::max<size_t>(1, relevant.size()));
      ++titles;
      continue;
    }
    ASSERT_EQ(found->hits.size(), exact.size()) << queries[i][1] << " " << queries[i][2];
    for (size_t k = 0; k < exact.size(); ++k) {
      ASSERT_EQ(found->hits[k].id, exact[k].id) << queries[i][1] << " " << queries[i][2];
      ASSERT_EQ(found->hits[k].score, exact[k].score);
    }
    ++compared;
  }
  std::printf("%d spellings of %d titles; R-precision of the exact ones %.3f\n", compared, titles,
              precision / titles);
  EXPECT_GT(compared, 100);
  EXPECT_GT(precision / titles, 0.8);
}

}  // namespace
}  // namespace tabadul::search
