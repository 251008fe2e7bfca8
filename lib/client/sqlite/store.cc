#include "lib/client/sqlite/store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>

#include "lib/platform/base/status.h"
#include "lib/platform/base/utc.h"
#include "lib/platform/sqlite/statement.h"

namespace tabadul::client {
namespace {

using sqlite::Statement;

constexpr int kBusyMilliseconds = 30'000;  // a reader of the ministry's own may hold the file for a moment
// Memory is the same at any size of the file, however SQLite was built.
constexpr char kBounded[] = "PRAGMA cache_size=-2048; PRAGMA mmap_size=0; PRAGMA temp_store=FILE;";  // KiB

constexpr int64_t kPage = 500;  // rows that are filled at a time

// In the order of kLaterColumns.
using Texts = std::array<std::optional<std::string>, std::size(kLaterColumns)>;
Texts TextsOf(const MirrorRow& row) {
  const auto utc = [](const std::optional<absl::Time>& time) {
    return time ? std::optional(FormatUtc(*time)) : std::nullopt;
  };
  return {row.closure_reason, utc(row.create_time), utc(row.update_time), utc(row.expire_time)};
}

void Bind(const Texts& texts, Statement& statement) {
  for (const auto& text : texts) text ? statement.Text(*text) : statement.Null();
}

class SqliteStore final : public MirrorStore {
 public:
  SqliteStore(std::string path, std::string kind, const MirrorColumns& columns)
      : path_(std::move(path)),
        kind_(std::move(kind)),
        table_(QuotedName(kind_)),
        signature_(SignatureOf(columns)) {
    for (const std::string& name : TableNames(columns.names)) names_.push_back(QuotedName(name));
  }

  ~SqliteStore() override {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }

  absl::Status Open() {
    // For its owner only, as the files that SQLite makes beside it then are: it holds what others have sent.
    const int fd = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
      return Error(common::v1::ERROR_REASON_PRECONDITION, {{"file", path_}, {"cause", std::strerror(errno)}});
    }
    close(fd);
    if (sqlite3_open_v2(path_.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) !=
        SQLITE_OK)
      return Trouble();
    sqlite3_busy_timeout(database_, kBusyMilliseconds);
    RETURN_IF_ERROR(Execute(kBounded));
    // NORMAL: what a power failure may take with WAL are the last transactions, rows and cursor together.
    RETURN_IF_ERROR(Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"));
    RETURN_IF_ERROR(Execute("BEGIN IMMEDIATE"));
    absl::Status made = Make();
    if (made.ok()) made = Execute("COMMIT");
    if (!made.ok()) (void)Execute("ROLLBACK");
    return made;
  }

