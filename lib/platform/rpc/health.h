// The plain HTTP port of a process: /healthz (ready: 200, else 503 with the names of what fails),
// /healthz?live (200 while the process runs), /metrics. For loopback or the pod network only; requests are
// bounded in size and time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "lib/platform/base/status.h"

namespace tabadul::rpc {

class HealthServer {
 public:
  // `failing` names what is not ready, empty if all is well; it must not block.
  HealthServer(std::string host, int port, std::function<std::string()> failing);
  ~HealthServer();
  absl::Status Start();
  int port() const { return port_; }

 private:
  void Run();
  std::string Answer(const std::string& request) const;

  const std::string host_;
  int port_;
  const std::function<std::string()> failing_;
  int listener_ = -1, wake_[2] = {-1, -1};
  std::thread thread_;
};

}  // namespace tabadul::rpc
