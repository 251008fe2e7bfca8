#include "tests/docs/shared_cluster.h"

#include <gtest/gtest.h>

#include <sstream>

namespace tabadul::docs {
namespace {

// As `./dev up` does it, but fewer: the sanitized build is slow.
void LoadDemonstration(harness::Cluster& cluster) {
  const harness::TemporaryDirectory directory("demo");
  const auto made = harness::RunCommand({harness::BuildDirectory() + "/bin/tabadul-demo", "--seed", "1",
                                         "--count", "600", "--out", directory.path()});
  EXPECT_EQ(made.exit, 0) << made.errors;
  std::istringstream lines(made.output);
  for (std::string source, count, file; lines >> source >> count >> file;) {
    const auto pushed = cluster.Tabadul(cluster.Member(source), {"push", file});
    EXPECT_EQ(pushed.exit, 0) << pushed.errors;
  }
}

}  // namespace

harness::Cluster& TheCluster() {
  static harness::Cluster cluster;
  static const bool loaded = (LoadDemonstration(cluster), true);
  static_cast<void>(loaded);
  return cluster;
}

const std::string& MemberProfile() {
  static const std::string profile = TheCluster().Member("MA/anapec/pes");
  return profile;
}

}  // namespace tabadul::docs
