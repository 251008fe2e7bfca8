// Settings of tabadul-jobs: TABADUL_JOBS_* of the environment.
#pragma once

#include <string>

#include "lib/exchange/exchange.h"
#include "lib/platform/config/config.h"
#include "lib/platform/log/log.h"
#include "lib/platform/pg/pg.h"
#include "lib/platform/rpc/channel.h"
#include "lib/platform/rpc/server.h"

namespace tabadul::jobs {

struct Config {
  static constexpr char kPrefix[] = "TABADUL_JOBS_";

  // commands.h carries them out. Migrating needs the database's setting alone; set before Bind.
  bool migrate = false, make_signing_key = false;
  std::string address = "127.0.0.1:7102";
  rpc::TlsFiles tls;
  std::string database;
  std::string identity = "127.0.0.1:7101";
  std::string identity_name = "identity";
  std::string pepper;
  std::string signing_key;
  int workers = 24;
  int db_pool = 8;
  int queue_mib = 64;
  int health_port = 7202;
  std::string health_host = "127.0.0.1";
  int max_streams = 5000;
  absl::Duration stream_max_age = absl::Minutes(15);
  absl::Duration revocations_stale = absl::Seconds(60);
  absl::Duration drain_delay = absl::ZeroDuration();
  absl::Duration drain_grace = absl::Seconds(10);
  std::string log_level = "info";

  void Bind(config::Table& table) {
    const auto serving = migrate ? config::Need::kOptional : config::Need::kRequired;
    table.Flag("--migrate", &migrate, "create or upgrade the tables in TABADUL_JOBS_DATABASE, and end");
    table.Flag("--make-signing-key", &make_signing_key,
               "FILE: write a new key for TABADUL_JOBS_SIGNING_KEY, and end");
    table.Secret("DATABASE", &database, "PostgreSQL conninfo of the jobs database", config::Need::kRequired);
    table.String("ADDRESS", &address, "host:port to listen on");
    table.Path("TLS_CERTIFICATE", &tls.certificate, "PEM: this service's certificate, CN=jobs (inside CA)",
               serving);
    table.Path("TLS_KEY", &tls.key, "PEM: its key", serving);
    table.Path("TLS_AUTHORITY", &tls.authority, "PEM: the inside CA, of which services and gateway must be",
               serving);
    table.String("IDENTITY", &identity, "host:port of identity");
    table.String("IDENTITY_NAME", &identity_name, "name in identity's certificate");
    table.SecretFile("PEPPER_FILE", &pepper,
                     "file with the secret of the record ids' hashes, 32 bytes or more, never changed",
                     serving);
    table.Path("SIGNING_KEY", &signing_key, "file that --make-signing-key made: signs the marks", serving);
    table.Int(
        "WORKERS", &workers, 1, 256,
        "threads that answer calls; half of them may wait for commits, DB_POOL of them for the database");
    table.Int("DB_POOL", &db_pool, 1, 64, "connections to the database at most");
    table.Int("QUEUE_MIB", &queue_mib, 1, 4096, "items accepted and not yet committed, in memory at most");
    table.Int("HEALTH_PORT", &health_port, 0, 65535,
              "plain HTTP: /healthz, /healthz?live, /metrics; 0 = any");
    table.String("HEALTH_HOST", &health_host, "address of that port");
    table.Int("MAX_STREAMS", &max_streams, 1, 100000, "streams open at once; beyond: they are told to wait");
    table.Duration("STREAM_MAX_AGE", &stream_max_age, absl::Seconds(1), absl::Hours(1),
                   "streams are asked to reconnect after about this time");
    table.Duration("REVOCATIONS_STALE", &revocations_stale, absl::Seconds(10), absl::Minutes(10),
                   "writes are refused when identity has not confirmed the revocations for so long");
    table.Duration("DRAIN_DELAY", &drain_delay, absl::ZeroDuration(), absl::Minutes(1),
                   "after SIGTERM: not ready, but still serving, for so long");
    table.Duration("DRAIN_GRACE", &drain_grace, absl::Seconds(1), absl::Minutes(5),
                   "then: for calls to finish and streams to say goodbye");
    table.Choice("LOG_LEVEL", &log_level, {"debug", "info", "warn", "error"}, "what goes to the log");
  }

  log::Options Log() const {
    const auto level = log_level == "debug"   ? log::Level::kDebug
                       : log_level == "warn"  ? log::Level::kWarn
                       : log_level == "error" ? log::Level::kError
                                              : log::Level::kInfo;
    return {.service = "jobs", .level = level};
  }
  pg::PoolOptions Pool() const { return {.conninfo = database, .size = db_pool, .name = "jobs"}; }
  rpc::ChannelOptions Identity() const {
    return {.target = identity, .tls = tls, .server_name = identity_name};
  }
  exchange::Options Exchange() const {
    return {.queue_bytes = static_cast<size_t>(queue_mib) << 20, .pepper = pepper};
  }
  rpc::ServerOptions Server() const {
    return {.address = address,
            .tls = tls,
            .workers = workers,
            .queue = 4 * workers,
            .max_streams = max_streams,
            .stream_max_age = stream_max_age,
            .drain_delay = drain_delay,
            .drain_grace = drain_grace,
            .health_port = health_port,
            .health_host = health_host};
  }
};

}  // namespace tabadul::jobs
