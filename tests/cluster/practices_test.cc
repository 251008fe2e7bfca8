// Good practices through the gateway, by the command: those of the demonstration are pushed, found in three languages, counted,
// shown, told of with their source, and withdrawn.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/harness/cluster.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Cluster;
using harness::Eventually;
using nlohmann::json;

constexpr char kSource[] = "DEMO/MA/practices";

class Practices : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new Cluster;
    const harness::TemporaryDirectory directory("practices");
    const auto made = harness::RunCommand({harness::BuildDirectory() + "/bin/tabadul-demo", "--kind",
                                           "good_practice", "--seed", "1", "--out", directory.path()});
    ASSERT_EQ(made.exit, 0) << made.errors;
    std::istringstream lines(made.output);
    for (std::string source, count, file; lines >> source >> count >> file;) {
      if (source != kSource) continue;
      profile_ = cluster_->Member(source);
      pushed_ = Run({"push", file});
      std::istringstream records(harness::ReadFile(file));
      std::string first;
      std::getline(records, first);
      record_id_ = json::parse(first).value("recordId", "");
    }
    ASSERT_FALSE(profile_.empty()) << made.output;
  }
  static void TearDownTestSuite() { delete cluster_; }

  static json Run(std::vector<std::string> arguments) {
    arguments.push_back("--json");
    const auto result = cluster_->Tabadul(profile_, arguments);
    EXPECT_EQ(result.exit, 0) << result.output.substr(0, 500) << result.errors;
    const json document = json::parse(result.output, nullptr, false);
    EXPECT_FALSE(document.is_discarded()) << result.output << result.errors;
    return document.is_object() ? document : json::object();
  }
  static int Found(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "practices");
    return std::stoi(Run(arguments).value("totalSize", std::string("0")));
  }

  static Cluster* cluster_;
  static std::string profile_, record_id_;
  static json pushed_;
};
Cluster* Practices::cluster_ = nullptr;
std::string Practices::profile_, Practices::record_id_;
json Practices::pushed_;

TEST_F(Practices, AreFoundInThreeLanguagesAndByWhatTheyAre) {
  const int all = pushed_.value("created", 0);
  ASSERT_GT(all, 0) << pushed_.dump();
  EXPECT_EQ(pushed_.value("rejected", 0), 0);
  EXPECT_EQ(Found({"--at-least", pushed_.value("token", "")}), all) << "at once";
  for (const char* const words : {"قسائم النقل", "vouchers transport", "chèques transport"})
    EXPECT_EQ(Found({words}), 1) << words;
  EXPECT_EQ(Found({"vouchers", "--type", "evaluation", "--topic", "women", "--evidence", "randomised",
                   "--country", "MA", "--in-language", "ar", "--from-year", "2020", "--until-year", "2020"}),
            1);
  EXPECT_EQ(Found({"vouchers", "--from-year", "2022"}), 0) << "it is over";
  EXPECT_EQ(Found({"vouchers", "--country", "TN"}), 0);
  const json counted = Run({"practices", "--facet", "country", "--language", "fr"});
  EXPECT_EQ(counted["facets"][0]["values"][0]["label"], "Maroc");
  EXPECT_EQ(counted["facets"][0]["values"][0]["practices"], std::to_string(all));
}

TEST_F(Practices, OneIsShownAndItsSourceIsToldOf) {
  const json listed = Run({"practices", "vouchers", "--snippets"});
  ASSERT_EQ(listed["practices"].size(), 1u) << listed.dump();
  const std::string id = listed["practices"][0]["hubId"];
  EXPECT_EQ(Run({"get", id, "--kind", "good_practice"})["practice"]["countries"], json({"MA"}));
  const auto told = cluster_->Tabadul(profile_, {"practices", "vouchers", "--language", "en"});
  EXPECT_NE(told.output.find("Women’s employment"), std::string::npos) << told.output << told.errors;
  EXPECT_NE(told.output.find("2019–2021"), std::string::npos) << told.output;
  const json sources = Run({"source", "status", kSource});
  ASSERT_EQ(sources["sources"].size(), 1u) << sources.dump();
  EXPECT_EQ(sources["sources"][0]["kind"], "good_practice");
}

TEST_F(Practices, WhatIsClosedIsFoundNoMore) {
  const json stored = Run({"get", record_id_, "--source", kSource, "--kind", "good_practice"});
  const std::string id = stored["hubId"];
  const int before = Found({});
  Run({"close", record_id_, "--kind", "good_practice", "--reason", "withdrawn"});
  EXPECT_TRUE(Eventually([&] { return Found({}) == before - 1; }));
  EXPECT_EQ(Run({"get", id, "--kind", "good_practice"})["lifecycle"], "LIFECYCLE_CLOSED");
}

}  // namespace
}  // namespace tabadul
