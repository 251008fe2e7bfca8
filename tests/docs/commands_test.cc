// Every command that README.md and docs/*.md show is run, against a cluster with the demonstration data in it, as a
// reader would paste it: `tabadul` on PATH, the profile of a member, `var` the cluster's directory.
//   ```sh              run
//   ```sh with ./dev   builds, or starts a cluster of its own: run elsewhere, each line listed below with the place
//   another language   no command; one that begins like a command fails
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "tabadul/common/v1/error.pb.h"
#include "tests/docs/documents.h"
#include "tests/docs/shared_cluster.h"
#include "tests/harness/eventually.h"

namespace tabadul::docs {
namespace {

namespace fs = std::filesystem;

// What this test cannot run, and the file that does.
const std::map<std::string, std::string>& RunElsewhere() {
  static const std::map<std::string, std::string> places = {
      {"./dev up", "tests/docs/newcomer"},   {"./dev status", "tests/docs/newcomer"},
      {"./dev down", "tests/docs/newcomer"}, {"./dev test", ".ci/run"},
      {"./dev test --mutants", ".ci/run"},   {"./dev lint", ".ci/run"},
  };
  return places;
}

// The same with an argument that names tests or a bench: what must then exist, as a command.
std::string StandIn(const std::string& command) {
  const auto argument = [&](const std::string& start) {
    return command.starts_with(start) ? command.substr(start.size()) : "";
  };
  const std::string list = "ctest --test-dir " + harness::BuildDirectory() + " -N ";
  if (const auto tests = argument("./dev test -R "); !tests.empty()) return list + "-R " + tests;
  if (const auto label = argument("./dev test -L "); !label.empty()) return list + "-L " + label;
  if (const auto bench = argument("./dev bench "); !bench.empty()) {
    return "grep -q 'tabadul_binary(bench_" + bench + " ' tests/bench/CMakeLists.txt && echo Total Tests: 1";
  }
  if (command == "./dev chaos exchange")
    return "grep -q 'add_test(NAME chaos_exchange ' tests/chaos/CMakeLists.txt && echo Total Tests: 1";
  return "";
}

bool BeginsLikeACommand(const std::string& line) {
  for (const char* const start :
       {"tabadul ", "tabadul-", "./dev ", "deploy/", "curl ", "psql ", "openssl ", "sudo "}) {
    if (line.starts_with(start) || line.starts_with("$ ")) return true;
  }
  return false;
}

bool IsDev(const std::string& command) { return command.starts_with("./dev"); }

std::vector<Block> AllBlocks() {
  std::vector<Block> all;
  for (const std::string& file : Documents()) {
    for (Block& block : BlocksOf(file)) all.push_back(std::move(block));
  }
  return all;
}

// A reader's folder and terminal: what the documents name is there. One per document, so that its blocks build on one
// another; what they export stays.
class Desk {
 public:
  Desk() : directory_("docs") {
    for (const char* const name : {"deploy", "data", "docs", "tests", "proto"}) {
      fs::create_directory_symlink(fs::absolute(name), fs::path(directory_.path()) / name);
    }
    fs::create_directory_symlink(TheCluster().directory(), fs::path(directory_.path()) / "var");
  }

  harness::RunResult Run(const std::string& text) const {
    std::ofstream(directory_.path() + "/block.sh") << text;
    return harness::RunCommand(
        {"bash", "-euo", "pipefail", "-c",
         "cd \"$0\"; [ ! -e exports ] || . ./exports; . ./block.sh; export -p >exports", directory_.path()},
        {{"PATH", harness::BuildDirectory() + "/bin:" + std::getenv("PATH")},
         {"TABADUL_PROFILE", MemberProfile()},
         {"LC_ALL", "C.UTF-8"},
         {"HOME", directory_.path()}},
        absl::Minutes(3));
  }

