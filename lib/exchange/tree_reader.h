// Reads the records of one source into its tree, from both ends of their sequences until the readers meet: by two
// connections that see one snapshot, since one PostgreSQL backend and what hashes its rows keep no more than a processor
// busy. Blocking; Read belongs to one thread.
#pragma once

#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/evidence/record_tree.h"
#include "lib/exchange/digest_page.h"
#include "lib/exchange/store.h"

namespace tabadul::exchange {

class TreeReader {
 public:
  static constexpr int kRowsAtOnce = 20'000;
  // Of what has a sequence up to `head`.
  TreeReader(const Store& store, pg::Pool& pool, std::string source, uint64_t head,
             int rows_at_once = kRowsAtOnce)
      : store_(store),
        pool_(pool),
        source_(std::move(source)),
        rows_at_once_(rows_at_once),
        left_{.above = 0, .below = head + 1} {}

  // As `tx` sees it, which is kRepeatableReadOnly; about `count` records. The tree is not sealed. It takes longer, and does
  // not fail, if there is no second connection for it.
  absl::StatusOr<evidence::RecordTree> Read(const Context& context, pg::Transaction& tx, uint64_t count);

 private:
  // Until nothing is left between the two ends. What it has taken is in the tree, whether it fails or not: the other end,
  // or another transaction of the same snapshot, goes on with what is left.
  absl::Status ReadFrom(pg::Transaction& tx, Store::Order order, evidence::RecordTree& tree);
  absl::Status ReadBeside(const Context& context, const std::string& snapshot, evidence::RecordTree& tree);
  Store::Between Left();
  // What nobody has taken of a page that was read in this order; it is the caller's.
  Store::Between Take(const DigestPage& page, Store::Order order);

  const Store& store_;
  pg::Pool& pool_;
  const std::string source_;
  const int rows_at_once_;
  absl::Mutex mutex_;
  Store::Between left_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::exchange
