// All SQL of identity. Blocking; thread-safe. Errors besides those named are the pool's (UNAVAILABLE while
// the database is away, DEADLINE_EXCEEDED, INTERNAL).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/context.h"
#include "lib/platform/pg/pg.h"
#include "services/identity/authority.h"
#include "tabadul/identity/v1/admin_service.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::identity {

// Whom a certificate belongs to, and whether it may still act.
struct Holder {
  std::string source, organisation;
  std::vector<std::string> scopes;
  absl::Time not_after;
  std::optional<absl::Time> revoked;  // the certificate or its system
};

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
  // CERTIFICATE_UNKNOWN.
  absl::StatusOr<Holder> HolderOf(const Context& context, std::string_view fingerprint);

  // Exactly one of the two is not empty. NOT_FOUND. What is revoked already answers its first revocation.
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
