// SQL of organisations, systems, certificates, revocations and signing keys. Blocking; thread-safe. Errors besides those named
// are the pool's (UNAVAILABLE while the database is away, DEADLINE_EXCEEDED, INTERNAL).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/context.h"
#include "lib/platform/pg/pg.h"
#include "services/identity/authority.h"
#include "services/identity/holder.h"
#include "tabadul/identity/v1/admin_service.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::identity {

// What a row of the feed of revocations names: exactly one of the three.
struct Revoked {
  std::string_view certificate, source, session;
};
// Adds a row to the feed. The transaction holds the feed's head from then on: nobody else's number becomes visible below it.
absl::StatusOr<v1::Revocation> AddRevocation(pg::Transaction& transaction, const Revoked& revoked,
                                             absl::Time now);

class Store {
 public:
  explicit Store(pg::Pool& pool) : pool_(pool) {}

  // ALREADY_EXISTS.
  absl::Status AddOrganisation(const Context& context, const v1::Organisation& organisation);
  // Up to `limit` in order of id, after `after`.
  absl::StatusOr<std::vector<v1::Organisation>> Organisations(const Context& context, std::string_view after,
                                                              int limit);
  // NOT_FOUND.
  absl::StatusOr<v1::Organisation> Organisation(const Context& context, std::string_view id);

  // ALREADY_EXISTS; PRECONDITION if the organisation is not registered.
  absl::Status AddSystem(const Context& context, const v1::System& system);
  absl::StatusOr<std::vector<v1::System>> Systems(const Context& context, std::string_view after, int limit);
  // NOT_FOUND.
  absl::StatusOr<v1::System> System(const Context& context, std::string_view source);

  // NOT_FOUND (no such system); PRECONDITION if the system is revoked, or the key is of a revoked
  // certificate.
  absl::Status AddCertificate(const Context& context, std::string_view source, const Issued& issued);
  // Of one source, or of all if it is empty; in order of fingerprint.
  absl::StatusOr<std::vector<v1::Certificate>> Certificates(const Context& context, std::string_view source,
                                                            std::string_view after, int limit);
  // Of a certificate or a session. CERTIFICATE_UNKNOWN.
  absl::StatusOr<Holder> HolderOf(const Context& context, std::string_view fingerprint);
  // When the last of a system's certificates ends that is not revoked.
  absl::StatusOr<std::optional<absl::Time>> LastCertificateEnd(const Context& context,
                                                               std::string_view source);

  // Exactly one of the two is not empty. NOT_FOUND. What is revoked already answers its first revocation. The sessions that
  // began with the certificate end with it; those of a system are refused with it.
  absl::StatusOr<v1::Revocation> Revoke(const Context& context, std::string_view certificate,
                                        std::string_view source, absl::Time now);
  struct Feed {
    std::vector<v1::Revocation> revocations;
    uint64_t head = 0;  // of the table; below what was asked for: the database is an older one than before
  };
  absl::StatusOr<Feed> RevocationsAfter(const Context& context, uint64_t sequence);

  // Of a key that is registered, only not_after moves, and not that if it was ended; the key as stored is the answer.
  // ALREADY_EXISTS if the id is of another service's key.
  absl::StatusOr<v1::SigningKey> PutSigningKey(const Context& context, const v1::SigningKey& key,
                                               absl::Time now);
  // Ends it at `end`, or earlier if it ends so already; for ever. NOT_FOUND; CONTRADICTION if it begins later.
  absl::StatusOr<v1::SigningKey> EndSigningKey(const Context& context, std::string_view key_id,
                                               absl::Time end, absl::Time now);
  absl::StatusOr<std::vector<v1::SigningKey>> SigningKeys(const Context& context);

 private:
  pg::Pool& pool_;
};

}  // namespace tabadul::identity
