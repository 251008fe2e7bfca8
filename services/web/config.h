// Settings of tabadul-web: TABADUL_WEB_* of the environment.
#pragma once

#include <string>

#include "lib/platform/http/server.h"
#include "lib/platform/rpc/channel.h"
#include "lib/platform/settings/settings.h"

namespace tabadul::web {

struct Config : ServiceSettings {
  static constexpr char kPrefix[] = "TABADUL_WEB_";
  Config()
      : ServiceSettings{.service = "web",
                        .address = "127.0.0.1:7105",
                        .health_port = 7205,
                        .keeps_data = false,
                        .workers = 16} {}

  std::string identity = "127.0.0.1:7101", identity_name = "identity";
  std::string jobs = "127.0.0.1:7102", jobs_name = "jobs";
  int threads = 2;
  int max_connections = 4096;
  int max_streams = 1000;
  std::string origin;

  void Bind(config::Table& table) {
    ServiceSettings::Bind(table, true);
    table.String("IDENTITY", &identity, "host:port of identity");
    table.String("IDENTITY_NAME", &identity_name, "name in identity's certificate");
    table.String("JOBS", &jobs, "host:port of jobs");
    table.String("JOBS_NAME", &jobs_name, "name in the certificate of jobs");
    table.Int("THREADS", &threads, 1, 64, "threads that read requests and write answers");
    table.Int("MAX_CONNECTIONS", &max_connections, 16, 100'000, "connections of the gateway at most");
    table.Int("MAX_STREAMS", &max_streams, 1, 100'000,
              "streams open at once, half of them of one certificate; beyond: 429");
    table.Int("WORKERS", &workers, 1, 256,
              "pages of the portal that are made at once; each waits for the services");
    table.String("ORIGIN", &origin,
                 "where visitors find the portal (https://host), as search engines are told its addresses; "
                 "default: none");
  }

  rpc::ChannelOptions Identity() const {
    return {.target = identity, .tls = tls, .server_name = identity_name};
  }
  rpc::ChannelOptions Jobs() const { return {.target = jobs, .tls = tls, .server_name = jobs_name}; }
  http::ServerOptions Http() const {
    return {.address = address,
            .certificate = tls.certificate,
            .key = tls.key,
            .authority = tls.authority,
            .peers = {"gateway"},
            .threads = threads,
            .max_connections = static_cast<size_t>(max_connections)};
  }
};

}  // namespace tabadul::web
