// The command as its user runs it: the real binary against a hub that behaves as a hub may.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/synchronization/notification.h"
#include "nlohmann/json.hpp"
#include "tests/component/scripted_hub.h"
#include "tests/harness/eventually.h"
#include "tests/harness/process.h"

namespace tabadul {
namespace {

using exchange::v1::ItemOutcome;
using exchange::v1::PushItem;
using exchange::v1::WatchResponse;
using harness::Eventually;
using harness::RunResult;
using testing::HasSubstr;
using testing::Not;
using tests::PushTurn;
using tests::WatchTurn;

std::string Row(const std::string& id, const std::string& title = "ممرضة") {
  return R"({"recordId":")" + id + R"(","vacancy":{"title":{"translations":[{"language":"ar","text":")" +
         title + R"("}]}}})" + "\n";
}

class CliTest : public testing::Test {
 protected:
  CliTest() : folder_("tabadul-cli") {
    hub_.push = {PushTurn()};
    UseProfile(hub_.profile());
  }

  void UseProfile(const client::Profile& profile) {
    profile_ = Write("profile.yaml", client::ToYaml(profile));
  }

  std::string Write(const std::string& name, const std::string& text) const {
    const std::string path = folder_.path() + "/" + name;
    std::ofstream(path) << text;
    return path;
  }

  // Beside the test's own.
  static std::string Binary() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().string() + "/tabadul";
  }

  std::vector<std::string> Command(std::vector<std::string> arguments) const {
    std::vector<std::string> argv = {Binary(), "--profile", profile_, "--language", "en"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return argv;
  }
  RunResult Run(std::vector<std::string> arguments) const {
    return harness::RunCommand(Command(std::move(arguments)));
  }
  nlohmann::json RunJson(std::vector<std::string> arguments, int exit) const {
    arguments.push_back("--json");
    const RunResult result = Run(std::move(arguments));
    EXPECT_EQ(result.exit, exit) << result.errors;
    auto document = nlohmann::json::parse(result.output, nullptr, false);
    EXPECT_TRUE(document.is_object()) << result.output;
    return document;
  }

  tests::ScriptedHub hub_;
  harness::TemporaryDirectory folder_;
  std::string profile_;
};

TEST_F(CliTest, WhoAmIShowsTheSourceAndNeverAToken) {
  const RunResult result = Run({"whoami"});
  EXPECT_EQ(result.exit, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("SY/mosal/pes"));
  EXPECT_THAT(result.output + result.errors, Not(HasSubstr("token-")));
}

TEST_F(CliTest, APushThatIsTakenWholeExits0AndItsSumsAgree) {
  hub_.decide = [](const PushItem& item, ItemOutcome* outcome) {
    if (item.upsert().record_id() == "2") outcome->set_outcome(exchange::v1::OUTCOME_UPDATED);
    if (item.upsert().record_id() == "3") outcome->set_outcome(exchange::v1::OUTCOME_UNCHANGED);
  };
  const std::string file = Write("v.jsonl", Row("1") + Row("2") + Row("3") + Row("3"));
  const auto document = RunJson({"push", file}, 0);
  EXPECT_EQ(document["rows"], 4);
  EXPECT_EQ(document["created"], 1);
  EXPECT_EQ(document["updated"], 1);
  EXPECT_EQ(document["unchanged"], 1);
  EXPECT_EQ(document["duplicates"], 1);
  EXPECT_EQ(document["rejected"], 0);
  EXPECT_EQ(document["source"], "SY/mosal/pes");
  EXPECT_NE(document["token"], "");
  EXPECT_EQ(harness::ReadFile(file + ".rejects.csv"), "");
  const auto seen = hub_.pushed();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].options.source(), "SY/mosal/pes");
  EXPECT_FALSE(seen[0].options.validate_only());
}

TEST_F(CliTest, RowsThatAreNotTakenAreInTheRejectsFileWithTheirReasons) {
  hub_.decide = [](const PushItem& item, ItemOutcome* outcome) {
    if (item.upsert().record_id() == "bad") {
      outcome->set_outcome(exchange::v1::OUTCOME_REJECTED);
      auto* error = outcome->add_errors();
      error->set_field("vacancy.description");
      error->set_reason(common::v1::ERROR_REASON_REQUIRED);
    }
    if (item.upsert().record_id() == "old") outcome->set_outcome(exchange::v1::OUTCOME_STALE);
    if (item.upsert().record_id() == "clash") outcome->set_outcome(exchange::v1::OUTCOME_CONFLICT);
  };
  const std::string file = Write("v.jsonl", Row("1") + Row("bad") + "{no json\n" + Row("1", "another title") +
                                                Row("old") + Row("clash") + Row("2"));
  const RunResult result = Run({"push", file});
  EXPECT_EQ(result.exit, 1) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("7  rows read"));
  EXPECT_THAT(result.output, HasSubstr("2  created"));
  EXPECT_THAT(result.output, HasSubstr("3  rejected"));
  EXPECT_THAT(result.output, HasSubstr("1  older than what the hub holds"));
  EXPECT_THAT(result.output, HasSubstr("1  same version with other content"));
  const std::string rejects = harness::ReadFile(file + ".rejects.csv");
  for (const char* part :
       {"REQUIRED", "vacancy.description", "MALFORMED", "DUPLICATE_IN_FILE", "VERSION_CONFLICT"}) {
    EXPECT_THAT(rejects, HasSubstr(part));
  }
}

