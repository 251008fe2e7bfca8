// The portal as people meet it: Debian's Chromium on a real cluster with the demonstration data. What is held of its pages is in
// the scripts beside this file (site.mjs), which are run one by one here.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "nlohmann/json.hpp"
#include "tests/harness/cluster.h"
#include "tests/harness/demonstration.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Cluster;
using harness::Eventually;
using nlohmann::json;

constexpr char kSource[] = "MA/anapec/bees";
constexpr int kRecords = 25;  // more than a page of results; 13 of them in Morocco

// In the three languages. A machine's words are marked as such on the page.
json Texts(const std::string& ar, const std::string& en, const std::string& fr, bool by_machine = false) {
  json translations = json::array();
  for (const auto& [language, text] : {std::pair("ar", ar), std::pair("en", en), std::pair("fr", fr)}) {
    json translation = {{"language", language}, {"text", text}};
    if (by_machine && text != fr) translation["method"] = "TRANSLATION_METHOD_MACHINE";
    translations.push_back(std::move(translation));
  }
  return {{"translations", std::move(translations)}};
}

// What both kinds have. The demonstration data has no links: one applies through the hub.
json Offer(int number) {
  return {{"title", Texts(fmt::format("نحال {}", number), fmt::format("Beekeeper {}", number),
                          fmt::format("Apiculteur {}", number))},
          {"description", Texts("رعاية خلايا النحل.\n\nجني العسل.", "Care of hives.\n\nHarvest of honey.",
                                "Soin des ruches.\n\nRécolte du miel.", true)},
          {"locations", json::array({{{"country", number % 2 == 1 ? "MA" : "EG"}}})},
          {"application", {{"url", fmt::format("https://pes.example/apply/{}", number)}}},
          {"url", fmt::format("https://pes.example/offers/{}", number)}};
}

json Vacancy(int number) {
  json vacancy = Offer(number);
  vacancy["occupation"] = {{"scheme", "ISCO-08"}, {"code", "6123"}};
  vacancy["employer"] = {{"name", Texts("مناحل الأطلس", "Atlas Apiaries", "Ruchers de l’Atlas")}};
  return vacancy;
}

json TrainingOffer(int number) {
  json offer = Offer(number);
  offer["provider"] = {{"name", Texts("مدرسة المناحل", "Apiary School", "École des ruchers")}};
  offer["mode"] = "TRAINING_MODE_ON_SITE";
  return offer;
}

class Browser : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new Cluster;
    harness::LoadDemonstration(*cluster_, "vacancy", 600);
    harness::LoadDemonstration(*cluster_, "training_offer", 120);
    const std::string member = cluster_->Member(kSource);
    Push(member, "vacancy", Vacancy);
    Push(member, "trainingOffer", TrainingOffer);
    // What was pushed before is found then, too.
    for (const char* const search : {"search", "trainings"})
      EXPECT_TRUE(Eventually([&] { return Found(member, search) == kRecords; }, absl::Minutes(1))) << search;
  }
  static void TearDownTestSuite() { delete cluster_; }

  // Runs a script to its end; what it says goes where the test's own words go.
  static void Run(const std::string& script, const std::string& owners = "") {
    const harness::TemporaryDirectory home("browser");
    harness::Process node({.argv = {"node", "--test-reporter=spec", "tests/browser/" + script},
                           .env = {{"TABADUL_SITE", cluster_->site()},
                                   {"TABADUL_OWNERS", owners},
                                   {"NODE_EXTRA_CA_CERTS", cluster_->directory() + "/identity/ca.crt"},
                                   // The gateway listens on 127.0.0.1 alone.
                                   {"NODE_OPTIONS", "--dns-result-order=ipv4first"},
                                   // Nothing of the browser stays, or comes from whoever runs the test.
                                   {"HOME", home.path()},
                                   {"TMPDIR", home.path()}}});
    EXPECT_EQ(node.Wait(absl::Minutes(25)), 0) << script << " says above what it has found";
  }

  // Of so many systems: a link to sign in with, and an export that is held.
  static json Owners(int count) {
    json owners = json::array();
    for (int i = 0; i < count; ++i) owners.push_back(Owner(fmt::format("MA/anapec/owner{}", i)));
    return owners;
  }

 private:
  static json Owner(const std::string& source) {
    constexpr int kClosed = 30;
    const std::string member =
        cluster_->Member(source, std::string(Cluster::kEveryKind) + ",vacancy.confirm");
    PushExport(member, kClosed, 0);
    const json held = PushExport(member, 0, 5);
    return {{"source", source},
            {"link", cluster_->SignInLink(source)},
            {"run", held["run"]["runId"]},
            {"closes", kClosed}};
  }

  // A full export of so many records.
  static json PushExport(const std::string& member, int records, int exit) {
    const harness::TemporaryDirectory directory("owner");
    const std::string file = directory.path() + "/export.csv", mapping = directory.path() + "/mapping.yaml";
    std::ofstream(mapping)
        << "kind: vacancy\nexport: full\ninput: {format: csv}\nlanguage: fr\nid: {column: ref}\nfields:\n"
           "  title: title\n  description: title\n  locations[0].country: {constant: MA}\n";
    std::ofstream csv(file);
    csv << "ref,title\n";
    for (int i = 0; i < records; ++i) csv << i << ",Menuisier\n";
    csv.close();
    const auto pushed = cluster_->Tabadul(member, {"push", file, "--mapping", mapping, "--json"});
    EXPECT_EQ(pushed.exit, exit) << pushed.output << pushed.errors;
    return json::parse(pushed.output, nullptr, false);
  }

  static void Push(const std::string& member, const char* kind, json (*record)(int)) {
    const harness::TemporaryDirectory directory("bees");
    const std::string file = directory.path() + "/records.jsonl";
    std::ofstream lines(file);
    for (int i = 1; i <= kRecords; ++i)
      lines << json{{"recordId", std::to_string(i)}, {kind, record(i)}}.dump() << "\n";
    lines.close();
    const auto pushed = cluster_->Tabadul(member, {"push", file});
    EXPECT_EQ(pushed.exit, 0) << pushed.output << pushed.errors;
  }

  static int Found(const std::string& member, const char* search) {
    const auto found =
        cluster_->Tabadul(member, {search, "beekeeper", "--source", kSource, "--limit", "1", "--json"});
    const json document = json::parse(found.output, nullptr, false);
    return document.is_object() ? std::stoi(document.value("totalSize", std::string("0"))) : -1;
  }

  static Cluster* cluster_;
};
Cluster* Browser::cluster_ = nullptr;

TEST_F(Browser, FindsTheFaultsOfABrokenPage) { Run("faults.test.mjs"); }
TEST_F(Browser, LeadsPeopleWhereTheyWantToGo) { Run("journeys.test.mjs"); }
TEST_F(Browser, NeedsNoPointer) { Run("keyboard.test.mjs"); }
TEST_F(Browser, HasRoomForLongerTextsAndOtherDigits) { Run("texts.test.mjs"); }
TEST_F(Browser, DoesBetterWithScriptsAndNothingWorseWithout) { Run("scripts.test.mjs"); }
TEST_F(Browser, LetsASystemOwnerSignInAndDecide) { Run("owner.test.mjs", Owners(12).dump()); }
TEST_F(Browser, TakesTheFileOfASystemOwner) { Run("upload.test.mjs", Owners(3).dump()); }
TEST_F(Browser, LighthouseHasNothingAgainstThePortal) { Run("lighthouse/lighthouse.test.mjs"); }

}  // namespace
}  // namespace tabadul
