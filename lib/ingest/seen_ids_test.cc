// Which ids were seen, in memory and beyond what memory may hold.
#include "lib/ingest/seen_ids.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include "lib/evidence/digest.h"
#include "lib/platform/base/status.h"
#include "tests/harness/file_limit.h"

namespace tabadul::ingest {
namespace {

using Verdict = SeenIds::Verdict;

SeenIds::Answer See(SeenIds& seen, int64_t id, const std::string& content, int64_t row) {
  const auto answer = seen.See("job-" + std::to_string(id), evidence::Sha256(content), row);
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? *answer : SeenIds::Answer{Verdict::kNew, -1};
}

// SQLite's own temporary files, as this process holds them.
std::string TemporaryFiles() {
  std::string names;
  std::error_code gone;  // the descriptor that lists them
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    const std::string name = std::filesystem::read_symlink(entry.path(), gone);
    if (name.find("/etilqs_") != std::string::npos) names += name + "\n";
  }
  return names;
}

TEST(SeenIds, TellsTheFirstRowOnBothSidesOfTheBound) {
  constexpr int64_t kIds = 50;
  for (const size_t in_memory : {size_t{0}, size_t{20}, size_t{1'000}}) {
    SeenIds seen("jobs.csv", in_memory);
    for (int64_t id = 0; id < kIds; ++id) {
      EXPECT_EQ(See(seen, id, "a", id + 2).verdict, Verdict::kNew) << id << " of " << in_memory;
    }
    for (int64_t id = 0; id < kIds; ++id) {
      const auto same = See(seen, id, "a", 100 + id), other = See(seen, id, "b", 200 + id);
      EXPECT_EQ(same.verdict, Verdict::kSame) << id << " of " << in_memory;
      EXPECT_EQ(same.row, id + 2);
      EXPECT_EQ(other.verdict, Verdict::kOther) << id << " of " << in_memory;
      EXPECT_EQ(other.row, id + 2);
      EXPECT_EQ(See(seen, id, "a", 300 + id).verdict, Verdict::kSame) << "the first content counts";
    }
    EXPECT_EQ(See(seen, kIds, "a", 400).verdict, Verdict::kNew);
  }
}

TEST(SeenIds, WhatIsOnDiskHasNoNameAndGoesWithTheObject) {
  {
    SeenIds seen("jobs.csv", 10);
    for (int64_t id = 0; id < 60'000; ++id) ASSERT_EQ(See(seen, id, "a", id).verdict, Verdict::kNew);
    const std::string files = TemporaryFiles();
    EXPECT_TRUE(files.ends_with(" (deleted)\n")) << files;
    for (const int64_t id : {0, 9, 10, 30'000, 59'999}) EXPECT_EQ(See(seen, id, "a", 0).row, id);
  }
  EXPECT_EQ(TemporaryFiles(), "");
}

TEST(SeenIds, ADiskThatTakesNoMoreIsTold) {
  SeenIds seen("jobs.csv", 10);
  absl::Status told;
  const std::string content = evidence::Sha256("a");
  {
    const harness::FileLimit limit(256 << 10);
    for (int64_t id = 0; told.ok() && id < 200'000; ++id)
      told = seen.See(std::to_string(id), content, id).status();
  }
  EXPECT_EQ(ReasonOf(told), common::v1::ERROR_REASON_PRECONDITION) << told;
  Metadata metadata = MetadataOf(told);
  EXPECT_EQ(metadata["file"], "jobs.csv");
  EXPECT_EQ(metadata["cause"], std::strerror(EFBIG));
  EXPECT_NE(metadata["directory"], "");
}

}  // namespace
}  // namespace tabadul::ingest
