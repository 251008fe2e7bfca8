// tabadul-web: the HTTP face of the cluster. Settings: config.h, --help.
#include <atomic>
#include <iostream>

#include "lib/platform/base/signals.h"
#include "lib/platform/rpc/health.h"
#include "lib/transcode/openapi.h"
#include "services/web/answers.h"
#include "services/web/config.h"
#include "services/web/site.h"
#include "services/web/uploads/uploads.h"

using namespace tabadul;  // NOLINT: nothing but wiring

namespace {

int Failed(const absl::Status& status) {
  log::Error("start failed", {{"detail", status.ToString()}});
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  BlockEndSignals();
  const auto config = config::Load<web::Config>(web::Config::kPrefix, argc, argv);
  log::Init(config.Log());
  const auto transcoder = transcode::Transcoder::Make(web::Backends::Services());
  if (!transcoder.ok()) return Failed(transcoder.status());
  const web::Backends backends({{"tabadul.identity.v1", config.Identity()},
                                {"tabadul.jobs.v1", config.Jobs()},
                                {"tabadul.statistics.v1", config.Statistics()}});
  web::Api api(*transcoder, backends, {.max_streams = config.max_streams});
  web::sdmx::Mount sdmx(web::sdmx::StreamsOf(backends),
                        {.origin = config.origin, .max_answers = config.max_sdmx});
  auto templates = web::pages::Templates::Make();
  if (!templates.ok()) return Failed(templates.status());
  const std::string openapi = transcode::OpenApi();
  web::pages::Pages portal(*std::move(templates), web::pages::Waiting(backends),
                           {.origin = config.origin,
                            .openapi = openapi,
                            .workers = config.workers,
                            .kept = {.age = config.page_age}});
  web::owner::Sessions sessions(web::pages::Waiting(backends));
  std::unique_ptr<web::uploads::Uploads> uploads;
  if (!config.uploads.empty()) {
    auto made = web::uploads::Uploads::Make(config.uploads, config.Uploads(),
                                            {.identity = config.Identity(), .jobs = config.Jobs()}, sessions);
    if (!made.ok()) return Failed(made.status());
    uploads = *std::move(made);
  }
  web::owner::Owner owner(
      portal.presenter(), web::pages::Waiting(backends), sessions,
      web::owner::SystemPages(uploads ? uploads->Pages() : std::vector<web::owner::SystemPage>()));
  web::Site site(api, sdmx, portal, owner, openapi);
  http::ServerOptions options = config.Http();
  if (uploads) options.streams = [&](const http::Request& head) { return uploads->Streams(head); };
  http::Server server(
      std::move(options),
      [&](http::Request request, std::shared_ptr<http::Answer> answer) {
        site.Handle(std::move(request), std::move(answer));
      },
      web::Refused);
  if (const absl::Status started = server.Start(); !started.ok()) return Failed(started);
  std::atomic<bool> draining = false;
  rpc::HealthServer health(config.health_host, config.health_port,
                           [&] { return std::string(draining ? "draining" : ""); });
  if (const absl::Status started = health.Start(); !started.ok()) return Failed(started);
  log::Info("serving", {{"port", server.port()}, {"health_port", health.port()}});
  log::Info("draining", {{"signal", AwaitEndSignal()}});
  draining = true;
  absl::SleepFor(config.drain_delay);
  server.Drain(config.drain_grace);
  if (uploads) uploads->Stop();
  return 0;
}