TEST_F(CliTest, ValidateOnlyIsToldToTheHubAndToTheUser) {
  const RunResult result = Run({"push", Write("v.jsonl", Row("1")), "--validate-only"});
  EXPECT_EQ(result.exit, 0);
  EXPECT_THAT(result.output, HasSubstr("nothing was written"));
  EXPECT_TRUE(hub_.pushed()[0].options.validate_only());
}

TEST_F(CliTest, ABatchIsOneCallWithItsReceiptAndItsRejects) {
  hub_.decide = [](const PushItem& item, ItemOutcome* outcome) {
    if (item.upsert().record_id() == "bad") outcome->set_outcome(exchange::v1::OUTCOME_REJECTED);
  };
  const std::string file = Write("v.jsonl", Row("1") + "{no json\n" + Row("bad") + Row("2"));
  const auto document = RunJson({"push", file, "--batch"}, 1);
  EXPECT_EQ(document["created"], 2);
  EXPECT_EQ(document["rejected"], 2);
  EXPECT_EQ(document["unanswered"], 0);
  EXPECT_EQ(document["token"], "at-3");
  const auto seen = hub_.pushed();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].options.source(), "SY/mosal/pes");
  EXPECT_EQ(seen[0].items, (std::vector<uint64_t>{1, 2, 3}));
  EXPECT_THAT(harness::ReadFile(file + ".rejects.csv"), HasSubstr("bad"));
  const auto proven = RunJson({"verify", file + ".receipts"}, 0);
  EXPECT_EQ(proven["sources"][0]["receipts"], 1) << proven;
}

TEST_F(CliTest, MoreThanOneCallTakesIsNotSentAtAll) {
  std::string rows;
  for (int i = 0; i < 1000; ++i) rows += Row(std::to_string(i));
  EXPECT_EQ(RunJson({"push", Write("v.jsonl", rows), "--batch", "--validate-only"}, 0)["created"], 1000);
  EXPECT_EQ(hub_.pushed().size(), 1u);
  const RunResult result = Run({"push", Write("v.jsonl", rows + Row("one more")), "--batch"});
  EXPECT_EQ(result.exit, 2) << result.output;
  EXPECT_THAT(result.errors, HasSubstr("at most 1000 records"));
  EXPECT_EQ(hub_.pushed().size(), 1u);
}

TEST_F(CliTest, ABatchThatIsNotAnsweredIsNotRepeatedAndExits4) {
  hub_.batch = Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "database"}});
  const RunResult result = Run({"push", Write("v.jsonl", Row("1")), "--batch"});
  EXPECT_EQ(result.exit, 4) << result.output;
  EXPECT_THAT(result.errors, HasSubstr("the same file again without --batch"));
  EXPECT_THAT(result.output, HasSubstr("1  not answered"));
  EXPECT_EQ(hub_.pushed().size(), 1u);
}

TEST_F(CliTest, ABatchThatWasNotTakenIsSaidToBeJustThat) {
  hub_.batch = Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "batch"}});
  const RunResult result = Run({"push", Write("v.jsonl", Row("1")), "--batch"});
  EXPECT_NE(result.exit, 0) << result.output;
  EXPECT_THAT(result.errors, testing::Not(HasSubstr("may have carried it out")));
}

TEST_F(CliTest, ABatchOfWhichNothingIsLeftIsNotSent) {
  const RunResult result = Run({"push", Write("v.jsonl", Row("1", std::string(1 << 20, 'x'))), "--batch"});
  EXPECT_EQ(result.exit, 1) << result.output << result.errors;
  EXPECT_TRUE(hub_.pushed().empty());
}

TEST_F(CliTest, TheKeysOfTokensAreAJsonWebKeySet) {
  EXPECT_EQ(Run({"keys", "--jwks"}).output, "{\"keys\":[]}\n");
  EXPECT_EQ(RunJson({"keys", "--jwks"}, 0)["jwks"], "{\"keys\":[]}");
}

TEST_F(CliTest, CloseGoesByAStreamAndIsRepeatedUntilAllIsAnswered) {
  hub_.push = {PushTurn{.answers = 1, .then = PushTurn::Then::kCut}, PushTurn()};
  hub_.decide = [](const PushItem& item, ItemOutcome* outcome) {
    if (item.close().reason() == exchange::v1::CLOSURE_REASON_WITHDRAWN)
      outcome->set_outcome(exchange::v1::OUTCOME_CLOSED);
  };
  const auto document = RunJson({"close", "17", "18", "--reason", "withdrawn"}, 0);
  ASSERT_EQ(document["outcomes"].size(), 2u) << document;
  EXPECT_EQ(document["outcomes"][0]["item"], "1");
  EXPECT_EQ(document["outcomes"][1]["outcome"], "OUTCOME_CLOSED");
  EXPECT_TRUE(document["receipt"].contains("body")) << document;
  EXPECT_TRUE(document.contains("token")) << document;
  const auto seen = hub_.pushed();
  ASSERT_GE(seen.size(), 2u);
  EXPECT_EQ(seen[0].options.source(), "SY/mosal/pes");
  EXPECT_EQ(seen[0].messages, std::vector<size_t>{2}) << "one message, so one receipt";
}

