// Against real word lists, which are not part of the project: skipped where they are absent.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "lib/language/analyzer.h"

namespace tabadul::language {
namespace {

// Tests run in the repository's root.
std::ifstream OpenList(const std::string& name) {
  std::ifstream in("../shared/data/text/" + name);
  if (!in) std::printf("skipped: no ../shared/data/text/%s\n", name.c_str());
  return in;
}

TEST(RealText, WordsWithAndWithoutTashkeelAreOneTerm) {
  std::ifstream in = OpenList("ar_diacritics_pairs.csv");
  if (!in) GTEST_SKIP();
  const Analyzer analyzer;
  std::string line;
  std::getline(in, line);  // header
  int pairs = 0;
  while (std::getline(in, line)) {
    const size_t comma = line.find(',');
    std::vector<std::string> terms[2];
    const std::string halves[2] = {line.substr(0, comma), line.substr(comma + 1)};
    for (int i = 0; i < 2; ++i) {
      for (const Token& token : analyzer.Analyze(halves[i], "ar")) terms[i].push_back(token.term);
    }
    ASSERT_FALSE(terms[0].empty()) << line;
    ASSERT_EQ(terms[0], terms[1]) << line;
    ++pairs;
  }
  EXPECT_GT(pairs, 1000);
}

}  // namespace
}  // namespace tabadul::language
