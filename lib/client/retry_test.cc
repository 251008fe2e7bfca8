#include "lib/client/retry.h"

#include <gtest/gtest.h>

#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using common::v1::Goodbye;
using Next = Ending::Next;

Goodbye Say(common::v1::GoodbyeAction action, const absl::Status& status) {
  Goodbye goodbye;
  goodbye.set_action(action);
  goodbye.mutable_status()->set_code(static_cast<int>(status.code()));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& value) {
    auto* detail = goodbye.mutable_status()->add_details();
    detail->set_type_url(std::string(url));
    detail->set_value(std::string(value));
  });
  return goodbye;
}

TEST(Backoff, DoublesToItsMostAndIsShortenedByAtMostAHalf) {
  Backoff backoff(absl::Milliseconds(100), absl::Seconds(5), 7);
  for (double ms : {100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
    const double wait = absl::ToDoubleMilliseconds(backoff.Next(absl::ZeroDuration()));
    EXPECT_GE(wait, ms / 2);
    EXPECT_LE(wait, ms);
  }
  backoff.Reset();
  EXPECT_LE(backoff.Next(absl::ZeroDuration()), absl::Milliseconds(100));
}

TEST(Backoff, NeverWaitsShorterThanTheHubAsked) {
  Backoff backoff(absl::Milliseconds(100), absl::Seconds(5), 7);
  for (int i = 0; i < 20; ++i) EXPECT_GE(backoff.Next(absl::Seconds(9)), absl::Seconds(9));
}

TEST(RetryBudget, IsSpentByFailuresAndEarnedBackBySuccess) {
  RetryBudget budget(2);
  budget.Failed();
  EXPECT_TRUE(budget.MayRepeat());
  budget.Failed();
  EXPECT_FALSE(budget.MayRepeat());
  budget.Succeeded();
  EXPECT_TRUE(budget.MayRepeat());
}

TEST(RetryBudget, RepeatsAtMostTheShareOfWhatSucceeds) {
  RetryBudget budget(10, 0.1);
  int repeats = 0;
  const auto fail = [&] {
    budget.Failed();
    repeats += budget.MayRepeat() ? 1 : 0;
  };
  for (int i = 0; i < 1000; ++i) fail();
  EXPECT_LE(repeats, 10);
  repeats = 0;
  for (int i = 0; i < 10'000;
       ++i) {  // every tenth call fails for a long time: what is earned is what is spent
    budget.Succeeded();
    if (i % 5 == 0) fail();
  }
  EXPECT_LE(repeats, 10'000 / 10 + 10);
}

TEST(Unary, IsRepeatedWhereAnAnswerMayCome) {
  using absl::StatusCode;
  for (const auto code :
       {StatusCode::kUnavailable, StatusCode::kUnknown, StatusCode::kCancelled, StatusCode::kInternal}) {
    EXPECT_TRUE(IsWorthRepeating(absl::Status(code, "Stream removed"))) << static_cast<int>(code);
  }
  // With RetryInfo or without: how often is the budget's to say.
  for (const absl::Status& full :
       {WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED), absl::Seconds(1)),
        Error(common::v1::ERROR_REASON_OVERLOADED), absl::Status(StatusCode::kResourceExhausted, "calm")}) {
    EXPECT_TRUE(IsWorthRepeating(full)) << full;
  }
  for (const absl::Status& said :
       {Internal("a mistake of the hub"), Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE),
        Error(common::v1::ERROR_REASON_NOT_FOUND), Error(common::v1::ERROR_REASON_CANCELLED),
        absl::Status(StatusCode::kDeadlineExceeded, "")}) {
    EXPECT_FALSE(IsWorthRepeating(said)) << said;
  }
}

TEST(Ending, WithoutGoodbyeTheSignsOfAKilledHubAreNoAnswer) {
  for (auto code :
       {absl::StatusCode::kUnavailable, absl::StatusCode::kUnknown, absl::StatusCode::kCancelled,
        absl::StatusCode::kInternal, absl::StatusCode::kOk, absl::StatusCode::kResourceExhausted}) {
    EXPECT_EQ(EndingOf(std::nullopt, absl::Status(code, "Stream removed")).next, Next::kReconnect);
  }
  for (auto code : {absl::StatusCode::kPermissionDenied, absl::StatusCode::kUnimplemented,
                    absl::StatusCode::kInvalidArgument, absl::StatusCode::kUnauthenticated}) {
    EXPECT_EQ(EndingOf(std::nullopt, absl::Status(code, "no")).next, Next::kStop);
  }
}

TEST(Ending, WhatIsTooLargeIsSoTheNextTimeToo) {
  const absl::Status too_large = Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
  ASSERT_EQ(too_large.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(EndingOf(std::nullopt, too_large).next, Next::kStop);
  constexpr auto kOfANewerHub = static_cast<common::v1::GoodbyeAction>(99);
  EXPECT_EQ(EndingOf(Say(kOfANewerHub, too_large), absl::OkStatus()).next, Next::kStop);
  const absl::Status full = Error(common::v1::ERROR_REASON_OVERLOADED);
  EXPECT_EQ(EndingOf(std::nullopt, full).next, Next::kReconnect);
  EXPECT_EQ(EndingOf(Say(kOfANewerHub, full), absl::OkStatus()).next, Next::kReconnect);
}

TEST(Ending, TheGoodbyeCountsWhateverTheCallsOwnStatusIs) {
  const absl::Status cut = absl::CancelledError("cut by a proxy");
  const auto denied =
      EndingOf(Say(common::v1::GOODBYE_ACTION_DENIED, Error(common::v1::ERROR_REASON_NOT_OWNER)), cut);
  EXPECT_EQ(denied.next, Next::kStop);
  EXPECT_EQ(ReasonOf(denied.status), common::v1::ERROR_REASON_NOT_OWNER);
  EXPECT_EQ(EndingOf(Say(common::v1::GOODBYE_ACTION_DONE, absl::OkStatus()), cut).next, Next::kDone);

  const absl::Status shed = WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED), absl::Seconds(3));
  const auto overloaded = EndingOf(Say(common::v1::GOODBYE_ACTION_OVERLOADED, shed), absl::OkStatus());
  EXPECT_EQ(overloaded.next, Next::kReconnect);
  EXPECT_EQ(overloaded.wait, absl::Seconds(3));
}

TEST(Ending, ATokenThatIsNoneAnyMoreAsksForANewOne) {
  for (const auto reason :
       {common::v1::ERROR_REASON_TOKEN_EXPIRED, common::v1::ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH}) {
    const absl::Status refused = Error(reason);
    EXPECT_EQ(EndingOf(Say(common::v1::GOODBYE_ACTION_DENIED, refused), absl::OkStatus()).next,
              Next::kNewToken);
    EXPECT_EQ(EndingOf(std::nullopt, refused).next, Next::kNewToken);
  }
}

}  // namespace
}  // namespace tabadul::client
