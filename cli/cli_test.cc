// The command line without a hub: help in each language, usage errors, what is wrong on this side.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/time/time.h"
#include "cli/full_export.h"
#include "cli/key_pair.h"
#include "cli/progress.h"
#include "cli/run.h"
#include "cli/session.h"
#include "cli/show.h"
#include "lib/client/kind.h"
#include "lib/client/source_hashes.h"
#include "lib/evidence/digest.h"
#include "nlohmann/json.hpp"
#include "tests/harness/receipt_mint.h"

namespace tabadul::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Result {
  int code;
  std::string out, err;
};

Result Tabadul(std::vector<std::string> arguments) {
  std::ostringstream out, err;
  const int code = Run(arguments, out, err, false);
  return {code, out.str(), err.str()};
}

constexpr char kMapping[] =
    "kind: vacancy\nexport: changes\ninput: {format: csv}\nlanguage: en\nid: {column: id}\nfields:\n"
    "  title: title\n  description: text\n  locations[0].country: {constant: SY}\n  positions: places\n";
constexpr char kEsco[] =
    "conceptType,conceptUri,iscoGroup,code,preferredLabel,altLabels,hiddenLabels,status\n"
    "Occupation,http://data.europa.eu/esco/occupation/n-1,2221,2221.1,ward angel,\"bed angel\nnight "
    "angel\",,released\n"
    "Occupation,http://data.europa.eu/esco/occupation/n-2,7212,7212.3,underwater welder,,,released\n";
constexpr char kVacancies[] = "id,title,text,places\n1,Nurse,Care,2\n2,Welder,Weld,many\n1,Nurse,Care,2\n";

class CommandLine : public testing::Test {
 protected:
  CommandLine() {
    std::string name = (std::filesystem::temp_directory_path() / "tabadul-cli-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) unsetenv(variable);
    setenv("TABADUL_PROFILE", (folder_ + "/none.yaml").c_str(), 1);
  }
  ~CommandLine() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name) << text;
    return folder_ + "/" + name;
  }

  std::string folder_;
};

TEST_F(CommandLine, CommandsAreThoseOfTheTree) {
  const auto commands = Commands();
  for (const std::vector<std::string>& one : std::vector<std::vector<std::string>>{
           {}, {"erase"}, {"source", "receivers"}, {"grants", "set"}, {"admin", "system", "pilot"}}) {
    EXPECT_THAT(commands, testing::Contains(one));
  }
}

TEST_F(CommandLine, EveryCommandHasHelpWithAnExampleInEachLanguage) {
  const std::pair<std::string, std::string> languages[] = {
      {"ar", "أمثلة"}, {"en", "Examples"}, {"fr", "Exemples"}};
  for (const auto& [language, examples] : languages) {
    for (std::vector<std::string> arguments : Commands()) {
      std::string name = "tabadul";
      for (const std::string& word : arguments) name += " " + word;
      arguments.insert(arguments.end(), {"--help", "--language", language});
      const Result help = Tabadul(arguments);
      EXPECT_EQ(help.code, kAllIn) << name;
      EXPECT_THAT(help.out, HasSubstr(examples + ":\n  tabadul ")) << language << " " << name;
      EXPECT_THAT(help.out, HasSubstr(name)) << language;
      EXPECT_THAT(help.out, Not(HasSubstr("cli."))) << "a text is missing: " << language << " " << name;
      EXPECT_EQ(help.out.find("Show this") != std::string::npos, language == "en") << name;
    }
  }
}

// The words of a line as a shell splits them: blanks part, double quotes join.
std::vector<std::string> WordsOf(const std::string& line) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

std::vector<std::string> ExamplesOf(const std::string& help) {
  std::vector<std::string> examples;
  std::istringstream lines(help.substr(help.find("Examples:")));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  tabadul ")) examples.push_back(line.substr(2));
  }
  return examples;
}

