#include "lib/platform/pg/migrate.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "lib/platform/base/status.h"
#include "lib/platform/log/log.h"
#include "lib/platform/pg/sqlstate.h"
#include "libpq-fe.h"
#include "openssl/sha.h"

namespace tabadul::pg {
namespace {

// Whoever migrates this database holds it. Any number that nobody else uses.
constexpr char kLock[] = "SELECT pg_advisory_lock(8386095480)";
constexpr char kTable[] =
    "CREATE TABLE IF NOT EXISTS migration (set text NOT NULL, name text NOT NULL, sha256 text NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (set, name))";
constexpr char kApplied[] = "SELECT name, sha256 FROM migration WHERE set = $1";
constexpr char kRecord[] = "INSERT INTO migration (set, name, sha256) VALUES ($1, $2, $3)";

std::string Sha256(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

// A plain blocking connection: migrations run for as long as they need, when nobody waits for an answer yet.
class Session {
 public:
  explicit Session(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str()), PQfinish) {
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
  }
  bool connected() const { return PQstatus(connection_.get()) == CONNECTION_OK; }

  using Rows = std::vector<std::vector<std::string>>;
  // With parameters one statement, without them any number. CONCURRENT: a lock was not got, try again.
  absl::StatusOr<Rows> Run(std::string_view what, const std::string& sql,
                           const std::vector<std::string>& parameters = {}) {
    std::vector<const char*> values;
    for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
    PGresult* const raw = parameters.empty()
                              ? PQexec(connection_.get(), sql.c_str())
                              : PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()),
                                             nullptr, values.data(), nullptr, nullptr, 0);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(raw, PQclear);
    const ExecStatusType status = PQresultStatus(raw);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      if (!connected()) return Unreachable();
      const char* const sqlstate = PQresultErrorField(raw, PG_DIAG_SQLSTATE);
      if (sqlstate != nullptr && FailureOf(sqlstate) == Failure::kConflict)
        return StatusOf(Failure::kConflict, sqlstate, "", "");
      return Internal(fmt::format("migration {}: {}", what, PQresultErrorMessage(raw)));
    }
    Rows rows(static_cast<size_t>(PQntuples(raw)));
    for (int row = 0; row < PQntuples(raw); ++row) {
      for (int column = 0; column < PQnfields(raw); ++column) {
        rows[static_cast<size_t>(row)].emplace_back(PQgetvalue(raw, row, column));
      }
    }
    return rows;
  }

 private:
  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

absl::Status ApplyOnce(Session& session, std::string_view set, const Migration& migration,
                       absl::Duration lock_timeout) {
  const auto run = [&](const std::string& sql, const std::vector<std::string>& parameters = {}) {
    return session.Run(migration.name, sql, parameters).status();
  };
  RETURN_IF_ERROR(run("BEGIN"));
  RETURN_IF_ERROR(run(fmt::format("SET LOCAL lock_timeout = {}", absl::ToInt64Milliseconds(lock_timeout))));
  RETURN_IF_ERROR(run(std::string(migration.sql)));
  RETURN_IF_ERROR(run(kRecord, {std::string(set), std::string(migration.name), Sha256(migration.sql)}));
  RETURN_IF_ERROR(run("COMMIT"));
  log::Info("migrated", {{"set", set}, {"migration", migration.name}});
  return absl::OkStatus();
}

// Not in step with what is in the way again and again.
absl::Duration WithJitter(absl::Duration pause) {
  std::minstd_rand random(std::random_device{}());
  return pause * std::uniform_real_distribution<double>(0.5, 1.5)(random);
}

absl::Status Apply(Session& session, std::string_view set, const Migration& migration,
                   const MigrateOptions& options) {
  const auto until = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(options.patience);
  while (true) {
    const absl::Status status = ApplyOnce(session, set, migration, options.lock_timeout);
    if (ReasonOf(status) != common::v1::ERROR_REASON_CONCURRENT) return status;
    RETURN_IF_ERROR(session.Run("rollback", "ROLLBACK").status());
    if (std::chrono::steady_clock::now() >= until) {
      return Internal(fmt::format(
          "migration {} of {} did not get the lock of a table within {}, and nothing of it was done: "
          "end what holds it (pg_locks, pg_stat_activity: a long transaction, a VACUUM), then migrate again",
          migration.name, set, absl::FormatDuration(options.patience)));
    }
    log::Warn("migration_waits", {{"set", set}, {"migration", migration.name}});
    absl::SleepFor(WithJitter(options.pause));
  }
}

}  // namespace

absl::Status Migrate(const std::string& conninfo, std::string_view set, std::span<const Migration> migrations,
                     const MigrateOptions& options) {
  std::vector<Migration> sorted(migrations.begin(), migrations.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  Session session(conninfo);
  if (!session.connected()) return Unreachable();
  RETURN_IF_ERROR(session.Run("lock", kLock).status());  // until the connection closes
  RETURN_IF_ERROR(session.Run("table", kTable).status());
  ASSIGN_OR_RETURN(const Session::Rows rows, session.Run("table", kApplied, {std::string(set)}));
  std::map<std::string, std::string, std::less<>> applied;
  for (const auto& row : rows) applied.emplace(row[0], row[1]);
  for (const Migration& migration : sorted) {
    const auto known = applied.find(migration.name);
    if (known == applied.end()) {
      RETURN_IF_ERROR(Apply(session, set, migration, options));
    } else if (known->second != Sha256(migration.sql)) {
      return Internal(
          fmt::format("migration {} of {} was applied and has changed since", migration.name, set));
    }
  }
  return absl::OkStatus();
}

}  // namespace tabadul::pg
