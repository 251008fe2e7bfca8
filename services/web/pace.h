// How fast a service is asked for the messages of a stream: as fast as the client of HTTP reads. Thread-safe.
#pragma once

#include <atomic>
#include <memory>

#include "lib/platform/http/server.h"
#include "lib/platform/rpc/forwarder.h"

namespace tabadul::web {

class Pace {
 public:
  static constexpr size_t kAhead = 1u << 20;  // bytes that wait for the client: two pages of a feed

  Pace(std::shared_ptr<http::Answer> answer, std::shared_ptr<rpc::Forwarder::Incoming> incoming)
      : answer_(std::move(answer)), incoming_(std::move(incoming)) {}

  // After each message. Whoever finds it waiting asks: it has read all between the two looks, or will be told.
  void Proceed() {
    if (answer_->Unwritten() < kAhead) return incoming_->Next();
    waiting_ = true;
    if (answer_->Unwritten() < kAhead) OnWritable();
  }
  void OnWritable() {
    if (waiting_.exchange(false)) incoming_->Next();
  }

 private:
  const std::shared_ptr<http::Answer> answer_;
  const std::shared_ptr<rpc::Forwarder::Incoming> incoming_;
  std::atomic<bool> waiting_ = false;  // for the client to read
};

}  // namespace tabadul::web
