#include "tests/docs/shared_cluster.h"

#include <gtest/gtest.h>

#include <sstream>

namespace tabadul::docs {
namespace {

// As `./dev up` does it, but fewer: the sanitized build is slow.
void LoadDemonstration(harness::Cluster& cluster, const std::string& kind, const std::string& count) {
  const harness::TemporaryDirectory directory("demo");
  const auto made = harness::RunCommand({harness::BuildDirectory() + "/bin/tabadul-demo", "--kind", kind,
                                         "--seed", "1", "--count", count, "--out", directory.path()});
  EXPECT_EQ(made.exit, 0) << made.errors;
  std::istringstream lines(made.output);
  for (std::string source, number, file; lines >> source >> number >> file;) {
    const auto pushed = cluster.Tabadul(cluster.Member(source), {"push", file});
    EXPECT_EQ(pushed.exit, 0) << pushed.errors;
  }
}

}  // namespace

harness::Cluster& TheCluster() {
  static harness::Cluster cluster;
  static const bool loaded = (LoadDemonstration(cluster, "vacancy", "600"),
                              LoadDemonstration(cluster, "training_offer", "120"), true);
  static_cast<void>(loaded);
  return cluster;
}

const std::string& MemberProfile() {
  static const std::string profile =
      TheCluster().Member("MA/anapec/pes", std::string(harness::Cluster::kEveryKind) + ",grant.write");
  return profile;
}

}  // namespace tabadul::docs
