// A child process of a test, with what it starts itself: in a process group of its own, its output in a file,
// dead when the test is dead (PR_SET_PDEATHSIG). Started with posix_spawn, since gRPC forbids a bare fork.
// One thread per Process; different Processes are independent. What the harness cannot start ends the test
// binary (die.h).
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace tabadul::harness {

struct ProcessOptions {
  std::vector<std::string> argv;           // argv[0] is looked up in PATH
  std::map<std::string, std::string> env;  // added to the test's own environment
  std::string log;                         // stdout and stderr are appended here; empty: the test's own
  bool as_postgres = false;                // run as user postgres if the test runs as root
};

class Process {
 public:
  explicit Process(ProcessOptions options);
  ~Process();  // Kill
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  const std::string& log() const { return options_.log; }
  bool Running();                 // false once it has ended
  void Signal(int signal) const;  // to the process alone
  void Freeze() const;            // SIGSTOP to it and all its descendants
  void Thaw() const;              // SIGCONT
  void Kill();                    // SIGKILL to all of them; returns when all are gone
  // Waits for the end. The exit code, 128 + the signal if one ended it, nullopt if it still runs after
  // `timeout`.
  std::optional<int> Wait(absl::Duration timeout = absl::Seconds(60));
  // SIGTERM, then Wait; SIGKILL if it does not end in time (then nullopt).
  std::optional<int> Terminate(absl::Duration timeout = absl::Seconds(30));

 private:
  ProcessOptions options_;
  pid_t pid_ = -1;
  std::optional<int> exit_;
};

// SIGSTOP and SIGCONT to a process and all that descend from it, whoever started it.
void FreezeTree(pid_t root);
void ThawTree(pid_t root);

struct RunResult {
  int exit = -1;       // -1: killed after the timeout
  std::string output;  // stdout
  std::string errors;  // stderr
};
// Runs a command to its end.
RunResult RunCommand(std::vector<std::string> argv, std::map<std::string, std::string> env = {},
                     absl::Duration timeout = absl::Minutes(2), std::string_view input = "");

// The whole file; empty if there is none.
std::string ReadFile(const std::string& path);
// The last lines of a log, for messages.
std::string Tail(const std::string& path, int lines = 40);

// A new directory with this prefix that is removed with everything in it when the object goes. On /dev/shm if
// `in_memory`. Leftovers of test binaries that were killed are removed on the way.
class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(std::string_view name, bool in_memory = false);
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace tabadul::harness
