// lib/client against a hub that behaves as a hub may: ends streams, is cut, falls silent, refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <thread>

#include "lib/client/follow.h"
#include "lib/client/pusher.h"
#include "tests/component/scripted_hub.h"
#include "tests/harness/eventually.h"

namespace tabadul::client {
namespace {

using common::v1::GOODBYE_ACTION_DENIED;
using common::v1::GOODBYE_ACTION_DONE;
using common::v1::GOODBYE_ACTION_OVERLOADED;
using common::v1::GOODBYE_ACTION_RECONNECT;
using exchange::v1::PushItem;
using exchange::v1::WatchResponse;
using harness::Eventually;
using tests::PushTurn;
using tests::WatchTurn;
using Then = PushTurn::Then;

std::vector<uint64_t> Numbers(uint64_t first, uint64_t last) {
  std::vector<uint64_t> numbers(last - first + 1);
  std::iota(numbers.begin(), numbers.end(), first);
  return numbers;
}

PushItem Item(int id, size_t bytes = 100) {
  PushItem item;
  item.mutable_close()->mutable_key()->set_record_id(std::to_string(id) + std::string(bytes, 'x'));
  return item;
}

class PusherTest : public testing::Test {
 protected:
  PusherTest() {
    hub_.push = {PushTurn()};
    settings_.options.set_source("SY/mosal/pes");
    settings_.patience = absl::Seconds(20);
  }

  // Lazily, so that a test can change hub and settings first.
  Pusher& pusher() {
    if (pusher_ == nullptr) {
      connection_ = std::make_unique<Connection>(hub_.profile());
      pusher_ =
          std::make_unique<Pusher>(*connection_, settings_, [this](const exchange::v1::ItemOutcome& outcome) {
            absl::MutexLock lock(&mutex_);
            answered_.push_back(outcome.item());
          });
    }
    return *pusher_;
  }

  absl::Status PushAll(int count) {
    for (int i = 1; i <= count; ++i) {
      if (const absl::Status taken = pusher().Push(Item(i)); !taken.ok()) break;
    }
    return pusher().Finish();
  }

  std::vector<uint64_t> answered() {
    absl::MutexLock lock(&mutex_);
    return answered_;
  }

  tests::ScriptedHub hub_;
  PushSettings settings_;
  absl::Mutex mutex_;
  std::vector<uint64_t> answered_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Pusher> pusher_;
};

TEST_F(PusherTest, EveryItemIsAnsweredOnceAndInOrder) {
  ASSERT_TRUE(PushAll(5000).ok());
  EXPECT_EQ(answered(), Numbers(1, 5000));
  ASSERT_EQ(hub_.pushed().size(), 1u);
  EXPECT_EQ(hub_.pushed()[0].items, Numbers(1, 5000));
  EXPECT_EQ(hub_.pushed()[0].options.source(), "SY/mosal/pes");
  EXPECT_EQ(pusher().state().token, "at-5000");
}

TEST_F(PusherTest, PacksManyItemsIntoAMessageAndNoMoreThanAllowed) {
  ASSERT_TRUE(PushAll(5000).ok());
  const auto messages = hub_.pushed()[0].messages;
  EXPECT_GE(5000 / messages.size(), 16u);
  EXPECT_LE(*std::max_element(messages.begin(), messages.end()), settings_.message_items);
}

TEST_F(PusherTest, NeverHasMoreItemsUnansweredThanCredits) {
  hub_.push = {PushTurn{.credits = 20}};
  ASSERT_TRUE(PushAll(500).ok());
  EXPECT_LE(hub_.pushed()[0].most_unanswered, 20u);
  EXPECT_EQ(answered(), Numbers(1, 500));
}

TEST_F(PusherTest, OneCreditIsEnough) {
  hub_.push = {PushTurn{.credits = 1}};
  ASSERT_TRUE(PushAll(30).ok());
  EXPECT_EQ(hub_.pushed()[0].most_unanswered, 1u);
  EXPECT_EQ(answered(), Numbers(1, 30));
}

TEST_F(PusherTest, FlushesWhenTheProducerPauses) {
  ASSERT_TRUE(pusher().Push(Item(1)).ok());
  EXPECT_TRUE(Eventually([&] { return answered().size() == 1; }));
  ASSERT_TRUE(pusher().Push(Item(2)).ok());
  EXPECT_TRUE(Eventually([&] { return answered().size() == 2; }));
  EXPECT_TRUE(pusher().Finish().ok());
}

TEST_F(PusherTest, RepeatsTheUnansweredTailInTheSameOrderAfterAGoodbye) {
  hub_.push = {PushTurn{.answers = 137,
                        .then = Then::kGoodbye,
                        .status = Error(common::v1::ERROR_REASON_DRAINING),
                        .action = GOODBYE_ACTION_RECONNECT},
               PushTurn()};
  ASSERT_TRUE(PushAll(1000).ok());
  EXPECT_EQ(answered(), Numbers(1, 1000));
  ASSERT_EQ(hub_.pushed().size(), 2u);
  EXPECT_EQ(hub_.pushed()[1].items, Numbers(138, 1000));
}

TEST_F(PusherTest, WaitsAsLongAsAnOverloadedHubAsks) {
  hub_.push = {
      PushTurn{.then = Then::kGoodbye,
               .status = WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED), absl::Milliseconds(700)),
               .action = GOODBYE_ACTION_OVERLOADED},
      PushTurn()};
  const absl::Time begun = absl::Now();
  ASSERT_TRUE(PushAll(10).ok());
  EXPECT_GE(absl::Now() - begun, absl::Milliseconds(700));
  EXPECT_EQ(answered(), Numbers(1, 10));
}

