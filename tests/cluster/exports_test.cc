// A ministry's full exports through the command and the real hub: what they close, what is held, what the receipts prove,
// and that both sides hold the same.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "lib/client/receipt_file.h"
#include "lib/evidence/receipt.h"
#include "nlohmann/json.hpp"
#include "tabadul/exchange/v1/run.pb.h"
#include "tests/cluster/calls.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::RunResult;
using nlohmann::json;
using testing::HasSubstr;

constexpr char kMapping[] =
    "kind: vacancy\nexport: full\ninput: {format: csv}\nlanguage: fr\nid: {column: ref}\nfields:\n"
    "  title: title\n  description: title\n  locations[0].country: {constant: SY}\n  positions: places\n";

class Exports : public OnCluster<Exports> {
 protected:
  Exports() : folder_("exports") { Write("mapping.yaml", kMapping); }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(At(name)) << text;
    return At(name);
  }
  std::string At(const std::string& name) const { return folder_.path() + "/" + name; }
  // An export of these references.
  std::string Export(int from, int to, const std::string& title = "Soudeur") const {
    std::string csv = "ref,title,places\n";
    for (int i = from; i < to; ++i) csv += std::to_string(i) + "," + title + ",1\n";
    return Write("export.csv", csv);
  }
  RunResult Tabadul(std::vector<std::string> arguments,
                    const std::string& scopes = "vacancy.write,vacancy.read,vacancy.confirm") {
    return cluster_->Tabadul(cluster_->Member(source_, scopes), std::move(arguments));
  }
  json Json(std::vector<std::string> arguments, int exit) {
    arguments.push_back("--json");
    const RunResult result = Tabadul(std::move(arguments));
    EXPECT_EQ(result.exit, exit) << result.output << result.errors;
    return json::parse(result.output, nullptr, false);
  }
  json Push(const std::string& file, int exit) {
    return Json({"push", file, "--mapping", At("mapping.yaml")}, exit);
  }
  json Reconcile(const std::string& file, int exit) {
    return Json({"reconcile", file, "--mapping", At("mapping.yaml")}, exit);
  }

  // As if the source had last been heard from so much earlier.
  void Age(const std::string& interval) const {
    const RunResult aged =
        Sql(fmt::format("UPDATE vacancy_activity SET received = received - interval '{}' WHERE source = '{}'",
                        interval, source_));
    ASSERT_EQ(aged.exit, 0) << aged.errors;
  }
  RunResult Sql(const std::string& statement) const {
    return harness::RunCommand({"psql", "-qAtX",
                                fmt::format("host={} dbname=jobs user=jobs passfile={}/secrets/jobs.pgpass",
                                            cluster_->Value("PG_DIR"), cluster_->directory()),
                                "-c", statement});
  }

  const harness::TemporaryDirectory folder_;
  // Each test has a source of its own.
  const std::string source_ =
      "SY/mosal/s" + std::to_string(testing::UnitTest::GetInstance()->current_test_info()->line());
};

TEST_F(Exports, AnExportClosesWhatItNoLongerNamesAndBothSidesProveThatTheyAreEqual) {
  EXPECT_EQ(Push(Export(0, 50), 0)["run"]["state"], "DONE");
  const json second = Push(Export(5, 52), 0);
  EXPECT_EQ(second["created"], 2);
  EXPECT_EQ(second["unchanged"], 45);
  EXPECT_EQ(second["run"]["closed"], 5);
  const json equal = Reconcile(Export(5, 52), 0);
  EXPECT_EQ(equal["proven"], true);
  EXPECT_EQ(equal["recordsAtHub"], 47);
  // An edit that was not pushed, a row too much, a row too little.
  std::string edited = Export(6, 53);
  const std::string text = harness::ReadFile(edited);
  Write("export.csv", "ref,title,places\n6,Plombier,1\n" + text.substr(text.find("7,Soudeur")));
  const json differ = Reconcile(edited, 1);
  std::map<std::string, std::string> found;
  for (const json& one : differ["differences"]) found[one["recordId"]] = one["only"];
  const std::map<std::string, std::string> expected = {{"5", "hub"}, {"6", "other"}, {"52", "here"}};
  EXPECT_EQ(found, expected);
}

