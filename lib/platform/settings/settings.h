// The settings that every service has, in the same words: where it listens, its certificate, its database, its
// workers, how it drains, what it logs. A service's Config is this and its own rows. Used once, in main.
//   struct Config : ServiceSettings {
//     Config() : ServiceSettings{.service = "jobs", .address = "127.0.0.1:7102", .health_port = 7202} {}
//     void Bind(config::Table& table) { ServiceSettings::Bind(table, true); table.Int(…); }
//   };
#pragma once

#include <string>

#include "lib/platform/config/config.h"
#include "lib/platform/log/log.h"
#include "lib/platform/pg/pg.h"
#include "lib/platform/rpc/server.h"

namespace tabadul {

struct ServiceSettings {
  std::string service;  // "jobs": the name in its certificate, in the log and of its database pool
  std::string address;
  int health_port = 0;
  bool keeps_data = true;  // false: it has no database, and no workers that wait for one
  std::string health_host = "127.0.0.1";
  rpc::TlsFiles tls;
  std::string database;
  int workers = 10;
  int memory_workers = 8;
  int db_pool = 8;
  absl::Duration db_patience = absl::Seconds(1);
  absl::Duration drain_delay = absl::ZeroDuration();
  absl::Duration drain_grace = absl::Seconds(10);
  std::string log_level = "info";

  // `serving`: false for commands that do not serve; what only serving needs may then be left out.
  void Bind(config::Table& table, bool serving);

  log::Options Log() const;
  pg::PoolOptions Pool() const;
  rpc::ServerOptions Server() const;
};

}  // namespace tabadul