TEST_F(CliTest, EraseSendsNothingBeforeSomebodyHasSaidYes) {
  hub_.decide = [](const PushItem& item, ItemOutcome* outcome) {
    if (!item.has_erase()) return;
    outcome->set_outcome(exchange::v1::OUTCOME_ERASED);
    outcome->set_hub_id("0f0e0d0c0b0a09080706050403020" + item.erase().key().record_id() + "0");
  };
  const auto on_a_terminal = [&](const std::string& typed) {
    std::string line;
    for (const std::string& word : Command({"erase", "17", "18"})) line += "'" + word + "' ";
    return harness::RunCommand({"script", "-qec", line, "/dev/null"}, {}, absl::Minutes(2), typed);
  };
  const RunResult nobody = Run({"erase", "17", "18"});
  EXPECT_EQ(nobody.exit, 2);
  EXPECT_THAT(nobody.errors, HasSubstr("Give --yes if it is meant"));
  const RunResult left = on_a_terminal("y\n");
  EXPECT_EQ(left.exit, 2) << left.output;
  EXPECT_THAT(left.output, HasSubstr("2 records of SY/mosal/pes will be erased"));
  EXPECT_THAT(left.output, HasSubstr("Nothing was erased."));
  EXPECT_EQ(hub_.pushed().size(), 0u);
  const RunResult erased = on_a_terminal("yes\n");
  EXPECT_EQ(erased.exit, 0) << erased.output;
  EXPECT_THAT(erased.output, HasSubstr("18  erased for ever  0f0e0d0c0b0a09080706050403020180"))
      << "the id by which the hub tells who has confirmed it";
  EXPECT_THAT(erased.output, HasSubstr("tabadul source erasures"));
  const auto seen = hub_.pushed();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].options.source(), "SY/mosal/pes");
}

TEST_F(CliTest, EraseKeepsItsReceiptsWhereItIsTold) {
  hub_.decide = [](const PushItem&, ItemOutcome* outcome) {
    outcome->set_outcome(exchange::v1::OUTCOME_ERASED);
  };
  const std::string receipts = folder_.path() + "/erased.receipts";
  const RunResult erased = Run({"erase", "17", "18", "--yes", "--receipts", receipts});
  EXPECT_EQ(erased.exit, 0) << erased.errors;
  EXPECT_THAT(erased.output, HasSubstr(receipts));
  const RunResult verified = Run({"verify", receipts});
  EXPECT_EQ(verified.exit, 0) << verified.errors;
  EXPECT_THAT(verified.output, HasSubstr("2  erased"));
  const std::string none = folder_.path() + "/none.receipts";
  const RunResult validated = Run({"erase", "17", "--validate-only", "--receipts", none});
  EXPECT_EQ(validated.exit, 0) << validated.errors;
  EXPECT_THAT(validated.output, HasSubstr("nothing was written"));
  EXPECT_FALSE(std::filesystem::exists(none));
}

TEST_F(CliTest, AHeldRowExits5) {
  hub_.decide = [](const PushItem&, ItemOutcome* outcome) {
    outcome->set_outcome(exchange::v1::OUTCOME_HELD);
  };
  EXPECT_EQ(RunJson({"push", Write("v.jsonl", Row("1"))}, 5)["held"], 1);
}

TEST_F(CliTest, AClosureThatIsHeldExits5AndOneThatIsRejected1) {
  hub_.decide = [](const PushItem& item, ItemOutcome* outcome) {
    const std::string& id = item.close().key().record_id();
    outcome->set_outcome(id == "held"  ? exchange::v1::OUTCOME_HELD
                         : id == "bad" ? exchange::v1::OUTCOME_REJECTED
                                       : exchange::v1::OUTCOME_CLOSED);
    if (id != "17") outcome->add_errors()->set_reason(common::v1::ERROR_REASON_HELD_BY_GUARD);
  };
  EXPECT_EQ(Run({"close", "17"}).exit, 0);
  EXPECT_EQ(Run({"close", "17", "bad"}).exit, 1);
  EXPECT_EQ(Run({"close", "held", "17", "bad"}).exit, 5);
  RunJson({"close", "17", "held"}, 5);
}

