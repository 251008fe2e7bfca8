#include "lib/platform/config/config.h"

#include <cstdio>
#include <fstream>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tabadul::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

struct Sample {
  std::string address = "127.0.0.1:1";
  std::string database;
  int pool = 8;
  bool reflection = false;
  absl::Duration grace = absl::Seconds(10);
  std::vector<std::string> names = {"a", "b"};
  std::string level = "info";
  std::string secret;
  bool migrate = false;

  void Bind(Table& table) {
    table.String("ADDRESS", &address, "where to listen");
    table.Secret("DATABASE", &database, "conninfo", Need::kRequired);
    table.Int("POOL", &pool, 1, 64, "connections");
    table.Bool("REFLECTION", &reflection, "gRPC reflection");
    table.Duration("GRACE", &grace, absl::Seconds(1), absl::Minutes(1), "time to drain");
    table.List("NAMES", &names, "names");
    table.Choice("LEVEL", &level, {"info", "warn"}, "log level");
    table.SecretFile("SECRET_FILE", &secret, "the key");
    table.Flag("--migrate", &migrate, "apply migrations and end");
  }
};

class Config : public ::testing::Test {
 protected:
  std::optional<int> Read(std::map<std::string, std::string> environment,
                          const std::vector<std::string>& arguments = {}) {
    environment.emplace("TABADUL_X_DATABASE", "host=/tmp password=hunter2");
    environment.emplace("PATH", "/bin");
    Table table("TABADUL_X_");
    sample.Bind(table);
    return table.Read(environment, arguments, out, err);
  }
  std::string File(const std::string& content) {
    const std::string path = ::testing::TempDir() + "/config_test_secret";
    std::ofstream(path) << content;
    return path;
  }
  Sample sample;
  std::ostringstream out, err;
};

TEST_F(Config, ReadsEveryKind) {
  EXPECT_EQ(Read({{"TABADUL_X_ADDRESS", "[::1]:7"},
                  {"TABADUL_X_POOL", "64"},
                  {"TABADUL_X_REFLECTION", "Yes"},
                  {"TABADUL_X_GRACE", "30s"},
                  {"TABADUL_X_NAMES", "x, y,,z "},
                  {"TABADUL_X_LEVEL", "warn"},
                  {"TABADUL_X_SECRET_FILE", File("s3cret\n")}},
                 {"--migrate"}),
            std::nullopt)
      << err.str();
  EXPECT_EQ(sample.address, "[::1]:7");
  EXPECT_EQ(sample.pool, 64);
  EXPECT_TRUE(sample.reflection);
  EXPECT_EQ(sample.grace, absl::Seconds(30));
  EXPECT_THAT(sample.names, ElementsAre("x", "y", "z"));
  EXPECT_EQ(sample.level, "warn");
  EXPECT_EQ(sample.secret, "s3cret");
  EXPECT_TRUE(sample.migrate);
}

TEST_F(Config, WithoutSettingsTheDefaultsHold) {
  EXPECT_EQ(Read({}), std::nullopt);
  EXPECT_EQ(sample.pool, 8);
  EXPECT_THAT(sample.names, ElementsAre("a", "b"));
}

TEST_F(Config, TellsEveryMistakeAtOnce) {
  EXPECT_EQ(Read({{"TABADUL_X_DATABASE", ""},
                  {"TABADUL_X_POOL", "65"},
                  {"TABADUL_X_REFLECTION", "maybe"},
                  {"TABADUL_X_GRACE", "5"},
                  {"TABADUL_X_LEVEL", "loud"},
                  {"TABADUL_X_SECRET_FILE", "/no/such/file"},
                  {"TABADUL_X_POOOL", "1"}},
                 {"--nonsense"}),
            2);
  const std::string told = err.str();
  EXPECT_THAT(told, HasSubstr("8 mistakes"));
  EXPECT_THAT(told, HasSubstr("TABADUL_X_DATABASE is required"));
  EXPECT_THAT(told, HasSubstr("65 is not between 1 and 64"));
  EXPECT_THAT(told, HasSubstr("\"maybe\" is neither true nor false"));
  EXPECT_THAT(told, HasSubstr("\"5\" is not a duration"));
  EXPECT_THAT(told, HasSubstr("\"loud\" is none of info, warn"));
  EXPECT_THAT(told, HasSubstr("/no/such/file cannot be read"));
  EXPECT_THAT(told, HasSubstr("TABADUL_X_POOOL: no such setting"));
  EXPECT_THAT(told, HasSubstr("--nonsense: no such option"));
}

TEST_F(Config, NumbersAreWholeAndFit) {
  for (const char* wrong : {"", " 7", "7x", "1e3", "99999999999999999999", "-1"}) {
    EXPECT_EQ(Read({{"TABADUL_X_POOL", wrong}}), 2) << wrong;
  }
}

TEST_F(Config, PrintsWhatAppliesWithoutSecrets) {
  EXPECT_EQ(Read({{"TABADUL_X_SECRET_FILE", File("s3cret")}, {"TABADUL_X_POOL", "9"}}, {"--print-config"}),
            0);
  EXPECT_THAT(out.str(), HasSubstr("TABADUL_X_POOL=9\n"));
  EXPECT_THAT(out.str(), HasSubstr("TABADUL_X_SECRET_FILE=[secret]\n"));
  EXPECT_THAT(out.str(), Not(HasSubstr("s3cret")));
  EXPECT_THAT(out.str(), Not(HasSubstr("hunter2")));
}

TEST_F(Config, HelpListsEverySettingWithItsBoundsAndDefault) {
  EXPECT_EQ(Read({{"TABADUL_X_POOL", "wrong"}}, {"--help"}), 0) << "help comes before mistakes";
  EXPECT_THAT(out.str(), HasSubstr("TABADUL_X_POOL\n      connections (whole number, 1 to 64; default 8)"));
  EXPECT_THAT(out.str(), HasSubstr("--migrate"));
}

TEST_F(Config, AnEmptySecretFileIsAMistake) {
  EXPECT_EQ(Read({{"TABADUL_X_SECRET_FILE", File("\n")}}), 2);
  EXPECT_THAT(err.str(), HasSubstr("is empty"));
}

}  // namespace
}  // namespace tabadul::config