// Each must get as far as looking for the hub: there is no profile here, and nothing else may be missing.
TEST_F(CommandLine, TheExamplesOfTheHelpAreCommandsThatWork) {
  const std::string root = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  std::filesystem::create_directory_symlink(root + "/data", "data");
  std::filesystem::copy_file("data/mappings/sa-jadarat.yaml", "sa-jadarat.yaml");
  Write("mapping.yaml", kMapping);
  for (const char* const file : {"jadarat.csv", "vacancies.jsonl", "request.pem"}) Write(file, "x\n");
  Write("vacancies.csv", kVacancies);
  Write("vacancies.csv.receipts", "tabadul-receipts-1\n");
  Write("keys.json", R"({"keys": [{"keyId": "00"}]})");
  std::filesystem::create_directory("esco-csv");
  Write("esco-csv/occupations_en.csv", kEsco);
  int tried = 0;
  for (std::vector<std::string> command : Commands()) {
    command.push_back("--help");
    for (const std::string& example : ExamplesOf(Tabadul(command).out)) {
      std::vector<std::string> words = WordsOf(example);
      words.erase(words.begin());
      const Result result = Tabadul(words);
      const bool taxonomy = words.size() > 1 && words[1] == "taxonomy";
      if (words[0] == "map" || words[0] == "verify" || taxonomy) {  // need no hub
        EXPECT_LE(result.code, kSomeRejected) << example << "\n" << result.err;
      } else if (words.back() == "--help") {
        EXPECT_EQ(result.code, kAllIn) << example;
      } else {
        EXPECT_THAT(result.err, HasSubstr("no profile")) << example;
      }
      std::filesystem::remove_all("pes");
      std::filesystem::remove("draft.yaml");
      ++tried;
    }
  }
  std::filesystem::current_path(root);
  EXPECT_GE(tried, 25);
}

TEST_F(CommandLine, AMistakeOfUsageIsNamedAndExits2) {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{}, "A command is missing."},
      {{"push"}, "“file” is missing."},
      {{"push", "a.jsonl", "--frobnicate"}, "“--frobnicate” is not an option"},
      {{"fetch"}, "“fetch” is not an option"},
      {{"search", "x", "--limit", "0"}, "The value of “--limit”"},
      {{"search", "x", "--limit", "many"}, "“--limit”"},
      {{"search", "x", "--order", "random"}, "The value of “--order”"},
      {{"search", "x", "--since", "yesterday"}, "2026-01-31"},
      {{"push", "a.jsonl", "--patience", "never"}, "The value of “--patience”"},
      {{"push", "a.jsonl", "--mapping"}, "“--mapping”"},
      {{"watch", "--from", "c", "--state", "f"}, "do not go together"},
      {{"receipts"}, "A command is missing."},
      {{"receipts", "fetch"}, "“file” is missing."},
      {{"receipts", "list", "--after", "the last"}, "The value of “--after”"},
      {{"receipts", "list", "--kind", "job"}, "The value of “--kind”"},
      {{"erase", "--yes"}, "“id” is missing."},
      {{"erase", "17"}, "Give --yes"},
      {{"get"}, "“id” is missing."},
      {{"reconcile"}, "“file | --state” is missing."},
      {{"reconcile", "a.csv", "--state", "b.csv"}, "do not go together"},
      {{"reconcile", "--state", "b.csv", "--mapping", "m.yaml"}, "do not go together"},
      {{"reconcile", "--state", "b.pdf"}, "“b.pdf” is no copy."},
      {{"admin"}, "A command is missing."},
      {{"admin", "revoke"}, "--certificate | --source"},
      {{"admin", "sign-in-link"}, "“source” is missing."},
      {{"admin", "sign-in-link", "SY/mosal/pes", "--hours", "169"}, "“--hours”"},
      {{"admin", "sign-in-link", "SY/mosal/pes", "--portal", "portal.example"}, "The value of “--portal”"},
      {{"admin", "sign-in-link", "SY/mosal/pes", "--portal", "https://a/#b"}, "The value of “--portal”"},
      {{"admin", "end-sessions"}, "“source” is missing."},
      {{"whoami", "--language", "de"}, "The value of “--language”"}};
  for (const auto& [arguments, sentence] : cases) {
    const Result result = Tabadul(arguments);
    EXPECT_EQ(result.code, kUsage) << sentence;
    EXPECT_THAT(result.err, HasSubstr(sentence));
    EXPECT_EQ(result.out, "");
  }
}

