// The second kind of record through the gateway, by the command: training offers are pushed by mapping and as contract
// lines, found in three languages, followed, proven equal, closed; vacancies are not among them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/harness/cluster.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Cluster;
using harness::Eventually;
using nlohmann::json;

json Parse(const harness::RunResult& result) {
  const json document = json::parse(result.output, nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << result.output << result.errors;
  return document.is_object() ? document : json::object();
}
int Value(const json& document, const char* name) { return document.value(name, 0); }
int Total(const json& found) { return std::stoi(found.value("totalSize", std::string("0"))); }

class Trainings : public testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = new Cluster; }
  static void TearDownTestSuite() { delete cluster_; }

  static json Run(const std::string& profile, std::vector<std::string> arguments) {
    arguments.push_back("--json");
    const auto result = cluster_->Tabadul(profile, arguments);
    EXPECT_EQ(result.exit, 0) << result.output.substr(0, 500) << result.errors;
    return Parse(result);
  }
  static int Found(const std::string& profile, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "trainings");
    return Total(Run(profile, arguments));
  }

  static Cluster* cluster_;
};
Cluster* Trainings::cluster_ = nullptr;

TEST_F(Trainings, ACatalogueIsPushedByItsMappingFoundFollowedAndClosed) {
  const std::string source = "JO/vtc/catalogue";
  const std::string profile = cluster_->Member(source);
  const harness::TemporaryDirectory directory("trainings");
  const std::string file = directory.path() + "/trainings.csv";
  std::filesystem::copy_file("docs/samples/trainings.csv", file);
  const std::vector<std::string> push = {"push", file, "--mapping", "data/mappings/jo-trainings.yaml"};
  const json first = Run(profile, push);
  EXPECT_EQ(Value(first, "created"), 5) << first.dump();
  EXPECT_EQ(Value(Run(profile, push), "unchanged"), 5);

  // In three languages, at once: the answer contains what the token says.
  const std::string token = first.value("token", "");
  EXPECT_EQ(Found(profile, {"لحام", "--source", source, "--at-least", token}), 1);
  EXPECT_EQ(Found(profile, {"beginners", "--source", source}), 1);
  EXPECT_EQ(Found(profile, {"comptabilités", "--source", source}), 1) << "by its inflection";
  EXPECT_EQ(Found(profile, {"--source", source, "--country", "JO"}), 3);
  EXPECT_EQ(Found(profile, {"--source", source, "--country", "JO", "--or-online"}), 5);
  EXPECT_EQ(Found(profile, {"--source", source, "--mode", "online"}), 2);
  EXPECT_EQ(Found(profile, {"--source", source, "--free"}), 2);
  EXPECT_EQ(Found(profile, {"--source", source, "--field", "07"}), 2);
  EXPECT_EQ(Found(profile, {"--source", source, "--starts-from", "2027-10-04"}), 3);
  EXPECT_EQ(Found(profile, {"--source", source, "--occupation", "53"}), 1);
  // No search for vacancies shows them.
  EXPECT_EQ(Total(Run(profile, {"search", "لحام", "--source", source})), 0);

  const json listed = Run(profile, {"trainings", "nursing", "--source", source, "--snippets"});
  ASSERT_EQ(listed["offers"].size(), 1u) << listed.dump();
  const std::string id = listed["offers"][0]["hubId"];
  const json page = Run(profile, {"get", id, "--kind", "training_offer"});
  EXPECT_EQ(page["offer"]["price"]["amount"], "1250");
  const json stored = Run(profile, {"get", "TC-302", "--source", source, "--kind", "training_offer"});
  EXPECT_EQ(stored["hubId"], id);
  const auto told = cluster_->Tabadul(profile, {"get", id, "--kind", "training_offer", "--language", "fr"});
  EXPECT_NE(told.output.find("Nursing assistant"), std::string::npos) << told.output << told.errors;
  EXPECT_EQ(cluster_->Tabadul(profile, {"get", id}).exit, 3) << "no vacancy has this id";
  const std::string unknown(32, '0');
  const auto two =
      cluster_->Tabadul(profile, {"get", id, unknown, "--kind", "training_offer", "--language", "en"});
  EXPECT_EQ(two.exit, 1);
  EXPECT_NE(two.output.find("Nursing assistant"), std::string::npos) << two.output;
  EXPECT_NE(two.errors.find(unknown), std::string::npos) << two.errors;

  const auto followed = cluster_->Tabadul(profile, {"watch", "--kind", "training_offer", "--until-mark"});
  EXPECT_NE(followed.output.find("Nursing assistant"), std::string::npos) << followed.output;

  Run(profile, {"close", "TC-302", "--kind", "training_offer", "--reason", "withdrawn"});
  EXPECT_TRUE(Eventually([&] { return Found(profile, {"nursing", "--source", source}) == 0; }));
  EXPECT_EQ(Run(profile, {"get", id, "--kind", "training_offer"})["lifecycle"], "LIFECYCLE_CLOSED");
}