TEST_F(Exports, ASmallExportGoesInOneCallAndALargerOneClosesNothing) {
  const auto batch = [this](const std::string& file, int exit) {
    return Json({"push", file, "--mapping", At("mapping.yaml"), "--batch"}, exit);
  };
  batch(Export(0, 30), 0);
  const json second = batch(Export(1, 30), 0);
  EXPECT_EQ(second["unchanged"], 29);
  EXPECT_EQ(second["run"]["state"], "DONE");
  EXPECT_EQ(second["run"]["closed"], 1);
  const json third = batch(Export(2, 1003), 2);
  EXPECT_EQ(third["run"]["state"], "OPEN");
  EXPECT_EQ(third["created"], 0);
  EXPECT_EQ(Reconcile(Export(1, 30), 0)["proven"], true);
}

TEST_F(Exports, AnExportThatIsNotReadToItsEndClosesNothing) {
  Push(Export(0, 5), 0);
  const std::string file =
      Write("export.csv", "ref,title,places\n0,Soudeur,many\n1,Soudeur,1\n2,Soudeur,1\n");
  std::filesystem::create_directory(file + ".rejects.csv.part");
  const json stopped = Push(file, 2);
  EXPECT_EQ(stopped["run"]["state"], "OPEN") << "the row has nowhere to go, so the rest was not read";
  EXPECT_EQ(Reconcile(Export(0, 5), 0)["proven"], true);
}

TEST_F(Exports, AnEmptyExportIsHeldUntilItsCountIsConfirmed) {
  Push(Export(0, 60), 0);
  const json held = Push(Export(0, 0), 5);
  EXPECT_EQ(held["run"]["state"], "HELD");
  EXPECT_EQ(held["run"]["toClose"], 60);
  EXPECT_EQ(Reconcile(Export(0, 60), 0)["proven"], true) << "nothing was closed";
  const std::string run = held["run"]["runId"];
  const RunResult wrong = Tabadul({"run", "confirm", run, "--closes", "7"});
  EXPECT_EQ(wrong.exit, 3);
  EXPECT_THAT(wrong.errors, HasSubstr("60"));
  const RunResult denied = cluster_->Tabadul(cluster_->Member(source_ + "-x", "vacancy.write,vacancy.read"),
                                             {"run", "confirm", run, "--closes", "60"});
  EXPECT_EQ(denied.exit, 3) << "neither its owner nor one who may confirm";
  EXPECT_EQ(Tabadul({"run", "confirm", run, "--closes", "60"}).exit, 0);
  EXPECT_TRUE(harness::Eventually([&] {
    return Json({"run", "show", run}, 0)["state"] == "RUN_STATE_DONE";
  }));
  EXPECT_EQ(Json({"run", "show", run}, 0)["closed"], "60");
  EXPECT_THAT(Tabadul({"run", "list"}).output, HasSubstr(run));
}

