// The one writer of a kind in this process: takes the messages of all sessions in turn, applies them in one
// transaction, and answers after the commit. Thread-safe; one thread inside.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/apply.h"
#include "lib/exchange/exchange.h"

namespace tabadul::exchange {

struct Committed {
  std::vector<Applied> applied;        // one per item, in order
  std::optional<v1::Receipt> receipt;  // of these and the writer's items before them, since its last one
  HeadRow head;                        // after the transaction
};

class Committer {
 public:
  // Called once, on the committer's thread. An error means that nothing is known of the items, and that nothing that the
  // writer sent after them is applied: repeat all of it in a new queue. So it is, too, if what they erased could not be
  // written into the ledger.
  using Done = std::function<void(absl::StatusOr<Committed>)>;
  // Told what each durable commit changed.
  using Moved = std::function<void(Commit)>;

  // The messages of one writer, applied in order.
  struct Queue {
    std::string source;
    bool validate_only = false;
    std::string run;  // 16 bytes; empty if none
    Store::Session session;
    struct Message {
      std::vector<Item> items;
      Done done;
      size_t bytes = 0;
    };
    std::deque<Message> waiting;  // guarded by the committer
    bool listed = false;          // guarded by the committer
    absl::Status failed;          // the committer's thread only: of the first message that was not applied
  };

  Committer(const Workshop& shop, pg::Pool& pool, const Clock& clock, const Options& options,
            std::string kind, Moved moved);
  ~Committer();
  void Start();
  void Stop();  // what was accepted is committed and answered first

  // OVERLOADED if the queue is full, or half full and this source has its share of it already; DRAINING after Stop;
  // `done` is then not called.
  absl::Status Submit(const std::shared_ptr<Queue>& queue, std::vector<Item> items, Done done);

  // Whether a writer of this source with `pending` bytes read and not answered should read on now, or after its next
  // answer: its share of half of what Submit would take. Who asks first, and reads a message where nothing of his is
  // pending, is refused only if so many do so at once that these messages alone fill the queue.
  bool Welcomes(const std::string& source, size_t pending) const;

  // A change of the hub's own, in a transaction of its own. It may be called again after this call has given up, so it
  // owns what it needs.
  using Change = std::function<absl::StatusOr<Commit>(Applier&, pg::Transaction&)>;
  // Has `change` take its turn after a batch of items, and waits: how many records changed, or its error. DRAINING
  // after Stop. Not from the committer's thread.
  absl::StatusOr<size_t> Do(const Context& context, const char* what, Change change);

 private:
  struct Taken {
    std::shared_ptr<Queue> queue;
    Queue::Message message;
  };
  void Loop();
  bool HasRoom(const std::string& source, size_t bytes) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveBack(const std::vector<Taken>& taken);
  std::vector<Taken> Take();
  void Rest(absl::Duration took);
  void CommitTaken(std::vector<Taken> taken);
  void RecordErasures(std::vector<Work>& works, uint64_t epoch);
  void Expire();
  absl::StatusOr<size_t> CommitOwn(const char* what, const Change& change);

  const Workshop& shop_;
  pg::Pool& pool_;
  const Clock& clock_;
  const Options& options_;
  const std::string kind_;
  const Moved moved_;
  mutable absl::Mutex mutex_;
  std::deque<std::shared_ptr<Queue>> turn_ ABSL_GUARDED_BY(mutex_);  // queues with messages, in order of turn
  size_t waiting_items_ ABSL_GUARDED_BY(mutex_) = 0;                 // in those
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;                         // accepted and not yet committed
  absl::flat_hash_map<std::string, size_t> bytes_of_ ABSL_GUARDED_BY(mutex_);  // the same by source
  struct Own {
    const char* what;
    Change change;
    std::function<void(absl::StatusOr<size_t>)> done;
  };
  std::deque<Own> own_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time next_expiry_;
  std::thread thread_;
};

}  // namespace tabadul::exchange
