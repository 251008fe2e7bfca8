#include "services/web/owner/cookie.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lib/evidence/digest.h"
#include "lib/platform/base/status.h"

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
  std::optional<std::string> session;
  for (const auto& [name, value] : fields) {
    if (!absl::EqualsIgnoreCase(name, "cookie")) continue;
    for (const absl::string_view pair : absl::StrSplit(value, ';')) {
      const absl::string_view cookie = absl::StripAsciiWhitespace(pair);
      const size_t equals = std::min(cookie.find('='), cookie.size());
      if (Std(cookie.substr(0, equals)) != kCookie) continue;
      if (session) return std::nullopt;
      session = std::string(cookie.substr(std::min(equals + 1, cookie.size())));
    }
  }
  if (session && !IsSession(*session)) return std::nullopt;
  return session;
}

std::string CookieOf(std::string_view session) {
  return absl::StrCat(Absl(kCookie), "=", Absl(session), kAttributes);
}

std::string NoCookie() { return absl::StrCat(Absl(kCookie), "=", kAttributes, "; Max-Age=0"); }

}  // namespace tabadul::web::owner
