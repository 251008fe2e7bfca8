#include "lib/ingest/seen_store.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "lib/platform/base/status.h"

namespace tabadul::ingest {
namespace {

// One transaction without a journal: nobody needs what is in it after a failure.
constexpr char kMake[] =
    "PRAGMA journal_mode=OFF; PRAGMA cache_size=-1024;"  // KiB
    "CREATE TABLE seen (id BLOB PRIMARY KEY, content INTEGER NOT NULL, place INTEGER NOT NULL) WITHOUT ROWID;"
    "BEGIN";
constexpr std::string_view kAdd =
    "INSERT INTO seen (id, content, place) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
constexpr std::string_view kFind = "SELECT content, place FROM seen WHERE id = ?1";

// Where SQLite puts its temporary files: on a disk, /tmp being memory on many machines.
std::string Directory() {
  for (const char* const name : {"SQLITE_TMPDIR", "TMPDIR"}) {
    if (const char* const set = std::getenv(name)) return set;
  }
  return "/var/tmp";
}

std::string Cause(sqlite3* database) {
  if (database == nullptr) return std::strerror(ENOMEM);
  const int code = sqlite3_errcode(database), system = sqlite3_system_errno(database);
  if (code == SQLITE_FULL) return std::strerror(ENOSPC);
  const bool of_system = code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
  return of_system && system != 0 ? std::strerror(system) : sqlite3_errmsg(database);
}

// The statement is bound to the key again and again; the key outlives the step.
void Bind(sqlite3_stmt* statement, const SeenKey& key) {
  sqlite3_reset(statement);
  sqlite3_bind_blob(statement, 1, key.data(), sizeof(key), SQLITE_STATIC);
}

}  // namespace

absl::StatusOr<std::unique_ptr<SeenStore>> SeenStore::Open(const std::string& file) {
  std::unique_ptr<SeenStore> store(new SeenStore(file));
  sqlite3* database = nullptr;
  // No name: a temporary file, opened when the memory is full, and unlinked at once.
  const int opened = sqlite3_open_v2(
      "", &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  store->database_.reset(database);
  if (opened != SQLITE_OK || sqlite3_exec(database, kMake, nullptr, nullptr, nullptr) != SQLITE_OK)
    return store->Trouble();
  ASSIGN_OR_RETURN(store->add_, store->Prepare(kAdd));
  ASSIGN_OR_RETURN(store->find_, store->Prepare(kFind));
  return store;
}

absl::StatusOr<SeenStore::Statement> SeenStore::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK)
    return Trouble();
  return Statement(statement);
}

absl::StatusOr<std::optional<SeenEntry>> SeenStore::FindOrAdd(const SeenKey& key, const SeenEntry& entry) {
  Bind(add_.get(), key);
  sqlite3_bind_int64(add_.get(), 2, static_cast<int64_t>(entry.content));
  sqlite3_bind_int64(add_.get(), 3, entry.row);
  if (sqlite3_step(add_.get()) != SQLITE_DONE) return Trouble();
  if (sqlite3_changes(database_.get()) == 0) return Find(key);
  return std::nullopt;
}

absl::StatusOr<std::optional<SeenEntry>> SeenStore::Find(const SeenKey& key) {
  Bind(find_.get(), key);
  if (sqlite3_step(find_.get()) != SQLITE_ROW) return Trouble();
  const SeenEntry entry{static_cast<uint64_t>(sqlite3_column_int64(find_.get(), 0)),
                        sqlite3_column_int64(find_.get(), 1)};
  sqlite3_reset(find_.get());
  return entry;
}

absl::Status SeenStore::Trouble() const {
  return Error(common::v1::ERROR_REASON_PRECONDITION,
               {{"file", file_}, {"cause", Cause(database_.get())}, {"directory", Directory()}});
}

}  // namespace tabadul::ingest
