// Followers: nobody is handed anything unknown, confirmations only rise and never lie beyond the head, and an owner can
// count who still may hold what it erased.
#include "lib/exchange/followers.h"

#include <gmock/gmock.h>

#include <random>

#include "lib/platform/metrics/metrics.h"
#include "tests/component/exchange_fixture.h"
#include "tests/harness/seed.h"

namespace tabadul::exchange {
namespace {

using common::v1::ErrorReason;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kEgypt[] = "EG/momp/pes", kTunisia[] = "TN/aneti/pes";

rpc::Call Centre() {
  rpc::Caller caller = MakeCall("HUB/centre/operator").caller();
  caller.scopes = {"admin"};
  return rpc::Call("test", "test", "en", caller, Context::WithTimeout(absl::Seconds(30)));
}
rpc::Call Service() {
  rpc::Caller caller;
  caller.kind = rpc::Caller::Kind::kService;
  caller.service = "matching";
  return rpc::Call("test", "test", "en", caller, Context::WithTimeout(absl::Seconds(30)));
}

class FollowersTest : public ExchangeTest {
 protected:
  absl::Status Watch(const rpc::Call& call, const std::string& cursor = "", const std::string& name = "") {
    return exchange_->RegisterFollower(call.context(), call.caller(), name, *DecodeCursor(cursor));
  }
  // Of everything that was pushed so far.
  std::string HeadCursor() const { return Encode({.position = exchange_->Head()}); }
  std::string CursorAt(uint64_t sequence, uint64_t more_epochs = 0) const {
    return Encode({.position = {exchange_->Head().epoch + more_epochs, {sequence}}});
  }
  absl::StatusOr<v1::Follower> Confirm(const rpc::Call& call, const std::string& cursor,
                                       const std::string& name = "") {
    v1::ConfirmCursorRequest request;
    request.set_follower(name);
    request.set_cursor(cursor);
    ASSIGN_OR_RETURN(const auto response, exchange_->followers().Confirm(call, request));
    return response.follower();
  }
  ErrorReason Refusal(const std::string& cursor) {
    return ReasonOf(Confirm(MakeCall(kEgypt), cursor).status());
  }
  absl::StatusOr<v1::ListFollowersResponse> List(const rpc::Call& call, const std::string& source = "",
                                                 int page_size = 0, const std::string& token = "",
                                                 bool forgotten = false) {
    v1::ListFollowersRequest request;
    request.set_source(source);
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_forgotten(forgotten);
    return exchange_->followers().List(call, request);
  }
  std::vector<std::string> Names(const rpc::Call& call, const std::string& source = "") {
    std::vector<std::string> names;
    const auto list = List(call, source);
    EXPECT_TRUE(list.ok()) << list.status();
    for (const auto& one : list->followers()) names.push_back(one.source() + " " + one.follower());
    return names;
  }
  v1::ListErasuresResponse Erasures(int page_size = 0, const std::string& token = "") {
    v1::ListErasuresRequest request;
    request.set_source(kSource);
    request.set_page_size(page_size);
    request.set_page_token(token);
    auto response = exchange_->followers().ListErasures(MakeCall(kSource), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *std::move(response) : v1::ListErasuresResponse();
  }
  v1::Erasure Newest() {
    const auto erasures = Erasures();
    EXPECT_GT(erasures.erasures_size(), 0);
    return erasures.erasures_size() > 0 ? erasures.erasures(0) : v1::Erasure();
  }
  absl::StatusOr<v1::ForgetFollowerResponse> Forgotten(const rpc::Call& call, const std::string& source,
                                                       const std::string& name = "") {
    v1::ForgetFollowerRequest request;
    request.set_source(source);
    request.set_follower(name);
    return exchange_->followers().Forget(call, request);
  }
  absl::Status Forget(const rpc::Call& call, const std::string& source, const std::string& name = "") {
    return Forgotten(call, source, name).status();
  }
};

TEST_F(FollowersTest, AWatchIsKnownBeforeItIsHandedAnything) {
  PushOne(Upsert(MakeRecord("a", "A")));
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  ASSERT_TRUE(Watch(MakeCall(kEgypt), "", "archive").ok());
  ASSERT_TRUE(Watch(Service()).ok());
  EXPECT_THAT(Names(MakeCall(kEgypt)), ElementsAre("EG/momp/pes ", "EG/momp/pes archive"));
  EXPECT_THAT(Names(MakeCall(kTunisia)), IsEmpty());
  EXPECT_THAT(Names(Centre()), ElementsAre("EG/momp/pes ", "EG/momp/pes archive", "HUB/tabadul/matching "));
  EXPECT_THAT(Names(Centre(), kEgypt), ElementsAre("EG/momp/pes ", "EG/momp/pes archive"));
  const auto list = List(MakeCall(kEgypt));
  EXPECT_EQ(list->head(), 1u);
  EXPECT_EQ(list->followers(0).confirmed_sequence(), 0u);
  EXPECT_EQ(list->followers(0).create_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
}

TEST_F(FollowersTest, ConfirmationsRiseAndNeverFall) {
  for (int i = 0; i < 5; ++i) PushOne(Upsert(MakeRecord("a", std::to_string(i))));
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  EXPECT_EQ(Confirm(MakeCall(kEgypt), CursorAt(3))->confirmed_sequence(), 3u);
  clock_.Advance(absl::Hours(1));
  const auto late = Confirm(MakeCall(kEgypt), CursorAt(2));
  ASSERT_TRUE(late.ok()) << "a late repetition is no mistake";
  EXPECT_EQ(late->confirmed_sequence(), 3u);
  EXPECT_LT(late->confirm_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
  EXPECT_EQ(Confirm(MakeCall(kEgypt), HeadCursor())->confirmed_sequence(), 5u);
}

// Until it has read all of the feed once, nobody knows what a copy had before it began to.
TEST_F(FollowersTest, AFirstReadingConfirmsNothingBeforeItsEnd) {
  for (int i = 0; i < 5; ++i) PushOne(Upsert(MakeRecord(std::to_string(i), "A")));
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  const auto at = [&](uint64_t sequence) {
    const uint64_t epoch = exchange_->Head().epoch;
    return Encode({.position = {epoch, {sequence}}, .head = 5, .settled = 5});
  };
  EXPECT_EQ(Confirm(MakeCall(kEgypt), at(3))->confirmed_sequence(), 0u);
  ASSERT_TRUE(Watch(MakeCall(kEgypt), at(4)).ok()) << "it goes on from there";
  EXPECT_EQ(List(MakeCall(kEgypt))->followers(0).confirmed_sequence(), 0u);
  EXPECT_EQ(Confirm(MakeCall(kEgypt), at(5))->confirmed_sequence(), 5u);
}

TEST_F(FollowersTest, WhatCannotHaveBeenAppliedIsNotConfirmed) {
  PushOne(Upsert(MakeRecord("a", "A")));
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  EXPECT_EQ(Refusal(CursorAt(2)), common::v1::ERROR_REASON_BEYOND_HEAD);
  EXPECT_EQ(Refusal(CursorAt(1, 1)), common::v1::ERROR_REASON_EPOCH_CHANGED);
  EXPECT_EQ(Refusal("nonsense"), common::v1::ERROR_REASON_TOKEN_UNREADABLE);
  EXPECT_EQ(Refusal(""), common::v1::ERROR_REASON_REQUIRED);
  EXPECT_EQ(List(MakeCall(kEgypt))->followers(0).confirmed_sequence(), 0u);
  EXPECT_EQ(ReasonOf(Confirm(MakeCall(kTunisia), HeadCursor()).status()), common::v1::ERROR_REASON_NOT_FOUND)
      << "who never watched has nothing to confirm";
  EXPECT_EQ(ReasonOf(Confirm(MakeCall(kEgypt), HeadCursor(), "Archive").status()),
            common::v1::ERROR_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(Confirm(MakeCall(kEgypt), HeadCursor(), std::string(41, 'a')).status()),
            common::v1::ERROR_REASON_TOO_LONG);
}

TEST_F(FollowersTest, WhoGoesOnFromACursorHasAppliedIt) {
  for (int i = 0; i < 3; ++i) PushOne(Upsert(MakeRecord("a", std::to_string(i))));
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  ASSERT_TRUE(Watch(MakeCall(kEgypt), CursorAt(2)).ok());
  EXPECT_EQ(List(MakeCall(kEgypt))->followers(0).confirmed_sequence(), 2u);
  ASSERT_TRUE(Watch(MakeCall(kEgypt), CursorAt(7)).ok()) << "the feed itself refuses it";
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  EXPECT_EQ(List(MakeCall(kEgypt))->followers(0).confirmed_sequence(), 2u);
}

TEST_F(FollowersTest, AnErasureCountsWhoMayHaveHeldTheRecordAndWhoHasNotConfirmed) {
  Push({Upsert(MakeRecord("a", "A")), Upsert(MakeRecord("b", "B"))});
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  ASSERT_TRUE(Watch(MakeCall(kEgypt), "", "archive").ok());
  ASSERT_TRUE(Watch(MakeCall(kTunisia)).ok());
  ASSERT_TRUE(Confirm(MakeCall(kEgypt), HeadCursor()).ok());
  EXPECT_EQ(Erasures().erasures_size(), 0);
  const std::string hub_id = Get("a")->hub_id;
  PushOne(Erase("a"));
  ASSERT_TRUE(Watch(MakeCall("JO/mol/pes")).ok()) << "that never had it";
  const v1::Erasure before = Newest();
  EXPECT_EQ(before.hub_id(), hub_id);
  EXPECT_EQ(before.sequence(), 3u);
  EXPECT_EQ(before.followers(), 3u);
  EXPECT_EQ(before.confirmed_followers(), 0u);
  EXPECT_THAT(before.waiting_organisations(), ElementsAre("EG/momp", "TN/aneti"));
  ASSERT_TRUE(Confirm(MakeCall(kTunisia), HeadCursor()).ok());
  ASSERT_TRUE(Confirm(MakeCall(kEgypt), HeadCursor()).ok());
  EXPECT_EQ(Newest().confirmed_followers(), 2u);
  EXPECT_THAT(Newest().waiting_organisations(), ElementsAre("EG/momp")) << "their archive has not";
  ASSERT_TRUE(Forget(MakeCall(kEgypt), "", "archive").ok());
  EXPECT_THAT(Newest().waiting_organisations(), IsEmpty());
  EXPECT_EQ(Newest().confirmed_followers(), 2u);
  EXPECT_EQ(Newest().followers(), 3u) << "whoever forgets a copy cannot make it unseen";
  EXPECT_EQ(Newest().forgotten_followers(), 1u);
  EXPECT_THAT(Newest().forgotten_organisations(), ElementsAre("EG/momp"));
}

TEST_F(FollowersTest, ACopyThatWasForgottenUnconfirmedStaysEvidenceOfWhatWasErasedBefore) {
  Push({Upsert(MakeRecord("a", "A")), Upsert(MakeRecord("b", "B"))});
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  ASSERT_TRUE(Watch(MakeCall(kTunisia)).ok());
  PushOne(Erase("a"));
  ASSERT_TRUE(Confirm(MakeCall(kTunisia), HeadCursor()).ok());
  EXPECT_TRUE(Forgotten(Centre(), kEgypt)->unconfirmed());
  EXPECT_FALSE(Forgotten(MakeCall(kTunisia), "")->unconfirmed()) << "that one had confirmed all";
  EXPECT_THAT(Names(Centre()), IsEmpty()) << "hidden unless asked for";
  const auto asked = List(MakeCall(kEgypt), "", 0, "", true);
  ASSERT_TRUE(asked.ok()) << asked.status();
  ASSERT_EQ(asked->followers_size(), 1);
  EXPECT_EQ(asked->followers(0).source(), kEgypt);
  EXPECT_EQ(asked->followers(0).forgotten_by(), "HUB/centre/operator");
  EXPECT_EQ(asked->followers(0).confirmed_sequence(), 2u);
  EXPECT_EQ(asked->followers(0).forget_sequence(), 3u);
  EXPECT_EQ(asked->followers(0).forget_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
  EXPECT_EQ(List(MakeCall(kTunisia), "", 0, "", true)->followers_size(), 0);
  EXPECT_EQ(ReasonOf(List(MakeCall(kTunisia), kEgypt, 0, "", true).status()),
            common::v1::ERROR_REASON_NOT_OWNER);
  PushOne(Erase("b"));
  EXPECT_EQ(Newest().followers(), 0u) << "it was gone when b was erased";
  EXPECT_EQ(Erasures().erasures(1).forgotten_followers(), 1u);
  // Another copy under its name is no proof of it; that very copy is.
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  ASSERT_TRUE(Confirm(MakeCall(kEgypt), HeadCursor()).ok());
  EXPECT_EQ(Erasures().erasures(1).forgotten_followers(), 1u);
  ASSERT_TRUE(Watch(MakeCall(kEgypt), CursorAt(2)).ok()) << "with a cursor from before";
  EXPECT_EQ(Erasures().erasures(1).followers(), 1u);
  EXPECT_EQ(Erasures().erasures(1).forgotten_followers(), 0u);
}

TEST_F(FollowersTest, TheEvidenceOfASourceIsBounded) {
  constexpr int kCopies = 105;
  for (int i = 0; i < kCopies; ++i) {
    const std::string name = "c" + std::to_string(i);
    ASSERT_TRUE(Watch(MakeCall(kEgypt), "", name).ok());
    PushOne(Erase(name));
    ASSERT_TRUE(Forgotten(MakeCall(kEgypt), "", name)->unconfirmed());
  }
  EXPECT_EQ(Sql("SELECT count(*) || ' ' || sum(copies) FROM vacancy_forgotten_follower"), "100 105");
  const auto erasures = Erasures(1000);
  ASSERT_EQ(erasures.erasures_size(), kCopies);
  EXPECT_EQ(erasures.erasures(0).forgotten_followers(), 1u);
  EXPECT_EQ(erasures.erasures(kCopies - 1).forgotten_followers(), 6u) << "too many rather than too few";
  std::vector<std::string> names;
  std::string token;
  do {
    const auto page = List(Centre(), "", 40, token, true);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& one : page->followers()) names.push_back(one.follower());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(names.size(), 100u);
  EXPECT_EQ(names.front(), "*");
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 100u);
  const std::string one = List(Centre(), "", 40, "", true)->next_page_token();
  EXPECT_EQ(ReasonOf(List(Centre(), "", 40, one).status()), common::v1::ERROR_REASON_TOKEN_MISMATCH);
}

TEST_F(FollowersTest, TheAgeOfTheOldestErasureThatSomeCopyHasNotConfirmedIsShown) {
  const std::string source = "MA/anapec/erasing";
  exchange_.reset();
  Options options;
  options.health_interval = absl::Milliseconds(20);
  exchange_ = NewExchange(options);
  const auto shows = [&](const std::string& seconds) {
    const std::string line =
        "tabadul_exchange_source_unconfirmed_erasure_seconds{kind=\"vacancy\",source=\"" + source + "\"} " +
        seconds + "\n";
    EXPECT_TRUE(harness::Eventually([&] { return metrics::Serialize().find(line) != std::string::npos; }))
        << line;
  };
  PushOne(Upsert(MakeRecord("a", "A")), source);
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  ASSERT_TRUE(Watch(MakeCall(kTunisia)).ok());
  shows("0");
  PushOne(Erase("a"), source);
  clock_.Advance(absl::Hours(1));
  PushOne(Erase("b"), source);
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(Confirm(MakeCall(kEgypt), HeadCursor()).ok());
  shows("7200");
  ASSERT_TRUE(Confirm(MakeCall(kTunisia), CursorAt(2)).ok());
  shows("3600");
  ASSERT_TRUE(Confirm(MakeCall(kTunisia), HeadCursor()).ok());
  shows("0");
}

TEST_F(FollowersTest, ACopyThatIsOlderThanWhatTheHubKnowsOfItMayHoldAnything) {
  Push({Upsert(MakeRecord("a", "A")), Upsert(MakeRecord("b", "B"))});
  PushOne(Erase("a"));
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  EXPECT_EQ(Newest().followers(), 0u) << "it began after the erasure";
  ASSERT_TRUE(Watch(MakeCall(kTunisia), CursorAt(2)).ok());
  EXPECT_EQ(Newest().followers(), 1u) << "its cursor is from before";
  EXPECT_THAT(Newest().waiting_organisations(), ElementsAre("TN/aneti"));
  ASSERT_TRUE(Watch(MakeCall(kEgypt), CursorAt(1)).ok());
  EXPECT_THAT(Newest().waiting_organisations(), ElementsAre("EG/momp", "TN/aneti"))
      << "another copy under the same name";
}

TEST_F(FollowersTest, ConfirmationsOutliveARestartOfTheDatabase) {
  PushOne(Upsert(MakeRecord("a", "A")));
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  PushOne(Erase("a"));
  const std::string old = HeadCursor();
  ASSERT_TRUE(Confirm(MakeCall(kEgypt), old).ok());
  EXPECT_EQ(Newest().confirmed_followers(), 1u);
  Sql("UPDATE vacancy_head SET incarnation = 'another'");
  Open();
  EXPECT_EQ(Newest().confirmed_followers(), 1u) << "nothing of it was lost";
}

TEST_F(FollowersTest, OnlyOwnCopiesAndErasuresAreShownExceptToTheCentre) {
  PushOne(Upsert(MakeRecord("a", "A")));
  PushOne(Erase("a"));
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  EXPECT_EQ(ReasonOf(List(MakeCall(kTunisia), kEgypt).status()), common::v1::ERROR_REASON_NOT_OWNER);
  EXPECT_EQ(ReasonOf(Forget(MakeCall(kTunisia), kEgypt)), common::v1::ERROR_REASON_NOT_OWNER);
  v1::ListErasuresRequest request;
  request.set_source(kSource);
  EXPECT_EQ(ReasonOf(exchange_->followers().ListErasures(MakeCall(kTunisia), request).status()),
            common::v1::ERROR_REASON_NOT_OWNER);
  EXPECT_TRUE(exchange_->followers().ListErasures(Centre(), request).ok());
  EXPECT_EQ(ReasonOf(Forget(Centre(), kEgypt, "another")), common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_TRUE(Forget(Centre(), kEgypt).ok());
  EXPECT_THAT(Names(Centre()), IsEmpty());
}

TEST_F(FollowersTest, WhereNothingCanBeWrittenThoseThatAreKnownGoOn) {
  Push({Upsert(MakeRecord("a", "A")), Upsert(MakeRecord("b", "B"))});
  ASSERT_TRUE(Watch(MakeCall(kEgypt)).ok());
  Sql("CREATE FUNCTION full_disk() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''full''; END' LANGUAGE "
      "plpgsql");
  Sql("CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON vacancy_follower FOR EACH ROW "
      "EXECUTE FUNCTION full_disk()");
  EXPECT_TRUE(Watch(MakeCall(kEgypt)).ok());
  EXPECT_TRUE(Watch(MakeCall(kEgypt), HeadCursor()).ok());
  EXPECT_FALSE(Watch(MakeCall(kEgypt), CursorAt(1)).ok()) << "an older copy than the one that is known";
  EXPECT_FALSE(Watch(MakeCall(kEgypt), CursorAt(1, 1)).ok());
  EXPECT_FALSE(Watch(MakeCall(kTunisia)).ok()) << "nobody is handed anything unknown";
}

TEST_F(FollowersTest, ASourceHasAtMostAHundredCopies) {
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Watch(MakeCall(kEgypt), "", "c" + std::to_string(i)).ok());
  EXPECT_EQ(ReasonOf(Watch(MakeCall(kEgypt), "", "one-more")), common::v1::ERROR_REASON_TOO_MANY);
  EXPECT_TRUE(Watch(MakeCall(kEgypt), "", "c7").ok()) << "those that are known stay welcome";
  EXPECT_TRUE(Watch(MakeCall(kTunisia)).ok());
  EXPECT_EQ(Names(MakeCall(kEgypt)).size(), 100u);
}

TEST_F(FollowersTest, ListsGoOnPageAfterPage) {
  std::vector<std::string> ids;
  for (const char* const id : {"a", "b", "c", "d", "e"}) {
    PushOne(Upsert(MakeRecord(id, "x")));
    ids.insert(ids.begin(), Get(id)->hub_id);
    ASSERT_TRUE(Watch(MakeCall(kEgypt), "", id).ok());
  }
  for (const char* const id : {"a", "b", "c", "d", "e"}) PushOne(Erase(id));
  std::vector<std::string> erased, names;
  std::string token;
  do {
    const auto page = Erasures(2, token);
    for (const auto& one : page.erasures()) erased.push_back(one.hub_id());
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(erased, ids) << "newest first";
  do {
    const auto page = List(Centre(), "", 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& one : page->followers()) names.push_back(one.follower());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_THAT(names, ElementsAre("a", "b", "c", "d", "e"));
  const std::string own = List(MakeCall(kEgypt), "", 2)->next_page_token();
  EXPECT_EQ(ReasonOf(List(Centre(), "", 2, own).status()), common::v1::ERROR_REASON_TOKEN_MISMATCH);
  EXPECT_EQ(ReasonOf(List(Centre(), "", 2, "x").status()), common::v1::ERROR_REASON_TOKEN_UNREADABLE);
}

// Whatever order copies come, confirm and records go in: nobody who holds an erased record counts as having deleted it.
TEST_F(FollowersTest, WhoHoldsAnErasedRecordIsNeverCountedAsDone) {
  std::mt19937 random(harness::Seed());
  struct Held {
    Copy copy;
    bool watching = false;
  };
  std::map<std::string, Held> copies;
  const std::vector<std::string> names = {"a", "b", "c"};
  std::set<std::string> erased;  // hub ids
  for (int step = 0; step < 150; ++step) {
    const std::string id = "r" + std::to_string(random() % 20);
    const std::string name = names[random() % names.size()];
    Held& held = copies[name];
    switch (random() % 5) {
      case 0:
      case 1:
        PushOne(Upsert(MakeRecord(id, std::to_string(step))));
        break;
      case 2:
        if (const auto entry = Get(id); entry.ok()) erased.insert(entry->hub_id);
        PushOne(Erase(id));
        break;
      case 3: {
        const std::string cursor = held.watching ? Encode(held.copy.cursor()) : "";
        ASSERT_TRUE(Watch(MakeCall(kEgypt), cursor, name).ok());
        auto page = exchange_->Changes(Context::WithTimeout(absl::Seconds(10)), held.copy.cursor(), {},
                                       Reader::Everything(), 1);  // one record a page
        ASSERT_TRUE(page.ok()) << page.status();
        held.copy.Apply(*page);
        held.watching = true;
        break;
      }
      default:
        if (held.watching) {
          ASSERT_TRUE(Confirm(MakeCall(kEgypt), Encode(held.copy.cursor()), name).ok());
        }
    }
    const auto erasures = Erasures(1000);
    for (const v1::Erasure& erasure : erasures.erasures()) {
      uint32_t holders = 0;
      for (const auto& [whose, one] : copies) holders += one.copy.held().contains(erasure.hub_id());
      EXPECT_LE(erasure.confirmed_followers() + holders, erasure.followers()) << "step " << step;
    }
  }
  EXPECT_GT(erased.size(), 0u);
}

}  // namespace
}  // namespace tabadul::exchange