TEST_F(CommandLine, WhatCannotBeUndoneIsToldSoInEachLanguage) {
  for (const auto& [language, nothing] : std::vector<std::pair<std::string, std::string>>{
           {"en", "Nothing was erased."}, {"fr", "Rien n’a été effacé."}, {"ar", "لم يُمحَ شيء."}}) {
    const Result refused = Tabadul({"erase", "17", "--language", language});
    EXPECT_EQ(refused.code, kUsage);
    EXPECT_THAT(refused.err, HasSubstr("--yes"));
    EXPECT_THAT(refused.err, HasSubstr(nothing));
  }
  // Said yes, or nothing to be said yes to: it goes on to look for the hub.
  for (const char* const flag : {"--yes", "--validate-only"})
    EXPECT_THAT(Tabadul({"erase", "17", flag}).err, HasSubstr("no profile"));
}

TEST_F(CommandLine, UsageErrorsPointToTheHelpOfTheirCommand) {
  EXPECT_THAT(Tabadul({"admin", "system", "create"}).err, HasSubstr("tabadul admin system create --help"));
  EXPECT_THAT(Tabadul({"push", "--language", "fr"}).err, HasSubstr("Voir : tabadul push --help"));
}

TEST_F(CommandLine, WithJsonAFailureIsOneDocumentOnStdout) {
  const Result result = Tabadul({"push", "--json", "a.jsonl", "--frobnicate"});
  EXPECT_EQ(result.code, kUsage);
  const auto document = nlohmann::json::parse(result.out, nullptr, false);
  ASSERT_TRUE(document.is_object()) << result.out;
  EXPECT_EQ(document["exitCode"], 2);
  EXPECT_THAT(document["error"]["message"].get<std::string>(), HasSubstr("--frobnicate"));
}

TEST_F(CommandLine, TheVersionIsPrinted) {
  EXPECT_THAT(Tabadul({"--version"}).out, testing::StartsWith("tabadul "));
}

TEST_F(CommandLine, TheLanguageComesFromTheOptionThenTheProfileThenTheLocale) {
  setenv("LC_ALL", "fr_FR.UTF-8", 1);
  EXPECT_THAT(Tabadul({"--help"}).out, HasSubstr("Utilisation"));
  const std::string profile =
      Write("p.yaml", "endpoint: hub:9443\ncertificate: c.pem\nkey: k.pem\nauthority: a.pem\nlanguage: ar\n");
  EXPECT_THAT(Tabadul({"--profile", profile, "--help"}).out, HasSubstr("الاستخدام"));
  EXPECT_THAT(Tabadul({"--profile", profile, "--language", "en", "--help"}).out, HasSubstr("Usage"));
  setenv("LC_ALL", "C", 1);
  EXPECT_THAT(Tabadul({"--help"}).out, HasSubstr("Usage"));
}

TEST_F(CommandLine, RecordsOfEveryKindCanBeShown) {
  for (const std::string& kind : client::Kinds())
    EXPECT_THAT(Tabadul({"get", "1", "--kind", kind}).err, HasSubstr("no profile")) << kind;
}

TEST_F(CommandLine, AMissingProfileSaysWhereItWasLookedForAndWhatToDo) {
  for (const auto& [language, word] : std::vector<std::pair<std::string, std::string>>{
           {"en", "no profile"}, {"fr", "pas de profil"}, {"ar", "لا يوجد ملف تعريف"}}) {
    const Result result = Tabadul({"whoami", "--language", language});
    EXPECT_EQ(result.code, kUsage);
    EXPECT_THAT(result.err, HasSubstr(word));
    EXPECT_THAT(result.err, HasSubstr(folder_ + "/none.yaml"));
  }
}

