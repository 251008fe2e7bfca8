#include "lib/client/tree_store.h"

#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

constexpr char kTable[] = "CREATE TABLE items (bucket INTEGER NOT NULL, item BLOB NOT NULL)";
constexpr std::string_view kAdd = "INSERT INTO items (bucket, item) VALUES (?1, ?2)";
constexpr std::string_view kSorted = "SELECT bucket, item FROM items ORDER BY bucket, item";

}  // namespace

absl::StatusOr<std::unique_ptr<TreeStore>> TreeStore::Open() {
  ASSIGN_OR_RETURN(auto disk, sqlite::Temporary::Open("", kTable));
  std::unique_ptr<TreeStore> store(new TreeStore(std::move(disk)));
  ASSIGN_OR_RETURN(store->add_, store->disk_->Prepare(kAdd));
  return store;
}

absl::Status TreeStore::Add(uint16_t bucket, const std::string& item) {
  sqlite::Statement row(add_.get());
  return row.Int(bucket).Blob(item).Step() == SQLITE_DONE ? absl::OkStatus() : disk_->Trouble();
}

absl::StatusOr<evidence::TreeHashes> TreeStore::Hashes() const {
  ASSIGN_OR_RETURN(const sqlite::Prepared sorted, disk_->Prepare(kSorted));
  sqlite::Statement rows(sorted.get());
  evidence::TreeHashes hashes;
  uint16_t bucket = 0;
  std::string items;
  int stepped = rows.Step();
  for (; stepped == SQLITE_ROW; stepped = rows.Step()) {
    const auto next = static_cast<uint16_t>(rows.IntOf(0));
    if (next != bucket) {
      hashes.Set(bucket, items);
      items.clear();
      bucket = next;
    }
    items += rows.TextOf(1);
  }
  if (stepped != SQLITE_DONE) return disk_->Trouble();
  hashes.Set(bucket, items);
  return hashes;
}

}  // namespace tabadul::client