TEST_F(Exports, ARunThatIsHeldIsShownWithWhatHoldsItAndGivenUp) {
  Push(Export(0, 30), 0);
  const RunResult held = Tabadul({"push", Export(0, 28), "--mapping", At("mapping.yaml"), "--records", "30"});
  EXPECT_EQ(held.exit, 5);
  EXPECT_THAT(held.output, HasSubstr("2 records would be closed; the export names fewer records than were "
                                     "declared (28 of 30). Nothing"));
  const RunResult listed = Tabadul({"run", "list"});
  EXPECT_THAT(listed.output,
              HasSubstr("30 records declared; 28 named: 28 taken, 0 kept as they are; 28 items"));
  EXPECT_THAT(listed.output, HasSubstr("to close 2, closed 0; more than 20 in 24 hours are held"));
  const std::string run = Json({"run", "list"}, 0)["runs"][0]["runId"];
  const RunResult others = cluster_->Tabadul(cluster_->Member(source_ + "-x"), {"run", "abandon", run});
  EXPECT_EQ(others.exit, 3);
  EXPECT_EQ(Json({"run", "abandon", run}, 0)["state"], "RUN_STATE_ABANDONED");
  EXPECT_THAT(Tabadul({"run", "abandon", run}).output, HasSubstr("abandoned")) << "as the first time";
  EXPECT_EQ(Reconcile(Export(0, 30), 0)["proven"], true) << "nothing was closed";
  const RunResult late = Tabadul({"run", "confirm", run, "--closes", "2"});
  EXPECT_EQ(late.exit, 3);
  EXPECT_THAT(late.errors, HasSubstr("ABANDONED"));
  // Who did it stands in the log.
  const auto logged = [&] {
    std::istringstream lines(cluster_->Log("jobs"));
    for (std::string line; std::getline(lines, line);) {
      const json entry = json::parse(line, nullptr, false);
      if (!entry.is_object()) continue;
      if (entry.value("event", "") == "run_abandoned" && entry.value("run", "") == run)
        return entry.value("by", "");
    }
    return std::string();
  };
  EXPECT_TRUE(harness::Eventually([&] { return logged() == source_; }));
  // Closures by themselves, over the guard.
  std::vector<std::string> close = {"close"};
  for (int i = 0; i < 21; ++i) close.push_back(std::to_string(i));
  EXPECT_EQ(Tabadul(close).exit, 5);
  EXPECT_THAT(Tabadul({"run", "list"}).output, HasSubstr("begun by the hub"));
}

TEST_F(Exports, TheNewestRunsAreListedAndInJsonAll) {
  constexpr int kRuns = 101;  // one more than a page
  const auto channel = Known(Member(source_, "vacancy.write,vacancy.read,vacancy.confirm"));
  exchange::v1::BeginRunRequest begin;
  begin.set_source(source_);
  exchange::v1::BeginRunResponse begun;
  for (int i = 0; i < kRuns; ++i) {
    const absl::Status status =
        channel->Unary(Soon(), "/tabadul.jobs.v1.VacancyExchangeService/BeginRun", begin, &begun);
    ASSERT_TRUE(status.ok()) << status;
  }
  const RunResult listed = Tabadul({"run", "list"});
  EXPECT_EQ(listed.exit, 0) << listed.errors;
  EXPECT_THAT(listed.output, HasSubstr(begun.run().run_id()));
  EXPECT_THAT(listed.output, HasSubstr("older ones; --json names them all"));
  const RunResult all = Tabadul({"run", "list", "--json"});
  std::istringstream pages(all.output);
  size_t runs = 0;
  for (std::string page; std::getline(pages, page);) runs += json::parse(page, nullptr, false)["runs"].size();
  EXPECT_EQ(runs, kRuns);
}

TEST_F(Exports, SeveralRecordsAreShownAndWhatIsNotThereIsNamed) {
  Push(Export(0, 2), 0);
  // One document a line: the records, then what is missing.
  const auto get = [&](std::vector<std::string> ids, int exit) {
    ids.insert(ids.begin(), {"get", "--json"});
    const RunResult result = Tabadul(std::move(ids));
    EXPECT_EQ(result.exit, exit) << result.output << result.errors;
    std::vector<json> documents;
    std::istringstream lines(result.output);
    for (std::string line; std::getline(lines, line);) documents.push_back(json::parse(line, nullptr, false));
    return documents;
  };
  const auto own = get({"0", "nowhere", "1", "--source", source_}, 1);
  ASSERT_EQ(own.size(), 3u);
  EXPECT_EQ(own[1]["record"]["recordId"], "1");
  EXPECT_EQ(own[2]["missing"], json::array({"nowhere"}));
  const std::string first = own[0]["hubId"], second = own[1]["hubId"], unknown(32, '0');
  const auto shown = get({second, unknown, first}, 1);
  ASSERT_EQ(shown.size(), 3u);
  EXPECT_EQ(shown[0]["hubId"], second) << "in the order asked";
  EXPECT_EQ(shown[1]["hubId"], first);
  EXPECT_EQ(shown[2]["missing"], json::array({unknown}));
  EXPECT_EQ(get({first, second}, 0).size(), 2u);
  EXPECT_EQ(get({unknown, std::string(32, '1')}, 3).size(), 1u) << "nothing was found";
  const RunResult told = Tabadul({"get", first, unknown, "--language", "fr"});
  EXPECT_EQ(told.exit, 1);
  EXPECT_THAT(told.output, HasSubstr("Soudeur"));
  EXPECT_THAT(told.errors, HasSubstr("« " + unknown + " »"));
}