TEST_F(CommandLine, AProfileThatLacksSomethingOrNamesNoFilesIsExplained) {
  const std::string lacks = Write("lacks.yaml", "endpoint: hub:9443\n");
  EXPECT_THAT(Tabadul({"whoami", "--profile", lacks}).err, HasSubstr("lacks “certificate”"));
  const std::string files =
      Write("files.yaml", "endpoint: hub:9443\ncertificate: c.pem\nkey: k.pem\nauthority: a.pem\n");
  const Result result = Tabadul({"whoami", "--profile", files});
  EXPECT_EQ(result.code, kUsage);
  EXPECT_THAT(result.err, HasSubstr(folder_ + "/a.pem does not exist"));
}

TEST_F(CommandLine, ACsvWithoutAMappingIsAskedForOne) {
  const Result result = Tabadul({"push", Write("v.csv", "title\nx\n")});
  EXPECT_EQ(result.code, kUsage);
  EXPECT_THAT(result.err, HasSubstr("--mapping"));
}

TEST_F(CommandLine, AMappingWithMistakesIsRefusedBeforeAnythingIsSent) {
  const Result result = Tabadul(
      {"push", Write("v.csv", "title\nx\n"), "--mapping", Write("m.yaml", "kind: vacancy\nfeilds: {}\n")});
  EXPECT_EQ(result.code, kUsage);
  EXPECT_THAT(result.err, HasSubstr("nothing was sent"));
}

TEST_F(CommandLine, MapCheckShowsTheRowsAsTheyWouldArriveAndExplainsTheOthers) {
  const std::string file = Write("v.csv", kVacancies), mapping = Write("m.yaml", kMapping);
  const Result result = Tabadul({"map", "check", file, "--mapping", mapping});
  EXPECT_EQ(result.code, kSomeRejected);
  EXPECT_THAT(result.out, HasSubstr("Row 2: record 1\n"));
  EXPECT_THAT(result.out, HasSubstr("title [en]"));
  EXPECT_THAT(result.out,
              HasSubstr("Row 3: would be refused\n  ! The value in the column “places” cannot be read."));
  EXPECT_THAT(result.out, HasSubstr("Row 4: repeats 1"));
  EXPECT_THAT(result.out, HasSubstr("3 rows: 1 would be sent, 1 repeat one of them, 1 would be refused"));
  EXPECT_THAT(Tabadul({"map", "check", file, "--mapping", mapping, "--language", "ar"}).out,
              HasSubstr("الصف ⁨2⁩"));
  const Result json = Tabadul({"map", "check", file, "--mapping", mapping, "--json", "--rows", "2"});
  const auto document = nlohmann::json::parse(json.out, nullptr, false);
  ASSERT_TRUE(document.is_object()) << json.out;
  EXPECT_EQ(document["rows"], 2);
  EXPECT_EQ(document["first"][0]["record"]["vacancy"]["positions"], 2);
  EXPECT_EQ(document["first"][1]["rejections"][0]["reason"], "UNREADABLE_VALUE");
  EXPECT_EQ(document["causes"][0]["firstRow"], 3);
}

TEST_F(CommandLine, MapCheckOfAMappingAloneFindsItsMistakes) {
  EXPECT_EQ(Tabadul({"map", "check", Write("m.yaml", kMapping)}).code, kAllIn);
  const Result wrong = Tabadul({"map", "check", Write("m.yaml", "kind: vacancy\nfeilds: {}\n")});
  EXPECT_EQ(wrong.code, kUsage);
  EXPECT_THAT(wrong.err, HasSubstr("Line 2: feilds"));
}

