#include "services/identity/store.h"

#include <algorithm>

#include "google/protobuf/util/json_util.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/utc.h"
#include "services/identity/organisation.h"
#include "services/identity/session_store.h"
#include "services/identity/sharing_store.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr pg::Sql kAddOrganisation{
    "identity.add_organisation",
    "INSERT INTO organisation (id, name, type, create_time) VALUES ($1, $2::text::jsonb, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr pg::Sql kListOrganisations{
    "identity.list_organisations",
    "SELECT id, name::text, type, create_time FROM organisation WHERE id > $1 ORDER BY id LIMIT $2"};
constexpr pg::Sql kGetOrganisation{
    "identity.get_organisation", "SELECT id, name::text, type, create_time FROM organisation WHERE id = $1"};
constexpr pg::Sql kAddSystem{"identity.add_system",
                             "INSERT INTO system (source, organisation, scopes, create_time, live, sharing) "
                             "SELECT $1, id, $3, $4, $5, $6 "
                             "FROM organisation WHERE id = $2 ON CONFLICT DO NOTHING"};
constexpr pg::Sql kListSystems{
    "identity.list_systems",
    "SELECT source, scopes, create_time, revoke_time, live FROM system WHERE source > $1 ORDER BY source "
    "LIMIT $2"};
constexpr pg::Sql kGetSystem{"identity.get_system",
                             "SELECT source, scopes, create_time, revoke_time, live FROM system "
                             "WHERE source = $1"};
// Locked, so that a revocation of the system and a new certificate of it have an order.
constexpr pg::Sql kLockSystem{"identity.lock_system",
                              "SELECT revoke_time FROM system WHERE source = $1 FOR SHARE"};
constexpr pg::Sql kKeyIsRevoked{
    "identity.key_is_revoked",
    "SELECT EXISTS (SELECT FROM certificate WHERE key_hash = $1 AND revoke_time IS NOT NULL)"};
constexpr pg::Sql kAddCertificate{
    "identity.add_certificate",
    "INSERT INTO certificate (fingerprint, source, serial, key_hash, not_before, not_after, der) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr pg::Sql kLastCertificateEnd{
    "identity.last_certificate_end",
    "SELECT max(not_after) FROM certificate WHERE source = $1 AND revoke_time IS NULL"};
constexpr pg::Sql kListCertificates{
    "identity.list_certificates",
    "SELECT c.fingerprint, c.source, c.serial, c.not_before, c.not_after, LEAST(c.revoke_time, "
    "s.revoke_time) "
    "FROM certificate c JOIN system s USING (source) WHERE ($1 = '' OR c.source = $1) AND c.fingerprint > $2 "
    "ORDER BY c.fingerprint LIMIT $3"};
// A session has the time of its last use as well.
constexpr pg::Sql kGetHolder{
    "identity.get_holder",
    "SELECT s.source, s.organisation, s.scopes, c.not_after, LEAST(c.revoke_time, s.revoke_time), "
    "NULL::timestamptz FROM certificate c JOIN system s USING (source) WHERE c.fingerprint = $1 "
    "UNION ALL SELECT s.source, s.organisation, s.scopes, x.expire_time, LEAST(x.end_time, s.revoke_time), "
    "x.use_time FROM session x JOIN system s USING (source) WHERE x.fingerprint = $1"};
constexpr pg::Sql kRevokeCertificate{
    "identity.revoke_certificate",
    "UPDATE certificate SET revoke_time = COALESCE(revoke_time, $2) WHERE fingerprint = $1"};
constexpr pg::Sql kRevokeSystem{
    "identity.revoke_system", "UPDATE system SET revoke_time = COALESCE(revoke_time, $2) WHERE source = $1"};
#define REVOCATION_COLUMNS "r.sequence, COALESCE(r.certificate, r.session), r.source, r.time"
constexpr pg::Sql kFindRevocation{"identity.find_revocation",
                                  "SELECT " REVOCATION_COLUMNS
                                  " FROM revocation r "
                                  "WHERE ($1 <> '' AND certificate = $1) OR ($2 <> '' AND source = $2)"};
constexpr pg::Sql kMoveRevocations{"identity.move_revocations",
                                   "UPDATE revocation_head SET sequence = sequence + 1 RETURNING sequence"};
constexpr pg::Sql kAddRevocation{
    "identity.add_revocation",
    "INSERT INTO revocation AS r (sequence, certificate, source, session, time) VALUES ($1, "
    "NULLIF($2, ''), NULLIF($3, ''), NULLIF($4, ''), $5) RETURNING " REVOCATION_COLUMNS};
