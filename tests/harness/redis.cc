#include "tests/harness/redis.h"

#include "absl/time/clock.h"
#include "tests/harness/die.h"

namespace tabadul::harness {

Redis::Redis() { Start(); }

void Redis::Start() {
  process_.emplace(ProcessOptions{.argv = {"redis-server", "--port", "0", "--unixsocket", socket_, "--save",
                                           "", "--appendonly", "no", "--dir", directory_.path()},
                                  .log = directory_.path() + "/redis.log"});
  for (const absl::Time until = absl::Now() + absl::Seconds(20); absl::Now() < until;
       absl::SleepFor(absl::Milliseconds(20))) {
    if (Ask({"PING"}) == "PONG") return;
  }
  Die("redis-server does not answer: " + Tail(process_->log()));
}

std::string Redis::Ask(std::vector<std::string> command) const {
  command.insert(command.begin(), {"redis-cli", "-s", socket_, "--raw"});
  std::string output = RunCommand(std::move(command)).output;
  while (!output.empty() && output.back() == '\n') output.pop_back();
  return output;
}

}  // namespace tabadul::harness