TEST_F(CommandLine, WhatMapSuggestDraftsMapCheckAccepts) {
  const std::string file = Write("v.csv", "id,title,description\n1,Nurse,Care\n"),
                    draft = folder_ + "/draft.yaml";
  for (const char* language : {"ar", "en", "fr"}) {
    const Result made =
        Tabadul({"map", "suggest", file, "--country", "SY", "--out", draft, "--language", language});
    EXPECT_EQ(made.code, kAllIn) << made.err;
    EXPECT_EQ(Tabadul({"map", "check", file, "--mapping", draft}).code, kAllIn);
    EXPECT_EQ(Tabadul({"map", "suggest", file, "--out", draft}).code, kUsage) << "nothing is overwritten";
    std::filesystem::remove(draft);
  }
  EXPECT_THAT(Tabadul({"map", "suggest", file, "--kind", "training_offer"}).out,
              HasSubstr("kind: training_offer\n"));
  EXPECT_EQ(Tabadul({"map", "suggest", file, "--kind", "ship"}).code, kUsage);
  EXPECT_EQ(Tabadul({"map", "suggest", file, "--country", "Syria"}).code, kUsage);
  EXPECT_EQ(Tabadul({"map", "suggest", "-"}).code, kUsage);
}

TEST_F(CommandLine, VerifySaysWhoseKeysItHasBelieved) {
  const std::string receipts = Write("r", "tabadul-receipts-1\n");
  const std::string keys = Write("keys.json", R"({"keys": [{"keyId": "00"}]})");
  for (const auto& [language, sentence] : std::vector<std::pair<std::string, std::string>>{
           {"en", "were not checked against the hub"},
           {"fr", "n’ont pas été comparées à celles de la plateforme"},
           {"ar", "لم تُقارن بمفاتيح المنصة"}}) {
    const Result own = Tabadul({"verify", receipts, "--json", "--language", language});
    EXPECT_EQ(own.code, kAllIn);
    EXPECT_THAT(own.err, HasSubstr(sentence));
    EXPECT_EQ(nlohmann::json::parse(own.out, nullptr, false)["keysTrusted"], false) << own.out;
    const Result given = Tabadul({"verify", receipts, "--keys", keys, "--json", "--language", language});
    EXPECT_EQ(given.err, "");
    EXPECT_EQ(nlohmann::json::parse(given.out, nullptr, false)["keysTrusted"], true) << given.out;
  }
  EXPECT_EQ(Tabadul({"verify", receipts, "--chain"}).code, kSomeRejected) << "no receipt is no chain";
}

TEST_F(CommandLine, VerifyNamesTheReceiptsThatARestoredHubHasLost) {
  const std::string path = folder_ + "/r";
  harness::ReceiptMint hub;
  std::vector<exchange::v1::ReceiptFileEntry> entries = {hub.Keys(), hub.Next("a", "A")};
  const auto restored = hub.last;
  entries.push_back(hub.Next("b", "B"));
  hub.last = restored;
  ++hub.last.epoch;
  entries.push_back(hub.Next("a", "A"));
  ASSERT_TRUE(harness::AppendReceipts(path, entries).ok());
  const Result lost = Tabadul({"verify", path, "--chain", "--language", "en"});
  EXPECT_EQ(lost.code, kSomeRejected) << lost.err;
  EXPECT_THAT(lost.out, HasSubstr("does not have these receipts of epoch 1 any more: 2."));
  EXPECT_THAT(lost.out, HasSubstr("Push again"));
  const auto document = nlohmann::json::parse(Tabadul({"verify", path, "--json"}).out, nullptr, false);
  EXPECT_EQ(document["sources"][0]["lost"],
            nlohmann::json::parse(R"([{"epoch": 1, "first": 2, "last": 2}])"));
  EXPECT_EQ(document["sources"][0]["toPushAgain"], true);
  ASSERT_TRUE(harness::AppendReceipts(path, {hub.Next("b", "B")}).ok());
  const Result again = Tabadul({"verify", path, "--chain", "--language", "en"});
  EXPECT_EQ(again.code, kAllIn) << again.out;
  EXPECT_THAT(again.out, HasSubstr("acknowledged again since"));
}