// Head and rows of one snapshot. No new row: one row of NULLs beside the head.
constexpr pg::Sql kRevocationsAfter{"identity.revocations_after",
                                    "SELECT " REVOCATION_COLUMNS
                                    ", h.sequence FROM revocation_head h "
                                    "LEFT JOIN revocation r ON r.sequence > $1 ORDER BY r.sequence"};
#define SIGNING_KEY_COLUMNS "key_id, service, public_key, not_before, not_after, end_time"
constexpr pg::Sql kPutSigningKey{
    "identity.put_signing_key",
    "INSERT INTO signing_key (key_id, service, public_key, not_before, not_after, create_time) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key_id) DO UPDATE SET not_after = "
    "CASE WHEN signing_key.end_time IS NULL THEN EXCLUDED.not_after ELSE signing_key.not_after END "
    "WHERE signing_key.service = EXCLUDED.service AND signing_key.not_before < EXCLUDED.not_after "
    "RETURNING " SIGNING_KEY_COLUMNS};
constexpr pg::Sql kEndSigningKey{
    "identity.end_signing_key",
    "UPDATE signing_key SET not_after = LEAST(not_after, $2), end_time = COALESCE(end_time, $3) "
    "WHERE key_id = $1 AND not_before < $2 RETURNING " SIGNING_KEY_COLUMNS};
constexpr pg::Sql kHasSigningKey{"identity.has_signing_key",
                                 "SELECT EXISTS (SELECT FROM signing_key WHERE key_id = $1)"};
constexpr pg::Sql kListSigningKeys{"identity.list_signing_keys",
                                   "SELECT " SIGNING_KEY_COLUMNS
                                   " FROM signing_key ORDER BY service, not_before, key_id"};

absl::Status NotFound(const char* what, const char* key, std::string_view value) {
  return Error(ERROR_REASON_NOT_FOUND, {{"what", what}, {key, std::string(value)}});
}

std::string NameToJson(const LocalizedText& name) {
  std::string json;
  // Cannot fail: the message was received, and validated, before.
  (void)google::protobuf::util::MessageToJsonString(name, &json);
  return json;
}

LocalizedText NameFromJson(std::string_view json) {
  LocalizedText name;
  (void)google::protobuf::util::JsonStringToMessage(std::string(json), &name);
  return name;
}

void SetTime(const pg::Result& result, int row, int column, google::protobuf::Timestamp* time) {
  *time = TimestampOf(result.Time(row, column));
}

v1::Organisation OrganisationAt(const pg::Result& result, int row) {
  v1::Organisation organisation;
  organisation.set_id(std::string(result.Text(row, 0)));
  *organisation.mutable_name() = NameFromJson(result.Text(row, 1));
  organisation.set_type(static_cast<v1::OrganisationType>(result.Int(row, 2)));
  SetTime(result, row, 3, organisation.mutable_create_time());
  return organisation;
}

v1::System SystemAt(const pg::Result& result, int row) {
  v1::System system;
  system.set_source(std::string(result.Text(row, 0)));
  for (const std::string& scope : result.TextArray(row, 1)) system.add_scopes(scope);
  SetTime(result, row, 2, system.mutable_create_time());
  if (!result.IsNull(row, 3)) SetTime(result, row, 3, system.mutable_revoke_time());
  system.set_live(result.Bool(row, 4));
  return system;
}

v1::Certificate CertificateAt(const pg::Result& result, int row) {
  v1::Certificate certificate;
  certificate.set_fingerprint(std::string(result.Text(row, 0)));
  certificate.set_source(std::string(result.Text(row, 1)));
  certificate.set_serial(std::string(result.Text(row, 2)));
  SetTime(result, row, 3, certificate.mutable_not_before());
  SetTime(result, row, 4, certificate.mutable_not_after());
  if (!result.IsNull(row, 5)) SetTime(result, row, 5, certificate.mutable_revoke_time());
  return certificate;
}

v1::Revocation RevocationAt(const pg::Result& result, int row) {
  v1::Revocation revocation;
  revocation.set_sequence(static_cast<uint64_t>(result.Int(row, 0)));
  if (!result.IsNull(row, 1)) revocation.set_certificate(std::string(result.Text(row, 1)));
  if (!result.IsNull(row, 2)) revocation.set_source(std::string(result.Text(row, 2)));
  SetTime(result, row, 3, revocation.mutable_time());
  return revocation;
}

