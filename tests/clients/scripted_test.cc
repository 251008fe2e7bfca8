// The worked clients against a hub that behaves as a hub may, by a script: what it refuses, and what it does not.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "lib/evidence/signer.h"
#include "lib/platform/base/status.h"
#include "tests/clients/clients.h"
#include "tests/component/scripted_hub.h"
#include "tests/harness/eventually.h"
#include "tests/harness/process.h"

namespace tabadul {
namespace {

using common::v1::GOODBYE_ACTION_DENIED;
using common::v1::GOODBYE_ACTION_DONE;
using common::v1::GOODBYE_ACTION_RECONNECT;
using exchange::v1::WatchResponse;
using harness::Eventually;
using harness::RunResult;
using testing::HasSubstr;
using tests::PushTurn;
using tests::WatchTurn;

constexpr auto kOfANewerHub = static_cast<common::v1::GoodbyeAction>(99);

PushTurn Answers(int items, absl::Status status, common::v1::GoodbyeAction action) {
  return {.answers = items, .then = PushTurn::Then::kGoodbye, .status = std::move(status), .action = action};
}

// A page with a record, whose cursor is the head.
WatchResponse Page(const exchange::v1::SignedMark& mark) {
  WatchResponse response;
  auto& state = *response.mutable_changes()->add_changes()->mutable_state();
  state.set_hub_id("hub-1");
  state.set_asserted(exchange::v1::ASSERTED_STATE_OPEN);
  state.mutable_record()->set_source("SY/mosal/pes");
  state.mutable_record()->set_record_id("1");
  state.mutable_record()->mutable_vacancy()->set_positions(1);
  response.mutable_changes()->set_cursor("c1");
  *response.mutable_changes()->mutable_mark() = mark;
  return response;
}

// Of a copy that holds nothing.
exchange::v1::SignedMark Mark(const evidence::Signer& signer, const std::string& kind) {
  exchange::v1::Mark mark;
  mark.set_kind(kind);
  mark.set_head(1);
  mark.mutable_time()->set_seconds(1'000);
  exchange::v1::SignedMark out;
  out.set_mark(mark.SerializeAsString());
  out.set_key_id(signer.key_id());
  out.set_signature(signer.Sign(evidence::kMarkContext, out.mark()));
  return out;
}

class ScriptedClients : public testing::TestWithParam<Client> {
 protected:
  ScriptedClients() : folder_("scripted-clients") {
    hub_.push = {PushTurn()};
    std::ofstream(At("profile.yaml")) << client::ToYaml(hub_.profile());
  }

  std::string At(const std::string& name) const { return folder_.path() + "/" + name; }
  std::vector<std::string> Command(const std::string& command, const std::string& file) const {
    std::vector<std::string> argv = GetParam().example;
    argv.insert(argv.end(), {"--profile", At("profile.yaml"), "--source", "SY/mosal/pes", command, At(file)});
    return argv;
  }
  RunResult Push(int items) const {
    std::ofstream(At("push.jsonl")) << Lines(0, items);
    return harness::RunCommand(Command("push", "push.jsonl"), {}, absl::Minutes(1));
  }
  RunResult Follow() const { return harness::RunCommand(Command("follow", "copy"), {}, absl::Minutes(1)); }

  tests::ScriptedHub hub_;
  const harness::TemporaryDirectory folder_;
};

void ExpectRefused(const RunResult& result, const std::string& reason) {
  EXPECT_EQ(result.exit, 3) << result.output;
  EXPECT_THAT(result.errors, HasSubstr(reason));
}

TEST_P(ScriptedClients, FetchAnotherTokenOnceAndStopAtTheSecondRefusalInARow) {
  hub_.RevokeTokens(/*to_come=*/1);
  EXPECT_EQ(Push(3).output, "CREATED=3\n");
  EXPECT_EQ(hub_.tokens(), 2);
  hub_.RevokeTokens(/*to_come=*/1000);
  ExpectRefused(Push(3), "TOKEN_EXPIRED");
  EXPECT_EQ(hub_.tokens(), 4);
  ExpectRefused(Follow(), "TOKEN_EXPIRED");
  EXPECT_EQ(hub_.tokens(), 6);
}

TEST_P(ScriptedClients, CountNoRefusalOfATokenThatAnswersCameBefore) {
  const absl::Status expired = Error(common::v1::ERROR_REASON_TOKEN_EXPIRED);
  hub_.push = {Answers(1, expired, GOODBYE_ACTION_DENIED), Answers(1, expired, GOODBYE_ACTION_DENIED),
               Answers(1, expired, GOODBYE_ACTION_DENIED), PushTurn()};
  EXPECT_EQ(Push(4).output, "CREATED=4\n");
  EXPECT_EQ(hub_.tokens(), 4);
}

TEST_P(ScriptedClients, GoByTheCodeWhereTheyDoNotKnowTheAction) {
  const absl::Status refused = Error(common::v1::ERROR_REASON_SCOPE_MISSING);
  hub_.push = {Answers(0, refused, kOfANewerHub)};
  ExpectRefused(Push(3), "SCOPE_MISSING");
  hub_.watch = {WatchTurn{.responses = {}, .status = refused, .action = kOfANewerHub}};
  ExpectRefused(Follow(), "SCOPE_MISSING");

  const size_t before = hub_.pushed().size();
  hub_.push = {Answers(0, refused, kOfANewerHub),  // the turn that is over
               Answers(1, Error(common::v1::ERROR_REASON_DRAINING), kOfANewerHub), PushTurn()};
  EXPECT_EQ(Push(3).output, "CREATED=3\n");
  EXPECT_EQ(hub_.pushed().size(), before + 2);
}

TEST_P(ScriptedClients, StopWhereAMessageIsTooLarge) {
  const absl::Status large = Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE, {{"limit_bytes", "1"}});
  hub_.push = {Answers(0, large, kOfANewerHub)};
  ExpectRefused(Push(3), "MESSAGE_TOO_LARGE");
  hub_.watch = {WatchTurn{.responses = {}, .status = large, .action = kOfANewerHub}};
  ExpectRefused(Follow(), "MESSAGE_TOO_LARGE");
}

TEST_P(ScriptedClients, GoOnUnprovenAfterAMarkThatIsRefused) {
  const evidence::Signer stranger = *evidence::Signer::FromSeed(std::string(32, 's'));
  const auto ends_with = [](const exchange::v1::SignedMark& mark) {
    return WatchTurn{.responses = {Page(mark)}, .status = absl::OkStatus(), .action = GOODBYE_ACTION_DONE};
  };
  hub_.watch = {ends_with(Mark(stranger, "vacancy")), ends_with(Mark(tests::HubSigner(), "training_offer")),
                ends_with(Mark(tests::HubSigner(), "vacancy"))};
  for (const char* const why : {"no published key " /* of the stranger's id */, "training_offer"}) {
    const RunResult unproven = Follow();
    EXPECT_EQ(unproven.exit, 1);
    EXPECT_THAT(unproven.output, HasSubstr("records=1 proven=0"));
    EXPECT_THAT(unproven.errors, HasSubstr("unproven: "));
    EXPECT_THAT(unproven.errors, HasSubstr(why));
  }
  EXPECT_EQ(Follow().exit, 0);
  ASSERT_EQ(hub_.watched().size(), 3u);
  EXPECT_EQ(hub_.watched()[1].cursor(), "c1") << "what it has it keeps";
}

TEST_P(ScriptedClients, SendWhatThereIsWhileTheirProducerWaits) {
  hub_.push = {Answers(2, Error(common::v1::ERROR_REASON_STREAM_EXPIRED), GOODBYE_ACTION_RECONNECT),
               PushTurn()};
  ASSERT_EQ(mkfifo(At("pipe").c_str(), 0600), 0);
  harness::Process push({.argv = Command("push", "pipe"), .log = At("log")});
  Feed feed(At("pipe"));
  feed.Write(Lines(0, 3));
  // The third is not answered, and goes to a new stream: nobody waits for a fourth.
  const auto seen = [&](size_t stream) {
    const auto pushed = hub_.pushed();
    return stream < pushed.size() ? pushed[stream].items : std::vector<uint64_t>();
  };
  EXPECT_TRUE(Eventually([&] { return seen(1) == std::vector<uint64_t>{3}; }, absl::Seconds(30)))
      << harness::Tail(At("log"));
  feed.Write(Lines(3, 1));
  EXPECT_TRUE(Eventually([&] { return seen(1) == std::vector<uint64_t>({3, 4}); }));
  feed.Close();
  EXPECT_EQ(push.Wait(), 0) << harness::Tail(At("log"));
  EXPECT_THAT(harness::ReadFile(At("log")), HasSubstr("CREATED=4\n"));
}

TEST_P(ScriptedClients, AreRefusedWhileTheirProducerWaits) {
  hub_.push = {Answers(1, Error(common::v1::ERROR_REASON_CERTIFICATE_REVOKED), GOODBYE_ACTION_DENIED)};
  ASSERT_EQ(mkfifo(At("pipe").c_str(), 0600), 0);
  harness::Process push({.argv = Command("push", "pipe"), .log = At("log")});
  Feed feed(At("pipe"));
  feed.Write(Lines(0, 2));
  EXPECT_EQ(push.Wait(absl::Seconds(30)), 3) << harness::Tail(At("log"));
}

INSTANTIATE_TEST_SUITE_P(Languages, ScriptedClients, testing::Values(kPython, kNode),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace tabadul
