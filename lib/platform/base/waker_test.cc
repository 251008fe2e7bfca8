#include "lib/platform/base/waker.h"

#include <gtest/gtest.h>

#include <thread>

namespace tabadul {
namespace {

TEST(Waker, EndsThePauseUnderWayOrTheNextOne) {
  Waker waker;
  waker.Wake();
  EXPECT_TRUE(waker.Pause(absl::InfiniteDuration())) << "it was woken before";
  EXPECT_TRUE(waker.Pause(absl::ZeroDuration())) << "the time is over";
  std::thread other([&] { waker.Wake(); });
  EXPECT_TRUE(waker.Pause(absl::InfiniteDuration()));
  other.join();
}

TEST(Waker, OnceStoppedEveryPauseSaysSo) {
  Waker waker;
  std::thread other([&] { waker.Stop(); });
  EXPECT_FALSE(waker.Pause(absl::InfiniteDuration()));
  EXPECT_FALSE(waker.Pause(absl::InfiniteDuration()));
  other.join();
}

}  // namespace
}  // namespace tabadul
