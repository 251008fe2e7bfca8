// The cache over a real Redis: what it keeps, who computes, and what happens when it goes or hangs.
#include "lib/platform/redis/redis.h"

#include <atomic>
#include <csignal>
#include <thread>

#include "gtest/gtest.h"
#include "lib/platform/base/status.h"
#include "lib/platform/redis/shared_results.h"
#include "tests/harness/eventually.h"
#include "tests/harness/redis.h"

namespace tabadul::redis {
namespace {

using harness::Eventually;

Options At(const harness::Redis& server) {
  return {.address = server.address(), .timeout = absl::Milliseconds(200), .pause = absl::Milliseconds(100)};
}

class RedisTest : public ::testing::Test {
 protected:
  RedisTest() { std::signal(SIGPIPE, SIG_IGN); }
  harness::Redis server_;
  Client client_{At(server_)};
};

TEST_F(RedisTest, KeepsBytesForAsLongAsAsked) {
  const std::string value("a\0b\r\n\xff", 6);
  EXPECT_FALSE(client_.Get("k")->has_value());
  ASSERT_TRUE(client_.Set("k", value, absl::Milliseconds(300)).ok());
  EXPECT_EQ(client_.Get("k").value(), value);
  EXPECT_TRUE(Eventually([&] { return !client_.Get("k")->has_value(); }));
  ASSERT_TRUE(client_.Set("k", "", absl::Seconds(60)).ok());
  EXPECT_EQ(client_.Get("k").value(), "");
  EXPECT_TRUE(client_.SetIfAbsent("l", "1", absl::Seconds(60)).value());
  EXPECT_FALSE(client_.SetIfAbsent("l", "2", absl::Seconds(60)).value());
  ASSERT_TRUE(client_.Remove("l").ok());
  EXPECT_TRUE(client_.SetIfAbsent("l", "3", absl::Seconds(60)).value());
}

TEST_F(RedisTest, APasswordIsAsked) {
  ASSERT_EQ(server_.Ask({"CONFIG", "SET", "requirepass", "secret"}), "OK");
  EXPECT_EQ(ReasonOf(client_.Get("k").status()), common::v1::ERROR_REASON_UNAVAILABLE);
  Options options = At(server_);
  options.password = "secret";
  EXPECT_TRUE(Client(options).Get("k").ok());
}

TEST_F(RedisTest, AServerThatIsGoneIsAnErrorUntilItIsBack) {
  ASSERT_TRUE(client_.Set("k", "v", absl::Seconds(60)).ok());
  server_.Kill();
  EXPECT_EQ(ReasonOf(client_.Get("k").status()), common::v1::ERROR_REASON_UNAVAILABLE);
  EXPECT_FALSE(client_.available());
  server_.Start();
  EXPECT_TRUE(Eventually([&] { return client_.Get("k").ok(); }));
}

TEST_F(RedisTest, AServerThatHangsCostsAFewCallsTheirPatience) {
  Options options = At(server_);
  options.pause = absl::Seconds(60);
  Client client(options);
  ASSERT_TRUE(client.Get("k").ok());
  server_.Freeze();
  std::atomic<int> slow = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 8; ++caller) {
    callers.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        const absl::Time begin = absl::Now();
        EXPECT_FALSE(client.Get("k").ok());
        slow += absl::Now() - begin >= options.timeout;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_GE(slow, 1);
  EXPECT_LE(slow, 8) << "those that were under way when the first one found out";
  server_.Thaw();
  EXPECT_TRUE(Eventually([&] { return client_.Get("k").ok(); }));
}

class Shared : public RedisTest {
 protected:
  static SharedOptions Settings() {
    return {.prefix = "test:",
            .lives = absl::Seconds(60),
            .assumed_fetch = absl::Microseconds(1),
            .patience = 1000,
            .longest_wait = absl::Seconds(20)};
  }
  // Dearer than a fetch, however slow this machine is.
  SharedResults::Compute Slow(const std::string& result) {
    return [this, result] {
      ++computed_;
      absl::SleepFor(absl::Milliseconds(50));
      return result;
    };
  }
  static bool Any(const std::string&) { return true; }

