// What a chaos run acts on: the cluster behind its gateway, its members, the page of fault points, and the history of
// the round that is on. Thread-safe where it says so.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "lib/client/profile.h"
#include "tests/chaos/exchange/faults_page.h"
#include "tests/chaos/exchange/history.h"
#include "tests/harness/cluster.h"

namespace tabadul::chaos {

struct Member {
  std::string source, country;
  client::Profile profile;  // straight to the gateway
};

class World {
 public:
  // `disk_mib`: of PostgreSQL's own file system; 0: it has none.
  explicit World(int disk_mib);

  harness::Cluster& cluster() { return *cluster_; }
  FaultsPage& page() { return *page_; }
  const std::vector<Member>& members() const { return members_; }
  // One more, whose full exports close its records; run_model.h judges them, and marks prove them.
  const Member& exporter() const { return exporter_; }
  static constexpr char kExporter[] = "JO/mol/pes";
  bool has_disk() const { return disk_mib_ > 0; }

  // Of the round that is on. Thread-safe.
  std::shared_ptr<History> history() const;
  // The history so far, to which nobody adds any more; what comes from now on is the next round's.
  std::shared_ptr<History> TakeHistory();
  // The next round begins from here. `lost_epoch`: the one that a restore ends, whose followers are told of another epoch
  // once; 0: there is none.
  void NewRound(AtRest before, uint64_t lost_epoch = 0);
  bool other_epoch() const { return other_epoch_; }  // thread-safe

  // Thread-safe counters: of streams ever opened, of items answered.
  std::atomic<uint64_t> streams = 0, answered = 0;

  // The parts that may be struck; each runs again when it returns, however it went down. The times of what happened to
  // jobs go into the history. False: it did not come back.
  void Kill(const std::string& part);
  bool Revive(const std::string& part);
  bool ReviveAll();

 private:
  const int disk_mib_;
  harness::TemporaryDirectory directory_{"chaos"};
  std::unique_ptr<FaultsPage> page_;
  std::unique_ptr<harness::Cluster> cluster_;
  std::vector<Member> members_;
  Member exporter_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<History> history_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> other_epoch_ = false;
};

// The profile of a member whose way to the gateway leads through another port.
client::Profile Through(client::Profile profile, int port);

}  // namespace tabadul::chaos
