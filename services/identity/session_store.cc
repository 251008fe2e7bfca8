#include "services/identity/session_store.h"

#include <algorithm>

#include "lib/platform/base/utc.h"
#include "services/identity/holder.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr pg::Sql kSystemState{"identity.system_state",
                               "SELECT revoke_time, 'admin' = ANY (scopes) FROM system WHERE source = $1"};
constexpr pg::Sql kAddLink{"identity.add_link",
                           "INSERT INTO sign_in_link (code_hash, source, made_by, create_time, expire_time) "
                           "VALUES ($1, $2, $3, $4, $5)"};
// One statement, so that of two who have the same code one comes too late.
constexpr pg::Sql kUseLink{"identity.use_link",
                           "UPDATE sign_in_link SET use_time = $2 FROM system "
                           "WHERE sign_in_link.code_hash = $1 AND sign_in_link.use_time IS NULL "
                           "AND sign_in_link.expire_time > $2 AND system.source = sign_in_link.source "
                           "AND system.revoke_time IS NULL RETURNING system.source"};
// Moved back to where they began, so that a sign-in that looked at its clock before this comes too late as well.
constexpr pg::Sql kEndLinks{"identity.end_links",
                            "UPDATE sign_in_link SET expire_time = create_time "
                            "WHERE source = $1 AND use_time IS NULL AND expire_time > $2"};
// Locked, so that its revocation and a session that begins with it have an order: a revocation ends those that it finds.
constexpr pg::Sql kLockCertificate{
    "identity.lock_certificate",
    "SELECT s.source, c.not_after, LEAST(c.revoke_time, s.revoke_time), 'admin' = ANY (s.scopes) "
    "FROM certificate c JOIN system s USING (source) WHERE c.fingerprint = $1 FOR SHARE OF c"};
constexpr pg::Sql kCountSessions{"identity.count_sessions",
                                 "SELECT count(*) FROM session "
                                 "WHERE source = $1 AND certificate IS NOT NULL AND create_time > $2"};
constexpr pg::Sql kAddSession{
    "identity.add_session",
    "INSERT INTO session (fingerprint, source, certificate, create_time, use_time, expire_time) "
    "VALUES ($1, $2, NULLIF($3, ''), $4, $4, $5)"};
constexpr pg::Sql kUseSession{"identity.use_session",
                              "UPDATE session SET use_time = GREATEST(use_time, $2) WHERE fingerprint = $1 "
                              "RETURNING expire_time, use_time"};
constexpr pg::Sql kEndSessions{
    "identity.end_sessions",
    "UPDATE session SET end_time = $4 WHERE (fingerprint = $1 OR source = $2 OR certificate = $3) "
    "AND end_time IS NULL AND expire_time > $4 RETURNING fingerprint"};
constexpr pg::Sql kSourceOfSession{"identity.source_of_session",
                                   "SELECT source FROM session WHERE fingerprint = $1"};
constexpr pg::Sql kListSessions{
    "identity.list_sessions",
    "SELECT x.fingerprint, x.source, x.certificate, x.create_time, x.use_time, x.expire_time, "
    "LEAST(x.end_time, s.revoke_time) FROM session x JOIN system s USING (source) "
    "WHERE ($1 = '' OR x.source = $1) AND x.fingerprint > $2 AND ($3 OR (x.end_time IS NULL "
    "AND s.revoke_time IS NULL AND x.expire_time > $4 AND x.use_time > $5)) "
    "ORDER BY x.fingerprint LIMIT $6"};
constexpr pg::Sql kPruneSessions{"identity.prune_sessions", "DELETE FROM session WHERE expire_time < $1"};
constexpr pg::Sql kPruneLinks{"identity.prune_links", "DELETE FROM sign_in_link WHERE expire_time < $1"};

absl::Status NoSuchSystem(std::string_view source) {
  return Error(ERROR_REASON_NOT_FOUND, {{"what", "system"}, {"source", std::string(source)}});
}

// Who administrates the hub does so with a certificate, not from a browser.
absl::Status Administrates(std::string_view source) {
  return Error(ERROR_REASON_PRECONDITION, {{"source", std::string(source)}, {"scope", "admin"}});
}

absl::Status Add(pg::Transaction& transaction, std::string_view fingerprint, std::string_view certificate,
                 const SessionStore::Begun& begun, absl::Time now) {
  return transaction.Query(kAddSession, fingerprint, begun.source, certificate, now, begun.expires).status();
}

v1::Session SessionAt(const pg::Result& result, int row) {
  v1::Session session;
  session.set_fingerprint(std::string(result.Text(row, 0)));
  session.set_source(std::string(result.Text(row, 1)));
  if (!result.IsNull(row, 2)) session.set_certificate(std::string(result.Text(row, 2)));
  *session.mutable_create_time() = TimestampOf(result.Time(row, 3));
  *session.mutable_use_time() = TimestampOf(result.Time(row, 4));
  *session.mutable_expire_time() = TimestampOf(result.Time(row, 5));
  // A system that was revoked later did not end what was over by then.
  if (!result.IsNull(row, 6) && result.Time(row, 6) < result.Time(row, 5))
    *session.mutable_end_time() = TimestampOf(result.Time(row, 6));
  return session;
}

}  // namespace

absl::StatusOr<int> EndSessions(pg::Transaction& transaction, const Revoked& of, absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result ended,
                   transaction.Query(kEndSessions, of.session, of.source, of.certificate, now));
  for (int row = 0; row < ended.rows(); ++row) {
    RETURN_IF_ERROR(AddRevocation(transaction, {.session = ended.Text(row, 0)}, now).status());
  }
  return ended.rows();
}

