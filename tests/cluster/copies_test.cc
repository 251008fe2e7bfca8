// `tabadul pull` and `watch --to` against the real hub: copies in files and databases, killed in the middle and taken up
// again, proven equal by the hub's marks.
#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>

#include "nlohmann/json.hpp"
#include "tests/cluster/calls.h"
#include "tests/harness/eventually.h"
#include "tests/harness/postgres.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul {
namespace {

using harness::Eventually;
using harness::ReadFile;
using harness::RunResult;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr int kRecords = 6000;  // six pages of the feed

std::string Line(const std::string& id, const std::string& title) {
  const json text = {{"translations", {{{"language", "ar"}, {"text", title}}}}};
  return json{{"recordId", id},
              {"vacancy", {{"title", text}, {"description", text}, {"locations", {{{"country", "SY"}}}}}}}
             .dump() +
         "\n";
}

struct Place {
  const char* name;
  const char* target;  // "sqlite:" before a file's name, "" for postgres
};

std::ostream& operator<<(std::ostream& out, const Place& place) { return out << place.name; }

class Copies : public OnCluster<Copies>, public testing::WithParamInterface<Place> {
 protected:
  static void SetUpTestSuite() {
    OnCluster::SetUpTestSuite();
    std::string lines;
    for (int i = 0; i < kRecords; ++i) lines += Line("r-" + std::to_string(i), "ممرضة " + std::to_string(i));
    Push(lines);
  }

  Copies() : folder_("copies"), gate_("127.0.0.1:" + std::to_string(cluster_->gateway_port())) {
    client::Profile through = *egypt_;
    through.endpoint = "127.0.0.1:" + std::to_string(gate_.port());
    through.language = "en";
    profile_ = folder_.path() + "/profile.yaml";
    std::ofstream(profile_) << client::ToYaml(through);
  }

  static void Push(const std::string& lines, const std::string& source = kSyria) {
    const harness::TemporaryDirectory folder("copies-push");
    const std::string file = folder.path() + "/v.jsonl";
    std::ofstream(file) << lines;
    const RunResult pushed = cluster_->Tabadul(cluster_->Member(source), {"push", file});
    EXPECT_EQ(pushed.exit, 0) << pushed.errors << pushed.output;
  }

