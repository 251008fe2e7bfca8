// docs/operations.md lists every setting with its default, and no other: compared with what the services say
// themselves.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "tests/docs/documents.h"
#include "tests/harness/cluster.h"

namespace tabadul::docs {
namespace {

// name → default ("required" where there is none), from --help:
//   TABADUL_JOBS_WORKERS
//       threads that answer calls … (whole number, 1 to 256; default 24)
std::map<std::string, std::string> SettingsOf(const std::string& binary) {
  const auto help = harness::RunCommand({harness::BuildDirectory() + "/bin/" + binary, "--help"});
  EXPECT_EQ(help.exit, 0) << help.errors;
  std::map<std::string, std::string> settings;
  std::istringstream lines(help.output);
  std::string name;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  TABADUL_")) {
      name = line.substr(2);
    } else if (!name.empty() && line.starts_with("      ")) {
      // "… (whole number, 1 to 256; default 24)", "…; default: none (text)"
      const size_t mark = line.rfind("; default ");
      const size_t words = line.rfind("; default: ");
      if (mark != std::string::npos) {
        settings[name] = line.substr(mark + 10, line.size() - mark - 11);
      } else if (words != std::string::npos) {
        settings[name] = line.substr(words + 11, line.rfind(" (") - words - 11);
      } else {
        settings[name] = "required";
      }
      name.clear();
    }
  }
  return settings;
}

TEST(Settings, AreAllInTheTableWithTheirDefaults) {
  std::map<std::string, std::string> known = SettingsOf("tabadul-jobs");
  known.merge(SettingsOf("tabadul-identity"));
  ASSERT_GT(known.size(), 20u);
  std::map<std::string, std::string> documented;
  for (const auto& row : TableOf("docs/operations.md", "setting")) {
    ASSERT_GE(row.size(), 3u) << row[0];
    EXPECT_FALSE(row[2].empty()) << row[0] << " is not explained";
    // "TABADUL_*_WORKERS" with "10 / 24": of identity, of jobs.
    const size_t star = row[0].find('*');
    if (star == std::string::npos) {
      documented[row[0]] = row[1];
      continue;
    }
    const size_t slash = row[1].find(" / ");
    const std::string identity = row[1].substr(0, slash);
    const std::string jobs = slash == std::string::npos ? identity : row[1].substr(slash + 3);
    documented[std::string(row[0]).replace(star, 1, "IDENTITY")] = identity;
    documented[std::string(row[0]).replace(star, 1, "JOBS")] = jobs;
  }
  EXPECT_EQ(documented, known);
}

}  // namespace
}  // namespace tabadul::docs
