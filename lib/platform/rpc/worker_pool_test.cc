#include "lib/platform/rpc/worker_pool.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace tabadul::rpc {
namespace {

TEST(WorkerPool, RunsEverythingThatWasTaken) {
  std::atomic<int> done = 0;
  WorkerPool pool(4, 10000);
  for (int i = 0; i < 5000; ++i) ASSERT_TRUE(pool.Submit([&] { ++done; }));
  pool.Stop();
  EXPECT_EQ(done, 5000);
}

TEST(WorkerPool, ShedsBeyondItsQueueAndTakesAgainAfterwards) {
  WorkerPool pool(1, 2);
  absl::Notification started, release, admitted, last;
  ASSERT_TRUE(pool.Submit([&] {
    started.Notify();
    release.WaitForNotification();
  }));
  started.WaitForNotification();  // the worker is busy, the queue empty
  EXPECT_TRUE(pool.Submit([] {}));
  EXPECT_TRUE(pool.Submit([&] { last.Notify(); }));
  EXPECT_FALSE(pool.Submit([] {}));
  EXPECT_EQ(pool.waiting(), 2u);
  EXPECT_EQ(pool.busy(), 1);
  EXPECT_TRUE(pool.Post([&] { admitted.Notify(); }));  // admitted work goes on
  release.Notify();
  admitted.WaitForNotification();
  last.WaitForNotification();  // nothing is queued any more
  EXPECT_TRUE(pool.Submit([] {}));
}

TEST(WorkerPool, StepsOfAdmittedWorkTurnNoNewWorkAwayAndDoNotHoldItUp) {
  constexpr int kSteps = 1'000;
  WorkerPool pool(1, 2);
  absl::Notification started, release;
  ASSERT_TRUE(pool.Submit([&] {
    started.Notify();
    release.WaitForNotification();
  }));
  started.WaitForNotification();
  std::atomic<int> steps = 0, steps_before = -1;
  for (int i = 0; i < kSteps; ++i) ASSERT_TRUE(pool.Post([&] { ++steps; }));
  ASSERT_TRUE(pool.Submit([] {}));
  ASSERT_TRUE(pool.Submit([&] { steps_before = steps.load(); }));
  EXPECT_FALSE(pool.Submit([] {}));
  release.Notify();
  pool.Stop();
  EXPECT_EQ(steps, kSteps);
  EXPECT_GE(steps_before, 1) << "nor do the steps wait for all new work";
  EXPECT_LE(steps_before, 2);
}

TEST(WorkerPool, TakesNothingAfterStop) {
  WorkerPool pool(2, 2);
  pool.Stop();
  EXPECT_FALSE(pool.Submit([] {}));
  EXPECT_FALSE(pool.Post([] {}));
}

TEST(WorkerPool, TasksMayAddTasks) {
  WorkerPool pool(2, 4);
  std::atomic<int> depth = 0;
  absl::Notification done;
  std::function<void()> next = [&] {
    if (++depth == 100) {
      done.Notify();
    } else {
      EXPECT_TRUE(pool.Post(next));
    }
  };
  ASSERT_TRUE(pool.Post(next));
  done.WaitForNotification();
  pool.Stop();
}

}  // namespace
}  // namespace tabadul::rpc
