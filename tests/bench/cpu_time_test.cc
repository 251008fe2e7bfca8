#include "tests/bench/cpu_time.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "absl/time/clock.h"
#include "lib/platform/base/thread_name.h"

namespace tabadul::bench {
namespace {

constexpr absl::Duration kWork = absl::Milliseconds(100);

// Works until it has used so much of the processor, whatever else the machine does.
void Work() {
  while (ThreadCpuTime() < kWork) {
  }
}

TEST(CpuTimes, OfTheCallingThreadAreItsOwnAlone) {
  const absl::Duration before = ThreadCpuTime();
  std::thread([] { Work(); }).join();
  EXPECT_LT(ThreadCpuTime() - before, kWork);
}

TEST(CpuTimes, OfThreadsGoByTheirNamesThoseOfOneNameTogether) {
  std::atomic<int> ready = 0;
  std::atomic<bool> done = false;
  const auto worker = [&](bool works) {
    if (works) Work();
    ++ready;
    ready.notify_all();
    done.wait(false);
  };
  std::thread threads[] = {NamedThread("busy", [&] { worker(true); }),
                           NamedThread("busy", [&] { worker(true); }),
                           NamedThread("a name that is too long", [&] { worker(false); })};
  for (int seen = ready; seen < 3; seen = ready) ready.wait(seen);
  const CpuTimes times = CpuTimeOfThreads(getpid());
  done = true;
  done.notify_all();
  for (std::thread& thread : threads) thread.join();
  const absl::Duration rounding = absl::Milliseconds(30);
  EXPECT_GE(times.at("busy"), 2 * (kWork - rounding));
  ASSERT_TRUE(times.contains("a name that is "));
  EXPECT_LT(times.at("a name that is "), kWork);
  EXPECT_GE(CpuTime(getpid()), 2 * (kWork - rounding));
}

TEST(CpuTimes, OfATreeHaveThoseThatLiveAndThoseThatHaveEnded) {
  int to_parent[2], to_child[2];
  ASSERT_EQ(pipe(to_parent), 0);
  ASSERT_EQ(pipe(to_child), 0);
  const absl::Duration before = CpuTimeOfTree(getpid());
  const pid_t child = fork();
  if (child == 0) {
    close(to_child[1]);
    if (fork() == 0) {
      Work();
      _exit(0);
    }
    wait(nullptr);
    char byte = 0;
    const bool told = write(to_parent[1], "x", 1) == 1 && read(to_child[0], &byte, 1) >= 0;
    _exit(told ? 0 : 1);
  }
  char byte = 0;
  ASSERT_EQ(read(to_parent[0], &byte, 1), 1);
  EXPECT_GE(CpuTimeOfTree(child), kWork / 2) << "its child has ended";
  EXPECT_LT(CpuTime(child), kWork) << "what the fork itself costs";
  EXPECT_GE(CpuTimeOfTree(getpid()) - before, kWork / 2) << "its child's child has ended";
  close(to_child[1]);
  waitpid(child, nullptr, 0);
  for (const int end : {to_parent[0], to_parent[1], to_child[0]}) close(end);
}

TEST(CpuTimes, WhatHasGoneHasNone) {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(CpuTime(child), absl::ZeroDuration());
  EXPECT_EQ(CpuTimeOfTree(child), absl::ZeroDuration());
  EXPECT_TRUE(CpuTimeOfThreads(child).empty());
}

TEST(CpuTimes, AreToldTheMostFirst) {
  const auto seconds = [](double value) { return absl::Seconds(value); };
  CpuTimes sum;
  AddGrowth({{"a", seconds(1)}, {"gone", seconds(9)}, {"less", seconds(5)}},
            {{"a", seconds(1.5)}, {"new", seconds(2)}, {"less", seconds(4)}}, sum);
  AddGrowth({{"a", seconds(1.5)}}, {{"a", seconds(2)}, {"idle", seconds(0.04)}}, sum);
  EXPECT_EQ(Told(sum), "new 2.0 s, a 1.0 s");
  EXPECT_EQ(Told({}), "");
}

}  // namespace
}  // namespace tabadul::bench
