// The fault points and seeded faults of the code are those of their lists, and a release has none.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "lib/exchange/boundaries.h"
#include "tests/contract/fault_points_off.h"
#include "tests/harness/process.h"

namespace tabadul {
namespace {

namespace fs = std::filesystem;

// NAME of each `macro("NAME")`: in how many places of the code it stands.
std::map<std::string, int> NamesInTheCode(const std::string& macro) {
  std::map<std::string, int> names;
  const std::string open = macro + "(\"";
  for (const char* const folder : {"lib", "services", "cli"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".cc") continue;
      const std::string text = harness::ReadFile(entry.path());
      for (size_t at = text.find(open); at != std::string::npos; at = text.find(open, at + 1)) {
        const size_t begin = at + open.size();
        ++names[text.substr(begin, text.find('"', begin) - begin)];
      }
    }
  }
  return names;
}

TEST(FaultPoints, ThoseOfTheCodeAreThoseOfTheList) {
  std::map<std::string, int> code = NamesInTheCode("FAULT_POINT");
  for (const exchange::Boundary& boundary : exchange::kBoundaries) {
    EXPECT_EQ(code[boundary.name], 1) << boundary.name << " is not in one place of the code";
    code.erase(boundary.name);
  }
  for (const auto& [name, count] : code)
    ADD_FAILURE() << "FAULT_POINT(\"" << name << "\") is not in lib/exchange/boundaries.h";
}

// One that no line names is never switched on.
TEST(Mutants, EachOfTheCodeHasALineInTheList) {
  const std::string list = "\n" + harness::ReadFile("tests/mutants.list");
  for (const auto& [name, count] : NamesInTheCode("MUTANT"))
    EXPECT_NE(list.find("\n" + name + "\t"), std::string::npos) << name << " is not in tests/mutants.list";
}

TEST(FaultPoints, WithoutTheOptionAPointIsNothing) {
  EXPECT_EQ(PointWithoutTheOption(), "static_cast<void>(0)");
  const std::string presets = harness::ReadFile("CMakePresets.json");
  const std::string release = presets.substr(presets.find("\"release\""));
  EXPECT_EQ(release.find("TABADUL_MUTANTS"), std::string::npos) << release;
}

// Where a release has been built (.ci/run does), its own bytes say so.
TEST(FaultPoints, AReleaseHasNone) {
  const fs::path binary = "build/release/bin/tabadul-jobs";
  if (!fs::exists(binary)) GTEST_SKIP() << "no release build here";
  const std::string bytes = harness::ReadFile(binary);
  EXPECT_EQ(bytes.find("TABADUL_FAULTS"), std::string::npos);
  for (const exchange::Boundary& boundary : exchange::kBoundaries)
    EXPECT_EQ(bytes.find(boundary.name), std::string::npos) << boundary.name;
}

}  // namespace
}  // namespace tabadul