TEST_F(CliTest, ARefusalExits3AndSaysWhyInTheUsersLanguage) {
  hub_.push = {PushTurn{.then = PushTurn::Then::kGoodbye,
                        .status = Error(common::v1::ERROR_REASON_NOT_OWNER, {{"source", "EG/momp/pes"}}),
                        .action = common::v1::GOODBYE_ACTION_DENIED}};
  const std::string file = Write("v.jsonl", Row("1"));
  const RunResult result = Run({"push", file, "--source", "EG/momp/pes", "--language", "fr"});
  EXPECT_EQ(result.exit, 3);
  EXPECT_THAT(result.errors, HasSubstr("EG/momp/pes"));
  EXPECT_THAT(result.output, HasSubstr("1  sans réponse"));
}

TEST_F(CliTest, AnInterruptedStreamIsCompletedByTheCommandItself) {
  hub_.push = {PushTurn{.answers = 30, .then = PushTurn::Then::kCut},
               PushTurn{.answers = 50,
                        .then = PushTurn::Then::kGoodbye,
                        .status = Error(common::v1::ERROR_REASON_DRAINING)},
               PushTurn()};
  std::string rows;
  for (int i = 0; i < 200; ++i) rows += Row(std::to_string(i));
  const auto document = RunJson({"push", Write("v.jsonl", rows)}, 0);
  EXPECT_EQ(document["created"], 200);
  EXPECT_GE(document["streams"], 3);
}

TEST_F(CliTest, AHubThatIsNotThereExits4WithAClearSentence) {
  client::Profile profile = hub_.profile();
  profile.endpoint = "127.0.0.1:1";
  UseProfile(profile);
  const RunResult result = Run({"whoami"});
  EXPECT_EQ(result.exit, 4);
  EXPECT_THAT(result.errors, HasSubstr("The hub at 127.0.0.1:1 cannot be reached"));
}

TEST_F(CliTest, AHubThatGoesAwayExits4AndTheNextPushCompletes) {
  hub_.push = {PushTurn{.answers = 10, .then = PushTurn::Then::kCut}};
  std::string rows;
  for (int i = 0; i < 100; ++i) rows += Row(std::to_string(i));
  const std::string file = Write("v.jsonl", rows);
  harness::Process push(
      {.argv = Command({"push", file, "--patience", "1s"}), .log = folder_.path() + "/log"});
  ASSERT_TRUE(Eventually([&] { return !hub_.pushed().empty(); }));
  hub_.gate().StopAccepting();
  EXPECT_EQ(push.Wait(), 4) << harness::Tail(push.log());
  EXPECT_THAT(harness::ReadFile(push.log()), HasSubstr("push the same file again"));
  hub_.gate().Pass();
  hub_.push = {PushTurn()};
  EXPECT_EQ(RunJson({"push", file}, 0)["rows"], 100);
}

TEST_F(CliTest, CtrlCWaitsForTheAnswersInFlightAndExits4) {
  hub_.push = {PushTurn{.credits = 10, .answers = 40, .then = PushTurn::Then::kSilence}};
  std::string rows;
  for (int i = 0; i < 5000; ++i) rows += Row(std::to_string(i));
  harness::Process push(
      {.argv = Command({"push", Write("v.jsonl", rows), "--json"}), .log = folder_.path() + "/log"});
  ASSERT_TRUE(Eventually([&] { return !hub_.pushed().empty() && hub_.pushed()[0].items.size() > 40; }));
  push.Signal(SIGINT);
  ASSERT_TRUE(Eventually([&] { return !harness::ReadFile(push.log()).empty(); }));
  hub_.gate().CloseAll();  // the hub restarts meanwhile: what is in flight will not be answered
  EXPECT_EQ(push.Wait(absl::Seconds(20)), 4) << harness::Tail(push.log());
  const std::string log = harness::ReadFile(push.log());
  EXPECT_THAT(log, HasSubstr("Stopped."));
  EXPECT_THAT(log, HasSubstr("\"created\":40"));
}

TEST_F(CliTest, CtrlCEndsACallThatIsNotAnswered) {
  const auto arrived = std::make_shared<absl::Notification>(),
             release = std::make_shared<absl::Notification>();
  hub_.decide = [=](const PushItem&, ItemOutcome*) {
    arrived->Notify();
    release->WaitForNotificationWithTimeout(absl::Seconds(60));
  };
  harness::Process push({.argv = Command({"push", Write("v.jsonl", Row("1")), "--batch", "--json"}),
                         .log = folder_.path() + "/log"});
  ASSERT_TRUE(arrived->WaitForNotificationWithTimeout(absl::Seconds(30))) << harness::Tail(push.log());
  push.Signal(SIGINT);
  EXPECT_EQ(push.Wait(absl::Seconds(20)), 4) << harness::Tail(push.log());
  release->Notify();
  const std::string log = harness::ReadFile(push.log());
  EXPECT_THAT(log, HasSubstr("\"unanswered\":1"));
  EXPECT_THAT(log, HasSubstr("may have carried it out"));
}

