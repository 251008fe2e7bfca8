#include "services/jobs/page_token.h"

#include "services/jobs/request_checks.h"

namespace tabadul::jobs {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kMaxTokenBytes = 8'000;

// A page token is: checksum of the rest, fingerprint of the request, length of the corrected query, it, continuation.
constexpr size_t kChecksum = 4;
constexpr size_t kFingerprint = 8;
constexpr size_t kLength = 2;

}  // namespace

std::string MakePageToken(const std::string& fingerprint, const PageToken& token) {
  if (token.continuation.empty()) return "";
  std::string bytes = fingerprint;
  bytes.push_back(static_cast<char>(token.corrected.size() >> 8));
  bytes.push_back(static_cast<char>(token.corrected.size() & 0xFF));
  bytes += token.corrected + token.continuation;
  return evidence::Base64Url(evidence::Sha256(bytes).substr(0, kChecksum) + bytes);
}

absl::StatusOr<PageToken> ReadPageToken(const std::string& fingerprint, const std::string& token) {
  if (token.empty()) return PageToken();
  const absl::Status unreadable = Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  std::string bytes;
  const bool readable = token.size() <= kMaxTokenBytes && evidence::FromBase64Url(token, &bytes) &&
                        bytes.size() > kChecksum + kFingerprint + kLength &&
                        evidence::Sha256(bytes.substr(kChecksum)).starts_with(bytes.substr(0, kChecksum));
  if (!readable) return unreadable;
  if (bytes.substr(kChecksum, kFingerprint) != fingerprint) {
    return Error(ERROR_REASON_TOKEN_MISMATCH, {{"field", "page_token"}});
  }
  const auto byte = [&](size_t at) {
    return static_cast<unsigned char>(bytes[kChecksum + kFingerprint + at]);
  };
  const size_t corrected = static_cast<size_t>(byte(0) << 8 | byte(1));
  const std::string rest = bytes.substr(kChecksum + kFingerprint + kLength);
  if (corrected >= rest.size() || corrected > kMaxQueryBytes) return unreadable;
  return PageToken{rest.substr(0, corrected), rest.substr(corrected)};
}

}  // namespace tabadul::jobs
