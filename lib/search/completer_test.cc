#include "lib/search/completer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "absl/strings/str_join.h"
#include "tests/harness/seed.h"

namespace tabadul::search {
namespace {

std::string Texts(const std::vector<Completer::Completion>& completions) {
  return absl::StrJoin(completions, "|",
                       [](std::string* out, const auto& one) { out->append(one.label.text); });
}

const Completer::Thing kNurse = {
    .id = "O2221",
    .labels = {{"en", "Nursing professional"}, {"fr", "Cadre infirmier"}, {"ar", "الممرضون القانونيون"}}};

TEST(Completer, FindsTheBeginningOfAnyWordInAnySpelling) {
  Completer completer;
  completer.Add(kNurse);
  for (const char* const typed :
       {"n", "nur", "NURSING prof", "prof", "Ca", "inf", "الممر", "ممرض", "القانو", "قانوني", "  cadre  inf"})
    EXPECT_EQ(completer.Complete(typed, "en", 8).size(), 1u) << typed;
  for (const char* const typed : {"", " ", "ursing", "nursing x", "مرض"})
    EXPECT_EQ(completer.Complete(typed, "en", 8).size(), 0u) << typed;
}

TEST(Completer, TheAskedLanguageComesFirstThenWhatMoreDocumentsHave) {
  Completer completer;
  for (int i = 0; i < 9; ++i) completer.Add({.id = "a", .labels = {{"en", "Carpenter"}}});
  for (int i = 0; i < 3; ++i)
    completer.Add({.id = "b", .labels = {{"en", "Car driver"}, {"fr", "Carrossier"}}});
  for (int i = 0; i < 5; ++i) completer.Add({.id = "c", .labels = {{"fr", "Carreleur"}}});
  EXPECT_EQ(Texts(completer.Complete("car", "en", 8)), "Carpenter|Car driver|Carreleur");
  EXPECT_EQ(Texts(completer.Complete("car", "fr", 8)), "Carreleur|Carrossier|Carpenter");
  EXPECT_EQ(Texts(completer.Complete("carp", "fr", 8)), "Carpenter");
  EXPECT_EQ(Texts(completer.Complete("car", "fr", 2)), "Carreleur|Carrossier");
  EXPECT_EQ(completer.Complete("carp", "fr", 8)[0].documents, 9);
}

TEST(Completer, IsToldOnlyWhileEnoughDocumentsHaveIt) {
  Completer completer;
  const Completer::Thing rare{.id = "t", .labels = {{"en", "Welder"}}, .least = 2};
  completer.Add(rare);
  EXPECT_EQ(Texts(completer.Complete("wel", "en", 8)), "");
  completer.Add(rare);
  EXPECT_EQ(Texts(completer.Complete("wel", "en", 8)), "Welder");
  EXPECT_EQ(Texts(completer.Complete("weld", "en", 8)), "Welder");
  completer.Remove("t");
  EXPECT_EQ(Texts(completer.Complete("wel", "en", 8)), "");
  EXPECT_EQ(Texts(completer.Complete("weld", "en", 8)), "");
  completer.Remove("t");
  completer.Remove("t");
  completer.Remove("unknown");
}

// Against a list that is looked through, under random changes.
TEST(Completer, AgreesWithALookThroughEverything) {
  std::mt19937 random(harness::Seed());
  const std::vector<std::string> words = {"nurse", "night", "مهندس",  "المهندس", "ingénieur",
                                          "n",     "ni",    "engine", "chef"};
  std::vector<Completer::Thing> things;
  for (int i = 0; i < 40; ++i) {
    Completer::Thing& thing = things.emplace_back();
    thing.id = "t" + std::to_string(i);
    thing.least = 1 + static_cast<int64_t>(random() % 2);
    thing.labels = {{"en", words[random() % words.size()] + " " + words[random() % words.size()] +
                               std::to_string(i % 7)}};
  }
  Completer completer;
  std::map<std::string, int64_t> documents;
  for (int step = 0; step < 3000; ++step) {
    const Completer::Thing& thing = things[random() % things.size()];
    if (random() % 2 == 0) {
      completer.Add(thing);
      ++documents[thing.id];
    } else {
      completer.Remove(thing.id);
      documents[thing.id] = std::max<int64_t>(0, documents[thing.id] - 1);
    }
    if (step % 10 != 0) continue;
    const std::string typed = std::vector<std::string>{"n",    "nu",  "nurs", "مه",     "مهندس",
                                                       "engi", "ing", "chef", "night n"}[random() % 9];
    std::map<std::string, int64_t> expected;
    for (const Completer::Thing& one : things) {
      if (documents[one.id] < one.least) continue;
      std::string label = " " + one.labels[0].text;
      for (const auto& [from, to] :
           std::vector<std::pair<std::string, std::string>>{{"é", "e"}, {" ال", " "}})
        for (size_t at = label.find(from); at != std::string::npos; at = label.find(from))
          label.replace(at, from.size(), to);
      if (label.find(" " + typed) != std::string::npos) expected[one.id] = documents[one.id];
    }
    std::map<std::string, int64_t> told;
    for (const auto& completion : completer.Complete(typed, "en", 100))
      told[completion.id] = completion.documents;
    ASSERT_EQ(told, expected) << typed << " step " << step;
  }
  for (const Completer::Thing& thing : things) {
    while (documents[thing.id]-- > 0) completer.Remove(thing.id);
  }
  for (const char* const typed : {"n", "nurse", "مه", "chef"})
    EXPECT_TRUE(completer.Complete(typed, "en", 8).empty());
}

TEST(Completer, IsReadWhileItChanges) {
  Completer completer;
  completer.Add(kNurse);
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!done) EXPECT_GE(completer.Complete("nur", "en", 8).size(), 1u);
    });
  }
  for (int i = 0; i < 2000; ++i) {
    const Completer::Thing thing{.id = "t" + std::to_string(i % 50),
                                 .labels = {{"en", "Nurse " + std::to_string(i % 50)}}};
    completer.Add(thing);
    if (i % 3 != 0) completer.Remove(thing.id);
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace tabadul::search
