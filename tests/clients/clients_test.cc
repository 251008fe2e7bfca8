// The worked clients in Python and Node, as a ministry's engineer runs them, against the real hub: they push through a
// hub that is killed, follow, are killed themselves, and prove that their copy is the hub's.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "lib/evidence/digest.h"
#include "nlohmann/json.hpp"
#include "tests/clients/clients.h"
#include "tests/cluster/calls.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Eventually;
using harness::RunResult;
using nlohmann::json;
using testing::HasSubstr;

class Clients : public OnCluster<Clients>, public testing::WithParamInterface<Client> {
 protected:
  Clients() : folder_("clients") {}

  std::string At(const std::string& name) const { return folder_.path() + "/" + name; }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(At(name)) << text;
    return At(name);
  }
  static std::string Profile() { return cluster_->Member(GetParam().source); }
  std::vector<std::string> Command(std::vector<std::string> arguments) const {
    std::vector<std::string> argv = GetParam().example;
    argv.insert(argv.end(), {"--profile", Profile()});
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return argv;
  }
  RunResult Run(std::vector<std::string> arguments) const {
    return harness::RunCommand(Command(std::move(arguments)), {}, absl::Minutes(2));
  }
  RunResult Push(const std::string& lines, const std::string& source = "") const {
    return Run({"--source", source.empty() ? GetParam().source : source, "push", Write("push.jsonl", lines)});
  }
  RunResult Follow() const { return Run({"--source", GetParam().source, "follow", At("copy")}); }
  // "records=300 proven=1 unequal=" of "head=… records=300 proven=1 unequal=".
  static std::string Proof(const RunResult& followed) {
    EXPECT_EQ(followed.errors, "");
    const size_t at = followed.output.find("records=");
    return at == std::string::npos ? followed.output : followed.output.substr(at);
  }
  // By the command: what the hub holds of this source.
  static int Held() {
    const RunResult watched =
        cluster_->Tabadul(Profile(), {"watch", "--until-mark", "--json", "--source", GetParam().source});
    const std::string last = watched.output.substr(watched.output.rfind("{\"cursor\""));
    return json::parse(last).value("changes", -1);
  }

  // The texts of the copy, in whatever form they are on the disk.
  std::string Copy() const {
    std::string bytes;
    for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
      const std::string name = file.path().filename();
      if (!name.starts_with("copy")) continue;
      std::ifstream in(file.path());
      for (std::string line; std::getline(in, line);) bytes += line + "\n" + Decoded(line);
    }
    return bytes;
  }
  // Of a line of the Node client's log: its records are in base64.
  static std::string Decoded(const std::string& line) {
    const json step = json::parse(line, nullptr, false);
    std::string bytes;
    for (const auto& record : step.is_object() ? step.value("put", json::array()) : json::array()) {
      std::string text = record.get<std::string>(), decoded;
      std::replace(text.begin(), text.end(), '+', '-');
      std::replace(text.begin(), text.end(), '/', '_');
      EXPECT_TRUE(evidence::FromBase64Url(text.substr(0, text.find('=')), &decoded));
      bytes += decoded;
    }
    return bytes;
  }

  const harness::TemporaryDirectory folder_;
};

TEST_P(Clients, HoldToTheVectorsAndKeepTheirCopies) {
  for (const auto& command : GetParam().tests) {
    const RunResult result = harness::RunCommand(command);
    EXPECT_EQ(result.exit, 0) << result.output << result.errors;
  }
}

TEST_P(Clients, PushFollowAndProve) {
  EXPECT_EQ(Push(Lines(0, 300)).output, "CREATED=300\n");
  EXPECT_EQ(Push(Lines(0, 300)).output, "UNCHANGED=300\n");
  EXPECT_EQ(Proof(Follow()), "records=300 proven=1 unequal=\n");

  const RunResult mixed = Push(Line("1", "رئيسة") + Line("wrong", "bad") + Line("new", "لحّام"));
  EXPECT_EQ(mixed.exit, 1);
  EXPECT_EQ(mixed.output, "CREATED=1 REJECTED=1 UPDATED=1\n");
  EXPECT_THAT(mixed.errors, HasSubstr("wrong: vacancy.description: "));
  EXPECT_EQ(Proof(Follow()), "records=301 proven=1 unequal=\n");
}

TEST_P(Clients, PushFollowAndProveAnotherKind) {
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--kind", "training_offer", "--source", GetParam().source});
    return Run(std::move(arguments));
  };
  std::string lines;
  for (int i = 0; i < 20; ++i) {
    const json offer = {{"title", Text("دورة في اللحام")},
                        {"provider", {{"name", Text("مركز التدريب")}}},
                        {"locations", {{{"country", "SY"}}}},
                        {"entry", {{"experienceMonths", 0}}}};
    lines += json{{"recordId", std::to_string(i)}, {"trainingOffer", offer}}.dump() + "\n";
  }
  const RunResult pushed = run({"push", Write("offers.jsonl", lines)});
  EXPECT_EQ(pushed.output, "CREATED=20\n") << pushed.errors;
  EXPECT_EQ(Proof(run({"follow", At("copy-of-offers")})), "records=20 proven=1 unequal=\n");
}

