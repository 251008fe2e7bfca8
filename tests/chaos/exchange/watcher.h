// A member's system that follows: keeps a copy as lib/client does, writes down what it was told, and proves every mark.
// Some are slow, some leave and come back with their cursor, one reads the whole again and again, one never reads. One
// thread of its own; the methods are for one other thread.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "lib/client/connection.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tests/chaos/exchange/operations.h"
#include "tests/chaos/exchange/world.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul::chaos {

enum class Habit {
  kStays,     // and reconnects by itself
  kLeaves,    // and comes back with its cursor, every few seconds
  kSlow,      // takes its time over each page
  kSnapshot,  // from an empty cursor to the first mark, again and again
  kDeaf,      // opens the stream and never reads
};

struct WatcherOptions {
  int number = 0;
  std::string who;  // for messages
  Member member;
  v1::Filter filter;
  Habit habit = Habit::kStays;
  uint64_t seed = 0;
};

class Watcher {
 public:
  Watcher(World& world, WatcherOptions options);
  ~Watcher();

  Habit habit() const { return options_.habit; }
  const std::string& who() const { return options_.who; }
  const Member& member() const { return options_.member; }
  harness::TcpGate& gate() { return gate_; }
  // The head of the last mark in this epoch.
  uint64_t head() const;
  uint64_t epoch() const;
  Copy copy() const;
  // Under which the hub knows its copy.
  std::string name() const { return NameOf(options_.number); }
  static std::string NameOf(int number) { return "w" + std::to_string(number); }
  // How far the hub has each follower of this member confirmed, by name; none if it does not answer.
  static std::map<std::string, uint64_t> Confirmed(const Member& member);

  // Everything that one reader may receive, now: shown, and the head of its mark. Blocking; an error after a minute.
  static absl::StatusOr<uint64_t> Snapshot(const Member& member, const v1::Filter& filter,
                                           std::vector<Shown>& shown);

 private:
  class Recorder;
  void Run();
  void FollowOnce(client::Connection& connection);
  void ReadWhole(client::Connection& connection);
  void Deaf(client::Connection& connection);
  void Rest(absl::Duration time);

  World& world_;
  const WatcherOptions options_;
  harness::TcpGate gate_;
  std::unique_ptr<Recorder> recorder_;
  Random random_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

}  // namespace tabadul::chaos