TEST_F(CliTest, AnExportWhoseEndIsUnansweredIsNotSaidToBeOpen) {
  const std::string mapping =
      Write("mapping.yaml",
            "kind: vacancy\nexport: full\ninput: {format: csv}\nlanguage: fr\nid: {column: ref}\nfields:\n"
            "  title: title\n  description: title\n  locations[0].country: {constant: SY}\n");
  const std::string file = Write("export.csv", "ref,title\n1,Soudeur\n");
  const auto push = [&] { return Run({"push", file, "--mapping", mapping, "--patience", "1s"}); };
  EXPECT_THAT(push().output, HasSubstr("nothing to close"));
  hub_.ending = Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "database"}});
  const RunResult unanswered = push();
  EXPECT_EQ(unanswered.exit, 4) << unanswered.errors;
  EXPECT_THAT(unanswered.output, HasSubstr("did not answer whether it has ended it"));
  hub_.ending = Error(common::v1::ERROR_REASON_SCOPE_MISSING, {{"needed", "vacancy.write"}});
  const RunResult refused = push();
  EXPECT_EQ(refused.exit, 3) << refused.errors;
  EXPECT_THAT(refused.output, HasSubstr("not ended, so nothing was closed"));
}

TEST_F(CliTest, AnExpiredCertificateIsNamedWithItsDay) {
  const harness::Authority authority("inside");
  client::Profile profile = hub_.profile();
  profile.certificate = authority.Issue("late", -1).certificate;
  UseProfile(profile);
  const RunResult result = Run({"whoami"});
  EXPECT_EQ(result.exit, 3);
  EXPECT_THAT(result.errors, HasSubstr("late.crt ended on 20"));
}

TEST_F(CliTest, AForeignCertificateIsRefusedWithASentence) {
  const harness::Authority foreign("foreign");
  const rpc::TlsFiles files = foreign.Issue("member");
  client::Profile profile = hub_.profile();
  profile.certificate = files.certificate;
  profile.key = files.key;
  UseProfile(profile);
  const RunResult result = Run({"whoami"});
  EXPECT_EQ(result.exit, 4);
  EXPECT_THAT(result.errors,
              HasSubstr("Check the endpoint in the profile, the network and the certificates"));
}

WatchResponse Changes(const std::string& hub_id, const std::string& cursor) {
  WatchResponse response;
  auto* state = response.mutable_changes()->add_changes()->mutable_state();
  state->set_hub_id(hub_id);
  state->set_asserted(exchange::v1::ASSERTED_STATE_OPEN);
  state->set_lifecycle(exchange::v1::LIFECYCLE_OPEN);
  state->mutable_record()->set_source("SY/mosal/pes");
  response.mutable_changes()->set_cursor(cursor);
  return response;
}

TEST_F(CliTest, WatchKeepsAStateAndGoesOnFromIt) {
  hub_.watch = {WatchTurn{.responses = {Changes("a", "c1"), Changes("b", "c2")},
                          .action = common::v1::GOODBYE_ACTION_DONE},
                WatchTurn{.responses = {Changes("c", "c3")}, .action = common::v1::GOODBYE_ACTION_DONE}};
  const std::string state = folder_.path() + "/feed.jsonl";
  const RunResult first = Run({"watch", "--until-mark", "--state", state, "--json"});
  EXPECT_EQ(first.exit, 0) << first.errors;
  EXPECT_THAT(first.output, HasSubstr("\"hubId\":\"b\""));
  const RunResult second = Run({"watch", "--until-mark", "--state", state});
  EXPECT_EQ(second.exit, 0) << second.errors;
  EXPECT_THAT(second.output, HasSubstr("open  c  SY/mosal/pes"));
  EXPECT_EQ(hub_.watched()[1].cursor(), "c2");
}

TEST_F(CliTest, AFileThatIsNoFeedIsRefusedAndStaysAsItIs) {
  const std::string bytes = R"({"precious": ["a list", "without a newline"]})";
  const std::string file = Write("plan.jsonl", bytes);
  for (const char* command : {"reconcile", "watch"}) {
    const RunResult result = Run({command, "--state", file});
    EXPECT_EQ(result.exit, 2) << command << result.output;
    EXPECT_THAT(result.errors, HasSubstr("plan.jsonl")) << command;
    EXPECT_EQ(harness::ReadFile(file), bytes) << command;
  }
}

WatchResponse Vacancies(std::vector<std::pair<std::string, std::string>> records, const std::string& cursor) {
  WatchResponse response;
  for (const auto& [id, title] : records) {
    auto* state = response.mutable_changes()->add_changes()->mutable_state();
    state->set_hub_id("hub-" + id);
    state->set_asserted(exchange::v1::ASSERTED_STATE_OPEN);
    state->set_lifecycle(exchange::v1::LIFECYCLE_OPEN);
    state->mutable_record()->set_source("SY/mosal/pes");
    state->mutable_record()->set_record_id(id);
    auto* text = state->mutable_record()->mutable_vacancy()->mutable_title()->add_translations();
    text->set_language("ar");
    text->set_text(title);
  }
  response.mutable_changes()->set_cursor(cursor);
  return response;
}

WatchResponse Erased(const std::string& id, const std::string& cursor) {
  WatchResponse response = Vacancies({}, cursor);
  auto* state = response.mutable_changes()->add_changes()->mutable_state();
  state->set_hub_id("hub-" + id);
  state->set_asserted(exchange::v1::ASSERTED_STATE_ERASED);
  state->set_lifecycle(exchange::v1::LIFECYCLE_ERASED);
  state->mutable_record()->set_source("SY/mosal/pes");
  return response;
}

