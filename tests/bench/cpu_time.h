// Processor time, of user and system together, from /proc: in ticks of a hundredth of a second. No state.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>

#include "absl/time/time.h"

namespace tabadul::bench {

// Of the whole machine since it began, and of one process.
absl::Duration CpuTime();
absl::Duration CpuTime(pid_t pid);
// Of the calling thread, by its own clock: not in ticks.
absl::Duration ThreadCpuTime();
// Of a process and all that descend from it, with those of them that have ended and were waited for: PostgreSQL's backends.
absl::Duration CpuTimeOfTree(pid_t root);

using CpuTimes = std::map<std::string, absl::Duration>;  // by name
// Of the threads of a process, those of one name together (lib/platform/base/thread_name.h); those that have ended are left
// out.
CpuTimes CpuTimeOfThreads(pid_t pid);

void AddGrowth(const CpuTimes& before, const CpuTimes& after, CpuTimes& sum);
// "index vacancy 2.1 s, worker 0.3 s", the most first. What is less than 50 ms is not told.
std::string Told(const CpuTimes& times);

}  // namespace tabadul::bench