// What is told to lift a held export is run as it stands there.
TEST_F(Trainings, AnExportThatIsHeldIsConfirmedByTheCommandThatIsShown) {
  const std::string source = "JO/vtc/full";
  const std::string profile =
      cluster_->Member(source, "training_offer.write,training_offer.read,training_offer.confirm");
  const harness::TemporaryDirectory directory("held");
  const std::string file = directory.path() + "/trainings.csv", mapping = directory.path() + "/full.yaml";
  std::string text = harness::ReadFile("data/mappings/jo-trainings.yaml");
  text.replace(text.find("export: changes"), std::string("export: changes").size(), "export: full");
  std::ofstream(mapping) << text;
  const std::string offers = harness::ReadFile("docs/samples/trainings.csv");
  std::ofstream(file) << offers;
  EXPECT_EQ(Value(Run(profile, {"push", file, "--mapping", mapping}), "created"), 5);
  std::ofstream(file) << offers.substr(0, offers.find("TC-302"));
  const std::vector<std::string> shorter = {"push", file, "--mapping", mapping, "--records", "5"};
  const auto pushed = cluster_->Tabadul(profile, shorter);
  EXPECT_EQ(pushed.exit, 5) << pushed.output << pushed.errors;
  const auto status = cluster_->Tabadul(profile, {"source", "status"});
  EXPECT_EQ(status.exit, 5) << status.errors;
  const auto shown = [](const std::string& output) {
    const size_t at = output.find("tabadul run confirm ");
    return at == std::string::npos ? "" : output.substr(at, output.find('\n', at) - at);
  };
  ASSERT_NE(shown(status.output), "") << status.output;
  EXPECT_EQ(shown(status.output), shown(pushed.output));
  std::istringstream words(shown(status.output).substr(std::string("tabadul").size()));
  const std::vector<std::string> confirm{std::istream_iterator<std::string>(words), {}};
  ASSERT_GT(confirm.size(), 2u);
  const auto confirmed = cluster_->Tabadul(profile, confirm);
  EXPECT_EQ(confirmed.exit, 0) << status.output << confirmed.errors;
  EXPECT_TRUE(Eventually([&] {
    return Run(profile, {"run", "show", confirm[2], "--kind", "training_offer"})["state"] == "RUN_STATE_DONE";
  }));
}

TEST_F(Trainings, TheDemonstrationIsFoundInThreeLanguagesAndProvenEqual) {
  const harness::TemporaryDirectory directory("demo");
  const auto made =
      harness::RunCommand({harness::BuildDirectory() + "/bin/tabadul-demo", "--kind", "training_offer",
                           "--seed", "1", "--count", "500", "--out", directory.path()});
  ASSERT_EQ(made.exit, 0) << made.errors;
  std::istringstream lines(made.output);
  int created = 0, sources = 0;
  std::string profile;
  for (std::string source, count, file; lines >> source >> count >> file; ++sources) {
    profile = cluster_->Member(source);
    const json summary = Run(profile, {"push", file});
    EXPECT_EQ(Value(summary, "rejected"), 0) << summary.dump();
    created += Value(summary, "created");
  }
  EXPECT_EQ(created, 500);
  EXPECT_GE(sources, 12);
  for (const char* words : {"ممرض", "nurse", "infirmier"}) {
    EXPECT_TRUE(Eventually([&] { return Found(profile, {words}) > 0; })) << words;
  }
  // The copy of the feed equals what the hub signs.
  const auto watched =
      cluster_->Tabadul(profile, {"watch", "--kind", "training_offer", "--until-mark", "--json"});
  EXPECT_EQ(watched.exit, 0) << watched.errors;
  json mark;
  std::istringstream said(watched.output);
  for (std::string line; std::getline(said, line);) {
    const json document = json::parse(line, nullptr, false);
    if (document.contains("mark")) mark = document["mark"];
  }
  ASSERT_TRUE(mark.is_object()) << watched.errors;
  EXPECT_GE(mark["equal"].size(), static_cast<size_t>(sources));
  EXPECT_TRUE(mark["unequal"].empty()) << mark.dump();
  const auto vacancies = cluster_->Tabadul(profile, {"watch", "--until-mark", "--json"});
  EXPECT_EQ(vacancies.output.find("trainingOffer"), std::string::npos);
}

TEST_F(Trainings, WhoMayOnlyExchangeVacanciesIsTold) {
  const std::string profile = cluster_->Member("TN/aneti/pes", "vacancy.write,vacancy.read");
  const harness::TemporaryDirectory directory("refused");
  const std::string file = directory.path() + "/trainings.csv";
  std::filesystem::copy_file("docs/samples/trainings.csv", file);
  const auto pushed =
      cluster_->Tabadul(profile, {"push", file, "--mapping", "data/mappings/jo-trainings.yaml"});
  EXPECT_EQ(pushed.exit, 3) << pushed.output << pushed.errors;
  EXPECT_NE(pushed.errors.find("training_offer.write"), std::string::npos) << pushed.errors;
  const auto watched = cluster_->Tabadul(profile, {"watch", "--kind", "training_offer", "--until-mark"});
  EXPECT_EQ(watched.exit, 3) << watched.errors;
  EXPECT_EQ(cluster_->Tabadul(profile, {"trainings", "nurse"}).exit, 0) << "searches are for everybody";
}

}  // namespace
}  // namespace tabadul