TEST_F(CommandLine, VerifySaysThatAReceiptWithoutItsItemsProvesNoRow) {
  const std::string path = folder_ + "/r";
  exchange::v1::Record record;
  record.set_record_id("1");
  auto* title = record.mutable_vacancy()->mutable_title()->add_translations();
  title->set_language("en");
  title->set_text("Nurse");
  harness::ReceiptMint hub;
  const auto receipt = hub.Next("1", evidence::Sha256(client::PayloadOf(record)));
  ASSERT_TRUE(harness::AppendReceipts(path, {hub.Keys(), harness::ReceiptMint::Fetched(receipt)}).ok());
  const std::string row = Write(
      "v.jsonl", R"({"recordId":"1","vacancy":{"title":{"translations":[{"language":"en","text":"Nurse"}]}}})"
                 "\n");
  const Result bare = Tabadul({"verify", path, "--input", row, "--language", "en"});
  EXPECT_EQ(bare.code, kSomeRejected) << bare.err;
  EXPECT_THAT(bare.out, HasSubstr("1 receipt is here without items"));
  EXPECT_THAT(bare.out, HasSubstr("0 of 1 rows"));
  ASSERT_TRUE(harness::AppendReceipts(path, {receipt}).ok());
  const Result whole = Tabadul({"verify", path, "--input", row, "--language", "en"});
  EXPECT_EQ(whole.code, kAllIn) << whole.out;
  EXPECT_THAT(whole.out, Not(HasSubstr("without items")));
}

TEST_F(CommandLine, IssueOverwritesNothing) {
  Write("key.pem", "precious");
  const Result result = Tabadul({"admin", "certificate", "issue", "SY/mosal/pes", "--out", folder_});
  EXPECT_EQ(result.code, kUsage);
  EXPECT_THAT(result.err, HasSubstr("key.pem exists already"));
  std::ifstream in(folder_ + "/key.pem");
  std::string text;
  in >> text;
  EXPECT_EQ(text, "precious");
}