// With a mark that names no source: the copy is complete, and nothing contradicts it.
WatchResponse Marked(WatchResponse response) {
  exchange::v1::Mark mark;
  mark.set_kind("vacancy");
  mark.set_head(7);
  mark.mutable_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  auto& signed_mark = *response.mutable_changes()->mutable_mark();
  const evidence::Signer signer = tests::HubSigner();
  signed_mark.set_mark(mark.SerializeAsString());
  signed_mark.set_key_id(signer.key_id());
  signed_mark.set_signature(signer.Sign(evidence::kMarkContext, signed_mark.mark()));
  return response;
}

// By a key that nobody has published.
WatchResponse MarkedByNobody(WatchResponse response) {
  response.mutable_changes()->mutable_mark();
  return response;
}

std::vector<std::string> Cursors(const std::vector<exchange::v1::ConfirmCursorRequest>& confirmed) {
  std::vector<std::string> cursors;
  for (const auto& request : confirmed) cursors.push_back(request.cursor());
  return cursors;
}

int Times(const std::string& text, const std::string& part) {
  int times = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

TEST_F(CliTest, WatchConfirmsAnErasureWhenItsFileHasNothingOfTheRecord) {
  hub_.watch = {
      WatchTurn{.responses = {Vacancies({{"1", "سرّي"}, {"2", "نجار"}}, "c1"), Marked(Erased("1", "c2"))},
                .action = common::v1::GOODBYE_ACTION_DONE}};
  const std::string state = folder_.path() + "/feed.jsonl";
  const RunResult watched = Run({"watch", "--until-mark", "--state", state});
  EXPECT_EQ(watched.exit, 0) << watched.errors;
  EXPECT_THAT(Cursors(hub_.confirmed()), testing::ElementsAre("c2"));
  EXPECT_THAT(harness::ReadFile(state), HasSubstr("نجار"));
  EXPECT_THAT(harness::ReadFile(state), Not(HasSubstr("سرّي")));
  EXPECT_THAT(harness::ReadFile(state), Not(HasSubstr("hub-1")));
}

// A table that cannot be written (a folder is in the way): the hub is not told that the record is gone from it.
TEST_F(CliTest, WhatATableStillHasIsNotConfirmed) {
  const std::string file = folder_.path() + "/out.csv";
  hub_.watch = {WatchTurn{.responses = {Marked(Vacancies({{"1", "سرّي"}, {"2", "نجار"}}, "c1"))},
                          .status = WithRetry(Error(common::v1::ERROR_REASON_DRAINING), absl::Seconds(3))},
                WatchTurn{.responses = {Marked(Erased("1", "c2"))}, .then = WatchTurn::Then::kStay}};
  harness::Process watch({.argv = Command({"watch", "--to", file}), .log = folder_.path() + "/log"});
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(file); })) << harness::Tail(watch.log());
  std::filesystem::create_directory(file + ".part");
  EXPECT_EQ(watch.Wait(absl::Seconds(30)), 2) << harness::Tail(watch.log());
  EXPECT_THAT(harness::ReadFile(watch.log()), HasSubstr("out.csv.part cannot be used"));
  EXPECT_THAT(Cursors(hub_.confirmed()), testing::ElementsAre("c1"));
  // Nor by opening a Watch from the cursor.
  EXPECT_EQ(Run({"pull", "--to", file}).exit, 2);
  EXPECT_EQ(hub_.watched().size(), 2u);
  std::filesystem::remove(file + ".part");
  hub_.watch = {
      WatchTurn{.responses = {Marked(Erased("1", "c2"))}, .action = common::v1::GOODBYE_ACTION_DONE}};
  EXPECT_EQ(RunJson({"pull", "--to", file}, 0)["rows"], 1);
  EXPECT_THAT(harness::ReadFile(file), Not(HasSubstr("سرّي")));
  EXPECT_THAT(Cursors(hub_.confirmed()), testing::Contains("c2"));
}