TEST_F(PusherTest, GoesOnThroughManyCutsEachAnsweredOnce) {
  std::vector<PushTurn> turns;
  for (int i = 0; i < 6; ++i) turns.push_back(PushTurn{.answers = 100 + 37 * i, .then = Then::kCut});
  turns.emplace_back();
  hub_.push = turns;
  std::atomic<int> interruptions{0};
  settings_.on_interruption = [&](const absl::Status& why, absl::Duration) {
    EXPECT_FALSE(why.ok());
    ++interruptions;
  };
  ASSERT_TRUE(PushAll(3000).ok());
  EXPECT_EQ(answered(), Numbers(1, 3000));
  EXPECT_GE(interruptions, 6);
  // An answer can be lost with the connection that carried it: then its item is repeated, and nothing is skipped.
  uint64_t next = 1;
  for (const auto& seen : hub_.pushed()) {
    if (seen.items.empty()) continue;
    EXPECT_LE(seen.items.front(), next);
    EXPECT_EQ(seen.items, Numbers(seen.items.front(), seen.items.back()));
    next = std::max(next, seen.items.back() + 1);
  }
}

TEST_F(PusherTest, AnEndWithoutAnswersIsRepeatedNotTakenForSuccess) {
  hub_.push = {PushTurn{.then = Then::kGoodbye, .status = absl::OkStatus(), .action = GOODBYE_ACTION_DONE},
               PushTurn()};
  ASSERT_TRUE(PushAll(40).ok());
  EXPECT_EQ(answered(), Numbers(1, 40));
}

TEST_F(PusherTest, ADeniedPushStopsAndSaysWhy) {
  hub_.push = {PushTurn{.answers = 5,
                        .then = Then::kGoodbye,
                        .status = Error(common::v1::ERROR_REASON_NOT_OWNER, {{"source", "EG/momp/pes"}}),
                        .action = GOODBYE_ACTION_DENIED}};
  const absl::Status pushed = PushAll(100);
  EXPECT_EQ(ReasonOf(pushed), common::v1::ERROR_REASON_NOT_OWNER);
  EXPECT_EQ(MetadataOf(pushed).at("source"), "EG/momp/pes");
  EXPECT_EQ(answered(), Numbers(1, 5));
  EXPECT_EQ(hub_.pushed().size(), 1u);
  EXPECT_EQ(ReasonOf(pusher().Push(Item(1))), common::v1::ERROR_REASON_NOT_OWNER);
}