  std::string At(const std::string& name) const { return folder_.path() + "/" + name; }
  // Where this test copies to.
  std::string Target() {
    const Place& place = GetParam();
    if (std::string(place.name) == "Postgres") {
      if (!database_) database_.emplace(harness::Postgres::Shared().NewDatabase());
      return "postgres:" + database_->conninfo();
    }
    const std::string target = place.target;
    const size_t colon = target.find(':');
    return colon == std::string::npos ? At(target)
                                      : target.substr(0, colon + 1) + At(target.substr(colon + 1));
  }
  std::string MirrorFile() {
    const std::string target = Target();
    return target.starts_with("sqlite:") ? target.substr(7) : target + ".mirror";
  }
  std::string Sql(const std::string& sql) {
    if (database_) return harness::Postgres::Shared().Sql(database_->name(), sql);
    if (!std::filesystem::exists(MirrorFile())) return "0";
    return harness::RunCommand({"sqlite3", "-cmd", ".timeout 5000", MirrorFile(), sql}).output;
  }
  int Rows() {
    const std::string table = database_ ? "tabadul.vacancy" : "vacancy";
    if (database_ && Sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'tabadul'") != "2") return 0;
    return std::atoi(Sql("SELECT count(*) FROM " + table).c_str());
  }

  json Pull(std::vector<std::string> more = {}, int exit = 0) {
    std::vector<std::string> arguments = {"pull", "--to", Target(), "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const RunResult result = cluster_->Tabadul(profile_, arguments);
    EXPECT_EQ(result.exit, exit) << result.errors.substr(0, 2000) << result.output.substr(0, 2000);
    const json document = json::parse(result.output, nullptr, false);
    EXPECT_TRUE(document.is_object()) << result.output.substr(0, 2000);
    return document.is_object() ? document : json::object();
  }
  json Reconcile(const std::string& state, int exit) {
    const RunResult result = cluster_->Tabadul(profile_, {"reconcile", "--state", state, "--json"});
    EXPECT_EQ(result.exit, exit) << result.errors.substr(0, 2000) << result.output.substr(0, 2000);
    const json document = json::parse(result.output, nullptr, false);
    EXPECT_TRUE(document.is_object()) << result.output.substr(0, 2000);
    return document.is_object() ? document : json::object();
  }
  static void ExpectProven(const json& pulled, int open) {
    EXPECT_EQ(pulled.value("open", -1), open) << pulled.dump();
    EXPECT_EQ(pulled["unequal"], json::array()) << pulled.dump();
    EXPECT_THAT(pulled["equal"].dump(), HasSubstr(kSyria));
  }

  const harness::TemporaryDirectory folder_;
  harness::TcpGate gate_;
  std::string profile_;
  std::optional<harness::Postgres::Database> database_;
};

TEST_P(Copies, AreTakenUpAfterEachKillAndProvenEqualAtTheEnd) {
  gate_.Slice(8192, absl::Milliseconds(15));
  int held = 0;
  for (int kill = 0; kill < 4; ++kill) {
    harness::Process pull(
        {.argv = cluster_->TabadulCommand(profile_, {"pull", "--to", Target(), "--source", kSyria}),
         .log = At("log")});
    ASSERT_TRUE(Eventually([&] { return Rows() > held || !pull.Running(); }, absl::Seconds(60)))
        << harness::Tail(At("log"));
    ASSERT_TRUE(pull.Running()) << "it ended before it could be killed: " << harness::Tail(At("log"));
    pull.Kill();
    EXPECT_GE(Rows(), held) << "a kill has lost what was there";
    held = Rows();
  }
  std::printf("killed four times, the last at %d of %d rows\n", held, kRecords);
  EXPECT_LT(held, kRecords);
  gate_.Pass();
  const json pulled = Pull({"--source", kSyria});
  ExpectProven(pulled, kRecords);
  EXPECT_LE(pulled.value("changes", 0), kRecords - held) << "it began anew";
  EXPECT_EQ(Rows(), kRecords);
}

TEST_P(Copies, BringWhatChangedSinceAndForgetWhatWasErased) {
  const json first = Pull({"--source", kSyria});
  ExpectProven(first, kRecords);
  const std::string late = std::string("late-") + GetParam().name;  // erased below, for ever
  Push(Line("r-0", "رئيسة الممرضات") + Line(late, "لحّام"));
  const auto syria = Known(*syria_);
  exchange::v1::PushItem erase, close;
  erase.mutable_erase()->mutable_key()->set_record_id(late);
  close.mutable_close()->mutable_key()->set_record_id("r-1");
  ASSERT_TRUE(BatchPush(*syria, kSyria, {close}).ok());

  const json second = Pull({"--source", kSyria});
  ExpectProven(second, kRecords);  // one more, one closed
  EXPECT_EQ(second["changes"], 3);
  EXPECT_EQ(Rows(), kRecords + 1);
  ASSERT_TRUE(BatchPush(*syria, kSyria, {erase}).ok());
  ExpectProven(Pull({"--source", kSyria}), kRecords - 1);
  EXPECT_EQ(Rows(), kRecords);
  if (!database_) {
    std::string bytes;
    for (const auto& file : std::filesystem::directory_iterator(folder_.path()))
      bytes += ReadFile(file.path());
    EXPECT_THAT(bytes, HasSubstr("رئيسة الممرضات"));
    EXPECT_EQ(bytes.find("لحّام"), std::string::npos) << "the erased text is still on the disk";
  }
  Push(Line("r-0", "ممرضة 0") + Line("r-1", "ممرضة 1"));  // as the other tests expect it
}

TEST_P(Copies, ThatWereChangedByHandAreNotProvenUntilTheyAreReadAnew) {
  ExpectProven(Pull({"--source", kSyria}), kRecords);
  Sql(std::string("DELETE FROM ") + (database_ ? "tabadul.vacancy" : "vacancy") + " WHERE record_id = 'r-7'");
  const json wrong = Pull({"--source", kSyria}, 1);
  EXPECT_EQ(wrong["unequal"], json::array({kSyria}));
  ExpectProven(Pull({"--source", kSyria, "--anew"}), kRecords);
}

TEST_P(Copies, AreReconciledWithTheHubAndEachRowThatWasDamagedIsNamed) {
  ExpectProven(Pull({"--source", kSyria}), kRecords);
  const json equal = Reconcile(Target(), 0);
  EXPECT_EQ(equal["source"], kSyria);
  EXPECT_EQ(equal["proven"], true) << equal.dump();
  EXPECT_EQ(equal["recordsHere"], kRecords);
  const std::string table = database_ ? "tabadul.vacancy" : "vacancy";
  Sql("DELETE FROM " + table + " WHERE record_id = 'r-7'");
  Sql("UPDATE " + table + " SET payload = digest WHERE record_id = 'r-8'");  // no payload at all any more
  const json differ = Reconcile(Target(), 1);
  std::map<std::string, std::string> found;
  for (const json& one : differ["differences"]) found[one["recordId"]] = one["only"];
  const std::map<std::string, std::string> expected = {{"r-7", "hub"}, {"r-8", "other"}};
  EXPECT_EQ(found, expected) << differ.dump();
  ExpectProven(Pull({"--source", kSyria, "--anew"}), kRecords);
  EXPECT_EQ(Reconcile(Target(), 0)["proven"], true);
}

INSTANTIATE_TEST_SUITE_P(Places, Copies,
                         testing::Values(Place{"Csv", "out.csv"}, Place{"Jsonl", "out.jsonl"},
                                         Place{"Sqlite", "sqlite:out.db"}, Place{"Postgres", ""}),
                         [](const auto& test) { return test.param.name; });

// What is the same wherever the copy is.
class CopiedTables : public Copies {};
INSTANTIATE_TEST_SUITE_P(Places, CopiedTables, testing::Values(Place{"Csv", "out.csv"}),
                         [](const auto& test) { return test.param.name; });

TEST_P(CopiedTables, OfTheDefaultColumnsCanBePushedAgain) {
  const json pulled = Pull({"--source", kSyria});
  EXPECT_EQ(pulled["rows"], kRecords);
  EXPECT_EQ(pulled["notCarried"], json::object());
  const RunResult again =
      cluster_->Tabadul(cluster_->Member(kSyria),
                        {"push", At("out.csv"), "--mapping", "data/mappings/columns/vacancy.yaml", "--json"});
  const json pushed = json::parse(again.output, nullptr, false);
  EXPECT_EQ(pushed["unchanged"], kRecords) << again.output << again.errors.substr(0, 1000);
}

TEST_P(CopiedTables, InTheColumnsOfTheMinistrysOwnFileComeBackUnchanged) {
  const std::string mapping = At("own.yaml"), own = At("own.csv");
  std::ofstream(mapping)
      << "kind: vacancy\nexport: changes\ninput: {format: csv, delimiter: \";\", encoding: "
         "windows-1256}\nlanguage: ar\nid: {column: الرقم, prefix: own-}\nfields:\n  title: المسمى\n"
         "  description: الوصف\n  locations[0].country: {column: البلد, map: {سوريا: SY, مصر: EG}}\n"
         "  offering_type: {column: العقد, map: {دائم: DIRECT_HIRE, مؤقت: TEMPORARY}}\n"
         "  published: {column: التاريخ, date: dd/mm/yyyy}\n";
  std::ofstream(own)
      << "\xC7\xE1\xD1\xDE\xE3;\xC7\xE1\xE3\xD3\xE3\xEC;\xC7\xE1\xE6\xD5\xDD;\xC7\xE1\xC8\xE1\xCF;"
         "\xC7\xE1\xDA\xDE\xCF;\xC7\xE1\xCA\xC7\xD1\xED\xCE\r\n"
         "1;\xE3\xE3\xD1\xD6\xC9;\"\xD1\xDA\xC7\xED\xC9; \xE1\xED\xE1\xC7\";\xD3\xE6\xD1\xED\xC7;"
         "\xCF\xC7\xC6\xE3;31/01/2026\r\n";
  const std::string member = cluster_->Member("SY/mosal/own");
  const RunResult pushed = cluster_->Tabadul(member, {"push", own, "--mapping", mapping, "--json"});
  ASSERT_EQ(json::parse(pushed.output)["created"], 1) << pushed.output << pushed.errors;
  const json pulled = Pull({"--source", "SY/mosal/own", "--mapping", mapping});
  EXPECT_EQ(pulled["rows"], 1);
  EXPECT_EQ(pulled["notCarried"], json::object());
  EXPECT_EQ(ReadFile(At("out.csv")), ReadFile(own));
}

TEST_P(CopiedTables, AreNeverHalfThereWhileTheyAreWatched) {
  constexpr char kSmall[] = "SY/mosal/small";
  constexpr int kRows = 200;
  std::string lines;
  for (int i = 0; i < kRows; ++i) lines += Line("r-" + std::to_string(i), "عامل");
  Push(lines, kSmall);
  Pull({"--source", kSmall});
  harness::Process watch(
      {.argv = cluster_->TabadulCommand(profile_, {"watch", "--to", Target(), "--source", kSmall}),
       .log = At("log")});
  for (int round = 0; round < 3; ++round) {
    const std::string title = "عامل " + std::to_string(round);
    Push(Line("r-0", title), kSmall);
    EXPECT_TRUE(Eventually(
        [&] {
          const std::string text = ReadFile(At("out.csv"));
          const auto rows = std::count(text.begin(), text.end(), '\n');
          EXPECT_EQ(rows, kRows + 1) << "a reader has seen a part of the table";
          return text.find(title) != std::string::npos;
        },
        absl::Seconds(40)))
        << title << harness::Tail(At("log"));
  }
  watch.Signal(SIGTERM);
  EXPECT_EQ(watch.Wait(absl::Seconds(20)), 0) << harness::Tail(At("log"));
  EXPECT_THAT(ReadFile(At("log")), HasSubstr("Proven"));
}

// What `watch --state` keeps is a log of the feed: of each record its last line counts.
TEST_P(CopiedTables, AFeedThatIsKeptIsReconciledToo) {
  constexpr char kFed[] = "SY/mosal/fed";
  const std::string feed = At("feed.jsonl");
  const auto watch = [&] {
    const RunResult watched =
        cluster_->Tabadul(profile_, {"watch", "--until-mark", "--state", feed, "--source", kFed});
    EXPECT_EQ(watched.exit, 0) << watched.errors;
  };
  Push(Line("a", "عامل") + Line("b", "عامل") + Line("c", "عامل"), kFed);
  watch();
  Push(Line("a", "عاملة"), kFed);
  watch();
  EXPECT_EQ(Reconcile(feed, 0)["proven"], true);
  const RunResult erased = cluster_->Tabadul(cluster_->Member(kFed), {"erase", "c", "--yes"});
  ASSERT_EQ(erased.exit, 0) << erased.errors;
  EXPECT_THAT(ReadFile(feed), HasSubstr("\"recordId\":\"c\""));
  watch();
  EXPECT_THAT(ReadFile(feed), Not(HasSubstr("\"recordId\":\"c\"")));
  EXPECT_THAT(ReadFile(feed), HasSubstr("\"recordId\":\"a\""));
  EXPECT_EQ(Reconcile(feed, 0)["proven"], true);
  Push(Line("b", "عاملة"), kFed);
  const json behind = Reconcile(feed, 1);
  ASSERT_EQ(behind["differences"].size(), 1u) << behind.dump();
  EXPECT_EQ(behind["differences"][0]["recordId"], "b");
  const RunResult said = cluster_->Tabadul(profile_, {"reconcile", "--state", feed, "--language", "en"});
  EXPECT_THAT(said.errors, HasSubstr("tabadul watch --until-mark --state " + feed));
  EXPECT_THAT(said.errors, Not(HasSubstr("--anew")));
  const RunResult nothing =
      cluster_->Tabadul(profile_, {"reconcile", "--state", At("none.csv"), "--language", "en"});
  EXPECT_EQ(nothing.exit, 2);
  EXPECT_THAT(nothing.errors, HasSubstr("none.csv.mirror does not exist"));
  const RunResult other = cluster_->Tabadul(
      profile_, {"reconcile", "--state", feed, "--kind", "training_offer", "--language", "en"});
  EXPECT_EQ(other.exit, 2);
  EXPECT_THAT(other.errors, HasSubstr("holds no records"));
}

TEST_P(CopiedTables, OfASelectionThatHasNoProofSaySo) {
  const RunResult pulled =
      cluster_->Tabadul(profile_, {"pull", "--to", Target(), "--country", "SY", "--language", "en"});
  EXPECT_EQ(pulled.exit, 0) << pulled.errors;
  EXPECT_THAT(pulled.errors, HasSubstr("no proof of equality"));
  EXPECT_THAT(pulled.errors, Not(HasSubstr("Proven")));
  // The selection belongs to the copy.
  const RunResult other = cluster_->Tabadul(profile_, {"pull", "--to", Target(), "--country", "EG"});
  EXPECT_EQ(other.exit, 2) << other.errors;
  EXPECT_THAT(other.errors, HasSubstr("another selection"));
}

TEST_P(CopiedTables, WhereNobodyAnswersAreResumable) {
  gate_.StopAccepting();
  gate_.CloseAll();
  client::Profile nobody = *egypt_;
  nobody.endpoint = "127.0.0.1:1";
  const std::string profile = At("nobody.yaml");
  std::ofstream(profile) << client::ToYaml(nobody);
  harness::Process pull(
      {.argv = cluster_->TabadulCommand(profile, {"pull", "--to", Target()}), .log = At("log")});
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(MirrorFile()); }));
  pull.Signal(SIGINT);
  EXPECT_EQ(pull.Wait(absl::Seconds(20)), 4) << harness::Tail(At("log"));
  EXPECT_FALSE(std::filesystem::exists(At("out.csv")));
}

}  // namespace
}  // namespace tabadul
