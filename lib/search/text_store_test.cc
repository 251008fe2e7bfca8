#include "lib/search/text_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
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

  std::string File() const {
    std::ifstream file(directory_ + "/texts/data.mdb", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // Blocks of the file that look like hidden text: LMDB's own have zeros.
  std::vector<std::string> HiddenBlocks() const {
    constexpr size_t kBlock = 64;
    const std::string bytes = File();
    std::vector<std::string> blocks;
    for (size_t at = 0; at + kBlock <= bytes.size(); at += kBlock) {
      std::string block = bytes.substr(at, kBlock);
      if (block.find(std::string(4, '\0')) == std::string::npos) blocks.push_back(std::move(block));
    }
    return blocks;
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
  const std::string bytes = File();
  EXPECT_GT(bytes.size(), 20'000u);
  EXPECT_EQ(bytes.find(marker), std::string::npos);
  EXPECT_EQ(bytes.find("xxxxxxxx"), std::string::npos);
}

// What is hidden by the nonce of another tells what both are.
TEST_F(Texts, TheSameTextIsHiddenOtherwiseEachTimeAndAtEachStart) {
  const std::string text(20'000, 'x');
  std::set<std::string> seen;
  size_t blocks = 0;
  for (int start = 0; start < 2; ++start) {
    const auto store = Open();
    EXPECT_TRUE(store->Apply({{"a", text}, {"b", text}, {"c", ""}, {"c", text}}).ok());
    EXPECT_TRUE(store->Apply({{"a", text}, {"b", std::nullopt}, {"d", text}}).ok());
    for (std::string& block : HiddenBlocks()) {
      EXPECT_TRUE(seen.insert(std::move(block)).second) << "start " << start;
      ++blocks;
    }
  }
  EXPECT_GT(blocks, 2 * 4 * text.size() / 64) << "five texts a start, less what each page has of LMDB's";
}

TEST_F(Texts, OfEverySizeAreReadAsTheyWereWritten) {
  const auto store = Open();
  const auto text_of = [](size_t size) {
    std::string text(size, '\0');
    for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 7 + size);
    return text;
  };
  // Within a node, at the most that one holds, on pages of its own; longer and shorter in the place of one another.
  constexpr size_t kSizes[] = {0, 1, 63, 64, 65, 2000, 2040, 4064, 4072, 4073, 9000, 100'000};
  for (const size_t before : kSizes) {
    for (const size_t after : kSizes) {
      ASSERT_TRUE(store->Apply({{"a", text_of(before)}, {"b", text_of(after)}, {"a", text_of(after)}}).ok());
      ASSERT_EQ(Get(*store, "a"), text_of(after)) << before;
      ASSERT_EQ(Get(*store, "b"), text_of(after));
      ASSERT_TRUE(store->Apply({{"b", text_of(before)}}).ok());
      ASSERT_EQ(Get(*store, "b"), text_of(before)) << after;
    }
  }
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