TEST_F(PusherTest, ASilentStreamIsReplaced) {
  settings_.answer_timeout = absl::Milliseconds(500);
  hub_.push = {PushTurn{.answers = 10, .then = Then::kSilence}, PushTurn()};
  ASSERT_TRUE(PushAll(100).ok());
  EXPECT_EQ(answered(), Numbers(1, 100));
  EXPECT_EQ(hub_.pushed()[1].items, Numbers(11, 100));
}

TEST_F(PusherTest, ADeadPeerBehindALiveNetworkIsReplaced) {
  std::atomic<int> interruptions{0};
  settings_.on_interruption = [&](const absl::Status&, absl::Duration) { ++interruptions; };
  settings_.answer_timeout = absl::Milliseconds(500);
  ASSERT_TRUE(pusher().Push(Item(1)).ok());
  ASSERT_TRUE(Eventually([&] { return answered().size() == 1; }));
  hub_.gate().Drop();  // half-open: what is sent vanishes
  ASSERT_TRUE(pusher().Push(Item(2)).ok());
  ASSERT_TRUE(Eventually([&] { return interruptions > 0; }));
  hub_.gate().Pass();
  hub_.gate().CloseAll();
  EXPECT_TRUE(pusher().Finish().ok());
  EXPECT_EQ(answered(), Numbers(1, 2));
}

TEST_F(PusherTest, GivesUpWhenPatienceIsOver) {
  settings_.patience = absl::Milliseconds(800);
  ASSERT_TRUE(pusher().Push(Item(1)).ok());
  ASSERT_TRUE(Eventually([&] { return answered().size() == 1; }));
  hub_.gate().StopAccepting();
  hub_.gate().CloseAll();
  ASSERT_TRUE(pusher().Push(Item(2)).ok());
  EXPECT_EQ(pusher().Finish().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(answered(), Numbers(1, 1));
}

TEST_F(PusherTest, StopWaitsForTheAnswersInFlightAndSendsNothingMore) {
  hub_.push = {PushTurn{.credits = 50}};
  pusher();
  std::thread producer([&] {
    for (int i = 1; pusher_->Push(Item(i)).ok();) ++i;
  });
  EXPECT_TRUE(Eventually([&] { return answered().size() > 200; }));
  pusher().Stop(absl::Seconds(10));
  producer.join();
  EXPECT_EQ(pusher().Finish().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(answered(), hub_.pushed()[0].items);
}

TEST_F(PusherTest, StopDoesNotWaitLongerThanItsGrace) {
  hub_.push = {PushTurn{.answers = 10, .then = Then::kSilence}};
  for (int i = 1; i <= 100; ++i) ASSERT_TRUE(pusher().Push(Item(i)).ok());
  ASSERT_TRUE(Eventually([&] { return answered().size() == 10; }));
  const absl::Time begun = absl::Now();
  pusher().Stop(absl::Milliseconds(300));
  EXPECT_EQ(pusher().Finish().code(), absl::StatusCode::kCancelled);
  EXPECT_LT(absl::Now() - begun, absl::Seconds(5));
}

TEST_F(PusherTest, AnItemTooLargeIsRefusedAloneAndItsNeighboursGoOn) {
  ASSERT_TRUE(pusher().Push(Item(1)).ok());
  EXPECT_EQ(ReasonOf(pusher().Push(Item(2, 2 << 20))), common::v1::ERROR_REASON_RECORD_TOO_LARGE);
  ASSERT_TRUE(pusher().Push(Item(3)).ok());
  EXPECT_TRUE(pusher().Finish().ok());
  EXPECT_EQ(answered(), Numbers(1, 2));
}

TEST_F(PusherTest, NothingToPushIsDoneWithoutAStream) {
  EXPECT_TRUE(pusher().Finish().ok());
  EXPECT_TRUE(hub_.pushed().empty());
}

TEST_F(PusherTest, AnExpiredTokenIsReplaced) {
  ASSERT_TRUE(pusher().Push(Item(1)).ok());
  ASSERT_TRUE(Eventually([&] { return answered().size() == 1; }));
  hub_.RevokeTokens();
  hub_.gate().CloseAll();
  ASSERT_TRUE(pusher().Push(Item(2)).ok());
  EXPECT_TRUE(pusher().Finish().ok());
  EXPECT_EQ(answered(), Numbers(1, 2));
  EXPECT_EQ(hub_.tokens(), 2);
}

TEST(Connection, RepeatsWhatIsUnavailableAndNothingElse) {
  tests::ScriptedHub hub;
  const absl::Status unavailable =
      WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE), absl::Milliseconds(50));
  hub.answers = {unavailable, unavailable, absl::OkStatus(), Error(common::v1::ERROR_REASON_NOT_FOUND)};
  Connection connection(hub.profile());
  const auto ask = [&] {
    return Ask<exchange::v1::GetResponse>(connection, Context::WithTimeout(absl::Seconds(10)),
                                          "/tabadul.jobs.v1.VacancyExchangeService/Get",
                                          exchange::v1::GetRequest());
  };
  const auto got = ask();
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->record().hub_id(), "fr");  // the language of the profile came along
  EXPECT_EQ(hub.calls(), 3);
  EXPECT_EQ(ReasonOf(ask().status()), common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(hub.calls(), 4);
  EXPECT_EQ(hub.tokens(), 1);
}

