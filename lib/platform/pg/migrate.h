// Migrations: NNNN_verb_noun.sql, forward only, each in its own transaction, recorded in table `migration`, under
// an advisory lock so that replicas may start at once. The files are embedded in the service's binary.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace tabadul::pg {

struct Migration {
  std::string_view name;  // "0001_create_records.sql"
  std::string_view sql;
};

// Applies what is missing, in order of name. An applied file that has changed since is an error: migrations are
// immutable. Several sets (the exchange's, a service's) share one database under different `set` names.
absl::Status Migrate(const std::string& conninfo, std::string_view set,
                     std::span<const Migration> migrations);

}  // namespace tabadul::pg
