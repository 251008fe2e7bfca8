#include "lib/search/text_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace tabadul::search {
namespace {

class Texts : public ::testing::Test {
 protected:
  ~Texts() override { std::filesystem::remove_all(directory_); }
  std::unique_ptr<TextStore> Open(size_t max_bytes = 16u << 20) {
    auto opened = TextStore::Open(directory_ + "/texts", max_bytes);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return std::move(*opened);
  }
  static std::string Get(const TextStore& store, const std::string& id) {
    std::string got = "-";
    store.Read({id}, [&](size_t, std::string_view text) { got = text; });
    return got;
  }

  std::string directory_ = [] {
    char name[] = "/tmp/tabadul_texts_XXXXXX";
    return std::string(mkdtemp(name));
  }();
};

TEST_F(Texts, AreKeptReplacedAndRemovedById) {
  const auto store = Open();
  EXPECT_TRUE(store->Apply({{"a", "one"}, {"b", ""}, {"c", "three"}}).ok());
  EXPECT_TRUE(store->Apply({{"a", "ممرضة"}, {"c", std::nullopt}, {"d", std::nullopt}}).ok());
  EXPECT_EQ(store->size(), 2u);
  EXPECT_EQ(Get(*store, "a"), "ممرضة");
  EXPECT_EQ(Get(*store, "b"), "");
  EXPECT_EQ(Get(*store, "c"), "-");
  std::vector<size_t> places;
  const std::vector<std::string> ids = {"x", "b", "a"};
  store->Read(ids, [&](size_t place, std::string_view) { places.push_back(place); });
  EXPECT_EQ(places, (std::vector<size_t>{1, 2}));
}

TEST_F(Texts, AreGoneAtTheNextStartAndReadByTheOwnerAlone) {
  EXPECT_TRUE(Open()->Apply({{"a", "one"}}).ok());
  const auto store = Open();
  EXPECT_EQ(Get(*store, "a"), "-");
  struct stat file {};
  ASSERT_EQ(stat((directory_ + "/texts/data.mdb").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
}

// LMDB leaves the bytes of what was removed or replaced where they are.
TEST_F(Texts, NobodyReadsThemInTheFile) {
  const std::string marker = "a-marker-that-nothing-else-has";
  const auto store = Open();
  EXPECT_TRUE(store->Apply({{"a", marker + " one"}, {"b", marker + std::string(20'000, 'x')}}).ok());
  EXPECT_EQ(Get(*store, "a"), marker + " one");
  EXPECT_TRUE(store->Apply({{"a", std::nullopt}, {"b", "short"}}).ok());
  std::ifstream file(directory_ + "/texts/data.mdb", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  EXPECT_GT(bytes.size(), 20'000u);
  EXPECT_EQ(bytes.find(marker), std::string::npos);
  EXPECT_EQ(bytes.find("xxxxxxxx"), std::string::npos);
}

TEST_F(Texts, WhenFullItIsEmptiedSoThatNoOldTextIsTakenForANewOne) {
  const auto store = Open(1u << 20);
  EXPECT_TRUE(store->Apply({{"a", "old"}}).ok());
  EXPECT_FALSE(store->Apply({{"a", std::string(4u << 20, 'x')}}).ok());
  EXPECT_FALSE(store->available());
  EXPECT_EQ(store->size(), 0u);
  EXPECT_EQ(Get(*store, "a"), "-");
  EXPECT_TRUE(store->Apply({{"b", "later"}}).ok()) << "further changes are let go";
  EXPECT_EQ(Get(*store, "b"), "-");
}

TEST_F(Texts, ADirectoryThatCannotBeMadeIsAnError) {
  EXPECT_FALSE(TextStore::Open("/proc/nowhere/texts", 1u << 20).ok());
}

TEST_F(Texts, ReadersSeeAChangeWholeWhileOthersAreWritten) {
  const auto store = Open();
  ASSERT_TRUE(store->Apply({{"a", "0"}, {"b", "0"}}).ok());
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      const std::vector<std::string> ids = {"a", "b"};
      while (!done) {
        std::string seen[2];
        store->Read(ids, [&](size_t place, std::string_view text) { seen[place] = text; });
        EXPECT_EQ(seen[0], seen[1]);
      }
    });
  }
  for (int i = 1; i < 300; ++i) {
    const std::string text = std::to_string(i) + std::string(i * 10, 'x');
    ASSERT_TRUE(store->Apply({{"a", text}, {"b", text}}).ok());
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace tabadul::search
