#include "lib/client/newest_store.h"

#include <algorithm>
#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using exchange::v1::Change;
using exchange::v1::Changes;

constexpr char kTable[] =
    "CREATE TABLE newest (hub_id TEXT PRIMARY KEY, change INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT "
    "ROWID";
constexpr std::string_view kFind = "SELECT change, bytes FROM newest WHERE hub_id = ?1";
constexpr std::string_view kPut =
    "INSERT INTO newest (hub_id, change, bytes) VALUES (?1, ?2, ?3) ON CONFLICT (hub_id) DO UPDATE SET "
    "change = excluded.change, bytes = excluded.bytes";
constexpr std::string_view kRemove = "DELETE FROM newest WHERE hub_id = ?1";

const std::string& HubIdOf(const Change& change) {
  return change.has_removal() ? change.removal().hub_id() : change.state().hub_id();
}

}  // namespace

absl::StatusOr<std::unique_ptr<NewestStore>> NewestStore::Open(const std::string& path) {
  ASSIGN_OR_RETURN(auto disk, sqlite::Temporary::Open(path, kTable));
  std::unique_ptr<NewestStore> index(new NewestStore(std::move(disk)));
  ASSIGN_OR_RETURN(index->find_, index->disk_->Prepare(kFind));
  ASSIGN_OR_RETURN(index->put_, index->disk_->Prepare(kPut));
  ASSIGN_OR_RETURN(index->remove_, index->disk_->Prepare(kRemove));
  return index;
}

absl::StatusOr<bool> NewestStore::AddLine(const Changes& changes, size_t bytes) {
  size_t all = 0;
  for (const Change& change : changes.changes()) all += change.ByteSizeLong();
  bool gone = false;
  for (const Change& change : changes.changes()) {
    const size_t share = bytes * change.ByteSizeLong() / std::max<size_t>(all, 1);
    ASSIGN_OR_RETURN(const bool went, Add(change, static_cast<int64_t>(share)));
    gone = gone || went;
  }
  return gone;
}

absl::StatusOr<bool> NewestStore::IsHeld(const Change& change, int64_t number) {
  ASSIGN_OR_RETURN(const std::optional<Place> place, Find(HubIdOf(change)));
  return place && place->change == number;
}

absl::StatusOr<bool> NewestStore::Add(const Change& change, int64_t bytes) {
  const int64_t number = changes_++;
  ASSIGN_OR_RETURN(const std::optional<Place> before, Find(HubIdOf(change)));
  if (before) held_ -= before->bytes;
  const bool ends = change.has_removal() || change.state().asserted() == exchange::v1::ASSERTED_STATE_ERASED;
  if (ends && !before) return false;
  sqlite::Statement row((ends ? remove_ : put_).get());
  row.Text(HubIdOf(change));
  if (!ends) row.Int(number).Int(bytes);
  if (row.Step() != SQLITE_DONE) return disk_->Trouble();
  if (!ends) held_ += bytes;
  return ends;
}

absl::StatusOr<std::optional<NewestStore::Place>> NewestStore::Find(const std::string& hub_id) {
  sqlite::Statement row(find_.get());
  switch (row.Text(hub_id).Step()) {
    case SQLITE_ROW:
      return Place{row.IntOf(0), row.IntOf(1)};
    case SQLITE_DONE:
      return std::nullopt;
    default:
      return disk_->Trouble();
  }
}

}  // namespace tabadul::client
