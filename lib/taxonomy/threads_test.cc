// Readers and writers of the linker and the coder at once; run under TSan too.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "lib/taxonomy/coder.h"
#include "lib/taxonomy/labels.h"
#include "lib/taxonomy/linker.h"
#include "lib/taxonomy/places.h"

namespace tabadul::taxonomy {
namespace {

constexpr int kReaders = 3, kRounds = 60;

// Runs the writer until every reader is through.
template <typename Write, typename Read>
void Together(const Write& write, const Read& read) {
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) write(i);
  });
  std::vector<std::thread> readers;
  for (int reader = 0; reader < kReaders; ++reader) {
    readers.emplace_back([&, reader] {
      for (int round = 0; round < kRounds; ++round) read(reader, round);
    });
  }
  for (std::thread& reader : readers) reader.join();
  stop = true;
  writer.join();
}

TEST(TaxonomyThreads, LabelsAreLinkedWhileOthersAreAdded) {
  Linker linker;
  linker.Add({"2221", "222", "Nursing professionals", true}, "en");
  linker.Add({"2221", "222", "nurse", false}, "en");
  linker.Add({"7212", "721", "Welders and flamecutters", true}, "en");
  linker.Add({"2221", "222", "infirmière", false}, "fr");
  linker.Settle();
  Together(
      [&](int i) {
        linker.Add({"9" + std::to_string(i % 50), "9", "worker of kind " + std::to_string(i), false},
                   i % 2 ? "en" : "fr");
        if (i % 20 == 0) linker.Settle();
      },
      [&](int reader, int) {
        const auto links = linker.Find(reader == 0 ? "infirmière" : "nurse", reader == 0 ? "fr" : "en", 5);
        ASSERT_FALSE(links.empty());
        EXPECT_EQ(links[0].concept_id, "2221");
        double sum = 0;
        for (const Link& link : links) sum += link.confidence;
        EXPECT_LE(sum, 1.001);
      });
  EXPECT_EQ(linker.Find("nurse", "en", 1)[0].concept_id, "2221");
}

TEST(TaxonomyThreads, TitlesAreCodedWhileOthersAreLearned) {
  Coder coder;
  coder.AddLabel("nurse", "en", {"2221", "2221"});
  coder.AddLabel("welder", "en", {"7212", "7212"});
  coder.AddLabel("ممرض", "ar", {"2221", "2221"});
  Together(
      [&](int i) {
        const bool nurse = i % 2 == 0;
        const std::string code = nurse ? "2221" : "7212";
        coder.Learn((nurse ? "nurse of ward " : "welder of hall ") + std::to_string(i % 200), "en",
                    {code, code});
        if (i % 7 == 0) coder.Learn("ممرض قسم " + std::to_string(i % 100), "ar", {"2221", "2221"});
      },
      [&](int reader, int round) {
        const bool arabic = reader == 0;
        const auto codes = coder.Suggest(arabic      ? "ممرض"
                                         : round % 2 ? "nurse"
                                                     : "welder",
                                         arabic ? "ar" : "en", 3, round % 3 == 0);
        ASSERT_FALSE(codes.empty());
        EXPECT_EQ(codes[0].code, arabic || round % 2 ? "2221" : "7212");
        EXPECT_FALSE(codes[0].because.empty());
      });
}

// The first uses, at once.
TEST(TaxonomyThreads, PlacesAreMadeOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> found = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(
        [&] { found += FindPlace("EG", "القاهرة") != nullptr && JobTitles("ar").size() > 10; });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(found, 4);
}

}  // namespace
}  // namespace tabadul::taxonomy