// Killed after the mirror has let the record go, and before the table was written.
TEST_F(CliTest, ATableThatWasLeftBehindIsWrittenBeforeTheHubIsAskedAgain) {
  const std::string file = folder_.path() + "/out.csv";
  hub_.watch = {WatchTurn{.responses = {Marked(Vacancies({{"1", "سرّي"}, {"2", "نجار"}}, "c1"))},
                          .action = common::v1::GOODBYE_ACTION_DONE}};
  EXPECT_EQ(RunJson({"pull", "--to", file}, 0)["rows"], 2);
  hub_.watch = {WatchTurn(), WatchTurn{.responses = {Erased("1", "c2")}, .then = WatchTurn::Then::kStay}};
  harness::Process watch({.argv = Command({"watch", "--to", file}), .log = folder_.path() + "/log"});
  const auto rows = [&] {
    return harness::RunCommand({"sqlite3", "-cmd", ".timeout 5000", file + ".mirror",
                                "SELECT group_concat(record_id) FROM vacancy"})
        .output;
  };
  ASSERT_TRUE(Eventually([&] { return rows() == "2\n"; })) << harness::Tail(watch.log());
  watch.Kill();
  EXPECT_THAT(harness::ReadFile(file), HasSubstr("سرّي"));
  const size_t asked = hub_.watched().size();
  hub_.watch = {WatchTurn(), WatchTurn(), WatchTurn{.then = WatchTurn::Then::kStay}};
  harness::Process again({.argv = Command({"watch", "--to", file}), .log = folder_.path() + "/log2"});
  ASSERT_TRUE(Eventually([&] { return hub_.watched().size() > asked; })) << harness::Tail(again.log());
  EXPECT_EQ(hub_.watched().back().cursor(), "c2");
  EXPECT_THAT(harness::ReadFile(file), Not(HasSubstr("سرّي")));
  EXPECT_THAT(harness::ReadFile(file), HasSubstr("نجار"));
  EXPECT_FALSE(std::filesystem::exists(file + ".part"));
  again.Signal(SIGTERM);
  EXPECT_EQ(again.Wait(absl::Seconds(20)), 0) << harness::Tail(again.log());
}

TEST_F(CliTest, AMarkThatCannotBeBelievedEndsNothingAndProvesNothing) {
  const std::string file = folder_.path() + "/out.csv", state = folder_.path() + "/feed.jsonl";
  hub_.watch = {WatchTurn{.responses = {MarkedByNobody(Vacancies({{"1", "ممرضة"}}, "c1"))},
                          .action = common::v1::GOODBYE_ACTION_DONE}};
  const auto pulled = RunJson({"pull", "--to", file}, 1);
  EXPECT_EQ(pulled["complete"], true);
  EXPECT_EQ(pulled["unproven"], "key");
  EXPECT_EQ(pulled["rows"], 1);
  const RunResult watched = Run({"watch", "--until-mark", "--state", state});
  EXPECT_EQ(watched.exit, 1) << watched.errors;
  for (const auto& [language, said] : std::vector<std::pair<std::string, std::string>>{
           {"en", "NOT PROVEN"}, {"fr", "PAS PROUVÉ"}, {"ar", "غير مبرهن"}}) {
    const RunResult again = Run({"pull", "--to", file, "--language", language});
    EXPECT_EQ(again.exit, 1);
    EXPECT_THAT(again.errors, HasSubstr(said));
  }
  // Said once; and the next mark that can be believed proves all of it.
  WatchResponse forged = Marked(Vacancies({}, "c3"));
  forged.mutable_changes()->mutable_mark()->set_signature("forged");
  hub_.watch = {
      WatchTurn{.responses = {MarkedByNobody(Vacancies({}, "c1")), MarkedByNobody(Vacancies({}, "c2")),
                              forged, Marked(Vacancies({}, "c4"))},
                .then = WatchTurn::Then::kStay}};
  harness::Process watch({.argv = Command({"watch", "--to", file}), .log = folder_.path() + "/log"});
  const auto log = [&] { return harness::ReadFile(watch.log()); };
  ASSERT_TRUE(Eventually([&] { return log().find("Complete up to position 7") != std::string::npos; }))
      << log();
  EXPECT_EQ(Times(log(), "not published"), 1) << log();
  EXPECT_EQ(Times(log(), "its signature is wrong"), 1) << log();
  watch.Signal(SIGTERM);
  EXPECT_EQ(watch.Wait(absl::Seconds(20)), 0) << log();
}

TEST_F(CliTest, ATableIsItsOwnersAloneOrForWhomItWas) {
  const std::string file = folder_.path() + "/out.csv";
  const auto mode = [&] {
    struct stat info {};
    EXPECT_EQ(stat(file.c_str(), &info), 0);
    return info.st_mode & 0777;
  };
  hub_.watch = {WatchTurn{.responses = {Marked(Vacancies({{"1", "ممرضة"}}, "c1"))},
                          .action = common::v1::GOODBYE_ACTION_DONE}};
  EXPECT_EQ(Run({"pull", "--to", file}).exit, 0);
  EXPECT_EQ(mode(), 0600u);
  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  EXPECT_EQ(Run({"pull", "--to", file}).exit, 0);
  EXPECT_EQ(mode(), 0644u);
}