  SharedResults one_{client_, Settings()};
  Client other_client_{At(server_)};
  SharedResults other_{other_client_, Settings()};  // as another replica
  std::atomic<int> computed_ = 0;
};

TEST_F(Shared, ADearResultIsComputedOnceForAll) {
  EXPECT_EQ(one_.Get("k", Any, Slow("r")).value(), "r");
  EXPECT_EQ(one_.Get("k", Any, Slow("r")).value(), "r");
  EXPECT_EQ(computed_, 1);
  EXPECT_EQ(server_.Ask({"GET", "test:k"}), "r");
  // The other replica learns that it is dear by computing it once.
  EXPECT_EQ(other_.Get("k", Any, Slow("s")).value(), "s");
  EXPECT_EQ(other_.Get("k", Any, Slow("t")).value(), "s");
  EXPECT_EQ(one_.Get("k", Any, Slow("t")).value(), "s");
  EXPECT_EQ(computed_, 2);
}

TEST_F(Shared, ACheapResultIsNeverAskedFor) {
  SharedOptions options = Settings();
  options.assumed_fetch = absl::Seconds(1);
  SharedResults results(client_, options);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(results.Get("k", Any, [&] { return ++computed_, "r"; }).value(), "r");
  EXPECT_EQ(computed_, 3);
  EXPECT_EQ(server_.Ask({"EXISTS", "test:k"}), "0");
}

TEST_F(Shared, AResultThatIsNotAcceptedIsComputedAnewAndReplaced) {
  EXPECT_TRUE(one_.Get("k", Any, Slow("old")).ok());
  const auto not_old = [](const std::string& result) { return result != "old"; };
  EXPECT_EQ(one_.Get("k", not_old, Slow("new")).value(), "new");
  EXPECT_EQ(one_.Get("k", not_old, Slow("newer")).value(), "new");
  EXPECT_EQ(computed_, 2);
}

TEST_F(Shared, AnErrorIsNotKept) {
  EXPECT_TRUE(one_.Get("k", Any, Slow("r")).ok());
  const auto none = [](const std::string&) { return false; };
  const auto fail = [] { return Error(common::v1::ERROR_REASON_OVERLOADED); };
  EXPECT_EQ(ReasonOf(one_.Get("k", none, fail).status()), common::v1::ERROR_REASON_OVERLOADED);
  EXPECT_EQ(one_.Get("k", Any, Slow("s")).value(), "r");
}

TEST_F(Shared, OneComputesWhileTheOthersOfAllReplicasWait) {
  // Both know that it is dear; then it is gone.
  EXPECT_TRUE(one_.Get("k", Any, Slow("r")).ok());
  EXPECT_TRUE(other_.Get("k", Any, Slow("r")).ok());
  ASSERT_EQ(server_.Ask({"DEL", "test:k"}), "1");
  computed_ = 0;
  const auto compute = [this]() -> absl::StatusOr<std::string> {
    ++computed_;
    absl::SleepFor(absl::Milliseconds(60));  // what a dear computation takes
    return "shared";
  };
  std::vector<std::thread> callers;
  for (int i = 0; i < 6; ++i) {
    callers.emplace_back(
        [&, i] { EXPECT_EQ((i % 2 == 0 ? one_ : other_).Get("k", Any, compute).value(), "shared"); });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(computed_, 1);
}

TEST_F(Shared, WithoutRedisEverybodyComputes) {
  EXPECT_TRUE(one_.Get("k", Any, Slow("r")).ok());
  server_.Kill();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(one_.Get("k", Any, Slow("s")).value(), "s");
  server_.Start();
  EXPECT_TRUE(Eventually([&] {
    return one_.Get("k", Any, Slow("t")).ok() && server_.Ask({"EXISTS", "test:k"}) == "1";
  }));
}

}  // namespace
}  // namespace tabadul::redis
