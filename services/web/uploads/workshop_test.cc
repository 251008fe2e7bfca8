#include "services/web/uploads/workshop.h"

#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"
#include "tests/harness/eventually.h"

namespace tabadul::web::uploads {
namespace {

using harness::Eventually;

TEST(Workshop, DoesSoMuchAtOnceAndTurnsAwayTheRest) {
  absl::Notification go;
  std::atomic<int> running = 0, done = 0;
  Workshop workshop(2, 1);
  const auto work = [&](Job&) {
    ++running;
    go.WaitForNotification();
    ++done;
  };
  EXPECT_TRUE(workshop.Begin("a", "check", work));
  EXPECT_TRUE(Eventually([&] { return running == 1; }));
  EXPECT_TRUE(workshop.Begin("b", "push", work));
  EXPECT_TRUE(Eventually([&] { return running == 2; }));
  EXPECT_TRUE(workshop.Begin("c", "check", work)) << "it waits";
  EXPECT_FALSE(workshop.Begin("d", "check", work)) << "no more may wait";
  EXPECT_EQ(workshop.Of("d"), nullptr);
  EXPECT_FALSE(workshop.Begin("a", "push", work)) << "something is done for it";
  ASSERT_NE(workshop.Of("a"), nullptr);
  EXPECT_EQ(workshop.Of("a")->what(), "check");
  EXPECT_EQ(running, 2);
  go.Notify();
  EXPECT_TRUE(Eventually([&] { return done == 3; }));
  EXPECT_TRUE(Eventually([&] { return workshop.Of("a") == nullptr && workshop.Of("c") == nullptr; }));
  EXPECT_TRUE(workshop.Begin("a", "push", [](Job&) {}));
}

TEST(Workshop, NothingIsDoneForWhatSomebodyChanges) {
  Workshop workshop(1, 1);
  auto hold = workshop.Hold("a");
  ASSERT_NE(hold, nullptr);
  EXPECT_EQ(workshop.Of("a"), nullptr) << "that is no work that anybody waits for";
  EXPECT_EQ(workshop.Hold("a"), nullptr);
  EXPECT_FALSE(workshop.Begin("a", "check", [](Job&) {}));
  hold.reset();
  EXPECT_NE(workshop.Hold("a"), nullptr);
}

TEST(Workshop, ItsEndStopsWhatIsUnderWayAndForgetsWhatWaits) {
  absl::Notification stopped;
  std::atomic<bool> begun = false, other = false;
  {
    Workshop workshop(1, 4);
    EXPECT_TRUE(workshop.Begin("a", "push", [&](Job& job) {
      job.OnStop([&] { stopped.Notify(); });
      begun = true;
      EXPECT_TRUE(stopped.WaitForNotificationWithTimeout(absl::Seconds(10)));
      job.OnStop(nullptr);
      EXPECT_TRUE(job.stopping());
      EXPECT_TRUE(*job.cancelled());
    }));
    EXPECT_TRUE(Eventually([&] { return begun.load(); }));
    EXPECT_TRUE(workshop.Begin("b", "push", [&](Job&) { other = true; }));
    workshop.Stop();
    EXPECT_FALSE(workshop.Begin("c", "push", [&](Job&) { other = true; }));
  }
  EXPECT_FALSE(other);
}

TEST(Workshop, WhoeverAsksLateIsToldAtOnceToStop) {
  Job job("push");
  job.Stop();
  bool told = false;
  job.OnStop([&] { told = true; });
  EXPECT_TRUE(told);
}

}  // namespace
}  // namespace tabadul::web::uploads