v1::SigningKey SigningKeyAt(const pg::Result& result, int row) {
  v1::SigningKey key;
  key.set_key_id(std::string(result.Text(row, 0)));
  key.set_service(std::string(result.Text(row, 1)));
  key.set_public_key(std::string(result.Bytes(row, 2)));
  SetTime(result, row, 3, key.mutable_not_before());
  SetTime(result, row, 4, key.mutable_not_after());
  if (!result.IsNull(row, 5)) SetTime(result, row, 5, key.mutable_end_time());
  return key;
}

template <class Make>
auto Rows(const pg::Result& result, Make make) {
  std::vector<decltype(make(result, 0))> rows;
  rows.reserve(static_cast<size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row) rows.push_back(make(result, row));
  return rows;
}

}  // namespace

absl::Status Store::AddOrganisation(const Context& context, const v1::Organisation& organisation) {
  ASSIGN_OR_RETURN(
      const pg::Result result,
      pool_.Query(context, kAddOrganisation, organisation.id(), NameToJson(organisation.name()),
                  static_cast<int32_t>(organisation.type()), TimeOf(organisation.create_time())));
  if (result.affected() == 0)
    return Error(ERROR_REASON_ALREADY_EXISTS, {{"organisation", organisation.id()}});
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Organisation>> Store::Organisations(const Context& context,
                                                                   std::string_view after, int limit) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   pool_.Query(context, kListOrganisations, after, static_cast<int64_t>(limit)));
  return Rows(result, OrganisationAt);
}

absl::StatusOr<v1::Organisation> Store::Organisation(const Context& context, std::string_view id) {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kGetOrganisation, id));
  if (result.rows() == 0) return NotFound("organisation", "organisation", id);
  return OrganisationAt(result, 0);
}

absl::Status Store::AddSystem(const Context& context, const v1::System& system) {
  const std::string organisation = OrganisationOf(system.source());
  const std::vector<std::string> scopes(system.scopes().begin(), system.scopes().end());
  return pool_.Run(context, [&](pg::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const int64_t sharing, NextSharing(transaction));
    ASSIGN_OR_RETURN(const pg::Result added,
                     transaction.Query(kAddSystem, system.source(), organisation, scopes,
                                       TimeOf(system.create_time()), system.live(), sharing));
    if (added.affected() == 1) return absl::OkStatus();
    ASSIGN_OR_RETURN(const pg::Result found, transaction.Query(kGetOrganisation, organisation));
    if (found.rows() == 0) return Error(ERROR_REASON_PRECONDITION, {{"organisation", organisation}});
    return Error(ERROR_REASON_ALREADY_EXISTS, {{"source", system.source()}});
  });
}

absl::StatusOr<std::vector<v1::System>> Store::Systems(const Context& context, std::string_view after,
                                                       int limit) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   pool_.Query(context, kListSystems, after, static_cast<int64_t>(limit)));
  return Rows(result, SystemAt);
}

absl::StatusOr<v1::System> Store::System(const Context& context, std::string_view source) {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kGetSystem, source));
  if (result.rows() == 0) return NotFound("system", "source", source);
  return SystemAt(result, 0);
}

absl::Status Store::AddCertificate(const Context& context, std::string_view source, const Issued& issued) {
  return pool_.Run(context, [&](pg::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result system, transaction.Query(kLockSystem, source));
    if (system.rows() == 0) return NotFound("system", "source", source);
    if (!system.IsNull(0, 0)) {
      return Error(ERROR_REASON_PRECONDITION, {{"source", std::string(source)}, {"state", "revoked"}});
    }
    ASSIGN_OR_RETURN(const pg::Result key, transaction.Query(kKeyIsRevoked, issued.key_hash));
    if (key.Bool(0, 0)) return Error(ERROR_REASON_PRECONDITION, {{"key", "revoked"}});
    return transaction
        .Query(kAddCertificate, issued.fingerprint, source, issued.serial, issued.key_hash, issued.not_before,
               issued.not_after, pg::Bytes{issued.der})
        .status();
  });
}

absl::StatusOr<std::vector<v1::Certificate>> Store::Certificates(const Context& context,
                                                                 std::string_view source,
                                                                 std::string_view after, int limit) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   pool_.Query(context, kListCertificates, source, after, static_cast<int64_t>(limit)));
  return Rows(result, CertificateAt);
}

