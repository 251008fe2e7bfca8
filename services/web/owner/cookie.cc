#include "services/web/owner/cookie.h"

#include "absl/strings/str_cat.h"
#include "lib/evidence/digest.h"
#include "lib/platform/base/status.h"
#include "services/web/cookies.h"

namespace tabadul::web::owner {
namespace {

constexpr size_t kSecretBytes = 32;
constexpr char kAttributes[] = "; Secure; HttpOnly; SameSite=Strict; Path=/";

}  // namespace

bool IsSession(std::string_view text) {
  std::string bytes;
  return evidence::FromBase64Url(text, &bytes) && bytes.size() == kSecretBytes;
}

std::optional<std::string> SessionIn(const http::Fields& fields) {
  const std::vector<std::string_view> sessions = CookiesNamed(fields, kCookie);
  if (sessions.size() != 1 || !IsSession(sessions[0])) return std::nullopt;
  return std::string(sessions[0]);
}

std::string CookieOf(std::string_view session) {
  return absl::StrCat(Absl(kCookie), "=", Absl(session), kAttributes);
}

std::string NoCookie() { return absl::StrCat(Absl(kCookie), "=", kAttributes, "; Max-Age=0"); }

}  // namespace tabadul::web::owner
