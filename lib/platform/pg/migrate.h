// Migrations: NNNN_verb_noun.sql, forward only, each in its own transaction, recorded in table `migration`, under
// an advisory lock so that replicas may start at once. The files are embedded in the service's binary. The database may
// be in use: who waits for the lock of a table is in the way of all who come after, so none is waited for long.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace tabadul::pg {

struct Migration {
  std::string_view name;  // "0001_create_records.sql"
  std::string_view sql;
};

struct MigrateOptions {
  absl::Duration lock_timeout = absl::Milliseconds(500);  // for each lock that a statement needs
  absl::Duration pause = absl::Seconds(2);     // then all are let go, for half to one and a half of this
  absl::Duration patience = absl::Minutes(2);  // with one migration, in all
};

// Applies what is missing, in order of name. An applied file that has changed since is an error: migrations are
// immutable. Several sets (the exchange's, a service's) share one database under different `set` names.
absl::Status Migrate(const std::string& conninfo, std::string_view set, std::span<const Migration> migrations,
                     const MigrateOptions& options = {});

}  // namespace tabadul::pg
