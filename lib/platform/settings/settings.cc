#include "lib/platform/settings/settings.h"

namespace tabadul {
namespace {

void BindData(ServiceSettings& settings, config::Table& table, config::Need need) {
  table.Secret("DATABASE", &settings.database, "PostgreSQL conninfo of this service's own database", need);
  table.Int("DB_POOL", &settings.db_pool, 1, 64, "connections to the database at most");
  table.Duration("DB_PATIENCE", &settings.db_patience, absl::Milliseconds(50), absl::Seconds(30),
                 "how long a read waits for a connection while the database answers nobody");
  table.Int("WORKERS", &settings.workers, 1, 256,
            "threads for calls that may wait for the database or a commit; DB_POOL + 2 at least");
  table.Int("MEMORY_WORKERS", &settings.memory_workers, 5, 256,
            "threads for calls that are answered from memory");
}

}  // namespace

void ServiceSettings::Bind(config::Table& table, bool serving) {
  const auto need = serving ? config::Need::kRequired : config::Need::kOptional;
  const auto file = serving ? &config::Table::Path : &config::Table::String;
  table.String("ADDRESS", &address, "host:port to listen on");
  (table.*file)("TLS_CERTIFICATE", &tls.certificate,
                "PEM: this service's certificate, CN=" + service + " (inside CA)", need);
  (table.*file)("TLS_KEY", &tls.key, "PEM: its key", need);
  (table.*file)("TLS_AUTHORITY", &tls.authority, "PEM: the inside CA, of which services and gateway must be",
                need);
  if (keeps_data) BindData(*this, table, need);
  table.Int("HEALTH_PORT", &health_port, 0, 65535, "plain HTTP: /healthz, /healthz?live, /metrics; 0 = any");
  table.String("HEALTH_HOST", &health_host, "address of that port");
  table.Duration("DRAIN_DELAY", &drain_delay, absl::ZeroDuration(), absl::Minutes(1),
                 "after SIGTERM: not ready, but still serving, for so long");
  table.Duration("DRAIN_GRACE", &drain_grace, absl::Seconds(1), absl::Minutes(5),
                 "then: for calls to finish and streams to say goodbye");
  table.Choice("LOG_LEVEL", &log_level, {"debug", "info", "warn", "error"}, "what goes to the log");
}

log::Options ServiceSettings::Log() const {
  const auto level = log_level == "debug"   ? log::Level::kDebug
                     : log_level == "warn"  ? log::Level::kWarn
                     : log_level == "error" ? log::Level::kError
                                            : log::Level::kInfo;
  return {.service = service, .level = level};
}

pg::PoolOptions ServiceSettings::Pool() const {
  return {.conninfo = database, .size = db_pool, .name = service, .patience = db_patience};
}

rpc::ServerOptions ServiceSettings::Server() const {
  return {.address = address,
          .tls = tls,
          .workers = workers,
          .queue = 4 * workers,
          .memory_workers = memory_workers,
          .memory_queue = 50 * memory_workers,
          .drain_delay = drain_delay,
          .drain_grace = drain_grace,
          .health_port = health_port,
          .health_host = health_host};
}

}  // namespace tabadul
