// The names of the metrics are a promise to whoever draws and alerts by them: the table in docs/operations.md is the
// list, and this test holds code and table together, both ways.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "tests/docs/documents.h"
#include "tests/docs/shared_cluster.h"

namespace tabadul::docs {
namespace {

namespace fs = std::filesystem;

struct Metric {
  std::string type;
  std::set<std::string> labels, services;
};
using Metrics = std::map<std::string, Metric>;

std::set<std::string> Words(const std::string& text) {
  std::set<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.insert(word);
  words.erase("–");
  return words;
}

// | metric | type | labels | of | what |
Metrics Documented() {
  Metrics metrics;
  for (const auto& row : TableOf("docs/operations.md", "metric")) {
    EXPECT_EQ(row.size(), 5u) << row[0];
    if (row.size() != 5) continue;
    EXPECT_TRUE(metrics.emplace(row[0], Metric{row[1], Words(row[2]), Words(row[3])}).second)
        << row[0] << " twice";
    EXPECT_FALSE(row[4].empty()) << row[0] << " is not explained";
  }
  return metrics;
}

// What one process shows: names with their type and the labels seen.
Metrics Scraped(const std::string& service) {
  Metrics metrics;
  std::istringstream lines(TheCluster().Metrics(service));
  std::string name;
  static const RE2 label("([a-z_]+)=\"");
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) {
      std::istringstream(line.substr(7)) >> name >> metrics[name].type;
    } else if (!line.starts_with("#") && !name.empty()) {
      re2::StringPiece rest(line);
      for (std::string key; RE2::FindAndConsume(&rest, label, &key);) {
        if (key != "le") metrics[name].labels.insert(key);
      }
    }
  }
  return metrics;
}

// The status of what the site answers to everybody.
std::string Visit(const std::string& path) {
  return harness::RunCommand({"curl", "-sS", "--max-time", "10", "--output", "/dev/null", "--write-out",
                              "%{http_code}", "--cacert", TheCluster().directory() + "/identity/ca.crt",
                              TheCluster().site() + path})
      .output;
}

// The names that the code makes: what an event makes later cannot be scraped now.
std::set<std::string> Made() {
  std::set<std::string> names;
  static const RE2 made("(?:Counter|Gauge|Histogram)[^;]*?\"(tabadul_[a-z0-9_]+)\"");
  for (const char* const folder : {"lib", "services"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const std::string path = entry.path();
      if (!path.ends_with(".cc") || path.ends_with("_test.cc")) continue;
      const std::string text = harness::ReadFile(path);
      re2::StringPiece rest(text);
      for (std::string name; RE2::FindAndConsume(&rest, made, &name);) names.insert(name);
    }
  }
  return names;
}

TEST(Metrics, TheTableNamesWhatTheCodeMakes) {
  std::set<std::string> documented;
  for (const auto& [name, metric] : Documented()) documented.insert(name);
  EXPECT_EQ(documented, Made());
}

TEST(Metrics, TheRulesFireWhenTheyShallAndNameWhatTheTableDoes) {
  const auto ran = harness::RunCommand({"promtool", "test", "rules", "deploy/prometheus/rules_test.yml"});
  EXPECT_EQ(ran.exit, 0) << ran.output << ran.errors;
  const Metrics documented = Documented();
  const std::string rules = harness::ReadFile("deploy/prometheus/rules.yml");
  re2::StringPiece rest(rules);
  static const RE2 metric("(tabadul_[a-z0-9_]+)");
  int named = 0;
  static const RE2 series("(.+)_(?:bucket|count|sum)");  // the three that a histogram is made of
  for (std::string name; RE2::FindAndConsume(&rest, metric, &name); ++named) {
    std::string of;
    const bool histogram =
        RE2::FullMatch(name, series, &of) && documented.contains(of) && documented.at(of).type == "histogram";
    EXPECT_TRUE(documented.contains(name) || histogram) << name;
  }
  EXPECT_GT(named, 0);
}

TEST(Metrics, NamesAreAThingAUnitAndTotalForWhatOnlyRises) {
  static const RE2 form("tabadul_[a-z]+(?:_[a-z]+)*_([a-z]+)");
  const std::set<std::string> units = {
      "seconds", "bytes",     "calls",    "streams",   "connections", "connects",     "commits",
      "repeats", "items",     "sequence", "sequences", "runs",        "revocations",  "certificates",
      "tokens",  "documents", "results",  "records",   "ratio",       "epoch",        "erasures",
      "sources", "requests",  "sessions", "pages",     "series",      "observations", "structures"};
  for (const auto& [name, metric] : Documented()) {
    const bool total = name.ends_with("_total");
    EXPECT_EQ(total, metric.type == "counter") << name;
    const std::string bare = total ? name.substr(0, name.size() - 6) : name;
    std::string unit;
    ASSERT_TRUE(RE2::FullMatch(bare, form, &unit)) << name;
    EXPECT_TRUE(units.contains(unit)) << name << ": " << unit << " is no unit";
  }
}

TEST(Metrics, WhatTheProcessesShowIsAsTheTableSays) {
  const Metrics documented = Documented();
  // One write and one search at least have been answered, by HTTP one call, one page, and one that meant nothing.
  ASSERT_EQ(TheCluster().Tabadul(MemberProfile(), {"search", "engineer"}).exit, 0);
  ASSERT_EQ(Visit("/v1/jwks"), "200");
  ASSERT_EQ(Visit("/sdmx/v1/dataflow"), "200");
  ASSERT_EQ(Visit("/en/about"), "200");
  ASSERT_EQ(Visit("/v1/nothing"), "404");
  const std::pair<std::string, int> least[] = {
      {"identity", 11}, {"jobs", 11}, {"statistics", 11}, {"web", 3}};
  for (const auto& [service, metrics] : least) {
    const Metrics shown = Scraped(service);
    int ours = 0;
    for (const auto& [name, metric] : shown) {
      if (!name.starts_with("tabadul_")) continue;
      ++ours;
      const auto row = documented.find(name);
      ASSERT_NE(row, documented.end()) << name << " of " << service;
      EXPECT_EQ(metric.type, row->second.type) << name;
      if (!metric.labels.empty()) {
        EXPECT_EQ(metric.labels, row->second.labels) << name;
      }
      EXPECT_TRUE(row->second.services.contains(service)) << name << " is shown by " << service;
    }
    EXPECT_GE(ours, metrics) << service;
  }
}

}  // namespace
}  // namespace tabadul::docs
