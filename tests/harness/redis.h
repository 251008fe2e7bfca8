// A real Redis for a test: on a Unix socket in a directory of its own, in memory; gone with the object, or with the test
// if it is killed. One thread.
#pragma once

#include <optional>
#include <string>

#include "tests/harness/process.h"

namespace tabadul::harness {

class Redis {
 public:
  Redis();

  const std::string& address() const { return socket_; }
  void Kill() { process_->Kill(); }
  void Start();  // again, empty
  void Freeze() { process_->Freeze(); }
  void Thaw() { process_->Thaw(); }
  // redis-cli's output: Ask({"TTL", "key"}).
  std::string Ask(std::vector<std::string> command) const;

 private:
  const TemporaryDirectory directory_{"redis"};
  const std::string socket_ = directory_.path() + "/redis.sock";
  std::optional<Process> process_;
};

}  // namespace tabadul::harness
