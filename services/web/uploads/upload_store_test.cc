#include "services/web/uploads/upload_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/time/clock.h"
#include "tests/harness/process.h"

namespace tabadul::web::uploads {
namespace {

namespace fs = std::filesystem;

constexpr char kSyria[] = "SY/mosal/pes", kEgypt[] = "EG/momp/pes";

class UploadStoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<UploadStore> Open(UploadStore::Limits limits = {}) const {
    auto store = UploadStore::Open(root(), limits);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  std::string root() const { return directory_.path() + "/uploads"; }
  static Upload Kept(UploadStore& store, const std::string& bytes, const std::string& source = kSyria,
                     const std::string& name = "a.csv") {
    auto file = store.Begin(source, name);
    EXPECT_TRUE(file.ok()) << file.status();
    EXPECT_TRUE((*file)->Write(bytes).ok());
    Upload upload;
    upload.file_name = name;
    auto kept = (*file)->Keep(std::move(upload));
    EXPECT_TRUE(kept.ok()) << kept.status();
    return *std::move(kept);
  }
  size_t Folders() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(root()), fs::directory_iterator()));
  }

  const harness::TemporaryDirectory directory_{"uploads"};
};

TEST_F(UploadStoreTest, KeepsAFileForItsSourceAlone) {
  const auto store = Open();
  const Upload kept = Kept(*store, "id,title\n");
  EXPECT_EQ(kept.id.size(), 32u);
  EXPECT_EQ(kept.bytes, 9u);
  const auto found = store->Find(kept.id, kSyria);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->file_name, "a.csv");
  EXPECT_EQ(harness::ReadFile(store->FileOf(*found)), "id,title\n");
  for (const char* const source : {kEgypt, "", "SY/mosal"})
    EXPECT_EQ(ReasonOf(store->Find(kept.id, source).status()), common::v1::ERROR_REASON_NOT_FOUND) << source;
  for (const char* const id : {"", "..", "../uploads", "0f9c2b7e5d1a4c8896e3aa10b4d2f701"})
    EXPECT_FALSE(store->Find(id, kSyria).ok()) << id;
  EXPECT_EQ(store->ListOf(kSyria).size(), 1u);
  EXPECT_TRUE(store->ListOf(kEgypt).empty());
  struct stat made = {};
  ASSERT_EQ(stat(root().c_str(), &made), 0);
  EXPECT_EQ(made.st_mode & 0777, 0700u) << "nobody else's";
}

TEST_F(UploadStoreTest, WhatIsNotKeptIsNotThere) {
  const auto store = Open();
  {
    auto file = store->Begin(kSyria, "a.csv");
    ASSERT_TRUE(file.ok());
    EXPECT_TRUE((*file)->Write("half").ok());
    EXPECT_TRUE(store->ListOf(kSyria).empty()) << "it is on its way";
  }
  EXPECT_EQ(store->count(), 0u);
  EXPECT_EQ(Folders(), 0u);
}

