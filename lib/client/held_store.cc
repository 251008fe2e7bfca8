#include "lib/client/held_store.h"

#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

constexpr char kTable[] =
    "CREATE TABLE held (hub_id TEXT PRIMARY KEY, source TEXT NOT NULL, record_id TEXT NOT NULL, digest BLOB "
    "NOT NULL, open INTEGER NOT NULL) WITHOUT ROWID";
constexpr std::string_view kFind = "SELECT source, record_id, digest, open FROM held WHERE hub_id = ?1";
constexpr std::string_view kPut =
    "INSERT INTO held (hub_id, source, record_id, digest, open) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT "
    "(hub_id) DO UPDATE SET source = excluded.source, record_id = excluded.record_id, digest = "
    "excluded.digest, open = excluded.open";
constexpr std::string_view kRemove = "DELETE FROM held WHERE hub_id = ?1";
constexpr std::string_view kRemoveSource = "DELETE FROM held WHERE source = ?1";
constexpr std::string_view kSources = "SELECT DISTINCT source FROM held";
constexpr std::string_view kOfSource = "SELECT source, record_id, digest, open FROM held WHERE source = ?1";

MirrorItem ItemIn(const sqlite::Statement& row) {
  return {row.TextOf(0), row.TextOf(1), row.TextOf(2), row.IntOf(3) != 0};
}

}  // namespace

absl::StatusOr<std::unique_ptr<HeldStore>> HeldStore::Open(const std::string& file) {
  ASSIGN_OR_RETURN(auto disk, sqlite::Temporary::Open(file, kTable));
  std::unique_ptr<HeldStore> held(new HeldStore(std::move(disk)));
  ASSIGN_OR_RETURN(held->find_, held->disk_->Prepare(kFind));
  ASSIGN_OR_RETURN(held->put_, held->disk_->Prepare(kPut));
  ASSIGN_OR_RETURN(held->remove_, held->disk_->Prepare(kRemove));
  return held;
}

absl::StatusOr<std::optional<MirrorItem>> HeldStore::Find(const std::string& hub_id) {
  sqlite::Statement row(find_.get());
  switch (row.Text(hub_id).Step()) {
    case SQLITE_ROW:
      return ItemIn(row);
    case SQLITE_DONE:
      return std::nullopt;
    default:
      return disk_->Trouble();
  }
}

absl::Status HeldStore::Put(const std::string& hub_id, const MirrorItem& item) {
  sqlite::Statement row(put_.get());
  row.Text(hub_id).Text(item.source).Text(item.record_id).Blob(item.digest).Int(item.open);
  return Run(row);
}

absl::Status HeldStore::Remove(const std::string& hub_id) {
  sqlite::Statement row(remove_.get());
  return Run(row.Text(hub_id));
}

absl::Status HeldStore::RemoveSource(const std::string& source) {
  ASSIGN_OR_RETURN(const sqlite::Prepared prepared, disk_->Prepare(kRemoveSource));
  sqlite::Statement rows(prepared.get());
  return Run(rows.Text(source));
}

absl::Status HeldStore::Run(sqlite::Statement& statement) {
  return statement.Step() == SQLITE_DONE ? absl::OkStatus() : disk_->Trouble();
}

absl::StatusOr<std::set<std::string>> HeldStore::Sources() {
  ASSIGN_OR_RETURN(const sqlite::Prepared prepared, disk_->Prepare(kSources));
  sqlite::Statement rows(prepared.get());
  std::set<std::string> sources;
  int stepped = rows.Step();
  for (; stepped == SQLITE_ROW; stepped = rows.Step()) sources.insert(rows.TextOf(0));
  if (stepped != SQLITE_DONE) return disk_->Trouble();
  return sources;
}

absl::Status HeldStore::ForEach(const std::string& source,
                                const std::function<void(const MirrorItem&)>& each) {
  ASSIGN_OR_RETURN(const sqlite::Prepared prepared, disk_->Prepare(kOfSource));
  sqlite::Statement rows(prepared.get());
  rows.Text(source);
  int stepped = rows.Step();
  for (; stepped == SQLITE_ROW; stepped = rows.Step()) each(ItemIn(rows));
  return stepped == SQLITE_DONE ? absl::OkStatus() : disk_->Trouble();
}

}  // namespace tabadul::client
