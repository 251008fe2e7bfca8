#include "services/identity/signing_key.h"

#include <algorithm>
#include <array>

#include "lib/platform/base/utc.h"
#include "services/identity/openssl.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr absl::Duration kStandardLife = absl::Hours(24 * 730);
constexpr absl::Duration kLongestLife = absl::Hours(24 * 1827);
constexpr std::array<std::string_view, 3> kServices = {"jobs", "matching", "statistics"};

bool IsTime(const google::protobuf::Timestamp& time) {
  return time.seconds() > 0 && time.seconds() < 253402300800 && time.nanos() >= 0 &&
         time.nanos() < 1000000000;
}

bool IsKeyId(std::string_view text) {
  return text.size() == 16 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

v1::SigningKey WithDefaults(const v1::SigningKey& key, absl::Time now) {
  v1::SigningKey whole = key;
  if (!whole.has_not_before()) *whole.mutable_not_before() = TimestampOf(now);
  if (!whole.has_not_after())
    *whole.mutable_not_after() = TimestampOf(TimeOf(whole.not_before()) + kStandardLife);
  return whole;
}

void ValidateSigningKey(const v1::SigningKey& key, Violations& violations) {
  const auto in = violations.In("key");
  if (std::find(kServices.begin(), kServices.end(), key.service()) == kServices.end()) {
    violations.Add("service", ERROR_REASON_UNKNOWN_CODE,
                   {{"scheme", "service"}, {"code", key.service().substr(0, 64)}});
  }
  if (key.public_key().size() != 32) {
    violations.Add("public_key", ERROR_REASON_MALFORMED, {{"form", "Ed25519, 32 bytes"}});
  } else if (key.key_id() != Hex(Sha256(key.public_key())).substr(0, 16)) {
    violations.Add("key_id", ERROR_REASON_CONTRADICTION, {{"other", "key.public_key"}});
  }
  if (!IsTime(key.not_before())) violations.Add("not_before", ERROR_REASON_MALFORMED, {{"form", "time"}});
  if (!IsTime(key.not_after())) {
    violations.Add("not_after", ERROR_REASON_MALFORMED, {{"form", "time"}});
    return;
  }
  const absl::Duration life = TimeOf(key.not_after()) - TimeOf(key.not_before());
  if (life <= absl::ZeroDuration() || life > kLongestLife) {
    violations.Add("not_after", ERROR_REASON_CONTRADICTION, {{"other", "key.not_before"}});
  }
}

void ValidateEnd(const v1::EndSigningKeyRequest& request, Violations& violations) {
  if (!IsKeyId(request.key_id()))
    violations.Add("key_id", ERROR_REASON_MALFORMED, {{"form", "16 hex digits"}});
  if (request.has_time() && !IsTime(request.time()))
    violations.Add("time", ERROR_REASON_MALFORMED, {{"form", "time"}});
}

}  // namespace tabadul::identity