// The hub cannot know what a database that was killed has forgotten of the run.
TEST_F(Exports, AnExportInWhichTheDatabaseIsKilledIsSentAgainByItself) {
  Push(Export(0, 50), 0);
  const std::string file = Export(5, 4000);
  auto pushed = std::async(std::launch::async, [&] {
    return Tabadul({"push", file, "--mapping", At("mapping.yaml"), "--json"});
  });
  const std::string begun = fmt::format(
      "SELECT count(*) FROM vacancy_run WHERE source = '{}' AND state = 1 AND items > 200", source_);
  ASSERT_TRUE(harness::Eventually([&] { return Sql(begun).output == "1\n"; }));
  cluster_->Kill("postgres");
  cluster_->Start("postgres");
  const RunResult result = pushed.get();
  EXPECT_EQ(result.exit, 0) << result.output << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("sent again from its beginning"));
  const json report = json::parse(result.output, nullptr, false);
  EXPECT_EQ(report["run"]["state"], "DONE") << result.output;
  EXPECT_EQ(report["run"]["closed"], 5);
  EXPECT_EQ(Reconcile(file, 0)["proven"], true);
}

TEST_F(Exports, AMinistrySeesWhetherItsDataIsIn) {
  EXPECT_EQ(Tabadul({"source", "status"}).exit, 3) << "nothing was ever heard of it";
  ASSERT_EQ(Tabadul({"push", Export(0, 50), "--mapping", At("mapping.yaml"), "--records", "50"}).exit, 0);
  const json status = Json({"source", "status"}, 0)["sources"][0];
  EXPECT_EQ(status["freshness"], "FRESHNESS_NO_PROMISE");
  EXPECT_EQ(status["openRecords"], "50");
  EXPECT_EQ(status["report"]["completeness"], 1000);
  EXPECT_EQ(status["report"]["lastDay"]["answeredItems"], "50");
  EXPECT_EQ(Json({"source", "promise", "1d"}, 0)["promisedInterval"], "86400s");
  EXPECT_EQ(Json({"source", "status"}, 0)["sources"][0]["freshness"], "FRESHNESS_CURRENT");
  Age("25 hours");
  EXPECT_EQ(Json({"source", "status"}, 1)["sources"][0]["freshness"], "FRESHNESS_LATE");
  Age("24 hours");
  const RunResult silent = Tabadul({"source", "status", "--kind", "vacancy"});
  EXPECT_EQ(silent.exit, 1);
  EXPECT_THAT(silent.output, HasSubstr("SILENT"));
  EXPECT_THAT(silent.output, HasSubstr("24h"));
  EXPECT_THAT(silent.output, HasSubstr("not heard from for: 2d1h"));
  EXPECT_THAT(silent.output, HasSubstr("50 items answered, 0 rejected (0.0 %)"));
  EXPECT_THAT(
      silent.output,
      HasSubstr("50 records: 50 taken, 0 kept as they are (no record could be made of their rows), 0 not "
                "taken; 50 declared, 100.0 % of them taken"));
  EXPECT_EQ(Tabadul({"push", Export(0, 0), "--mapping", At("mapping.yaml")}).exit, 5);
  const RunResult held = Tabadul({"source", "status"});
  EXPECT_EQ(held.exit, 5);
  EXPECT_THAT(
      held.output,
      HasSubstr("50 records would be closed; more than 20 closures in 24 hours need a confirmation."));
  EXPECT_THAT(held.output, HasSubstr("tabadul run confirm"));
  // Another member is told what everybody is.
  const RunResult other = cluster_->Tabadul(cluster_->Member(source_ + "-x"), {"source", "list"});
  EXPECT_THAT(other.output, HasSubstr(source_ + "  50 open records"));
  const RunResult theirs =
      cluster_->Tabadul(cluster_->Member(source_ + "-x"), {"source", "status", source_, "--json"});
  EXPECT_EQ(theirs.exit, 0) << theirs.errors;
  EXPECT_EQ(theirs.output.find("report"), std::string::npos) << theirs.output;
  EXPECT_EQ(
      cluster_->Tabadul(cluster_->Member(source_ + "-x"), {"source", "promise", "1h", "--source", source_})
          .exit,
      3);
  EXPECT_EQ(Tabadul({"source", "promise", "soon"}).exit, 2);
  EXPECT_EQ(Tabadul({"source", "promise", "1s"}).exit, 2);
}

