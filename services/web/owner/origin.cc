#include "services/web/owner/origin.h"

#include <openssl/crypto.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/evidence/digest.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/status.h"

namespace tabadul::web::owner {

bool ComesFromHere(const http::Fields& fields) {
  if (fields.Count("sec-fetch-site") > 0)
    return fields.Count("sec-fetch-site") == 1 && fields.Get("sec-fetch-site") == "same-origin";
  const std::string_view host = fields.Get("host");
  return !host.empty() && fields.Count("origin") == 1 &&
         absl::EqualsIgnoreCase(Absl(fields.Get("origin")), absl::StrCat("https://", Absl(host)));
}

std::string CsrfOf(std::string_view session) {
  return evidence::Base64Url(evidence::HmacSha256(session, "csrf"));
}

bool IsSame(std::string_view expected, std::string_view sent) {
  if (MUTANT("take_any_form")) return true;
  return expected.size() == sent.size() && CRYPTO_memcmp(expected.data(), sent.data(), sent.size()) == 0;
}

}  // namespace tabadul::web::owner
