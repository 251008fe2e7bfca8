// How a connection is opened: never blocking longer than its caller allows.
#include <poll.h>

#include <algorithm>

#include "fmt/format.h"
#include "lib/platform/log/log.h"
#include "lib/platform/pg/connection.h"
#include "libpq-fe.h"

namespace tabadul::pg {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(5);

// What the conninfo itself says under "options".
std::string OptionsIn(const std::string& conninfo) {
  std::string options;
  PQconninfoOption* const all = PQconninfoParse(conninfo.c_str(), nullptr);
  for (PQconninfoOption* one = all; one != nullptr && one->keyword != nullptr; ++one) {
    if (std::string_view(one->keyword) == "options" && one->val != nullptr) options = one->val;
  }
  PQconninfoFree(all);
  return options;
}

// Backstops for what our own deadlines miss: a statement without end, a transaction that its owner forgot,
// and a client that is gone while its query runs.
std::string SessionOptions(const PoolOptions& options) {
  const int64_t milliseconds = absl::ToInt64Milliseconds(options.statement_timeout);
  return fmt::format(
      "{} -c statement_timeout={} -c idle_in_transaction_session_timeout={} -c "
      "client_connection_check_interval=1000",
      OptionsIn(options.conninfo), milliseconds, milliseconds);
}

// A peer that is gone without a word is noticed in half a minute, also by cancel requests, which nothing else ends.
// These stand before the conninfo, which may say otherwise; what stands after it may not be changed.
PGconn* StartConnect(const PoolOptions& options) {
  const std::string session = SessionOptions(options);
  const std::pair<const char*, const char*> parameters[] = {
      {"keepalives_idle", "10"},
      {"keepalives_interval", "5"},
      {"keepalives_count", "3"},
      {"tcp_user_timeout", "20000"},
      {"dbname", options.conninfo.c_str()},
      {"application_name", options.name.c_str()},
      {"client_encoding", "UTF8"},
      {"options", session.c_str()},
  };
  std::vector<const char*> keywords, values;
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword);
    values.push_back(value);
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  return PQconnectStartParams(keywords.data(), values.data(), /*expand_dbname=*/1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const PoolOptions& options,
                                                             const Context& context) {
  PGconn* const raw = StartConnect(options);
  if (raw == nullptr) return Internal("database: out of memory");
  std::unique_ptr<Connection> connection(new Connection(raw));
  RETURN_IF_ERROR(connection->Handshake(context));
  if (PQsetnonblocking(raw, 1) != 0 || PQenterPipelineMode(raw) != 1) return Unreachable();
  return connection;
}

absl::Status Connection::Handshake(const Context& context) {
  const absl::Time until = std::min(context.deadline(), absl::Now() + kConnectTimeout);
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  while (PQstatus(connection_) != CONNECTION_BAD) {
    if (context.cancelled()) return Error(common::v1::ERROR_REASON_CANCELLED);
    const absl::Duration left = until - absl::Now();
    if (left <= absl::ZeroDuration()) {
      if (context.remaining() > absl::ZeroDuration()) return Unreachable();
      return Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED, {{"part", "database"}, {"limit", "connect"}});
    }
    pollfd descriptor{.fd = PQsocket(connection_),
                      .events = static_cast<short>(state == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                      .revents = 0};
    const int ready =
        ::poll(&descriptor, 1, static_cast<int>(std::min<int64_t>(50, absl::ToInt64Milliseconds(left) + 1)));
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    state = PQconnectPoll(connection_);
    if (state == PGRES_POLLING_OK) return absl::OkStatus();
    if (state == PGRES_POLLING_FAILED) break;
  }
  log::Warn("pg_connect_failed", {{"message", PQerrorMessage(connection_)}});
  return Unreachable();
}

}  // namespace tabadul::pg
