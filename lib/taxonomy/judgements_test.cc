// What the linker is judged by must not be what it was taught: no query of the judged sets stands among the
// project's job titles. Skipped where the sets are absent.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "gtest/gtest.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/features.h"
#include "lib/taxonomy/labels.h"

namespace tabadul::taxonomy {
namespace {

// The last column of every *_queries.tsv.
std::vector<std::string> JudgedQueries() {
  const std::filesystem::path folder = "../shared/data/relevance";
  std::vector<std::string> queries;
  if (!std::filesystem::exists(folder)) return queries;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (!file.path().filename().string().ends_with("_queries.tsv")) continue;
    std::ifstream in(file.path());
    std::string line;
    std::getline(in, line);  // header
    while (std::getline(in, line)) queries.push_back(line.substr(line.rfind('\t') + 1));
  }
  return queries;
}

TEST(Judgements, NoJudgedQueryIsAmongTheJobTitles) {
  const std::vector<std::string> queries = JudgedQueries();
  if (queries.empty()) {
    std::printf("skipped: no ../shared/data/relevance\n");
    GTEST_SKIP();
  }
  EXPECT_GT(queries.size(), 1000u);
  for (const std::string_view language : {"ar", "en", "fr"}) {
    std::map<std::string, std::string> titles;  // by their folded words
    for (const JobTitle& title : JobTitles(language))
      titles[FeaturesOf(title.title, language).folded] = title.title;
    for (const CodeList::Code& code : List(kIsco08).codes()) {  // a plain name of ISCO may be both
      for (const std::string* name : {&code.ar, &code.en, &code.fr})
        titles.erase(FeaturesOf(*name, language).folded);
    }
    for (const std::string& query : queries) {
      const auto found = titles.find(FeaturesOf(query, language).folded);
      if (found != titles.end()) ADD_FAILURE() << found->second << " is the judged query " << query;
    }
  }
}

}  // namespace
}  // namespace tabadul::taxonomy
