// Whom a certificate, or a session at the portal, belongs to, and whether it may still act. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "lib/platform/base/status.h"

namespace tabadul::identity {

struct Holder {
  std::string source, organisation;
  std::vector<std::string> scopes;  // of the system
  absl::Time not_after;
  std::optional<absl::Time> revoked;  // the certificate, the session or the system
  bool session = false;               // a session: fewer scopes, and each token keeps it going
};

// CERTIFICATE_REVOKED, CERTIFICATE_EXPIRED; of a session the same.
absl::Status MayAct(const Holder& holder, absl::Time now);

}  // namespace tabadul::identity
