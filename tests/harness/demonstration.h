// The demonstration data in a cluster, as `./dev up` loads it, but fewer: the sanitized build is slow. Needs the binaries of the
// cluster and tabadul-demo.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "tests/harness/cluster.h"

namespace tabadul::harness {

// `kind`: "vacancy", "training_offer", or "series", of which there are always all.
inline void LoadDemonstration(Cluster& cluster, const std::string& kind, int count = 1) {
  const TemporaryDirectory directory("demo");
  const auto made = RunCommand({BuildDirectory() + "/bin/tabadul-demo", "--kind", kind, "--seed", "1",
                                "--count", std::to_string(count), "--out", directory.path()});
  EXPECT_EQ(made.exit, 0) << made.errors;
  std::istringstream lines(made.output);
  for (std::string source, number, file; lines >> source >> number >> file;) {
    const auto pushed = cluster.Tabadul(cluster.Member(source), {"push", file});
    EXPECT_EQ(pushed.exit, 0) << pushed.errors;
  }
}

}  // namespace tabadul::harness
