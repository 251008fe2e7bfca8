// Settings of tabadul-web: TABADUL_WEB_* of the environment.
#pragma once

#include <string>

#include "lib/platform/http/server.h"
#include "lib/platform/rpc/channel.h"
#include "lib/platform/settings/settings.h"
#include "services/web/uploads/upload_store.h"

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
  std::string statistics = "127.0.0.1:7103", statistics_name = "statistics";
  int threads = 2;
  int max_connections = 4096;
  int max_streams = 1000;
  int max_sdmx = 128;
  std::string origin;
  absl::Duration page_age = absl::Seconds(5);
  std::string uploads;
  int upload_mib = 64, uploads_mib = 2048;

  void Bind(config::Table& table) {
    ServiceSettings::Bind(table, true);
    table.String("IDENTITY", &identity, "host:port of identity");
    table.String("IDENTITY_NAME", &identity_name, "name in identity's certificate");
    table.String("JOBS", &jobs, "host:port of jobs");
    table.String("JOBS_NAME", &jobs_name, "name in the certificate of jobs");
    table.String("STATISTICS", &statistics, "host:port of statistics");
    table.String("STATISTICS_NAME", &statistics_name, "name in the certificate of statistics");
    table.Int("THREADS", &threads, 1, 64, "threads that read requests and write answers");
    table.Int("MAX_CONNECTIONS", &max_connections, 16, 100'000, "connections of the gateway at most");
    table.Int("MAX_STREAMS", &max_streams, 1, 100'000,
              "streams open at once, half of them of one certificate; beyond: 429");
    table.Int("MAX_SDMX", &max_sdmx, 2, 10'000,
              "answers of SDMX REST that are on their way at once, half of them to visitors, half to one "
              "certificate; beyond: 429");
    table.Int("WORKERS", &workers, 1, 256,
              "pages of the portal that are made at once; each waits for the services");
    table.Duration("PAGE_AGE", &page_age, absl::ZeroDuration(), absl::Minutes(1),
                   "so long a page that everybody sees is shown again as it is; 0: each is made anew");
    table.String("ORIGIN", &origin,
                 "where visitors find the portal (https://host), as search engines are told its addresses; "
                 "default: none");
    table.String(
        "UPLOADS", &uploads,
        "directory of its own for files that system owners upload, until an hour is over; may be lost at any "
        "time; without it nothing is uploaded; default: none");
    table.Int("UPLOAD_MIB", &upload_mib, 1, 1024, "largest file that is uploaded");
    table.Int("UPLOADS_MIB", &uploads_mib, 1, 1'000'000, "uploaded files of all, together");
  }

  rpc::ChannelOptions Identity() const {
    return {.target = identity, .tls = tls, .server_name = identity_name};
  }
  rpc::ChannelOptions Jobs() const { return {.target = jobs, .tls = tls, .server_name = jobs_name}; }
  rpc::ChannelOptions Statistics() const {
    return {.target = statistics, .tls = tls, .server_name = statistics_name};
  }
  uploads::UploadStore::Limits Uploads() const {
    return {.file_bytes = static_cast<uint64_t>(upload_mib) << 20,
            .all_bytes = static_cast<uint64_t>(uploads_mib) << 20};
  }
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
