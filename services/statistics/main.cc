// tabadul-statistics: series and structures in by the exchange and by messages of SDMX, out by SDMX REST; good practices in by
// the exchange, out by search. Settings: config.h, --help.
#include <iostream>

#include "lib/exchange/endpoint.h"
#include "lib/exchange/erasure_vacuum.h"
#include "lib/exchange/key_registrar.h"
#include "lib/exchange/sharing_follower.h"
#include "lib/platform/rpc/token.h"
#include "services/statistics/commands.h"
#include "services/statistics/config.h"
#include "services/statistics/core/core.h"
#include "services/statistics/holder.h"
#include "services/statistics/practices/good_practice.h"
#include "services/statistics/practices/practice_document.h"
#include "services/statistics/practices/practice_service.h"
#include "services/statistics/query/statistics_service.h"
#include "services/statistics/rest/sdmx_rest_service.h"
#include "services/statistics/series_kind.h"
#include "services/statistics/structures/service.h"

using namespace tabadul;  // NOLINT: nothing but wiring

int main(int argc, char** argv) {
  rpc::Server::BlockSignals();
  if (const auto ended = statistics::RunCommand(argc, argv)) return *ended;
  const auto config = config::Load<statistics::Config>(statistics::Config::kPrefix, argc, argv);
  log::Init(config.Log());
  auto signer = evidence::Signer::FromFile(config.signing_key);
  if (!signer.ok()) return std::cerr << "tabadul-statistics: " << signer.status().message() << '\n', 2;
  const auto core = statistics::CoreArtefacts();
  if (!core.ok()) return std::cerr << "tabadul-statistics: " << core.status().message() << '\n', 2;
  const auto texts = config.texts.Open();
  if (!texts.ok())
    return std::cerr << "tabadul-statistics: TABADUL_STATISTICS_TEXTS: " << texts.status().message() << '\n',
           2;

  const SystemClock clock;
  rpc::Channel identity(config.Identity());
  rpc::TokenAuthenticator authenticator(identity, clock, config.revocations_stale);
  pg::Pool pool(config.Pool()), ledger(config.Ledger());
  const statistics::StructureStore structure_store(pool);
  statistics::PresentStructures structures(structure_store, *core, clock.Now());
  exchange::Exchange series(statistics::SeriesKind(structures), pool, ledger, *signer, clock,
                            config.Exchange());
  exchange::Exchange practices(statistics::GoodPracticeKind(), pool, ledger, *signer, clock,
                               config.Exchange());
  const exchange::KeyRegistrar registrar(identity, *signer, config.service, clock);
  const exchange::SharingFollower sharing(identity, {&series, &practices});
  const statistics::VintageStore vintages(pool);
  statistics::Holder holder(series, structures, vintages);
  holder.Start();
  finding::RecordIndex practice_index(practices, clock, statistics::PracticePresentation(), texts->get());
  practice_index.Start();
  exchange::Endpoint series_exchange(series, config.max_batches());
  exchange::Endpoint practice_exchange(practices, config.max_batches());
  exchange::ErasureVacuum vacuum({{series.kind().name, series.kind().tables}, {practices.kind().name}}, clock,
                                 config.Vacuuming());
  vacuum.Start();
  statistics::StructureService structure_service(structures, structure_store, clock);
  statistics::SdmxRestService sdmx(holder);
  statistics::StatisticsService statistics_service(holder);
  statistics::PracticeService practice_service(practices, practice_index, clock);
  // Not ready means unreachable: so a database that is down is no reason, while memory answers.
  return rpc::Server(config.Server(), authenticator)
      .Add(series_exchange.service())
      .Add(practice_exchange.service())
      .Add(structure_service.service())
      .Add(sdmx)
      .Add(statistics_service.service())
      .Add(practice_service.service())
      .ReadyWhen("structures", [&] { return structures.Ready(); })
      .ReadyWhen("series", [&] { return holder.Ready(); })
      .ReadyWhen("practice_index", [&] { return practice_index.Ready(); })
      .ReadyWhen("authenticator", [&] { return authenticator.Ready(); })
      .ReadyWhen("sharing", [&] { return sharing.Ready(); })
      .OnStop([&] {
        holder.Stop();
        vacuum.Stop();
        series.Stop();
        practices.Stop();
      })
      .RunUntilSignal();
}