  absl::Status OpenToRead() {
    if (access(path_.c_str(), R_OK) != 0) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"file", path_}});
    if (sqlite3_open_v2(path_.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
      return Trouble();
    sqlite3_busy_timeout(database_, kBusyMilliseconds);
    RETURN_IF_ERROR(Execute(kBounded));
    RETURN_IF_ERROR(Execute("BEGIN"));  // one state, from the first reading to the end
    auto statement = Prepare("SELECT 1 FROM tabadul_feed WHERE kind = ?1");
    if (!statement.ok()) return statement.status();
    Statement row(*statement);
    switch (row.Text(kind_).Step()) {
      case SQLITE_ROW:
        return absl::OkStatus();
      case SQLITE_DONE:
        return Error(common::v1::ERROR_REASON_PRECONDITION,
                     {{"file", path_}, {"cause", "it holds no records of the kind " + kind_}});
      default:
        return Trouble();
    }
  }

  absl::StatusOr<MirrorPlace> Place() override {
    auto statement = Prepare("SELECT cursor, round, settling, columns FROM tabadul_feed WHERE kind = ?1");
    if (!statement.ok()) return statement.status();
    Statement row(*statement);
    if (row.Text(kind_).Step() != SQLITE_ROW) return Trouble();
    return MirrorPlace{row.TextOf(0), row.IntOf(1), row.IntOf(2) != 0, row.TextOf(3)};
  }

  absl::Status Write(const MirrorBatch& batch, const std::string& expected,
                     const std::function<void(const MirrorItem&)>& gone) override {
    std::vector<MirrorItem> before;
    RETURN_IF_ERROR(Execute("BEGIN IMMEDIATE"));
    absl::Status written = WriteAll(batch, expected, &before);
    if (written.ok()) written = Execute("COMMIT");
    if (!written.ok()) {
      (void)Execute("ROLLBACK");
      return written;
    }
    for (const MirrorItem& item : before) gone(item);
    if (!batch.removals.empty() || !batch.source.empty() || batch.older_rounds) Forget();
    return absl::OkStatus();
  }

  absl::Status ForEach(const From& after,
                       const std::function<absl::Status(const MirrorRow&)>& each) override {
    auto statement = Prepare(
        "SELECT hub_id, source, record_id, asserted, lifecycle, version, sequence, digest, payload, "
        "envelope, round FROM " +
        table_ + " WHERE (source, record_id) > (?1, ?2) ORDER BY source, record_id");
    if (!statement.ok()) return statement.status();
    Statement rows(*statement);
    rows.Text(after.source).Text(after.record_id);
    int stepped = rows.Step();
    for (; stepped == SQLITE_ROW; stepped = rows.Step()) {
      MirrorRow row;
      row.hub_id = rows.TextOf(0);
      row.source = rows.TextOf(1);
      row.record_id = rows.TextOf(2);
      row.asserted = rows.TextOf(3);
      row.open = row.asserted == "OPEN";
      row.lifecycle = rows.TextOf(4);
      row.version = rows.IntOf(5);
      row.sequence = rows.IntOf(6);
      row.digest = rows.TextOf(7);
      row.payload = rows.TextOf(8);
      row.envelope = rows.TextOf(9);
      row.round = rows.IntOf(10);
      RETURN_IF_ERROR(each(row));
    }
    return stepped == SQLITE_DONE ? absl::OkStatus() : Trouble();
  }

 private:
  absl::Status Trouble() const {
    return Error(common::v1::ERROR_REASON_PRECONDITION,
                 {{"file", path_}, {"cause", database_ == nullptr ? "memory" : sqlite3_errmsg(database_)}});
  }

  // What was deleted leaves the log of changes (-wal), too; later, while somebody reads.
  void Forget() {
    sqlite3_busy_timeout(database_, 100);
    sqlite3_wal_checkpoint_v2(database_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(database_, kBusyMilliseconds);
  }

  absl::Status Execute(const std::string& sql) {
    return sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK ? absl::OkStatus()
                                                                                        : Trouble();
  }

  absl::StatusOr<sqlite3_stmt*> Prepare(const std::string& sql) {
    sqlite3_stmt*& statement = statements_[sql];
    if (statement == nullptr &&
        sqlite3_prepare_v3(database_, sql.c_str(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &statement, nullptr) != SQLITE_OK) {
      return Trouble();
    }
    return statement;
  }

  absl::Status Make() {
    std::string columns;
    for (const std::string& name : names_) columns += ", " + name + " TEXT";
    RETURN_IF_ERROR(
        Execute("CREATE TABLE IF NOT EXISTS tabadul_feed (kind TEXT PRIMARY KEY, cursor TEXT NOT NULL, round "
                "INTEGER NOT "
                "NULL, settling INTEGER NOT NULL, columns TEXT NOT NULL);"
                "CREATE TABLE IF NOT EXISTS " +
                table_ +
                " (hub_id TEXT PRIMARY KEY, source TEXT NOT NULL, record_id TEXT NOT NULL, asserted TEXT NOT "
                "NULL, lifecycle "
                "TEXT NOT NULL, version INTEGER NOT NULL, sequence INTEGER NOT NULL, closure_reason TEXT, "
                "create_time TEXT, update_time TEXT, expire_time TEXT, digest BLOB NOT NULL, payload BLOB "
                "NOT NULL, envelope BLOB NOT NULL, round INTEGER NOT NULL" +
                columns + "); CREATE INDEX IF NOT EXISTS " + QuotedName(kind_ + "_by_source") + " ON " +
                table_ + " (source, record_id);"));
    RETURN_IF_ERROR(AddLaterColumns());
    RETURN_IF_ERROR(Run(
        "INSERT INTO tabadul_feed (kind, cursor, round, settling, columns) VALUES (?1, '', 0, 0, ?2) ON "
        "CONFLICT "
        "(kind) DO NOTHING",
        [&](Statement& s) { s.Text(kind_).Text(signature_); }, nullptr));
    ASSIGN_OR_RETURN(const MirrorPlace place, Place());
    return place.columns == signature_ ? absl::OkStatus() : OtherColumns();
  }

  absl::Status OtherColumns() const {
    return Error(common::v1::ERROR_REASON_PRECONDITION,
                 {{"file", path_}, {"cause", "it was made with other columns or another mapping"}});
  }

  absl::Status AddLaterColumns() {
    size_t there = 0;
    for (const std::string_view name : kLaterColumns) {
      auto statement = Prepare("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2");
      if (!statement.ok()) return statement.status();
      Statement row(*statement);
      if (row.Text(kind_).Text(name).Step() == SQLITE_ROW) ++there;
    }
    if (there == std::size(kLaterColumns)) return absl::OkStatus();
    if (there > 0) return OtherColumns();  // a mapping's own, of that name
    for (const char* const name : kLaterColumns)
      RETURN_IF_ERROR(Execute("ALTER TABLE " + table_ + " ADD COLUMN " + name + " TEXT"));
    return FillLaterColumns();
  }

  absl::Status FillLaterColumns() {
    const std::string fill = "UPDATE " + table_ +
                             " SET closure_reason = ?2, create_time = ?3, update_time = ?4, expire_time = ?5 "
                             "WHERE rowid = ?1";
    int64_t after = 0;
    while (true) {
      std::vector<std::pair<int64_t, Texts>> page;
      RETURN_IF_ERROR(ReadPage(after, &page));
      if (page.empty()) return absl::OkStatus();
      for (const auto& [row, texts] : page) {
        const auto bind = [id = row, &of = texts](Statement& s) {
          s.Int(id);
          Bind(of, s);
        };
        RETURN_IF_ERROR(Run(fill, bind, nullptr));
      }
      after = page.back().first;
    }
  }

  absl::Status ReadPage(int64_t after, std::vector<std::pair<int64_t, Texts>>* page) {
    auto statement =
        Prepare("SELECT rowid, envelope FROM " + table_ + " WHERE rowid > ?1 ORDER BY rowid LIMIT ?2");
    if (!statement.ok()) return statement.status();
    Statement rows(*statement);
    rows.Int(after).Int(kPage);
    int stepped = rows.Step();
    for (; stepped == SQLITE_ROW; stepped = rows.Step()) {
      exchange::v1::StoredRecord stored;
      if (!stored.ParseFromString(rows.TextOf(1))) return Internal("a mirror's row cannot be read");
      MirrorRow row;
      SetTimes(stored, &row);
      page->emplace_back(rows.IntOf(0), TextsOf(row));
    }
    return stepped == SQLITE_DONE ? absl::OkStatus() : Trouble();
  }

  absl::Status WriteAll(const MirrorBatch& batch, const std::string& expected,
                        std::vector<MirrorItem>* before) {
    ASSIGN_OR_RETURN(const MirrorPlace now, Place());
    if (now.cursor != expected) return Error(common::v1::ERROR_REASON_CONCURRENT, {{"file", path_}});
    for (const std::string& hub_id : batch.removals) {
      RETURN_IF_ERROR(Run(
          "DELETE FROM " + table_ + " WHERE hub_id = ?1 RETURNING source, record_id, digest, asserted",
          [&](Statement& s) { s.Text(hub_id); }, before));
    }
    if (!batch.source.empty()) {
      RETURN_IF_ERROR(Run(
          "DELETE FROM " + table_ + " WHERE source = ?1", [&](Statement& s) { s.Text(batch.source); },
          nullptr));
    }
    if (batch.older_rounds) {
      RETURN_IF_ERROR(Run(
          "DELETE FROM " + table_ + " WHERE round < ?1", [&](Statement& s) { s.Int(batch.place.round); },
          nullptr));
    }
    for (const MirrorRow& row : batch.upserts) RETURN_IF_ERROR(Upsert(row, batch.place.round, before));
    return Run(
        "UPDATE tabadul_feed SET cursor = ?2, round = ?3, settling = ?4 WHERE kind = ?1",
        [&](Statement& s) {
          s.Text(kind_).Text(batch.place.cursor).Int(batch.place.round).Int(batch.place.settling);
        },
        nullptr);
  }

  // What it returns goes to `before`.
  absl::Status Run(const std::string& sql, const std::function<void(Statement&)>& bind,
                   std::vector<MirrorItem>* before) {
    auto prepared = Prepare(sql);
    if (!prepared.ok()) return prepared.status();
    Statement rows(*prepared);
    bind(rows);
    int stepped = rows.Step();
    for (; stepped == SQLITE_ROW; stepped = rows.Step()) {
      before->push_back({rows.TextOf(0), rows.TextOf(1), rows.TextOf(2), rows.TextOf(3) == "OPEN"});
    }
    return stepped == SQLITE_DONE ? absl::OkStatus() : Trouble();
  }

  absl::Status Upsert(const MirrorRow& row, int64_t round, std::vector<MirrorItem>* before) {
    RETURN_IF_ERROR(Run(
        "SELECT source, record_id, digest, asserted FROM " + table_ + " WHERE hub_id = ?1",
        [&](Statement& s) { s.Text(row.hub_id); }, before));
    if (upsert_.empty()) upsert_ = UpsertText();
    const Texts later = TextsOf(row);
    return Run(
        upsert_,
        [&](Statement& s) {
          s.Text(row.hub_id).Text(row.source).Text(row.record_id).Text(row.asserted).Text(row.lifecycle);
          s.Int(row.version).Int(row.sequence);
          Bind(later, s);
          s.Blob(row.digest).Blob(row.payload).Blob(row.envelope).Int(row.round.value_or(round));
          for (size_t i = 0; i < names_.size(); ++i) {
            const bool known = i < row.columns.size() && row.columns[i].has_value();
            known ? s.Text(*row.columns[i]) : s.Null();
          }
        },
        nullptr);
  }

  std::string UpsertText() const {
    std::string names, places, sets;
    const auto add = [&](const std::string& name) {
      if (!names.empty()) names += ", ", places += ", ";
      names += name;
      places += "?";
      if (name != "hub_id") sets += (sets.empty() ? "" : ", ") + name + " = excluded." + name;
    };
    for (const char* name : kMirrorColumns) add(name);
    for (const std::string& name : names_) add(name);
    return "INSERT INTO " + table_ + " (" + names + ") VALUES (" + places +
           ") ON CONFLICT (hub_id) DO UPDATE SET " + sets;
  }

  const std::string path_, kind_, table_, signature_;
  std::vector<std::string> names_;  // quoted
  std::string upsert_;
  sqlite3* database_ = nullptr;
  std::map<std::string, sqlite3_stmt*> statements_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MirrorStore>> OpenSqliteStore(const std::string& path, const std::string& kind,
                                                             const MirrorColumns& columns) {
  auto store = std::make_unique<SqliteStore>(path, kind, columns);
  RETURN_IF_ERROR(store->Open());
  return std::unique_ptr<MirrorStore>(std::move(store));
}

absl::StatusOr<std::unique_ptr<MirrorStore>> OpenSqliteStoreToRead(const std::string& path,
                                                                   const std::string& kind) {
  auto store = std::make_unique<SqliteStore>(path, kind, MirrorColumns());
  RETURN_IF_ERROR(store->OpenToRead());
  return std::unique_ptr<MirrorStore>(std::move(store));
}

}  // namespace tabadul::client
