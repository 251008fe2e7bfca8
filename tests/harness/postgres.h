// A real PostgreSQL for a test binary: initdb once (1.5 s), then a database per test cloned from a template
// (25 ms). Reachable only through a Unix socket in its own directory; gone with the object, or with the test
// if it is killed. Thread-safe, except Stop/Start/Kill/Freeze/Thaw: one thread.
//
//   TEST(Store, KeepsWhatItCommitted) {
//     auto database = Postgres::Shared().NewDatabase("jobs", [](const std::string& conninfo) {
//     Migrate(conninfo); }); pg::Pool pool({.conninfo = database.conninfo()}); …
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "tests/harness/process.h"

namespace tabadul::harness {

struct PostgresOptions {
  // False: in memory, nothing is synced. True: on disk with fsync and synchronous_commit, for tests that kill
  // it.
  bool durable = false;
  std::vector<std::string> settings;  // "max_connections=50", over the defaults
};

class Postgres {
 public:
  explicit Postgres(PostgresOptions options = {});
  ~Postgres();

  // The one of this test binary, not durable, started at the first call. Do not stop it.
  static Postgres& Shared();

  // A database that is dropped when the object goes. Movable.
  class Database {
   public:
    Database(Postgres* owner, std::string name) : owner_(owner), name_(std::move(name)) {}
    Database(Database&& other) noexcept : owner_(other.owner_), name_(std::move(other.name_)) {
      other.owner_ = nullptr;
    }
    Database& operator=(Database&&) = delete;
    ~Database();
    const std::string& name() const { return name_; }
    std::string conninfo() const { return owner_->conninfo(name_); }

   private:
    Postgres* owner_;
    std::string name_;
  };
  // An empty database.
  Database NewDatabase();
  // A clone of the template `name`, which `fill` makes at the first call: it gets the conninfo of an empty
  // database and must have closed its connections when it returns.
  Database NewDatabase(const std::string& name, const std::function<void(const std::string& conninfo)>& fill);

  // libpq keywords of the superuser.
  std::string conninfo(std::string_view database) const;
  const std::string& socket_directory() const { return directory_.path(); }
  std::string socket_path() const { return directory_.path() + "/.s.PGSQL.5432"; }  // for TcpGate

  // Runs SQL as superuser; the first column of the first row as text (empty if there is none). Dies on an
  // error.
  std::string Sql(std::string_view database, const std::string& sql) const;

  void Stop();   // fast shutdown: clients are disconnected, everything is on disk
  void Kill();   // SIGKILL to all its processes
  void Start();  // again, after Stop or Kill; returns when it answers
  // While it is stopped: its files, copied to a directory, and back over what it has. With `recover` it then recovers to
  // a new timeline, as operators are told to; without, it is what it was, byte by byte.
  void CopyTo(const std::string& directory) const;
  void RestoreFrom(const std::string& directory, bool recover) const;
  const std::string& data() const { return data_; }
  void Freeze() const { process_->Freeze(); }
  void Thaw() const { process_->Thaw(); }
  const std::string& log() const { return log_; }

 private:
  PostgresOptions options_;
  TemporaryDirectory directory_;
  std::string data_, log_;
  std::unique_ptr<Process> process_;
  std::mutex mutex_;
  int next_ = 0;
  std::map<std::string, bool> templates_;
};

}  // namespace tabadul::harness