TEST_F(CommandLine, AKeyIsNewEachTimeAndReadableByItsOwnerAlone) {
  const auto one = MakeKeyPair("SY/mosal/pes"), two = MakeKeyPair("SY/mosal/pes");
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_NE(one->key, two->key);
  EXPECT_THAT(one->key, testing::StartsWith("-----BEGIN PRIVATE KEY-----"));
  EXPECT_THAT(one->certificate_request, testing::StartsWith("-----BEGIN CERTIFICATE REQUEST-----"));
  ASSERT_TRUE(WriteNew(folder_ + "/key.pem", one->key, true).ok());
  struct stat info {};
  ASSERT_EQ(stat((folder_ + "/key.pem").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST(Confirm, OnlyTheWordInFullIsAYes) {
  const std::pair<const char*, bool> cases[] = {{"oui\n", true},  {"  oui \n", true}, {"o\n", false},
                                                {"yes\n", false}, {"\n", false},      {"", false}};
  for (const auto& [typed, confirmed] : cases) {
    std::ostringstream out, err;
    std::istringstream answers(typed);
    Session session(out, err, true);
    EXPECT_FALSE(session.Confirm("Sûr ?", "oui")) << "nobody is there";
    session.answers = &answers;
    EXPECT_EQ(session.Confirm("Sûr ?", "oui"), confirmed) << typed;
    EXPECT_EQ(err.str(), "Sûr ?\n");
    EXPECT_EQ(out.str(), "");
  }
}

TEST(Show, RecordsCannotDriveTheTerminal) {
  EXPECT_EQ(Plain("a\x1b[2Jb\nc\u009bd"), "a [2Jb c d");
  EXPECT_EQ(Plain("ممرضة – é"), "ممرضة – é");
}

TEST(Show, PicksTheReadersLanguageThenEnglishThenTheFirst) {
  const auto text = ParseTexts("--name", {"fr=Infirmière", "ar-SA=ممرضة", "en=Nurse"});
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(text->translations(0).language(), "ar-SA");  // sorted, as the contract asks
  EXPECT_EQ(Pick(*text, "ar"), "ممرضة");
  EXPECT_EQ(Pick(*text, "fr"), "Infirmière");
  EXPECT_EQ(Pick(*text, "tr"), "Nurse");
  EXPECT_EQ(Pick(*ParseTexts("--name", {"tr=Hemşire", "fr=Infirmière"}), "ar"), "Infirmière");
  EXPECT_FALSE(ParseTexts("--name", {"Nurse"}).ok());
}

TEST(Show, PayIsARangeOrOneAmountInTheReadersWords) {
  jobs::v1::Pay pay;
  EXPECT_EQ(Show(pay, "en"), "");
  pay.set_maximum("6000");
  pay.set_currency("SAR");
  EXPECT_EQ(Show(pay, "en"), "6000 SAR");
  pay.set_minimum("4000");
  pay.set_unit(jobs::v1::PAY_UNIT_MONTH);
  EXPECT_EQ(Show(pay, "fr"), "4000–6000 SAR / mois");
}

TEST(Show, TimesAreDaysOrRfc3339) {
  EXPECT_EQ(ParseTime("--since", "2026-01-31")->seconds(), 1769817600);
  EXPECT_EQ(ParseTime("--since", "2026-01-31T08:00:00+03:00")->seconds(), 1769817600 + 5 * 3600);
  EXPECT_FALSE(ParseTime("--since", "31/01/2026").ok());
}

TEST(Progress, BarAndClock) {
  EXPECT_EQ(Bar(0, 4), "[    ]   0 %");
  EXPECT_EQ(Bar(0.5, 4), "[##  ]  50 %");
  EXPECT_EQ(Bar(7, 4), "[####] 100 %");
  EXPECT_EQ(Clockwise(absl::Seconds(7)), "0:07");
  EXPECT_EQ(Clockwise(absl::Seconds(3 * 3600 + 5 * 60)), "3:05:00");
}

TEST(Held, IsSaidWithItsReasonsAndWithWhatLetsItClose) {
  exchange::v1::Run run;
  run.set_run_id("0f");
  run.set_to_close(2);
  run.set_guard_limit(20);
  run.set_declared_records(30);
  run.set_named_records(28);
  const auto told = [&](const std::string& language) {
    std::ostringstream out, err;
    Session session(out, err, false);
    session.language = language;
    return HeldText(session, run, "training_offer");
  };
  EXPECT_EQ(
      told("en"),
      "HELD: 2 records would be closed; the export names fewer records than were declared (28 of 30). "
      "Nothing of that was closed. If it is right: tabadul run confirm 0f --closes 2 --kind training_offer");
  for (const char* const language : {"ar", "fr"}) {
    EXPECT_THAT(told(language), testing::AllOf(HasSubstr("28"), HasSubstr("30"), Not(HasSubstr("24"))));
    EXPECT_THAT(told(language), HasSubstr("tabadul run confirm 0f --closes 2 --kind training_offer"));
  }
  run.set_to_close(21);
  EXPECT_THAT(told("en"),
              testing::AllOf(HasSubstr("28 of 30"), HasSubstr("more than 20 closures in 24 hours")));
  run.clear_declared_records();
  for (const uint64_t closures : {21u, 2u}) {  // by themselves, or with what was closed before
    run.set_to_close(closures);
    for (const char* const language : {"ar", "en", "fr"}) {
      EXPECT_THAT(told(language), testing::AllOf(HasSubstr("20"), HasSubstr("24"), Not(HasSubstr("28"))));
    }
  }
}

TEST(Exit, EveryFailureHasItsCode) {
  EXPECT_EQ(ExitOf(Error(common::v1::ERROR_REASON_UNAVAILABLE)), kUnreachable);
  EXPECT_EQ(ExitOf(Error(common::v1::ERROR_REASON_OVERLOADED)), kUnreachable);
  EXPECT_EQ(ExitOf(Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE)), kRefused);
  EXPECT_EQ(ExitOf(Error(common::v1::ERROR_REASON_CERTIFICATE_REVOKED)), kRefused);
  EXPECT_EQ(ExitOf(Error(common::v1::ERROR_REASON_SCOPE_MISSING)), kRefused);
  EXPECT_EQ(ExitOf(Error(common::v1::ERROR_REASON_UNKNOWN_CODE)), kUsage);
  EXPECT_EQ(ExitOf(absl::OkStatus()), kAllIn);
}

}  // namespace
}  // namespace tabadul::cli
