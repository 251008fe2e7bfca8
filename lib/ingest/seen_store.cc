#include "lib/ingest/seen_store.h"

#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::ingest {
namespace {

constexpr char kTable[] =
    "CREATE TABLE seen (id BLOB PRIMARY KEY, content INTEGER NOT NULL, place INTEGER NOT NULL) WITHOUT ROWID";
constexpr std::string_view kAdd =
    "INSERT INTO seen (id, content, place) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
constexpr std::string_view kFind = "SELECT content, place FROM seen WHERE id = ?1";

std::string_view BytesOf(const SeenKey& key) {
  return {reinterpret_cast<const char*>(key.data()), sizeof(key)};
}

}  // namespace

absl::StatusOr<std::unique_ptr<SeenStore>> SeenStore::Open(const std::string& file) {
  ASSIGN_OR_RETURN(auto disk, sqlite::Temporary::Open(file, kTable));
  std::unique_ptr<SeenStore> store(new SeenStore(std::move(disk)));
  ASSIGN_OR_RETURN(store->add_, store->disk_->Prepare(kAdd));
  ASSIGN_OR_RETURN(store->find_, store->disk_->Prepare(kFind));
  return store;
}

absl::StatusOr<std::optional<SeenEntry>> SeenStore::FindOrAdd(const SeenKey& key, const SeenEntry& entry) {
  sqlite::Statement add(add_.get());
  if (add.Blob(BytesOf(key)).Int(static_cast<int64_t>(entry.content)).Int(entry.row).Step() != SQLITE_DONE)
    return disk_->Trouble();
  if (disk_->Changed() == 0) return Find(key);
  return std::nullopt;
}

absl::StatusOr<std::optional<SeenEntry>> SeenStore::Find(const SeenKey& key) {
  sqlite::Statement row(find_.get());
  if (row.Blob(BytesOf(key)).Step() != SQLITE_ROW) return disk_->Trouble();
  return SeenEntry{static_cast<uint64_t>(row.IntOf(0)), row.IntOf(1)};
}

}  // namespace tabadul::ingest
