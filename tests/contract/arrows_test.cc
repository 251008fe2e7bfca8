// The arrows of the house run one way: what a folder may include, and where the headers of a library may
// appear at all. Reads the #include lines of the tree.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tabadul {
namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file, header;
  int line;
};

std::string At(const Include& include) {
  return include.file + ":" + std::to_string(include.line) + " includes " + include.header;
}

// The #include lines of all C++ files, paths from the root.
std::vector<Include> AllIncludes() {
  std::vector<Include> includes;
  for (const char* const folder : {"lib", "services", "cli", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const std::string extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      std::ifstream file(entry.path());
      std::string line;
      for (int number = 1; std::getline(file, line); ++number) {
        if (!line.starts_with("#include")) continue;
        const size_t open = line.find_first_of("<\""), close = line.find_last_of(">\"");
        if (open == std::string::npos || close <= open) continue;
        includes.push_back({entry.path().string(), line.substr(open + 1, close - open - 1), number});
      }
    }
  }
  return includes;
}

const std::vector<Include>& Includes() {
  static const std::vector<Include> includes = AllIncludes();
  return includes;
}

// "lib/exchange/store.cc" → "lib/exchange"; "cli/main.cc" → "cli"; "" for a header that is not of the house.
std::string RoomOf(const std::string& path) {
  const size_t first = path.find('/');
  const std::string top = path.substr(0, first);
  if (top == "cli" || top == "tests") return top;
  if (top != "lib" && top != "services") return "";
  return path.substr(0, path.find('/', first + 1));
}

bool IsTest(const std::string& file) { return file.starts_with("tests/") || file.ends_with("_test.cc"); }

// Which rooms a room may include, itself apart. Tests, and the harness below everything, are free.
const std::map<std::string, std::set<std::string>>& Allowed() {
  static const std::map<std::string, std::set<std::string>> allowed = [] {
    std::map<std::string, std::set<std::string>> a;
    a["lib/platform"] = {};
    a["lib/language"] = {"lib/platform"};
    a["lib/evidence"] = {"lib/platform"};
    a["lib/search"] = {"lib/platform", "lib/language"};
    a["lib/taxonomy"] = {"lib/platform", "lib/language", "lib/evidence"};
    a["lib/client"] = {"lib/platform", "lib/evidence"};
    a["lib/exchange"] = {"lib/platform", "lib/language", "lib/evidence", "lib/taxonomy", "lib/client"};
    a["lib/finding"] = {"lib/platform", "lib/language", "lib/evidence", "lib/taxonomy",
                        "lib/client",   "lib/exchange", "lib/search"};
    a["lib/ingest"] = {"lib/platform", "lib/language", "lib/evidence", "lib/taxonomy"};
    a["lib/push"] = {"lib/platform", "lib/evidence", "lib/client", "lib/ingest"};
    a["lib/pay"] = {"lib/platform", "lib/language", "lib/evidence", "lib/taxonomy"};
    a["lib/transcode"] = {"lib/platform"};
    a["cli"] = {"lib/platform", "lib/language", "lib/evidence", "lib/taxonomy",
                "lib/client",   "lib/ingest",   "lib/push"};
    const std::set<std::string> libraries = {"lib/platform", "lib/language", "lib/evidence",
                                             "lib/search",   "lib/taxonomy", "lib/client",
                                             "lib/exchange", "lib/finding",  "lib/ingest",
                                             "lib/pay"};
    for (const char* const service : {"identity", "jobs", "matching", "statistics", "web"}) {
      a[std::string("services/") + service] = libraries;
    }
    a["services/statistics"].insert("lib/transcode");  // paths, as HTTP has them
    a["services/web"].insert({"lib/transcode", "lib/push"});
    return a;
  }();
  return allowed;
}

TEST(Arrows, RunOneWay) {
  ASSERT_FALSE(Includes().empty()) << "run from the root of the tree";
  for (const Include& include : Includes()) {
    if (IsTest(include.file)) continue;
    const std::string from = RoomOf(include.file), to = RoomOf(include.header);
    if (to.empty() || from == to) continue;
    const auto rule = Allowed().find(from);
    ASSERT_NE(rule, Allowed().end()) << from << " is a new room: give it its arrows here";
    EXPECT_TRUE(rule->second.contains(to)) << At(include) << ": " << from << " may not know " << to;
  }
}