absl::StatusOr<Holder> Store::HolderOf(const Context& context, std::string_view fingerprint) {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kGetHolder, fingerprint));
  if (result.rows() == 0) return Error(ERROR_REASON_CERTIFICATE_UNKNOWN);
  Holder holder{.source = std::string(result.Text(0, 0)),
                .organisation = std::string(result.Text(0, 1)),
                .scopes = result.TextArray(0, 2),
                .not_after = result.Time(0, 3)};
  const bool session = !result.IsNull(0, 5);
  if (!result.IsNull(0, 4) && !(session && MUTANT("sessions_outlive_their_end")))
    holder.revoked = result.Time(0, 4);
  if (session) {
    holder.session = true;
    holder.not_after = std::min(holder.not_after, result.Time(0, 5) + kSessionIdle);
  }
  return holder;
}

absl::StatusOr<std::optional<absl::Time>> Store::LastCertificateEnd(const Context& context,
                                                                    std::string_view source) {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kLastCertificateEnd, source));
  return result.IsNull(0, 0) ? std::nullopt : std::optional(result.Time(0, 0));
}

absl::StatusOr<v1::Revocation> AddRevocation(pg::Transaction& transaction, const Revoked& revoked,
                                             absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result head, transaction.Query(kMoveRevocations));
  ASSIGN_OR_RETURN(const pg::Result added,
                   transaction.Query(kAddRevocation, head.Int(0, 0), revoked.certificate, revoked.source,
                                     revoked.session, now));
  return RevocationAt(added, 0);
}

absl::StatusOr<v1::Revocation> Store::Revoke(const Context& context, std::string_view certificate,
                                             std::string_view source, absl::Time now) {
  v1::Revocation revocation;
  const auto revoke = [&](pg::Transaction& transaction) -> absl::Status {
    const bool one = !certificate.empty();
    // Of two who revoke the same, the second waits here, and then finds what the first has written.
    ASSIGN_OR_RETURN(const pg::Result marked, one ? transaction.Query(kRevokeCertificate, certificate, now)
                                                  : transaction.Query(kRevokeSystem, source, now));
    if (marked.affected() == 0) {
      return one ? NotFound("certificate", "certificate", certificate) : NotFound("system", "source", source);
    }
    ASSIGN_OR_RETURN(const pg::Result found, transaction.Query(kFindRevocation, certificate, source));
    if (found.rows() > 0) {
      revocation = RevocationAt(found, 0);
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(EndSessions(transaction, {.certificate = certificate}, now).status());
    ASSIGN_OR_RETURN(revocation,
                     AddRevocation(transaction, {.certificate = certificate, .source = source}, now));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(pool_.Run(context, revoke));
  return revocation;
}

absl::StatusOr<Store::Feed> Store::RevocationsAfter(const Context& context, uint64_t sequence) {
  ASSIGN_OR_RETURN(const pg::Result result,
                   pool_.Query(context, kRevocationsAfter, static_cast<int64_t>(sequence)));
  Feed feed{.head = static_cast<uint64_t>(result.Int(0, 4))};
  if (!result.IsNull(0, 0)) feed.revocations = Rows(result, RevocationAt);
  return feed;
}

absl::StatusOr<v1::SigningKey> Store::PutSigningKey(const Context& context, const v1::SigningKey& key,
                                                    absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kPutSigningKey, key.key_id(), key.service(),
                                                        pg::Bytes{key.public_key()}, TimeOf(key.not_before()),
                                                        TimeOf(key.not_after()), now));
  if (result.rows() == 0) return Error(ERROR_REASON_ALREADY_EXISTS, {{"key_id", key.key_id()}});
  return SigningKeyAt(result, 0);
}

absl::StatusOr<v1::SigningKey> Store::EndSigningKey(const Context& context, std::string_view key_id,
                                                    absl::Time end, absl::Time now) {
  ASSIGN_OR_RETURN(const pg::Result ended, pool_.Query(context, kEndSigningKey, key_id, end, now));
  if (ended.rows() > 0) return SigningKeyAt(ended, 0);
  ASSIGN_OR_RETURN(const pg::Result known, pool_.Query(context, kHasSigningKey, key_id));
  if (!known.Bool(0, 0)) return NotFound("key", "key_id", key_id);
  Violations violations;
  violations.Add("time", ERROR_REASON_CONTRADICTION, {{"other", "key.not_before"}});
  return violations.ToStatus();
}

absl::StatusOr<std::vector<v1::SigningKey>> Store::SigningKeys(const Context& context) {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kListSigningKeys));
  return Rows(result, SigningKeyAt);
}

}  // namespace tabadul::identity
