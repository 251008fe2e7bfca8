#include "tests/harness/process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "tests/harness/eventually.h"

namespace tabadul::harness {
namespace {

bool Alive(pid_t pid) {
  // A zombie that nobody has waited for counts as dead.
  const std::string stat = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  return !stat.empty() && stat.find(") Z ") == std::string::npos;
}

TEST(RunCommand, GivesOutputErrorsAndExitCode) {
  const RunResult result =
      RunCommand({"sh", "-c", "cat; echo wrong >&2; exit 3"}, {}, absl::Seconds(10), "سلام");
  EXPECT_EQ(result.exit, 3);
  EXPECT_EQ(result.output, "سلام");
  EXPECT_EQ(result.errors, "wrong\n");
}

TEST(RunCommand, KillsWhatExceedsItsTime) {
  EXPECT_EQ(RunCommand({"sleep", "100"}, {}, absl::Milliseconds(100)).exit, -1);
}

TEST(Process, AddsToTheEnvironmentAndWritesItsLog) {
  const TemporaryDirectory directory("process");
  Process process({.argv = {"sh", "-c", "echo $GREETING $HOME"},
                   .env = {{"GREETING", "hello"}},
                   .log = directory.path() + "/log"});
  EXPECT_EQ(process.Wait(), 0);
  EXPECT_EQ(ReadFile(process.log()), std::string("hello ") + getenv("HOME") + "\n");
}

TEST(Process, TellsTheSignalThatEndedIt) {
  Process process({.argv = {"sleep", "100"}});
  EXPECT_TRUE(process.Running());
  process.Kill();
  EXPECT_EQ(process.Wait(), 128 + SIGKILL);
  EXPECT_FALSE(process.Running());
}

TEST(Process, TakesItsChildrenWithIt) {
  const TemporaryDirectory directory("process");
  const std::string log = directory.path() + "/log";
  {
    Process process({.argv = {"sh", "-c", "sleep 1000 & echo $!; wait"}, .log = log});
    ASSERT_TRUE(Eventually([&] { return ReadFile(log).ends_with("\n"); }));
  }
  EXPECT_TRUE(Eventually([&] { return !Alive(std::stoi(ReadFile(log))); }));
}

TEST(Process, OutlivesTheThreadThatStartedItButNotTheTest) {
  const TemporaryDirectory directory("process");
  const std::string log = directory.path() + "/log";
  // A test binary is played by a shell: its own child is started as Process starts them.
  Process parent({.argv = {"sh", "-c", "setpriv --pdeathsig KILL sleep 1000 & echo $!; wait"}, .log = log});
  ASSERT_TRUE(Eventually([&] { return ReadFile(log).ends_with("\n"); }));
  // By then setpriv has asked for the signal.
  ASSERT_TRUE(Eventually(
      [&] { return ReadFile("/proc/" + std::to_string(std::stoi(ReadFile(log))) + "/comm") == "sleep\n"; }));
  parent.Signal(SIGKILL);
  EXPECT_TRUE(Eventually([&] { return !Alive(std::stoi(ReadFile(log))); }));

  std::unique_ptr<Process> process;
  std::thread([&] { process = std::make_unique<Process>(ProcessOptions{.argv = {"sleep", "1000"}}); }).join();
  EXPECT_FALSE(process->Wait(absl::Milliseconds(200)).has_value());
}

TEST(Process, StandsStillWhileFrozen) {
  Process process({.argv = {"sleep", "0.3"}});
  process.Freeze();
  EXPECT_FALSE(process.Wait(absl::Milliseconds(500)).has_value());
  process.Thaw();
  EXPECT_EQ(process.Wait(), 0);
}

TEST(TemporaryDirectory, IsRemoved) {
  std::string path;
  {
    const TemporaryDirectory directory("gone");
    path = directory.path();
    EXPECT_EQ(access(path.c_str(), F_OK), 0);
  }
  EXPECT_NE(access(path.c_str(), F_OK), 0);
}

}  // namespace
}  // namespace tabadul::harness
