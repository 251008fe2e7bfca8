#include "services/web/owner/sign_in_page.h"

#include "lib/transcode/transcoder.h"
#include "services/web/owner/parts.h"
#include "services/web/owner/way_back.h"
#include "services/web/pages/text.h"

namespace tabadul::web::owner {
namespace {

using pages::Address;
using pages::Text;
using pages::View;

constexpr std::string_view kWhy = "why";
constexpr std::string_view kParameters[] = {kNext, kWhy};

// Of a code identity says no more than that it is none.
void SetRefusal(const absl::Status& refused, const pages::Asked& asked, pages::Page& page) {
  SetProblem(refused, asked, page);
  if (ReasonOf(refused) == common::v1::ERROR_REASON_TOKEN_INVALID)
    page.view.Set("PROBLEM", Text(asked.language, "sign-in.wrong"));
  // A browser would ask for a password, or show nothing.
  if (page.status == 401) page.status = 403;
}

void AddCertificate(const SignInPart& part, const pages::Asked& asked, View& view) {
  if (part.source.empty() && part.certificate.ok()) return;
  View& certificate = view.Add("CERTIFICATE");
  if (part.certificate.ok()) {
    certificate.Set("CERTIFICATE_BUTTON", Text(asked.language, "sign-in.as", {{"source", part.source}}));
  } else {
    certificate.Set("CERTIFICATE_PROBLEM", SentenceOf(part.certificate, asked));
  }
}

}  // namespace

pages::Query SignInQuery(std::string_view query) { return pages::Query::Parse(query, kParameters); }

pages::Page SignInPage(const pages::Asked& asked, const SignInPart& part) {
  pages::Page page;
  page.title = Text(asked.language, "sign-in.title");
  page.body = "sign-in.tpl";
  page.indexed = false;
  const std::string next = WayBack(asked.query.Get(kNext));
  // Nor do the addresses of the same page in other languages repeat what leads elsewhere.
  page.query = asked.query.Has(kNext) ? asked.query.WithOnly(kNext, next) : asked.query;
  page.view.Set("ACTION", Address(asked.language, asked.path));
  page.view.Set("NEXT", next);
  const std::string why = asked.query.Get(kWhy);
  if (why == "out" || why == "over") page.view.Set("NOTICE", Text(asked.language, "sign-in." + why));
  if (part.from_elsewhere) page.view.Set("GO_ON", Address(asked.language, next));
  if (!part.refused.ok()) SetRefusal(part.refused, asked, page);
  AddCertificate(part, asked, page.view);
  return page;
}

std::string_view CodeIn(std::string_view typed) { return typed.substr(typed.rfind('#') + 1); }

}  // namespace tabadul::web::owner