TEST(Connection, AHubInTroubleGetsHardlyMoreCallsThanWereMade) {
  tests::ScriptedHub hub;
  constexpr int kCalls = 60;
  hub.answers = std::vector<absl::Status>(500, Error(common::v1::ERROR_REASON_UNAVAILABLE));
  ConnectionOptions options;
  options.first_wait = options.longest_wait = absl::Milliseconds(1);
  Connection connection(hub.profile(), options);
  for (int i = 0; i < kCalls; ++i) {
    EXPECT_EQ(Ask<exchange::v1::GetResponse>(connection, Context::WithTimeout(absl::Seconds(10)),
                                             "/tabadul.jobs.v1.VacancyExchangeService/Get",
                                             exchange::v1::GetRequest())
                  .status()
                  .code(),
              absl::StatusCode::kUnavailable);
  }
  EXPECT_GE(hub.calls(), kCalls + 5);   // it was tried
  EXPECT_LE(hub.calls(), kCalls + 10);  // within the budget
}

TEST(Connection, FetchesANewTokenOnceWhenTheHubRefusesIt) {
  tests::ScriptedHub hub;
  Connection connection(hub.profile());
  exchange::v1::GetResponse response;
  const auto ask = [&] {
    return connection.Unary(Context::WithTimeout(absl::Seconds(10)),
                            "/tabadul.jobs.v1.VacancyExchangeService/Get", exchange::v1::GetRequest(),
                            &response);
  };
  ASSERT_TRUE(ask().ok());
  hub.RevokeTokens();
  ASSERT_TRUE(ask().ok());
  EXPECT_EQ(hub.tokens(), 2);
}

TEST(Connection, ACallThatIsCancelledDoesNotWaitForItsToken) {
  tests::ScriptedHub hub;
  hub.gate().Drop();
  const auto cancelled = std::make_shared<std::atomic<bool>>(false);
  ConnectionOptions options;
  options.cancelled = cancelled;
  Connection connection(hub.profile(), options);
  std::thread leaving([&] {
    EXPECT_TRUE(Eventually([&] { return hub.gate().accepted() > 0; }));
    *cancelled = true;
  });
  const auto status = Ask<exchange::v1::GetResponse>(connection, connection.Within(absl::Seconds(20)),
                                                     "/tabadul.jobs.v1.VacancyExchangeService/Get",
                                                     exchange::v1::GetRequest())
                          .status();
  leaving.join();
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_CANCELLED) << status;
}

