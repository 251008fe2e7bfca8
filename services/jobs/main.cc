// tabadul-jobs: vacancies and training offers in by the exchange, out by search. Settings: config.h, --help.
#include <iostream>

#include "lib/exchange/endpoint.h"
#include "lib/exchange/erasure_vacuum.h"
#include "lib/exchange/key_registrar.h"
#include "lib/exchange/sharing_follower.h"
#include "lib/platform/rpc/token.h"
#include "lib/taxonomy/pack.h"
#include "services/jobs/annotator.h"
#include "services/jobs/commands.h"
#include "services/jobs/config.h"
#include "services/jobs/service.h"
#include "services/jobs/training_offer.h"
#include "services/jobs/training_service.h"
#include "services/jobs/vacancy.h"

using namespace tabadul;  // NOLINT: nothing but wiring

int main(int argc, char** argv) {
  rpc::Server::BlockSignals();
  if (const auto ended = jobs::RunCommand(argc, argv)) return *ended;
  const auto config = config::Load<jobs::Config>(jobs::Config::kPrefix, argc, argv);
  log::Init(config.Log());
  auto signer = evidence::Signer::FromFile(config.signing_key);
  if (!signer.ok()) return std::cerr << "tabadul-jobs: " << signer.status().message() << '\n', 2;
  const auto rates = config.rates.empty() ? pay::Rates::Shipped() : pay::Rates::FromFile(config.rates);
  if (!rates.ok())
    return std::cerr << "tabadul-jobs: TABADUL_JOBS_RATES: " << rates.status().message() << '\n', 2;
  const auto packs = taxonomy::LoadPacks(config.taxonomy_packs);
  if (!packs.ok())
    return std::cerr << "tabadul-jobs: TABADUL_JOBS_TAXONOMY_PACKS: " << packs.status().message() << '\n', 2;

  const auto texts = config.texts.Open();
  if (!texts.ok())
    return std::cerr << "tabadul-jobs: TABADUL_JOBS_TEXTS: " << texts.status().message() << '\n', 2;

  const SystemClock clock;
  rpc::Channel identity(config.Identity());
  rpc::TokenAuthenticator authenticator(identity, clock, config.revocations_stale);
  pg::Pool pool(config.Pool()), ledger(config.Ledger());
  exchange::Exchange vacancies(jobs::VacancyKind(), pool, ledger, *signer, clock, config.Exchange());
  exchange::Exchange offers(jobs::TrainingOfferKind(), pool, ledger, *signer, clock, config.Exchange());
  const exchange::KeyRegistrar registrar(identity, *signer, config.service, clock);
  const exchange::SharingFollower sharing(identity, {&vacancies, &offers});
  jobs::VacancyIndex index(vacancies, clock, *rates, texts->get());
  finding::RecordIndex offer_index(offers, clock, jobs::TrainingPresentation(), texts->get());
  index.Start();
  offer_index.Start();
  exchange::Endpoint vacancy_exchange(vacancies, config.max_batches());
  exchange::Endpoint offer_exchange(offers, config.max_batches());
  jobs::Coding coding(*packs);
  jobs::Annotator annotator(
      vacancies, [&] { return index.Ready().ok(); }, coding, config.Annotating());
  annotator.Start();
  exchange::ErasureVacuum vacuum({{vacancies.kind().name}, {offers.kind().name}}, clock, config.Vacuuming());
  vacuum.Start();
  redis::Client redis({.address = config.redis, .password = config.redis_password});
  redis::SharedResults results(redis, {.prefix = "tabadul:jobs:search:1:"});
  redis::SharedResults* const shared = config.redis.empty() ? nullptr : &results;
  const language::Analyzer analyzer;
  const finding::Understanding understanding(analyzer, *packs);
  jobs::JobsService jobs(vacancies, index, coding, understanding, clock, shared);
  jobs::TrainingService trainings(offers, offer_index, understanding, clock, shared);
  // Not ready means unreachable: so a database that is down is no reason, while the index answers.
  return rpc::Server(config.Server(), authenticator)
      .Add(vacancy_exchange.service())
      .Add(offer_exchange.service())
      .Add(jobs.service())
      .Add(trainings.service())
      .ReadyWhen("index", [&] { return index.Ready(); })
      .ReadyWhen("training_index", [&] { return offer_index.Ready(); })
      .ReadyWhen("authenticator", [&] { return authenticator.Ready(); })
      .ReadyWhen("sharing", [&] { return sharing.Ready(); })
      .OnStop([&] {
        annotator.Stop();
        vacuum.Stop();
        vacancies.Stop();
        offers.Stop();
      })
      .RunUntilSignal();
}
