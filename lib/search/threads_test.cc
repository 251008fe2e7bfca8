// Readers and writers at once; run under TSan too.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "lib/search/index.h"

namespace tabadul::search {
namespace {

TEST(IndexThreads, ReadersSeeEveryDocumentThatStaysAndNoneTwice) {
  const language::Analyzer analyzer;
  Index index({.fields = {{"title"}}, .keywords = {"kind"}, .numbers = {"date"}}, analyzer, 16);
  constexpr int kStaying = 60;
  for (int i = 0; i < kStaying; ++i) {
    index.Upsert({.id = "s" + std::to_string(i),
                  .texts = {{0, "en", "nurse number " + std::to_string(i)}},
                  .keywords = {{0, "staying"}},
                  .numbers = {{0, i}}});
  }
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 2; ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 0; !stop; ++i) {
        const std::string id = "w" + std::to_string(writer) + "-" + std::to_string(i % 50);
        if (i % 3 == 2) {
          index.Remove(id);
        } else {
          Document document{
              .id = id, .texts = {{0, "fr", "nurse infirmière " + std::to_string(i)}}, .numbers = {{0, i}}};
          index.Upsert(document);
          document.numbers = {{0, i + 1}};  // with the same texts it is changed in its place
          document.keywords = {{0, "changed"}};
          document.concepts = {"isco:" + std::to_string(i % 7)};
          index.Upsert(document);
        }
      }
    });
  }
  for (int reader = 0; reader < 3; ++reader) {
    threads.emplace_back([&, reader] {
      for (int round = 0; round < 40; ++round) {
        Query query{.text = "nurse", .newest_by = reader == 0 ? 0 : -1, .page_size = 7};
        std::multiset<std::string> seen;
        do {
          const absl::StatusOr<Hits> page = index.Search(query);
          ASSERT_TRUE(page.ok());
          for (const Hit& hit : page->hits) seen.insert(hit.id);
          query.continuation = page->continuation;
        } while (!query.continuation.empty());
        for (int i = 0; i < kStaying; ++i) ASSERT_EQ(seen.count("s" + std::to_string(i)), 1u) << round;
      }
    });
  }
  for (size_t i = 2; i < threads.size(); ++i) threads[i].join();
  stop = true;
  threads[0].join();
  threads[1].join();
  const absl::StatusOr<Hits> left = index.Search({.any_of = {{0, {"staying"}}}});
  ASSERT_TRUE(left.ok());
  EXPECT_EQ(left->total, kStaying);
}

}  // namespace
}  // namespace tabadul::search
