#include "services/jobs/commands.h"

#include "lib/exchange/commands.h"
#include "lib/exchange/exchange.h"
#include "lib/platform/config/config.h"
#include "services/jobs/config.h"
#include "services/jobs/training_offer.h"
#include "services/jobs/vacancy.h"

namespace tabadul::jobs {

std::optional<int> RunCommand(int argc, char** argv) {
  return exchange::RunCommand("tabadul-jobs", argc, argv, [&]() -> absl::Status {
    // All settings may be set, as they are when serving; only the database's is needed.
    Config config;
    config.migrate = true;
    config::Table table(Config::kPrefix);
    config.Bind(table);
    config::LoadOrExit(table, argc, argv);
    RETURN_IF_ERROR(exchange::MigrateLedger(config.ledger));
    RETURN_IF_ERROR(exchange::Migrate(config.database, VacancyKind()));
    return exchange::Migrate(config.database, TrainingOfferKind());
  });
}

}  // namespace tabadul::jobs
