// A TCP proxy on the loopback interface that misbehaves when told to: what lies between a test and a bad
// network. Faults hold for connections that exist and for new ones, from the moment of the call; Pass()
// heals. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"

namespace tabadul::harness {

class TcpGate {
 public:
  // `target`: "127.0.0.1:7102", or the path of a Unix socket ("/tmp/…/.s.PGSQL.5432").
  explicit TcpGate(std::string target);
  ~TcpGate();  // ends all connections
  TcpGate(const TcpGate&) = delete;
  TcpGate& operator=(const TcpGate&) = delete;

  int port() const;  // on 127.0.0.1

  void Pass();                          // no fault (listens again, too)
  void Delay(absl::Duration each_way);  // every byte arrives so much later; the bandwidth stays
  void Slice(size_t bytes,
             absl::Duration pause = absl::ZeroDuration());  // at most `bytes` per write, then a pause
  void Stall();                     // nothing is read any more: the sender's buffers fill
  void Drop();                      // everything is read and thrown away, closing too: half-open connections
  void CloseAfter(uint64_t bytes);  // each connection is reset when so many more bytes have passed it
  void StopAccepting();             // new connections are refused; existing ones go on
  void CloseAll();                  // resets what is open, once

  int connections() const;    // open now
  uint64_t accepted() const;  // in all
  uint64_t bytes() const;     // passed, both ways

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace tabadul::harness