TEST_F(Exports, AnOwnerSeesWhoHasNotDeletedWhatItErased) {
  Push(Export(0, 3), 0);
  const std::string reader = cluster_->Member(source_ + "-x");
  const auto pull = [&] {
    return cluster_->Tabadul(reader, {"pull", "--to", "sqlite:" + At("copy.db"), "--source", source_});
  };
  ASSERT_EQ(pull().exit, 0);
  const json copies = json::parse(cluster_->Tabadul(reader, {"follower", "list", "--json"}).output);
  ASSERT_EQ(copies["followers"].size(), 1u);
  const std::string name = copies["followers"][0]["follower"];
  EXPECT_TRUE(name.starts_with("copy-")) << name;
  ASSERT_EQ(Tabadul({"erase", "1", "--yes"}).exit, 0);
  const auto waits = [&] {
    const json newest = Json({"source", "erasures"}, 0)["erasures"][0];
    const json waiting = newest.value("waitingOrganisations", json::array());
    return std::find(waiting.begin(), waiting.end(), "SY/mosal") != waiting.end();
  };
  EXPECT_TRUE(waits());
  const auto list = [&] {
    return json::parse(cluster_->Tabadul(reader, {"follower", "list", "--json"}).output);
  };
  const auto number = [](const json& text) { return std::stoull(text.get<std::string>()); };
  const uint64_t erased_below = number(list()["head"]);  // other tests' records go on
  ASSERT_EQ(pull().exit, 0);
  const json now = list();
  EXPECT_EQ(now["followers"].size(), 1u) << "the same copy";
  EXPECT_GE(number(now["followers"][0]["confirmedSequence"]), erased_below);
  // Other tests' copies of SY/mosal may be waited for still.
  EXPECT_EQ(cluster_->Tabadul(reader, {"follower", "forget", name}).exit, 0);
  EXPECT_EQ(cluster_->Tabadul(reader, {"follower", "forget", name}).exit, 3);
}

TEST_F(Exports, ARowThatCannotBeReadClosesNothingOfWhatItMayBe) {
  Push(Export(0, 10), 0);
  // A value that is wrong, under an id that is readable: that record stays.
  const json named = Push(Write("export.csv", "ref,title,places\n1,Soudeur,1\n2,Soudeur,many\n"), 1);
  EXPECT_EQ(named["rejected"], 1);
  EXPECT_EQ(named["run"]["closed"], 8);
  EXPECT_THAT(Tabadul({"source", "status"}).output, HasSubstr("2 records: 1 taken, 1 kept as they are"));
  Push(Export(0, 10), 0);
  // No id at all: it may be any of them.
  const json nameless = Push(Write("export.csv", "ref,title,places\n1,Soudeur,1\n,Soudeur,1\n"), 1);
  EXPECT_EQ(nameless["run"]["closed"], 0);
  EXPECT_EQ(nameless["run"]["unreadableRows"], 1);
  EXPECT_THAT(Tabadul({"source", "status"}).output, HasSubstr("; 1 rows without a readable id"));
}