TEST_F(CliTest, ATableSaysWhenARecordCameAndWhyItWasClosed) {
  WatchResponse page = Marked(Vacancies({{"1", "ممرضة"}}, "c1"));
  auto& state = *page.mutable_changes()->mutable_changes(0)->mutable_state();
  state.set_asserted(exchange::v1::ASSERTED_STATE_CLOSED);
  state.set_lifecycle(exchange::v1::LIFECYCLE_CLOSED);
  state.set_closure_reason(exchange::v1::CLOSURE_REASON_FILLED);
  state.mutable_create_time()->set_seconds(1'769'817'600);
  state.mutable_update_time()->set_seconds(1'769'817'660);
  hub_.watch = {WatchTurn{.responses = {page}, .action = common::v1::GOODBYE_ACTION_DONE}};
  const std::string file = folder_.path() + "/out.csv";
  EXPECT_EQ(RunJson({"pull", "--to", file, "--all"}, 0)["rows"], 1);
  const std::string table = harness::ReadFile(file);
  EXPECT_THAT(
      table,
      HasSubstr("hub_id,source,lifecycle,version,create_time,update_time,expire_time,closure_reason,"));
  EXPECT_THAT(table,
              HasSubstr("hub-1,SY/mosal/pes,CLOSED,0,2026-01-31T00:00:00Z,2026-01-31T00:01:00Z,,FILLED,"));
}

// The hub is restored from a backup between two pulls, and the second one is interrupted on the way.
TEST_F(CliTest, PullKeepsWhatItHoldsWhileARestoredHubIsReadAgain) {
  const std::string file = folder_.path() + "/out.csv";
  hub_.watch = {WatchTurn{.responses = {Vacancies({{"1", "ممرضة"}, {"2", "نجار"}}, "old")},
                          .then = WatchTurn::Then::kStay}};
  harness::Process pull({.argv = Command({"pull", "--to", file}), .log = folder_.path() + "/log"});
  const auto rows = [&] {
    return harness::RunCommand({"sqlite3", file + ".mirror", "SELECT group_concat(record_id) FROM vacancy"})
        .output;
  };
  ASSERT_TRUE(Eventually([&] { return rows() == "1,2\n"; })) << harness::Tail(folder_.path() + "/log");
  pull.Kill();

  ASSERT_EQ(hub_.watched().size(), 1u);
  const size_t before = 1;
  hub_.watch = {WatchTurn(),
                WatchTurn{.status = Error(common::v1::ERROR_REASON_EPOCH_CHANGED),
                          .action = common::v1::GOODBYE_ACTION_DENIED},
                WatchTurn{.responses = {Vacancies({{"2", "نجارة"}}, "new-1")},
                          .status = Error(common::v1::ERROR_REASON_DRAINING)},
                WatchTurn{.responses = {MarkedByNobody(Vacancies({{"3", "لحّام"}}, "new-2"))}}};
  const RunResult again = Run({"pull", "--to", file});
  EXPECT_EQ(again.exit, 1) << again.errors;
  EXPECT_THAT(again.errors, HasSubstr("restored from a backup"));
  EXPECT_THAT(again.errors, HasSubstr("NOT PROVEN"));
  EXPECT_EQ(rows(), "2,3\n");
  const auto watched = hub_.watched();
  ASSERT_GE(watched.size(), before + 3);
  EXPECT_EQ(watched[before].cursor(), "old");
  EXPECT_EQ(watched[before + 1].cursor(), "");
  EXPECT_EQ(watched[before + 2].cursor(), "new-1");
  EXPECT_THAT(harness::ReadFile(file), HasSubstr("لحّام")) << "complete, though nothing proves it";
}

TEST_F(CliTest, PullFollowsTheServiceOfTheKind) {
  hub_.watch = {
      WatchTurn{.responses = {Vacancies({{"1", "x"}}, "c")}, .action = common::v1::GOODBYE_ACTION_DONE}};
  const RunResult unknown = Run({"pull", "--to", folder_.path() + "/out.csv", "--kind", "ship"});
  EXPECT_EQ(unknown.exit, 2);
  EXPECT_THAT(unknown.errors, HasSubstr("ship"));
  const RunResult nowhere = Run({"pull", "--to", "out.pdf"});
  EXPECT_EQ(nowhere.exit, 2);
  EXPECT_THAT(nowhere.errors, HasSubstr("out.pdf"));
}

TEST_F(CliTest, WatchEndsByCtrlCWithTheCursorToGoOnFrom) {
  hub_.watch = {WatchTurn{.responses = {Changes("a", "c1")}, .then = WatchTurn::Then::kStay}};
  harness::Process watch({.argv = Command({"watch"}), .log = folder_.path() + "/log"});
  ASSERT_TRUE(Eventually([&] { return !harness::ReadFile(watch.log()).empty(); }));
  watch.Signal(SIGINT);
  EXPECT_EQ(watch.Wait(absl::Seconds(20)), 0);
  EXPECT_THAT(harness::ReadFile(watch.log()), HasSubstr("--from c1"));
}

TEST_F(CliTest, AReaderThatGoesAwayEndsTheCommandWithASentence) {
  std::vector<WatchResponse> many;
  for (int i = 0; i < 2000; ++i) many.push_back(Changes("record-" + std::to_string(i), "c"));
  hub_.watch = {WatchTurn{.responses = many, .then = WatchTurn::Then::kStay}};
  const RunResult result = harness::RunCommand(
      {"bash", "-c",
       "set -o pipefail; " + Binary() + " --profile " + profile_ + " --language en watch | head -n 1"});
  EXPECT_EQ(result.exit, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("Nobody reads the output any more"));
}

}  // namespace
}  // namespace tabadul