TEST_P(Clients, NameTheRecordInWhichTheirCopyDiffers) {
  ASSERT_EQ(Push(Lines(30'000, 30)).exit, 0);
  ASSERT_THAT(Proof(Follow()), HasSubstr("proven=1 unequal=\n"));
  std::vector<std::string> lose = GetParam().lose;
  lose.push_back(At("copy"));
  const RunResult lost = harness::RunCommand(lose);
  ASSERT_EQ(lost.exit, 0) << lost.errors;
  const std::string source = GetParam().source;
  const RunResult differs = Follow();
  EXPECT_EQ(differs.exit, 1);
  EXPECT_THAT(differs.output, HasSubstr("proven=0 unequal=" + source + "\n"));
  EXPECT_THAT(differs.errors, testing::MatchesRegex(source + ": [^\n]+: only the hub has it\n"));
}

TEST_P(Clients, AreRefusedWhatIsNotTheirs) {
  const RunResult refused = Push(Line("1", "x"), kEgypt);
  EXPECT_EQ(refused.exit, 3) << refused.output;
  EXPECT_THAT(refused.errors, HasSubstr("NOT_OWNER"));
}

TEST_P(Clients, ForgetWhatWasErased) {
  ASSERT_EQ(Push(Line("secret", "سِرّيّ جدًّا")).exit, 0);
  ASSERT_EQ(Follow().exit, 0);
  ASSERT_THAT(Copy(), HasSubstr("سِرّيّ جدًّا"));
  exchange::v1::PushItem erase;
  erase.mutable_erase()->mutable_key()->set_record_id("secret");
  ASSERT_TRUE(BatchPush(*Known(Member(GetParam().source)), GetParam().source, {erase}).ok());
  EXPECT_THAT(Proof(Follow()), HasSubstr("proven=1 unequal=\n"));
  EXPECT_EQ(Copy().find("سِرّيّ جدًّا"), std::string::npos);
  // The hub has been told.
  const RunResult erasures = cluster_->Tabadul(Profile(), {"source", "erasures", "--json"});
  const RunResult followers = cluster_->Tabadul(Profile(), {"follower", "list", "--json"});
  const json erased = json::parse(erasures.output)["erasures"][0],
             own = json::parse(followers.output)["followers"];
  ASSERT_EQ(own.size(), 1u) << followers.output;
  EXPECT_GE(std::stoull(own[0].value("confirmedSequence", "0")), std::stoull(erased.value("sequence", "0")));
}

TEST_P(Clients, RepeatWhatAKilledHubDidNotAnswer) {
  const std::string pipe = At("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  harness::Process push({.argv = Command({"--source", GetParam().source, "push", pipe}), .log = At("log")});
  Feed feed(pipe);
  const int before = Held();
  feed.Write(Lines(10'000, 400));
  ASSERT_TRUE(Eventually([&] { return Held() >= before + 100; }, absl::Seconds(60)))
      << harness::Tail(At("log"));
  cluster_->Freeze("jobs");  // what is sent now is not answered
  feed.Write(Lines(10'400, 400));
  cluster_->Kill("jobs");
  cluster_->Start("jobs");
  feed.Write(Lines(10'800, 400));
  feed.Close();
  EXPECT_EQ(push.Wait(absl::Minutes(1)), 0) << harness::Tail(At("log"));
  EXPECT_EQ(Held(), before + 1200);
  // Each item was answered once: what a killed hub had stored and not answered is UNCHANGED.
  const std::string said = harness::ReadFile(At("log"));
  int answered = 0;
  for (size_t at = said.find('='); at != std::string::npos; at = said.find('=', at + 1)) {
    answered += std::atoi(said.c_str() + at + 1);
  }
  EXPECT_EQ(answered, 1200) << said;
  EXPECT_THAT(Proof(Follow()), HasSubstr("proven=1 unequal=\n"));
}

TEST_P(Clients, KilledWhileTheyFollowGoOnWhereTheirCopyIs) {
  ASSERT_EQ(Push(Lines(20'000, 2000)).exit, 0);
  for (int kill = 0; kill < 3; ++kill) {
    harness::Process follow(
        {.argv = Command({"--source", GetParam().source, "follow", At("copy")}), .log = At("log")});
    const auto size = [&] {
      return std::filesystem::exists(At("copy")) ? std::filesystem::file_size(At("copy")) : 0;
    };
    const auto before = size();
    EXPECT_TRUE(Eventually([&] { return size() > before || !follow.Running(); }));
    follow.Kill();
  }
  EXPECT_THAT(Proof(Follow()), HasSubstr("proven=1 unequal=\n"));
}

INSTANTIATE_TEST_SUITE_P(Languages, Clients, testing::Values(kPython, kNode),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace tabadul
