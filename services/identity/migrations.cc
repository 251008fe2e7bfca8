#include "services/identity/migrations.h"

#include <vector>

#include "embed/identity_migrations.h"
#include "lib/platform/pg/migrate.h"

namespace tabadul::identity {

absl::Status Migrate(const std::string& conninfo) {
  std::vector<pg::Migration> migrations;
  for (const embed::File& file : embed::identity_migrations()) migrations.push_back({file.name, file.bytes});
  return pg::Migrate(conninfo, "identity", migrations);
}

}  // namespace tabadul::identity