 private:
  harness::TemporaryDirectory directory_;
};

bool FindsNothing(const harness::RunResult& result) {
  return result.output.find("No vacancies found") != std::string::npos ||
         result.output.find("No training offers found") != std::string::npos ||
         result.output.find("\"totalSize\":\"0\"") != std::string::npos;
}

// A search may come before the index has seen what a block above has pushed.
harness::RunResult RunAsReader(const Desk& desk, const Block& block) {
  harness::RunResult result = desk.Run(block.text);
  const bool reads = std::ranges::all_of(CommandsOf(block.text), [](const std::string& command) {
    return command.starts_with("tabadul search ");
  });
  if (reads) {
    harness::Eventually([&] {
      if (result.exit != 0 || !FindsNothing(result)) return true;
      result = desk.Run(block.text);
      return false;
    });
  }
  return result;
}

// The same page in three languages: its commands are run once, and are the same (below).
constexpr std::array<const char*, 3> kOnboarding = {"docs/onboarding.en.md", "docs/onboarding.ar.md",
                                                    "docs/onboarding.fr.md"};
bool IsTranslation(const std::string& file) { return file == kOnboarding[1] || file == kOnboarding[2]; }

TEST(Documents, EveryCommandRuns) {
  std::map<std::string, Desk> desks;
  int run = 0;
  for (const Block& block : AllBlocks()) {
    if (block.language != "sh" || IsTranslation(block.file)) continue;
    const auto commands = CommandsOf(block.text);
    if (std::ranges::any_of(commands, IsDev)) continue;
    const auto result = RunAsReader(desks[block.file], block);
    EXPECT_EQ(result.exit, 0) << At(block) << "\n" << block.text << result.output << result.errors;
    EXPECT_FALSE(FindsNothing(result)) << At(block) << " finds nothing\n" << block.text;
    ++run;
  }
  EXPECT_GE(run, 10) << "the documents show more than that";
}

TEST(Documents, TheOnboardingIsTheSameInThreeLanguages) {
  const auto commands = [](const char* file) {
    std::vector<std::string> all;
    for (const Block& block : BlocksOf(file)) {
      all.push_back("```" + block.language);
      for (std::string& command : CommandsOf(block.text)) all.push_back(std::move(command));
    }
    return all;
  };
  const auto reasons = [](const char* file, const char* head) {
    std::vector<std::string> all;
    for (const auto& row : TableOf(file, head)) {
      common::v1::ErrorReason reason;
      EXPECT_TRUE(common::v1::ErrorReason_Parse("ERROR_REASON_" + row[0], &reason)) << file << ": " << row[0];
      EXPECT_EQ(row.size(), 3u) << file << ": " << row[0];
      all.push_back(row[0]);
    }
    return all;
  };
  const auto english = commands(kOnboarding[0]);
  const auto known = reasons(kOnboarding[0], "reason");
  EXPECT_GE(english.size(), 30u);
  EXPECT_GE(known.size(), 15u);
  EXPECT_EQ(commands(kOnboarding[1]), english);
  EXPECT_EQ(commands(kOnboarding[2]), english);
  EXPECT_EQ(reasons(kOnboarding[1], "السبب"), known);
  EXPECT_EQ(reasons(kOnboarding[2], "motif"), known);
}

TEST(Documents, WhatOnlyDevCanDoIsRunElsewhere) {
  std::set<std::string> shown;
  for (const Block& block : AllBlocks()) {
    if (block.language != "sh") continue;
    const auto commands = CommandsOf(block.text);
    if (std::ranges::none_of(commands, IsDev)) continue;
    for (const std::string& command : commands) {
      shown.insert(command);
      if (const std::string stand_in = StandIn(command); !stand_in.empty()) {
        const auto result = harness::RunCommand({"bash", "-c", stand_in});
        EXPECT_EQ(result.exit, 0) << At(block) << ": " << command << "\n" << result.errors;
        EXPECT_EQ(result.output.find("Total Tests: 0"), std::string::npos) << At(block) << ": " << command;
        EXPECT_NE(result.output.find("Total Tests: "), std::string::npos) << At(block) << ": " << command;
        continue;
      }
      const auto place = RunElsewhere().find(command);
      ASSERT_NE(place, RunElsewhere().end())
          << At(block) << ": nobody runs '" << command << "'; let it be run, and say where in RunElsewhere()";
      EXPECT_NE(harness::ReadFile(place->second).find(command), std::string::npos)
          << At(block) << ": " << place->second << " does not run '" << command << "'";
    }
  }
  EXPECT_TRUE(shown.contains("./dev up")) << "the README says how to begin";
}

TEST(Documents, BlocksSayWhatTheyAreAndHideNoCommands) {
  const std::set<std::string> languages = {"sh", "text", "json", "yaml", "proto", "cpp", "csv"};
  for (const Block& block : AllBlocks()) {
    EXPECT_TRUE(languages.contains(block.language)) << At(block) << ": '" << block.language << "'";
    if (block.language == "sh") continue;
    for (const std::string& line : CommandsOf(block.text)) {
      EXPECT_FALSE(BeginsLikeACommand(line)) << At(block) << " shows a command that nobody runs: " << line;
    }
  }
}

// [text](path) of every document leads somewhere.
TEST(Documents, LinksLeadSomewhere) {
  int links = 0;
  for (const std::string& file : Documents()) {
    const std::string text = harness::ReadFile(file);
    for (size_t at = 0; (at = text.find("](", at)) != std::string::npos; ++at) {
      const std::string target = text.substr(at + 2, text.find(')', at) - at - 2);
      if (target.starts_with("http") || target.starts_with("#")) continue;
      const fs::path path = fs::path(file).parent_path() / target.substr(0, target.find('#'));
      EXPECT_TRUE(fs::exists(path)) << file << " → " << target;
      ++links;
    }
  }
  EXPECT_GT(links, 5);
}

}  // namespace
}  // namespace tabadul::docs