TEST(Connection, AnEndpointWhereNobodyIsAnswersUnavailableInTime) {
  client::Profile profile;
  {
    tests::ScriptedHub hub;
    profile = hub.profile();
  }
  Connection connection(profile);
  exchange::v1::GetResponse response;
  const absl::Time begun = absl::Now();
  const absl::Status status =
      connection.Unary(Context::WithTimeout(absl::Seconds(2)), "/tabadul.jobs.v1.VacancyExchangeService/Get",
                       exchange::v1::GetRequest(), &response);
  EXPECT_TRUE(status.code() == absl::StatusCode::kUnavailable ||
              status.code() == absl::StatusCode::kDeadlineExceeded)
      << status;
  EXPECT_LT(absl::Now() - begun, absl::Seconds(8));
}

// -- following ----------------------------------------------------------------------------------------------------

WatchResponse Changes(std::initializer_list<const char*> ids, const std::string& cursor, bool mark = false) {
  WatchResponse response;
  for (const char* id : ids) {
    auto* state = response.mutable_changes()->add_changes()->mutable_state();
    state->set_hub_id(id);
    state->set_asserted(exchange::v1::ASSERTED_STATE_OPEN);
  }
  response.mutable_changes()->set_cursor(cursor);
  if (mark) response.mutable_changes()->mutable_mark()->set_key_id("of-" + cursor);
  return response;
}

WatchResponse Heartbeat(const std::string& cursor) {
  WatchResponse response;
  response.mutable_heartbeat()->set_cursor(cursor);
  return response;
}

class FollowTest : public testing::Test {
 protected:
  FollowTest() {
    settings_.on_mark = [this](const exchange::v1::SignedMark& mark) {
      marks_.push_back(mark.key_id());
      return absl::OkStatus();
    };
  }

  absl::Status Run() {
    Connection connection(hub_.profile());
    return Follow(connection, settings_, follower_, stop_.get_token());
  }

  std::vector<std::string> Held() {
    std::vector<std::string> ids;
    for (const auto& [id, record] : follower_.Records()) ids.push_back(id);
    return ids;
  }

  tests::ScriptedHub hub_;
  FollowSettings settings_;
  MemoryFollower follower_;
  std::stop_source stop_;
  std::vector<std::string> marks_;
};

TEST_F(FollowTest, ReadsASnapshotToItsMark) {
  settings_.until_mark = true;
  settings_.filter.add_countries("SY");
  hub_.watch = {WatchTurn{.responses = {Changes({"a", "b"}, "c1"), Changes({"c"}, "c2", true)},
                          .status = absl::OkStatus(),
                          .action = GOODBYE_ACTION_DONE}};
  EXPECT_TRUE(Run().ok());
  EXPECT_THAT(Held(), testing::ElementsAre("a", "b", "c"));
  EXPECT_THAT(marks_, testing::ElementsAre("of-c2"));
  EXPECT_EQ(follower_.Applied(), "c2");
  EXPECT_EQ(hub_.watched()[0].filter().countries(0), "SY");
  EXPECT_TRUE(hub_.watched()[0].until_mark());
}

TEST_F(FollowTest, GoesOnFromTheLastCursorAfterGoodbyeAndCut) {
  settings_.until_mark = true;
  hub_.watch = {WatchTurn{.responses = {Changes({"a"}, "c1"), Heartbeat("c1b")},
                          .status = Error(common::v1::ERROR_REASON_STREAM_EXPIRED)},
                WatchTurn{.responses = {}, .then = WatchTurn::Then::kCut},
                WatchTurn{.responses = {Changes({"b"}, "c2", true)}, .action = GOODBYE_ACTION_DONE}};
  EXPECT_TRUE(Run().ok());
  EXPECT_THAT(Held(), testing::ElementsAre("a", "b"));
  const auto watched = hub_.watched();
  ASSERT_GE(watched.size(), 3u);
  EXPECT_EQ(watched[0].cursor(), "");
  EXPECT_EQ(watched[1].cursor(), "c1b");
  EXPECT_EQ(watched[2].cursor(), "c1b");
}

