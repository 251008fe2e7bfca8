#include "lib/exchange/tree_reader.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>

#include "lib/platform/log/log.h"

namespace tabadul::exchange {

Store::Between TreeReader::Left() {
  absl::MutexLock lock(&mutex_);
  return left_;
}

Store::Between TreeReader::Take(const DigestPage& page, Store::Order order) {
  absl::MutexLock lock(&mutex_);
  Store::Between taken = left_;
  if (order == Store::Order::kRising) {
    taken.below = std::min(left_.below, page.greatest() + 1);
    left_.above = std::max(left_.above, page.greatest());
  } else {
    taken.above = std::max(left_.above, page.least() - 1);
    left_.below = std::min(left_.below, page.least());
  }
  return taken;
}

absl::Status TreeReader::ReadFrom(pg::Transaction& tx, Store::Order order, evidence::RecordTree& tree) {
  tx.ReadInIndexOrder();
  while (true) {
    ASSIGN_OR_RETURN(const DigestPage page, store_.ReadDigests(tx, source_, Left(), order, rows_at_once_));
    if (page.count() == 0) return absl::OkStatus();
    const Store::Between taken = Take(page, order);
    page.Visit([&](std::string_view record_id, std::string_view digest, uint64_t sequence) {
      if (sequence > taken.above && sequence < taken.below) tree.Add(record_id, digest, sequence);
    });
  }
}

absl::Status TreeReader::ReadBeside(const Context& context, const std::string& snapshot,
                                    evidence::RecordTree& tree) {
  return pool_.Run(
      context,
      [&](pg::Transaction& tx) {
        tx.ReadAsOf(snapshot);
        return ReadFrom(tx, Store::Order::kFalling, tree);
      },
      pg::Isolation::kRepeatableReadOnly);
}

absl::StatusOr<evidence::RecordTree> TreeReader::Read(const Context& context, pg::Transaction& tx,
                                                      uint64_t count) {
  evidence::RecordTree rising, falling;
  const auto over = std::make_shared<std::atomic<bool>>(false);
  std::future<absl::Status> beside;
  if (count > static_cast<uint64_t>(rows_at_once_)) {
    ASSIGN_OR_RETURN(const std::string snapshot, tx.ExportSnapshot());
    beside = std::async(std::launch::async, [&, snapshot, own = Context(context.deadline(), over)] {
      return ReadBeside(own, snapshot, falling);
    });
  }
  const absl::Status read = ReadFrom(tx, Store::Order::kRising, rising);
  over->store(true);  // it may still wait for a connection, this one perhaps
  if (beside.valid()) {
    const absl::Status other = beside.get();
    if (!other.ok() && !absl::IsCancelled(other))
      log::Warn("tree_read_by_one_connection", {{"code", absl::StatusCodeToString(other.code())}});
  }
  RETURN_IF_ERROR(read);
  rising.Add(std::move(falling));
  return rising;
}

}  // namespace tabadul::exchange
