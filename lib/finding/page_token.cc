#include "lib/finding/page_token.h"

#include <optional>

#include "lib/evidence/seal.h"
#include "lib/finding/request_checks.h"

namespace tabadul::finding {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kMaxTokenBytes = 8'000;

// A page token is, sealed: fingerprint of the request, length of the corrected query, it, continuation.
constexpr size_t kFingerprint = 8;
constexpr size_t kLength = 2;

}  // namespace

std::string PageTokens::Make(const std::string& fingerprint, const PageToken& token) const {
  if (token.continuation.empty()) return "";
  std::string bytes = fingerprint;
  bytes.push_back(static_cast<char>(token.corrected.size() >> 8));
  bytes.push_back(static_cast<char>(token.corrected.size() & 0xFF));
  bytes += token.corrected + token.continuation;
  return evidence::Base64Url(evidence::Seal(key_, bytes));
}

absl::StatusOr<PageToken> PageTokens::Read(const std::string& fingerprint, const std::string& token) const {
  if (token.empty()) return PageToken();
  const absl::Status unreadable = Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  std::string sealed;
  if (token.size() > kMaxTokenBytes || !evidence::FromBase64Url(token, &sealed)) return unreadable;
  const std::optional<std::string> bytes = evidence::Unseal(key_, sealed);
  if (!bytes || bytes->size() <= kFingerprint + kLength) return unreadable;
  if (!bytes->starts_with(fingerprint)) return Error(ERROR_REASON_TOKEN_MISMATCH, {{"field", "page_token"}});
  const auto byte = [&](size_t at) { return static_cast<unsigned char>((*bytes)[kFingerprint + at]); };
  const size_t corrected = static_cast<size_t>(byte(0) << 8 | byte(1));
  const std::string rest = bytes->substr(kFingerprint + kLength);
  if (corrected >= rest.size() || corrected > kMaxQueryBytes) return unreadable;
  return PageToken{rest.substr(0, corrected), rest.substr(corrected)};
}

}  // namespace tabadul::finding
