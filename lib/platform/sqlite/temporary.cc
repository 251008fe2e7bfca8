#include "lib/platform/sqlite/temporary.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "lib/platform/base/status.h"

namespace tabadul::sqlite {
namespace {

constexpr char kBegin[] =
    "PRAGMA journal_mode=OFF; PRAGMA cache_size=-1024; PRAGMA temp_store=FILE; BEGIN;";  // 1,024 KiB

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

}  // namespace

absl::StatusOr<std::unique_ptr<Temporary>> Temporary::Open(std::string file, const std::string& tables) {
  std::unique_ptr<Temporary> temporary(new Temporary(std::move(file)));
  sqlite3* database = nullptr;
  // No name: a temporary file, opened when the memory is full, and unlinked at once.
  const int opened = sqlite3_open_v2(
      "", &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  temporary->database_.reset(database);
  if (opened != SQLITE_OK ||
      sqlite3_exec(database, (kBegin + tables).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return temporary->Trouble();
  return temporary;
}

absl::StatusOr<Prepared> Temporary::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK)
    return Trouble();
  return Prepared(statement);
}

absl::Status Temporary::Trouble() const {
  return Error(common::v1::ERROR_REASON_PRECONDITION, {{"file", file_.empty() ? Directory() : file_},
                                                       {"cause", Cause(database_.get())},
                                                       {"directory", Directory()}});
}

}  // namespace tabadul::sqlite
