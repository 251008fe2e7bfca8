#include "tests/harness/postgres.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/harness/die.h"
#include "tests/harness/eventually.h"

namespace tabadul::harness {
namespace {

// The newest of the installed versions.
std::string Tool(std::string_view name) {
  std::string found;
  std::error_code ignored;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
    const std::string path = version.path().string() + "/bin/" + std::string(name);
    if (std::filesystem::exists(path) && path > found) found = path;
  }
  return found.empty() ? std::string(name) : found;
}

void GiveToPostgres(const std::string& path) {
  if (getuid() != 0) return;
  const passwd* user = getpwnam("postgres");
  if (user == nullptr) Die("there is no user postgres: run deploy/local/install");
  if (chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) Die("cannot chown " + path);
}

bool Answers(const std::string& conninfo) { return PQping(conninfo.c_str()) == PQPING_OK; }

}  // namespace

Postgres::Postgres(PostgresOptions options)
    : options_(std::move(options)),
      directory_("pg", !options_.durable),
      data_(directory_.path() + "/data"),
      log_(directory_.path() + "/log") {
  GiveToPostgres(directory_.path());
  Process initdb({.argv = {Tool("initdb"), "-D", data_, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                           "--locale=C.UTF-8", "--no-sync"},
                  .log = log_,
                  .as_postgres = true});
  if (initdb.Wait(absl::Seconds(60)) != 0) Die("initdb failed:" + Tail(log_));
  Start();
}

Postgres::~Postgres() {
  if (process_ == nullptr) return;
  if (options_.durable) {
    Stop();
  } else {
    Kill();
  }
}

Postgres& Postgres::Shared() {
  static Postgres shared;
  return shared;
}

void Postgres::Start() {
  std::vector<std::string> argv = {Tool("postgres"), "-D", data_, "-k", directory_.path()};
  std::vector<std::string> settings = {"listen_addresses=",
                                       "max_connections=100",
                                       "shared_buffers=64MB",
                                       "log_min_messages=warning",
                                       "unix_socket_permissions=0777",
                                       "jit=off",
                                       "timezone=UTC"};
  if (!options_.durable) {
    settings.insert(settings.end(), {"fsync=off", "full_page_writes=off", "synchronous_commit=off"});
  }
  settings.insert(settings.end(), options_.settings.begin(), options_.settings.end());
  for (const std::string& setting : settings) argv.insert(argv.end(), {"-c", setting});
  process_ = std::make_unique<Process>(ProcessOptions{.argv = argv, .log = log_, .as_postgres = true});
  const bool up = Eventually([&] { return !process_->Running() || Answers(conninfo("postgres")); },
                             absl::Seconds(60), absl::Milliseconds(10));
  if (!up || !process_->Running()) Die("PostgreSQL does not start:" + Tail(log_));
}

void Postgres::Stop() {
  process_->Signal(SIGINT);  // fast
  if (!process_->Wait(absl::Seconds(60))) Die("PostgreSQL does not stop:" + Tail(log_));
  process_.reset();
}

void Postgres::Kill() {
  process_->Kill();
  process_.reset();
}

void Postgres::CopyTo(const std::string& directory) const {
  const RunResult copied = RunCommand({"cp", "-a", data_, directory});
  if (copied.exit != 0) Die(copied.errors);
}

void Postgres::RestoreFrom(const std::string& directory, bool recover) const {
  std::filesystem::remove_all(data_);
  const RunResult copied = RunCommand({"cp", "-a", directory, data_});
  if (copied.exit != 0) Die(copied.errors);
  if (!recover) return;
  // There is no archive: recovery ends at once, on a new timeline.
  const RunResult marked = RunCommand({"cp", "-a", data_ + "/PG_VERSION", data_ + "/recovery.signal"});
  if (marked.exit != 0) Die(marked.errors);
  std::ofstream(data_ + "/postgresql.auto.conf", std::ios::app) << "restore_command = '/bin/false'\n";
}

std::string Postgres::conninfo(std::string_view database) const {
  return fmt::format("host={} port=5432 user=postgres dbname={}", directory_.path(), database);
}

std::string Postgres::Sql(std::string_view database, const std::string& sql) const {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(conninfo(database).c_str()),
                                                                &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    Die(fmt::format("{}: {}{}", sql, PQerrorMessage(connection.get()), Tail(log_)));
  }
  if (status != PGRES_TUPLES_OK || PQntuples(result.get()) == 0) return "";
  return PQgetvalue(result.get(), 0, 0);
}

Postgres::Database Postgres::NewDatabase() {
  std::lock_guard lock(mutex_);
  const std::string name = fmt::format("t{}", ++next_);
  Sql("postgres", "CREATE DATABASE " + name);
  return {this, name};
}

Postgres::Database Postgres::NewDatabase(const std::string& name,
                                         const std::function<void(const std::string&)>& fill) {
  std::lock_guard lock(mutex_);
  const std::string from = "template_" + name;
  if (!templates_[name]) {
    Sql("postgres", "CREATE DATABASE " + from);
    fill(conninfo(from));
    templates_[name] = true;
  }
  const std::string clone = fmt::format("t{}", ++next_);
  Sql("postgres", fmt::format("CREATE DATABASE {} TEMPLATE {}", clone, from));
  return {this, clone};
}

Postgres::Database::~Database() {
  if (owner_ == nullptr || owner_->process_ == nullptr || !owner_->process_->Running()) return;
  owner_->Sql("postgres", "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
}

}  // namespace tabadul::harness