TEST(Arrows, ServicesNeverIncludeOneAnother) {
  for (const Include& include : Includes()) {
    if (!include.file.starts_with("services/") || !include.header.starts_with("services/")) continue;
    EXPECT_EQ(RoomOf(include.file), RoomOf(include.header)) << At(include);
  }
}

TEST(Arrows, NothingButTestsKnowsTheHarness) {
  for (const Include& include : Includes()) {
    if (!include.header.starts_with("tests/")) continue;
    EXPECT_TRUE(IsTest(include.file)) << At(include);
  }
}

// A header, by prefix, that only these places may include: folders, or files by the end of their path.
struct Place {
  std::vector<std::string> headers, folders, files;
};

bool MatchesHeader(const Place& place, const std::string& header) {
  return std::any_of(place.headers.begin(), place.headers.end(),
                     [&](const std::string& prefix) { return header.starts_with(prefix); });
}

bool Admits(const Place& place, const std::string& file) {
  return std::any_of(place.folders.begin(), place.folders.end(),
                     [&](const std::string& folder) { return file.starts_with(folder); }) ||
         std::any_of(place.files.begin(), place.files.end(),
                     [&](const std::string& end) { return file.ends_with(end); });
}

const std::vector<Place>& Places() {
  static const std::vector<Place> places = {
      // One such header costs seconds per file, and the adapter is the one place with gRPC's rules.
      {{"grpc/", "grpcpp/"}, {"lib/platform/rpc/"}, {}},
      {{"libpq-fe.h", "postgresql/"}, {"lib/platform/pg/", "lib/platform/schedule/"}, {}},
      {{"prometheus/"}, {"lib/platform/metrics/"}, {}},
      {{"boost/"},
       {},
       {"lib/platform/http/connection.h", "lib/platform/http/connection.cc",
        "lib/platform/http/request_reader.cc", "lib/platform/http/server.cc"}},
      {{"ctemplate/"}, {}, {"services/web/pages/render.cc"}},
      {{"spdlog/"}, {"lib/platform/log/"}, {}},
      {{"lmdb.h"}, {"lib/search/"}, {}},
      {{"hiredis/"}, {"lib/platform/redis/"}, {}},
      {{"sqlite3.h"}, {"lib/platform/sqlite/"}, {"/store.cc"}},
      // SQL: the store of a service, the exchange's record store, timed work; whoever wires a pool sees its
      // header.
      {{"lib/platform/pg/pg.h"},
       {"lib/platform/pg/", "lib/platform/schedule/", "lib/platform/settings/", "lib/exchange/"},
       {"/store.cc", "/store.h", "/session_store.cc", "/session_store.h", "/sharing_store.cc",
        "/sharing_store.h", "/config.h", "/main.cc"}},
  };
  return places;
}

TEST(Arrows, LibrariesAppearOnlyInTheirRoom) {
  for (const Include& include : Includes()) {
    if (IsTest(include.file)) continue;
    for (const Place& place : Places()) {
      if (MatchesHeader(place, include.header)) {
        EXPECT_TRUE(Admits(place, include.file)) << At(include);
      }
    }
  }
}

// SQL text itself, not only the header.
TEST(Arrows, SqlStandsInStoresOnly) {
  for (const char* const folder : {"services", "lib", "cli"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const std::string path = entry.path();
      if ((!path.ends_with(".cc") && !path.ends_with(".h")) || IsTest(path)) continue;
      if (path.starts_with("lib/exchange/") || path.starts_with("lib/platform/")) continue;
      if (path.ends_with("/store.cc") || path.ends_with("_store.cc")) continue;
      std::ifstream file(entry.path());
      std::string line;
      for (int number = 1; std::getline(file, line); ++number) {
        for (const char* const verb :
             {"\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM ", "R\"(SELECT "}) {
          EXPECT_EQ(line.find(verb), std::string::npos) << path << ":" << number << " holds SQL";
        }
      }
    }
  }
}

}  // namespace
}  // namespace tabadul
