// The keys that the hub signs marks and receipts with, as IdentityService.ListSigningKeys publishes them
// (docs/protocol.md#signing-keys). Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::evidence {

// not_before <= time < not_after; a key without not_after has no end.
bool IsValidAt(const identity::v1::SigningKey& key, absl::Time time);

// Whose keys sign: the service that has every kind of record there is.
inline constexpr char kSigningService[] = "jobs";

// The public key of this id, if it is of that service and was valid then. NOT_FOUND {key_id}: ask the hub for its keys again.
absl::StatusOr<std::string> PublicKeyAt(const std::vector<identity::v1::SigningKey>& keys,
                                        std::string_view key_id, absl::Time time);

}  // namespace tabadul::evidence
