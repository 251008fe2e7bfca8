// Settings of tabadul-identity: TABADUL_IDENTITY_* of the environment.
#pragma once

#include <string>

#include "lib/platform/config/config.h"
#include "lib/platform/log/log.h"
#include "lib/platform/pg/pg.h"
#include "lib/platform/rpc/server.h"

namespace tabadul::identity {

struct Config {
  static constexpr char kPrefix[] = "TABADUL_IDENTITY_";

  // False for the commands that need the database or the directory only: what serving needs is optional then.
  bool serving = true;

  std::string address = "127.0.0.1:7101";
  std::string tls_certificate, tls_key, tls_authority;
  std::string database;
  std::string directory;
  absl::Duration token_lifetime = absl::Minutes(30);
  int workers = 10;
  int db_pool = 8;
  int health_port = 7201;
  std::string health_host = "127.0.0.1";
  absl::Duration drain_delay = absl::ZeroDuration();
  absl::Duration drain_grace = absl::Seconds(10);
  std::string log_level = "info";

  void Bind(config::Table& table) {
    const auto need = serving ? config::Need::kRequired : config::Need::kOptional;
    const auto file = serving ? &config::Table::Path : &config::Table::String;
    table.String("ADDRESS", &address, "host:port to listen on");
    (table.*file)("TLS_CERTIFICATE", &tls_certificate,
                  "PEM: this service's certificate, CN=identity (inside CA)", need);
    (table.*file)("TLS_KEY", &tls_key, "PEM: its key", need);
    (table.*file)("TLS_AUTHORITY", &tls_authority,
                  "PEM: the inside CA, of which services and gateway must be", need);
    table.Secret("DATABASE", &database, "PostgreSQL conninfo of identity's own database", need);
    table.String("DIRECTORY", &directory, "directory that --init made: ca.crt, ca.key, token-keys/", need);
    table.Duration("TOKEN_LIFETIME", &token_lifetime, absl::Minutes(1), absl::Minutes(60),
                   "how long a token is good");
    table.Int("WORKERS", &workers, 1, 256, "threads that answer calls; the database pool + 2 is sensible");
    table.Int("DB_POOL", &db_pool, 1, 64, "connections to the database at most");
    table.Int("HEALTH_PORT", &health_port, 0, 65535,
              "plain HTTP: /healthz, /healthz?live, /metrics; 0 = any");
    table.String("HEALTH_HOST", &health_host, "address of that port");
    table.Duration("DRAIN_DELAY", &drain_delay, absl::ZeroDuration(), absl::Minutes(1),
                   "after SIGTERM: not ready, but still serving, for so long");
    table.Duration("DRAIN_GRACE", &drain_grace, absl::Seconds(1), absl::Minutes(5),
                   "then: for calls to finish and streams to say goodbye");
    table.Choice("LOG_LEVEL", &log_level, {"debug", "info", "warn", "error"}, "what goes to the log");
  }

  log::Level Level() const {
    if (log_level == "debug") return log::Level::kDebug;
    if (log_level == "warn") return log::Level::kWarn;
    return log_level == "error" ? log::Level::kError : log::Level::kInfo;
  }
  pg::PoolOptions Pool() const { return {.conninfo = database, .size = db_pool, .name = "identity"}; }
  rpc::ServerOptions Server() const {
    return {.address = address,
            .tls = {.certificate = tls_certificate, .key = tls_key, .authority = tls_authority},
            .workers = workers,
            .queue = 4 * workers,
            .drain_delay = drain_delay,
            .drain_grace = drain_grace,
            .health_port = health_port,
            .health_host = health_host};
  }
};

}  // namespace tabadul::identity
