#include "lib/platform/pg/sqlstate.h"

#include "fmt/format.h"
#include "lib/platform/pg/pg.h"

namespace tabadul::pg {
namespace {

using common::v1::ERROR_REASON_ALREADY_EXISTS;
using common::v1::ERROR_REASON_CONCURRENT;
using common::v1::ERROR_REASON_DEADLINE_EXCEEDED;
using common::v1::ERROR_REASON_PRECONDITION;
using common::v1::ERROR_REASON_UNAVAILABLE;

constexpr absl::Duration kRetryAfter = absl::Seconds(1);

}  // namespace

Failure FailureOf(std::string_view sqlstate) {
  if (sqlstate == "23505" || sqlstate == "23P01") return Failure::kUnique;
  if (sqlstate == "23503" || sqlstate == "23514") return Failure::kPrecondition;
  if (sqlstate == "40001" || sqlstate == "40P01" || sqlstate == "55P03") return Failure::kConflict;
  if (sqlstate == "57014") return Failure::kCancelled;
  if (sqlstate == "25006") return Failure::kReadOnly;
  if (sqlstate == "0A000" || sqlstate == "26000") return Failure::kStalePlan;
  // Without a SQLSTATE libpq itself speaks: the connection is gone. 08: connection; 53: out of resources, too
  // many connections; 57P: shut down, starting up, database dropped; 25P03: idle too long in a transaction;
  // 58: its disk.
  if (sqlstate.empty()) return Failure::kUnreachable;
  for (const std::string_view prefix : {"08", "53", "57P", "25P03", "58"}) {
    if (sqlstate.substr(0, prefix.size()) == prefix) return Failure::kUnreachable;
  }
  return Failure::kOther;
}

absl::Status StatusOf(Failure failure, std::string_view sqlstate, std::string_view statement,
                      std::string_view constraint) {
  switch (failure) {
    case Failure::kUnique:
      return Error(ERROR_REASON_ALREADY_EXISTS, {{"constraint", std::string(constraint)}});
    case Failure::kPrecondition:
      return Error(ERROR_REASON_PRECONDITION, {{"constraint", std::string(constraint)}});
    case Failure::kConflict:
      return Error(ERROR_REASON_CONCURRENT);
    case Failure::kCancelled:
      return Error(ERROR_REASON_DEADLINE_EXCEEDED, {{"part", "database"}, {"limit", "query"}});
    case Failure::kUnreachable:
    case Failure::kReadOnly:
    case Failure::kStalePlan:
      return Unreachable();
    case Failure::kOther:
      return Internal(fmt::format("database: {} answered SQLSTATE {}", statement, sqlstate));
  }
  return Internal("database: unknown failure");
}

absl::Status Unreachable() {
  return WithRetry(Error(ERROR_REASON_UNAVAILABLE, {{"part", "database"}}), kRetryAfter);
}

absl::Status UnknownCommit() {
  return WithRetry(Error(ERROR_REASON_UNAVAILABLE, {{"part", "database"}, {"outcome", "unknown"}}),
                   kRetryAfter);
}

bool CommitIsUnknown(const absl::Status& status) {
  if (ReasonOf(status) != ERROR_REASON_UNAVAILABLE) return false;
  const Metadata metadata = MetadataOf(status);
  const auto outcome = metadata.find("outcome");
  return outcome != metadata.end() && outcome->second == "unknown";
}

}  // namespace tabadul::pg
