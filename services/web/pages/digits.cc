#include "services/web/pages/digits.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "lib/platform/base/status.h"
#include "services/web/cookies.h"
#include "services/web/pages/query.h"
#include "services/web/pages/routes.h"

namespace tabadul::web::pages {
namespace {

using messages::Digits;

constexpr size_t kMostBytes = 16u << 10;  // of a form: a request line is half as long at most
constexpr char kCookie[] = "digits";
constexpr std::string_view kArabic = "arab";
constexpr char kOfTheSite[] = "; Path=/; Secure; HttpOnly; SameSite=Lax";

// It begins with a language, so with one slash: it leads to no other host.
bool IsOfThePortal(std::string_view address) {
  return !RouteOf(address.substr(0, address.find('?'))).language.empty() &&
         std::all_of(address.begin(), address.end(),
                     [](char byte) { return absl::ascii_isgraph(static_cast<unsigned char>(byte)); });
}

std::string CookieOf(std::string_view digits) {
  if (digits == kArabic) return absl::StrCat(kCookie, "=", Absl(kArabic), "; Max-Age=31536000", kOfTheSite);
  if (digits == "latn") return absl::StrCat(kCookie, "=; Max-Age=0", kOfTheSite);
  return "";
}

}  // namespace

Digits DigitsOf(std::string_view language, const http::Fields& fields) {
  if (language != "ar") return Digits::kLatin;
  const std::vector<std::string_view> chosen = CookiesNamed(fields, kCookie);
  const bool arabic = std::find(chosen.begin(), chosen.end(), kArabic) != chosen.end();
  return arabic ? Digits::kArabic : Digits::kLatin;
}

DigitsForm ReadDigitsForm(std::string_view language, std::string_view body) {
  static constexpr std::string_view kNames[] = {"digits", "back"};
  const Query sent = body.size() > kMostBytes ? Query() : Query::Parse(body, kNames);
  const std::string back = sent.Get("back");
  return {.cookie = CookieOf(sent.Get("digits")),
          .back = IsOfThePortal(back) ? back : Address(language, "/")};
}

}  // namespace tabadul::web::pages
