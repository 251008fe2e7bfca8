#include "lib/taxonomy/linker.h"

#include <atomic>
#include <thread>

#include "gtest/gtest.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::taxonomy {
namespace {

// ISCO's own names as labels.
void AddNames(Linker& linker) {
  for (const CodeList::Code& code : List(kIsco08).codes()) {
    if (code.code.size() != 4) continue;
    linker.Add({code.code, code.parent, code.en, true}, "en");
    linker.Add({code.code, code.parent, code.fr, true}, "fr");
  }
}

std::string First(const Linker& linker, std::string_view text, std::string_view language) {
  const std::vector<Link> links = linker.Find(text, language);
  return links.empty() ? "" : links[0].concept_id;
}

TEST(Linker, FindsTheConceptOfANameInAnyFormOfIt) {
  Linker linker;
  AddNames(linker);
  linker.Settle();
  EXPECT_EQ(First(linker, "Nursing professionals", "en"), "2221");
  EXPECT_EQ(First(linker, "nursing professional", "en"), "2221");
  EXPECT_EQ(First(linker, "NURSING PROFESIONALS", "en"), "2221");
  EXPECT_EQ(First(linker, "sage-femme", "fr"), "2222");
  EXPECT_EQ(First(linker, "Software developer", ""), "2512");
}

TEST(Linker, TheExactNameIsSurerThanANearOne) {
  Linker linker;
  AddNames(linker);
  linker.Settle();
  const std::vector<Link> exact = linker.Find("Web and multimedia developers", "en");
  const std::vector<Link> near = linker.Find("multimedia person", "en");
  ASSERT_FALSE(exact.empty());
  ASSERT_FALSE(near.empty());
  EXPECT_EQ(exact[0].concept_id, "2513");
  EXPECT_EQ(exact[0].label, "Web and multimedia developers");
  EXPECT_GT(exact[0].confidence, 0.9);
  EXPECT_LT(near[0].confidence, exact[0].confidence);
}

TEST(Linker, ConfidencesFallAndSumToAtMostOne) {
  Linker linker;
  AddNames(linker);
  for (const std::string_view language : {"en", ""}) {
    double sum = 0, before = 1;
    for (const Link& link : linker.Find("sales and marketing manager", language, 50)) {
      EXPECT_LE(link.confidence, before);
      sum += before = link.confidence;
    }
    EXPECT_GT(sum, 0);
    EXPECT_LE(sum, 1 + 1e-9);
  }
}

TEST(Linker, ASynonymAddedLaterIsFound) {
  Linker linker;
  AddNames(linker);
  EXPECT_NE(First(linker, "banksman", "en"), "8343");
  linker.Add({"8343", "834", "banksman", false}, "en");
  EXPECT_EQ(First(linker, "Banksmen and banksman", "en"), "8343");
  linker.Add({"2221", "222", "ممرض", false}, "ar");
  EXPECT_EQ(First(linker, "الممرضة", "ar"), "2221");
  EXPECT_EQ(First(linker, "ممرضين", ""), "2221");
}

TEST(Linker, NothingIsFoundForNothing) {
  Linker linker;
  EXPECT_TRUE(linker.Find("nurse", "en").empty());
  AddNames(linker);
  EXPECT_TRUE(linker.Find("", "en").empty());
  EXPECT_TRUE(linker.Find("--", "").empty());
  EXPECT_TRUE(linker.Find("nurse", "en", 0).empty());
  linker.Add({"1", "1", "label", true}, "xx");  // not one of the three languages
  EXPECT_NE(First(linker, "label", "en"), "1");
}

TEST(Linker, ReadersAndWritersMayMeet) {
  Linker linker;
  AddNames(linker);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) EXPECT_FALSE(linker.Find("teacher of mathematics", "").empty());
  });
  for (int i = 0; i < 50; ++i)
    linker.Add({"2330", "233", "teacher number " + std::to_string(i), false}, "en");
  linker.Settle();
  done = true;
  reader.join();
}

}  // namespace
}  // namespace tabadul::taxonomy
