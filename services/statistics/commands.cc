#include "services/statistics/commands.h"

#include <vector>

#include "embed/statistics_migrations.h"
#include "lib/exchange/commands.h"
#include "lib/platform/config/config.h"
#include "lib/platform/pg/migrate.h"
#include "services/statistics/config.h"
#include "services/statistics/practices/good_practice.h"
#include "services/statistics/series_kind.h"

namespace tabadul::statistics {

absl::Status Migrate(const std::string& conninfo) {
  RETURN_IF_ERROR(exchange::Migrate(conninfo, SeriesTables()));
  RETURN_IF_ERROR(exchange::Migrate(conninfo, GoodPracticeKind()));
  std::vector<pg::Migration> migrations;
  for (const embed::File& file : embed::statistics_migrations())
    migrations.push_back({file.name, file.bytes});
  return pg::Migrate(conninfo, "statistics", migrations);
}

std::optional<int> RunCommand(int argc, char** argv) {
  return exchange::RunCommand("tabadul-statistics", argc, argv, [&]() -> absl::Status {
    // All settings may be set, as they are when serving; only the database's is needed.
    Config config;
    config.migrate = true;
    config::Table table(Config::kPrefix);
    config.Bind(table);
    config::LoadOrExit(table, argc, argv);
    RETURN_IF_ERROR(exchange::MigrateLedger(config.ledger));
    return Migrate(config.database);
  });
}

}  // namespace tabadul::statistics
