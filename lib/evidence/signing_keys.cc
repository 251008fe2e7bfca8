#include "lib/evidence/signing_keys.h"

#include "lib/platform/base/status.h"
#include "lib/platform/base/utc.h"

namespace tabadul::evidence {

bool IsValidAt(const identity::v1::SigningKey& key, absl::Time time) {
  return TimeOf(key.not_before()) <= time && (!key.has_not_after() || time < TimeOf(key.not_after()));
}

absl::StatusOr<std::string> PublicKeyAt(const std::vector<identity::v1::SigningKey>& keys,
                                        std::string_view key_id, absl::Time time) {
  for (const identity::v1::SigningKey& key : keys) {
    if (key.key_id() == key_id && key.service() == kSigningService && IsValidAt(key, time))
      return key.public_key();
  }
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "key"}, {"key_id", std::string(key_id)}});
}

}  // namespace tabadul::evidence