TEST_F(UploadStoreTest, HoldsNoMoreThanItMay) {
  const auto store = Open({.file_bytes = 10, .of_source = 2, .all_bytes = 15});
  const Upload first = Kept(*store, "0123456789");
  {
    auto large = store->Begin(kSyria, "b.csv");
    ASSERT_TRUE(large.ok());
    EXPECT_EQ(ReasonOf((*large)->Write("0123456789a")), common::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
  }
  {
    auto other = store->Begin(kEgypt, "b.csv");
    ASSERT_TRUE(other.ok());
    EXPECT_TRUE((*other)->Write("01234").ok());
    EXPECT_EQ(ReasonOf((*other)->Write("5")), common::v1::ERROR_REASON_OVERLOADED) << "of all together";
  }
  const Upload second = Kept(*store, "01234");
  EXPECT_EQ(ReasonOf(store->Begin(kSyria, "c.csv").status()), common::v1::ERROR_REASON_TOO_MANY);
  EXPECT_TRUE(store->Begin(kEgypt, "c.csv").ok()) << "another source has places of its own";
  store->Remove(first);
  EXPECT_TRUE(store->Begin(kSyria, "c.csv").ok());
  Kept(*store, "0123456789", kEgypt);
}

TEST_F(UploadStoreTest, WhatNobodyUsesGoes) {
  const auto store = Open({.kept = absl::Hours(1)});
  const Upload unused = Kept(*store, "1"), used = Kept(*store, "2"), busy = Kept(*store, "3");
  const absl::Time begun = absl::Now();
  store->Sweep(begun + absl::Minutes(59));
  EXPECT_EQ(store->count(), 3u);
  auto use = std::make_unique<UploadStore::Use>(*store, busy.id);
  store->Remove(busy);
  EXPECT_TRUE(store->Find(busy.id, kSyria).ok()) << "somebody is at work on it";
  store->Sweep(begun + absl::Hours(2));
  EXPECT_EQ(store->count(), 1u);
  EXPECT_EQ(Folders(), 1u);
  EXPECT_FALSE(store->Find(used.id, kSyria).ok());
  EXPECT_EQ(ReasonOf(store->Save(unused)), common::v1::ERROR_REASON_NOT_FOUND) << "nothing brings it back";
  use.reset();
  store->Sweep(absl::Now() + absl::Hours(2));
  EXPECT_EQ(store->count(), 0u);
}

TEST_F(UploadStoreTest, ARestartKeepsWhatIsWholeAndNotExpired) {
  std::string whole, old;
  {
    const auto store = Open();
    Upload upload = Kept(*store, "1");
    whole = upload.id;
    upload.step = Step::kMapped;
    EXPECT_TRUE(store->Save(upload).ok());
    EXPECT_TRUE(store->Write(upload, kMapping, "kind: vacancy\n").ok());
    old = Kept(*store, "2").id;
  }
  const std::string half = root() + "/" + std::string(32, 'a'), others = root() + "/not-ours";
  fs::create_directory(half);
  std::ofstream(half + "/file") << "half";
  fs::create_directory(others);
  fs::last_write_time(root() + "/" + old + "/upload.json",
                      fs::file_time_type::clock::now() - std::chrono::hours(2));
  const auto store = Open();
  EXPECT_EQ(store->count(), 1u);
  const auto found = store->Find(whole, kSyria);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->step, Step::kMapped);
  EXPECT_EQ(store->Read(*found, kMapping), "kind: vacancy\n");
  EXPECT_FALSE(fs::exists(half)) << "what was on its way is lost";
  EXPECT_FALSE(fs::exists(root() + "/" + old));
  EXPECT_TRUE(fs::exists(others)) << "what it has not made it does not touch";
}

TEST_F(UploadStoreTest, AFileOfRejectsKeepsItsEnding) {
  const auto store = Open();
  const Upload mended = Kept(*store, "id,_row\n", kSyria, "jobs.csv.rejects.csv");
  EXPECT_TRUE(mended.rejects);
  EXPECT_TRUE(store->FileOf(mended).ends_with(".rejects.csv"));
  EXPECT_EQ(harness::ReadFile(store->FileOf(mended)), "id,_row\n");
}

TEST_F(UploadStoreTest, IsSharedByThreads) {
  const auto store = Open({.of_source = 1000});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const std::string source = "SY/mosal/" + std::to_string(i);
      for (int n = 0; n < 20; ++n) {
        Upload upload = Kept(*store, std::to_string(n), source);
        store->Sweep(absl::Now());
        EXPECT_TRUE(store->Save(upload).ok());
        EXPECT_TRUE(store->Find(upload.id, source).ok());
        if (n % 2 == 0) store->Remove(upload);
      }
      EXPECT_EQ(store->ListOf(source).size(), 10u);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store->count(), 40u);
}

TEST_F(UploadStoreTest, SaysWhyItCannotHaveItsDirectory) {
  EXPECT_EQ(ReasonOf(UploadStore::Open("/dev/null/uploads", {}).status()),
            common::v1::ERROR_REASON_PRECONDITION);
}

}  // namespace
}  // namespace tabadul::web::uploads
