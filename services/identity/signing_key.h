// Which mark-signing keys may be published: pure rules. The services sign with the private halves, which
// identity never sees.
#pragma once

#include "absl/time/time.h"
#include "lib/platform/base/status.h"
#include "tabadul/identity/v1/admin_service.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::identity {

// Fills what was left out: not_before is now, not_after two years later.
v1::SigningKey WithDefaults(const v1::SigningKey& key, absl::Time now);
// The service signs marks; 32 bytes of Ed25519; key_id is the first 16 hex digits of their SHA-256; the
// window is of at most five years.
void ValidateSigningKey(const v1::SigningKey& key, Violations& violations);
// key_id has the form of one; the time, if there is one, is a time.
void ValidateEnd(const v1::EndSigningKeyRequest& request, Violations& violations);

}  // namespace tabadul::identity