TEST_F(FollowTest, ConfirmsAtAMarkWhatItHasApplied) {
  settings_.follower = "archive";
  hub_.watch = {WatchTurn{.responses = {Changes({"a"}, "c1"), Changes({"b"}, "c2", true)},
                          .then = WatchTurn::Then::kStay}};
  absl::Status ended;
  std::thread following([&] { ended = Run(); });
  EXPECT_TRUE(Eventually([&] { return !hub_.confirmed().empty(); }));
  EXPECT_EQ(hub_.confirmed()[0].cursor(), "c2") << "at the mark, not page by page";
  EXPECT_EQ(hub_.confirmed()[0].follower(), "archive");
  EXPECT_EQ(hub_.watched()[0].follower(), "archive");
  stop_.request_stop();
  following.join();
  EXPECT_EQ(hub_.confirmed().size(), 1u) << "nothing was applied since";
}

TEST_F(FollowTest, ConfirmsWhatItHasBeforeItEnds) {
  settings_.until_mark = true;
  hub_.watch = {WatchTurn{
      .responses = {Changes({"a"}, "c1", true)}, .status = absl::OkStatus(), .action = GOODBYE_ACTION_DONE}};
  EXPECT_TRUE(Run().ok());
  ASSERT_EQ(hub_.confirmed().size(), 1u);
  EXPECT_EQ(hub_.confirmed()[0].cursor(), "c1");
}

// A copy that has somewhere still what was to be deleted.
class Owing final : public MemoryFollower {
 public:
  std::string Purged() const override { return "c1"; }
  absl::Status Purge() override {
    ++purges;
    return purging;
  }
  absl::Status purging;
  int purges = 0;
};

TEST_F(FollowTest, ConfirmsNothingThatIsNotPurged) {
  Owing owing;
  settings_.until_mark = true;
  settings_.confirm_every = absl::ZeroDuration();
  hub_.watch = {WatchTurn{.responses = {Changes({"a"}, "c1"), Changes({"b"}, "c2", true)},
                          .status = absl::OkStatus(),
                          .action = GOODBYE_ACTION_DONE}};
  Connection connection(hub_.profile());
  EXPECT_TRUE(Follow(connection, settings_, owing, stop_.get_token()).ok());
  EXPECT_EQ(owing.Applied(), "c2");
  ASSERT_EQ(hub_.confirmed().size(), 1u);
  EXPECT_EQ(hub_.confirmed()[0].cursor(), "c1");
}

TEST_F(FollowTest, PurgesBeforeEachStreamThatIsOpenedFromACursor) {
  Owing owing;
  settings_.until_mark = true;
  hub_.watch = {
      WatchTurn{.responses = {Changes({"a"}, "c1")}, .status = Error(common::v1::ERROR_REASON_DRAINING)},
      WatchTurn{.responses = {Changes({"b"}, "c2", true)}, .action = GOODBYE_ACTION_DONE}};
  Connection connection(hub_.profile());
  EXPECT_TRUE(Follow(connection, settings_, owing, stop_.get_token()).ok());
  EXPECT_EQ(owing.purges, 2);
  owing.purging = Error(common::v1::ERROR_REASON_PRECONDITION);
  EXPECT_EQ(ReasonOf(Follow(connection, settings_, owing, stop_.get_token())),
            common::v1::ERROR_REASON_PRECONDITION);
  EXPECT_EQ(hub_.watched().size(), 2u) << "the hub takes the cursor of a Watch for confirmed";
}

