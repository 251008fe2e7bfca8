#include "lib/platform/log/log.h"

#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace tabadul::log {
namespace {

using nlohmann::json;

class Log : public ::testing::Test {
 protected:
  void SetUp() override { Start(Level::kInfo); }
  void TearDown() override { Init({.service = "tabadul"}); }
  void Start(Level level) {
    Init({.service = "jobs", .level = level, .write = [this](std::string_view line) {
            lines.emplace_back(line);
          }});
  }
  std::vector<std::string> lines;
};

TEST_F(Log, ALineIsOneJsonObjectWithTypedFields) {
  Info("rpc", {{"method", "Get"}, {"ms", 3}, {"ratio", 0.5}, {"ok", true}, {"big", uint64_t{1} << 63}});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].back(), '\n');
  EXPECT_EQ(lines[0].find('\n'), lines[0].size() - 1);
  const json line = json::parse(lines[0]);
  EXPECT_EQ(line["event"], "rpc");
  EXPECT_EQ(line["service"], "jobs");
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["method"], "Get");
  EXPECT_EQ(line["ms"], 3);
  EXPECT_EQ(line["ratio"], 0.5);
  EXPECT_EQ(line["ok"], true);
  EXPECT_EQ(line["big"], uint64_t{1} << 63);
  EXPECT_EQ(line["time"].get<std::string>().size(), std::string("2026-01-01T00:00:00.000Z").size());
}

TEST_F(Log, SecretsAreNeverPrinted) {
  for (const char* name :
       {"authorization", "Authorization", "token", "password", "key", "private_key", "cookie"}) {
    Info("call", {{name, "hunter2"}});
    EXPECT_EQ(lines.back().find("hunter2"), std::string::npos) << name;
  }
  Info("call", {{"code", "OK"}});
  EXPECT_NE(lines.back().find("OK"), std::string::npos);
}

TEST_F(Log, HostileTextStaysInsideItsLine) {
  Warn("input", {{"text", std::string("a\nb\"\xff\x00z", 7)}, {"long", std::string(100'000, 'x')}});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].find('\n'), lines[0].size() - 1);
  const json line = json::parse(lines[0]);
  EXPECT_EQ(line["text"], std::string("a\nb\"\uFFFD\0z", 9));
  EXPECT_LT(lines[0].size(), 5000u);
}

TEST_F(Log, LinesBelowTheLevelAreNotWritten) {
  Start(Level::kWarn);
  Info("no");
  EXPECT_TRUE(lines.empty());
  Error("yes");
  EXPECT_EQ(lines.size(), 1u);
}

TEST_F(Log, ThreadsDoNotTearLines) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 200; ++i) Info("tick", {{"thread", t}, {"i", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_EQ(lines.size(), 800u);
  for (const std::string& line : lines) EXPECT_TRUE(json::accept(line)) << line;
}

}  // namespace
}  // namespace tabadul::log