TEST_F(Exports, ReceiptsProveOfflineEachRowThatTheHubHasTaken) {
  const std::string file = Export(0, 700);
  EXPECT_EQ(Push(file, 0)["receiptsFile"], file + ".receipts");
  // Without any profile, and so without the hub.
  const auto verify = [&](std::vector<std::string> more, int exit) {
    std::vector<std::string> arguments = {"verify", file + ".receipts"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.push_back("--json");
    const RunResult result = cluster_->Tabadul(At("no-profile.yaml"), arguments);
    EXPECT_EQ(result.exit, exit) << result.output << result.errors;
    return json::parse(result.output, nullptr, false);
  };
  const json all = verify({"--input", file, "--mapping", At("mapping.yaml")}, 0);
  EXPECT_EQ(all["input"]["proven"], 700);
  EXPECT_EQ(all["sources"][0]["items"]["CREATED"], 700);
  EXPECT_EQ(all["sources"][0]["absent"], 0);
  EXPECT_EQ(all["keysTrusted"], false) << "those of the file";
  Push(Export(0, 690), 0);
  const json shorter = verify({}, 0);
  EXPECT_EQ(shorter["sources"][0]["items"]["UNCHANGED"], 690);
  const json lacking = verify({"--input", Export(0, 701), "--mapping", At("mapping.yaml")}, 1);
  EXPECT_EQ(lacking["input"]["missing"], json::array({"700"}));
  // One byte changed in the file, and its receipt is not believed.
  std::string bytes = harness::ReadFile(file + ".receipts");
  bytes[bytes.size() - 40] ^= 1;
  std::ofstream(file + ".receipts", std::ios::binary) << bytes;
  EXPECT_NE(cluster_->Tabadul(At("no-profile.yaml"), {"verify", file + ".receipts"}).exit, 0);
  EXPECT_THAT(Tabadul({"keys"}).output, HasSubstr("jobs"));
}

// A file of receipts, as its holder treats it.
class ReceiptFiles : public Exports {
 protected:
  using Entry = exchange::v1::ReceiptFileEntry;
  std::vector<Entry> Read() const {
    std::vector<Entry> entries;
    const auto read = client::ReadReceipts(file_, [&](const Entry& entry) {
      entries.push_back(entry);
      return absl::OkStatus();
    });
    EXPECT_TRUE(read.ok()) << read.status();
    return entries;
  }
  void WriteAnew(const std::vector<Entry>& entries) const {
    std::filesystem::remove(file_);
    const auto writer = client::ReceiptWriter::Open(file_);
    ASSERT_TRUE(writer.ok()) << writer.status();
    for (const Entry& entry : entries) EXPECT_TRUE((*writer)->Add(entry).ok());
  }
  static exchange::v1::ReceiptBody BodyOf(const Entry& entry) {
    exchange::v1::ReceiptBody body;
    EXPECT_TRUE(body.ParseFromString(entry.receipted().receipt().body()));
    return body;
  }
  json Fetch() { return Json({"receipts", "fetch", file_}, 0); }
  // Without any profile, and so without the hub.
  json Verify(std::vector<std::string> more, int exit) const {
    more.insert(more.begin(), {"verify", file_, "--json"});
    const RunResult result = cluster_->Tabadul(At("no-profile.yaml"), more);
    EXPECT_EQ(result.exit, exit) << result.output << result.errors;
    return json::parse(result.output, nullptr, false);
  }
  std::string HubKeys() { return Write("keys.json", Tabadul({"keys", "--json"}).output); }

  const std::string file_ = At("export.csv.receipts");
};

TEST_F(ReceiptFiles, ReceiptsThatWereLostAreFetchedAndTheirChainIsProven) {
  for (const char* const title : {"Soudeur", "Plombier", "Peintre", "Maçon"}) Push(Export(0, 40, title), 0);
  const std::vector<std::string> chain = {"--chain", "--keys", HubKeys()};
  EXPECT_EQ(Verify(chain, 0)["sources"][0]["whole"], true) << "nobody else has written";
  std::filesystem::remove(file_);
  const json fetched = Fetch();
  EXPECT_GE(fetched["last"], 4);
  EXPECT_EQ(fetched["fetched"], fetched["last"]) << "their numbers have no gap";
  const json whole = Verify(chain, 0);
  EXPECT_EQ(whole["keysTrusted"], true);
  EXPECT_EQ(whole["sources"][0]["whole"], true);
  EXPECT_EQ(whole["sources"][0]["first"], 1);
  EXPECT_EQ(whole["sources"][0]["last"], fetched["last"]);
  EXPECT_EQ(whole["sources"][0]["items"]["CREATED"], 40);
  EXPECT_EQ(whole["sources"][0]["items"]["UPDATED"], 120);
  EXPECT_EQ(Fetch()["fetched"], 0);

  const std::vector<Entry> entries = Read();
  std::vector<Entry> without, changed = entries;
  for (const Entry& entry : entries) {
    if (!entry.has_receipted() || BodyOf(entry).number() != 2) without.push_back(entry);
  }
  for (Entry& entry : changed) {
    if (!entry.has_receipted() || BodyOf(entry).number() != 3) continue;
    exchange::v1::ReceiptBody body = BodyOf(entry);
    body.set_items(body.items() + 1);
    entry.mutable_receipted()->mutable_receipt()->set_body(body.SerializeAsString());
  }
  WriteAnew(without);
  const json lacking = Verify(chain, 1);
  EXPECT_EQ(lacking["sources"][0]["gaps"], json::parse(R"([{"first": 2, "last": 2}])"));
  Verify({"--keys", HubKeys()},
         0);  // a gap may be another stream's: it is named, and no fault unless one asks for the chain
  EXPECT_THAT(cluster_->Tabadul(At("no-profile.yaml"), {"verify", file_}).output,
              HasSubstr("Not in this file: 2."));
  EXPECT_EQ(Fetch()["fetched"], 1);
  EXPECT_EQ(Verify(chain, 0)["sources"][0]["whole"], true);

  WriteAnew(changed);
  const json forged = Verify(chain, 3);
  ASSERT_EQ(forged["problems"].size(), 1u) << forged;
  EXPECT_EQ(forged["problems"][0]["number"], 3);
  EXPECT_EQ(forged["problems"][0]["part"], "signature");
  EXPECT_EQ(forged["sources"][0]["gaps"], json::parse(R"([{"first": 3, "last": 3}])"));
}

TEST_F(ReceiptFiles, MoreThanAPageIsFetched) {
  constexpr int kReceipts = 1001, kCallers = 2;  // one more than a page; few, as BatchPush has few places
  const client::Profile& writer = Member(source_, "vacancy.write,vacancy.read,vacancy.confirm");
  exchange::v1::PushItem item = Vacancy("1");
  item.mutable_upsert()->set_version(1);  // needs no lease
  std::atomic<int> calls = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&] {
      const auto channel = Known(writer);
      while (calls++ < kReceipts) {
        const auto answer = BatchPush(*channel, source_, {item});
        EXPECT_TRUE(answer.ok()) << answer.status();
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(Fetch()["fetched"], kReceipts);
  EXPECT_EQ(Verify({"--chain", "--keys", HubKeys()}, 0)["sources"][0]["last"], kReceipts);
  const RunResult last = Tabadul({"receipts", "list", "--after", std::to_string(kReceipts - 1), "--json"});
  EXPECT_EQ(json::parse(last.output, nullptr, false)["number"], std::to_string(kReceipts)) << last.errors;
}

// Whoever signs by himself brings his own key.
TEST_F(ReceiptFiles, AForgedFileIsBelievedByItsOwnKeysAloneAndThatIsSaid) {
  const evidence::Signer forger = *evidence::Signer::FromSeed(std::string(32, 'f'));
  Entry keys, receipt;
  auto& key = *keys.mutable_keys()->add_keys();
  key.set_key_id(forger.key_id());
  key.set_service("jobs");
  key.set_public_key(forger.public_key());
  exchange::v1::ReceiptBody body;
  body.set_kind("vacancy");
  body.set_source(source_);
  body.set_number(1);
  *receipt.mutable_receipted()->mutable_receipt() = evidence::SignReceipt(forger, body, "");
  WriteAnew({keys, receipt});
  const json believed = Verify({}, 0);
  EXPECT_EQ(believed["keysFrom"], "file");
  EXPECT_EQ(believed["keysTrusted"], false);
  EXPECT_THAT(cluster_->Tabadul(At("no-profile.yaml"), {"verify", file_}).errors,
              HasSubstr("were not checked against the hub"));
  const json refused = Verify({"--keys", HubKeys()}, 3);
  EXPECT_EQ(refused["keysFrom"], "given");
  EXPECT_EQ(refused["problems"][0]["part"], "key");
}

}  // namespace
}  // namespace tabadul
