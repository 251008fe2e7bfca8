// A member's system that writes: streams and calls of random items on its own records and on those it shares with
// another writer of the same source, with repetitions as docs/protocol.md wants them, and reads of what it wrote. One
// thread of its own; the methods are for one other thread.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "lib/client/connection.h"
#include "lib/platform/rpc/channel.h"
#include "tests/chaos/exchange/operations.h"
#include "tests/chaos/exchange/world.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul::chaos {

struct WriterOptions {
  int number = 0;
  Member member;
  bool versioned = false;
  uint64_t seed = 0;
};

class Writer {
 public:
  Writer(World& world, WriterOptions options);
  ~Writer();

  void Go(int round);  // writes until Settle
  void Settle();       // begins nothing new: only what is unanswered is repeated
  bool Idle() const { return idle_; }
  harness::TcpGate& gate() { return gate_; }

 private:
  class Stream;
  struct Sent {
    Planned planned;
    Attempt* attempt;
  };
  // What is known of a record of its own.
  struct Known {
    v1::AssertedState asserted = v1::ASSERTED_STATE_UNSPECIFIED;
    uint64_t sequence = 0;
    std::string hub_id;
    bool searchable = false;
    bool unsure = false;  // an item was never answered
  };

  void Run();
  void WriteStream(bool dry);
  void WriteCall();
  void ReadOwn();
  Planned PlanOne();
  // A stream, or a call: its number here, and when it was given one by the hub.
  struct Session {
    uint64_t stream = 0;
    Tick opened = 0, begun = 0;
    bool dry = false, call = false;
  };
  Attempt& Record(const Planned& planned, const Session& session);
  void Answer(const Sent& sent, const v1::ItemOutcome& outcome);
  void Keep(Kept kept, const v1::Receipt& receipt);
  void Learn(const Sent& sent, const v1::ItemOutcome& outcome);
  void Unanswered(std::deque<Sent> left, bool dry);
  void Ended(const char* what, const absl::Status& status, client::Ending::Next next);
  absl::Status Call(std::string_view method, const google::protobuf::Message& request,
                    google::protobuf::Message* response);
  absl::StatusOr<std::string> FetchToken();
  void Rest(absl::Duration time);

  World& world_;
  const WriterOptions options_;
  harness::TcpGate gate_;
  client::Connection connection_;
  std::unique_ptr<rpc::Channel> bare_, known_channel_;
  Random random_;
  std::map<Name, Memory> memory_;
  std::map<Name, Known> known_;
  std::deque<Planned> tail_;  // sent, never answered: to be repeated in this order
  std::string token_, access_;
  uint64_t planned_ = 0;
  std::atomic<int> round_ = 0;
  std::atomic<bool> settling_ = true, idle_ = true, stop_ = false;
  std::thread thread_;
};

}  // namespace tabadul::chaos
