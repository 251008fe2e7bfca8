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
  known.merge(SettingsOf("tabadul-statistics"));
  known.merge(SettingsOf("tabadul-web"));
  ASSERT_GT(known.size(), 20u);
  std::map<std::string, std::string> documented;
  for (const auto& row : TableOf("docs/operations.md", "setting")) {
    ASSERT_GE(row.size(), 3u) << row[0];
    EXPECT_FALSE(row[2].empty()) << row[0] << " is not explained";
    // "TABADUL_*_HEALTH_PORT" with "7201 / 7202 / 7203 / 7205": of identity, jobs, statistics, web. One default is that of all who have
    // it, unless a line below is theirs alone.
    const size_t star = row[0].find('*');
    if (star == std::string::npos) {
      documented[row[0]] = row[1];
      continue;
    }
    std::string rest = row[1];
    const bool several = rest.find(" / ") != std::string::npos;
    for (const char* const service : {"IDENTITY", "JOBS", "STATISTICS", "WEB"}) {
      const std::string name = std::string(row[0]).replace(star, 1, service);
      const size_t slash = rest.find(" / ");
      if (!rest.empty() && (several || known.contains(name))) documented[name] = rest.substr(0, slash);
      if (several) rest = slash == std::string::npos ? "" : rest.substr(slash + 3);
    }
  }
  EXPECT_EQ(documented, known);
}

}  // namespace
}  // namespace tabadul::docs