TEST_F(FollowTest, AConfirmationThatIsRefusedEndsNothing) {
  settings_.until_mark = true;
  settings_.confirm_every = absl::ZeroDuration();
  hub_.confirming = Error(common::v1::ERROR_REASON_NOT_FOUND);
  hub_.watch = {WatchTurn{.responses = {Changes({"a"}, "c1"), Changes({"b"}, "c2", true)},
                          .status = absl::OkStatus(),
                          .action = GOODBYE_ACTION_DONE}};
  EXPECT_TRUE(Run().ok());
  EXPECT_THAT(Held(), testing::ElementsAre("a", "b"));
  EXPECT_EQ(hub_.confirmed().back().cursor(), "c2") << "each cursor is another try";
}

TEST_F(FollowTest, WhoMustNotConfirmDoesNot) {
  settings_.until_mark = true;
  settings_.confirm_every = absl::InfiniteDuration();
  hub_.watch = {WatchTurn{
      .responses = {Changes({"a"}, "c1", true)}, .status = absl::OkStatus(), .action = GOODBYE_ACTION_DONE}};
  EXPECT_TRUE(Run().ok());
  EXPECT_TRUE(hub_.confirmed().empty());
}

TEST_F(FollowTest, StartsAnewWhenTheHubWasRestored) {
  settings_.until_mark = true;
  const ChangeList old = Changes({"gone"}, "c1").changes().changes();
  ASSERT_TRUE(follower_.Apply(old, "before-the-restore").ok());
  hub_.watch = {
      WatchTurn{.status = Error(common::v1::ERROR_REASON_EPOCH_CHANGED), .action = GOODBYE_ACTION_DENIED},
      WatchTurn{.responses = {Changes({"a"}, "c1", true)}, .action = GOODBYE_ACTION_DONE}};
  EXPECT_TRUE(Run().ok());
  EXPECT_THAT(Held(), testing::ElementsAre("a"));
  EXPECT_EQ(hub_.watched()[1].cursor(), "");
}

TEST_F(FollowTest, ARefusalEndsItWithItsReason) {
  hub_.watch = {WatchTurn{.status = Error(common::v1::ERROR_REASON_TOKEN_UNREADABLE, {{"field", "cursor"}}),
                          .action = GOODBYE_ACTION_DENIED}};
  EXPECT_EQ(ReasonOf(Run()), common::v1::ERROR_REASON_TOKEN_UNREADABLE);
  EXPECT_EQ(hub_.watched().size(), 1u);
}

// A stream that began before it was refused is no progress: else it would be asked for tokens for ever.
TEST_F(FollowTest, StopsAtTheSecondRefusalOfATokenInARow) {
  hub_.RevokeTokens(/*to_come=*/1000);
  EXPECT_EQ(ReasonOf(Run()), common::v1::ERROR_REASON_TOKEN_EXPIRED);
  EXPECT_EQ(hub_.tokens(), 2);
}

TEST_F(FollowTest, EndsWhenAskedToWhileNothingComes) {
  hub_.watch = {WatchTurn{.responses = {Changes({"a"}, "c1")}, .then = WatchTurn::Then::kStay}};
  absl::Status ended;
  std::thread following([&] { ended = Run(); });
  EXPECT_TRUE(Eventually([&] { return follower_.Applied() == "c1"; }));
  stop_.request_stop();
  following.join();
  EXPECT_EQ(ended.code(), absl::StatusCode::kCancelled);
}

TEST_F(FollowTest, AFollowerThatCannotApplyEndsIt) {
  settings_.on_mark = [](const exchange::v1::SignedMark&) {
    return Error(common::v1::ERROR_REASON_PRECONDITION);
  };
  hub_.watch = {WatchTurn{.responses = {Changes({"a"}, "c1", true)}, .then = WatchTurn::Then::kStay}};
  EXPECT_EQ(ReasonOf(Run()), common::v1::ERROR_REASON_PRECONDITION);
}

TEST_F(FollowTest, GivesUpWhenPatienceIsOver) {
  settings_.patience = absl::Milliseconds(500);
  hub_.watch = {WatchTurn()};
  hub_.gate().StopAccepting();
  EXPECT_EQ(Run().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace tabadul::client
