// The one table from PostgreSQL's SQLSTATE to what it means for us.
#pragma once

#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::pg {

enum class Failure {
  kUnique,        // 23505, 23P01
  kPrecondition,  // 23503 foreign key, 23514 check
  kConflict,      // 40001, 40P01, 55P03: repeat the transaction
  kCancelled,     // 57014: we cancelled it, or statement_timeout did
  kUnreachable,   // no connection, or the server ends it: repeat on another one
  kReadOnly,      // 25006: a standby, after a failover
  kStalePlan,     // 0A000, 26000: the connection's prepared statements no longer fit
  kOther,         // a fault of ours
};

Failure FailureOf(std::string_view sqlstate);

// Its status. `statement` and `constraint` are names of the schema, not data; kOther is INTERNAL and names
// the SQLSTATE for the log.
absl::Status StatusOf(Failure failure, std::string_view sqlstate, std::string_view statement,
                      std::string_view constraint);
// UNAVAILABLE {"part": "database"} with RetryInfo of one second.
absl::Status Unreachable();
// As Unreachable, and nobody knows whether the COMMIT took place.
absl::Status UnknownCommit();

}  // namespace tabadul::pg
