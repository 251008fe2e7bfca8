#include "services/identity/holder.h"

#include "lib/platform/base/utc.h"

namespace tabadul::identity {

using namespace common::v1;  // NOLINT: the reasons

absl::Status MayAct(const Holder& holder, absl::Time now) {
  if (holder.revoked)
    return Error(ERROR_REASON_CERTIFICATE_REVOKED, {{"revoked_at", FormatUtc(*holder.revoked)}});
  if (holder.not_after <= now) {
    return Error(ERROR_REASON_CERTIFICATE_EXPIRED, {{"expired_at", FormatUtc(holder.not_after)}});
  }
  return absl::OkStatus();
}

}  // namespace tabadul::identity