absl::Status SessionStore::AddLink(const Context& context, const Link& link) {
  return pool_.Run(context, [&](pg::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result system, transaction.Query(kSystemState, link.source));
    if (system.rows() == 0) return NoSuchSystem(link.source);
    if (!system.IsNull(0, 0))
      return Error(ERROR_REASON_PRECONDITION, {{"source", link.source}, {"state", "revoked"}});
    if (system.Bool(0, 1)) return Administrates(link.source);
    return transaction.Query(kAddLink, link.code_hash, link.source, link.made_by, link.made, link.expires)
        .status();
  });
}

absl::StatusOr<SessionStore::Begun> SessionStore::BeginByLink(const Context& context,
                                                              std::string_view code_hash,
                                                              std::string_view fingerprint, absl::Time now) {
  Begun begun{.expires = now + kSessionLife};
  const auto begin = [&](pg::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result used, transaction.Query(kUseLink, code_hash, now));
    if (used.rows() == 0) return Error(ERROR_REASON_TOKEN_INVALID);
    begun.source = std::string(used.Text(0, 0));
    return Add(transaction, fingerprint, "", begun, now);
  };
  RETURN_IF_ERROR(pool_.Run(context, begin));
  return begun;
}

absl::StatusOr<SessionStore::Begun> SessionStore::BeginByCertificate(const Context& context,
                                                                     std::string_view certificate,
                                                                     std::string_view fingerprint,
                                                                     absl::Time now) {
  Begun begun;
  const auto begin = [&](pg::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result found, transaction.Query(kLockCertificate, certificate));
    if (found.rows() == 0) return Error(ERROR_REASON_CERTIFICATE_UNKNOWN);
    Holder holder{.source = std::string(found.Text(0, 0)), .not_after = found.Time(0, 1)};
    if (!found.IsNull(0, 2)) holder.revoked = found.Time(0, 2);
    RETURN_IF_ERROR(MayAct(holder, now));
    if (found.Bool(0, 3)) return Administrates(holder.source);
    ASSIGN_OR_RETURN(const pg::Result count,
                     transaction.Query(kCountSessions, holder.source, now - absl::Hours(24)));
    if (count.Int(0, 0) >= kSessionsOfOne)
      return WithRetry(Error(ERROR_REASON_OVERLOADED, {{"queue", "sessions"}}), absl::Hours(1));
    begun = {.source = holder.source, .expires = std::min(now + kSessionLife, holder.not_after)};
    return Add(transaction, fingerprint, certificate, begun, now);
  };
  RETURN_IF_ERROR(pool_.Run(context, begin));
  return begun;
}

absl::StatusOr<absl::Time> SessionStore::Use(const Context& context, std::string_view fingerprint,
                                             absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result used, pool_.Query(context, kUseSession, fingerprint, now));
  if (used.rows() == 0) return Error(ERROR_REASON_CERTIFICATE_UNKNOWN);
  return std::min(used.Time(0, 0), used.Time(0, 1) + kSessionIdle);
}

absl::StatusOr<std::optional<std::string>> SessionStore::End(const Context& context,
                                                             std::string_view fingerprint, absl::Time now) {
  std::optional<std::string> source;
  const auto end = [&](pg::Transaction& transaction) -> absl::Status {
    source.reset();
    ASSIGN_OR_RETURN(const int ended, EndSessions(transaction, {.session = fingerprint}, now));
    if (ended == 0) return absl::OkStatus();
    ASSIGN_OR_RETURN(const pg::Result found, transaction.Query(kSourceOfSession, fingerprint));
    source = std::string(found.Text(0, 0));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(pool_.Run(context, end));
  return source;
}

absl::StatusOr<SessionStore::Ended> SessionStore::EndOf(const Context& context, std::string_view source,
                                                        absl::Time now) {
  Ended ended;
  const auto end = [&](pg::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result system, transaction.Query(kSystemState, source));
    if (system.rows() == 0) return NoSuchSystem(source);
    // The links first: one that is being used meanwhile has become a session when these are looked for.
    ASSIGN_OR_RETURN(const pg::Result links, transaction.Query(kEndLinks, source, now));
    ended.links = static_cast<int>(links.affected());
    ASSIGN_OR_RETURN(ended.sessions, EndSessions(transaction, {.source = source}, now));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(pool_.Run(context, end));
  return ended;
}

absl::StatusOr<std::vector<v1::Session>> SessionStore::List(const Context& context, std::string_view source,
                                                            bool ended, absl::Time now,
                                                            std::string_view after, int limit) {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kListSessions, source, after, ended, now,
                                                        now - kSessionIdle, static_cast<int64_t>(limit)));
  std::vector<v1::Session> sessions;
  for (int row = 0; row < result.rows(); ++row) sessions.push_back(SessionAt(result, row));
  return sessions;
}

absl::StatusOr<SessionStore::Ended> SessionStore::Prune(const Context& context, absl::Time before) {
  ASSIGN_OR_RETURN(const pg::Result sessions, pool_.Query(context, kPruneSessions, before));
  ASSIGN_OR_RETURN(const pg::Result links, pool_.Query(context, kPruneLinks, before));
  return Ended{.sessions = static_cast<int>(sessions.affected()),
               .links = static_cast<int>(links.affected())};
}

}  // namespace tabadul::identity
