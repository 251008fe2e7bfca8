#include "services/web/owner/session.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "services/web/owner/origin.h"
#include "services/web/owner/sessions.h"
#include "services/web/pages/text.h"

namespace tabadul::web::owner {

bool Session::May(std::string_view scope) const {
  return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

pages::Calls Visit::Calls() const {
  return {*transport, InNameOf(session.credentials, context), asked.language, absl::Now() + kCallTime};
}

bool Visit::IsCsrf(std::string_view sent) const { return IsSame(csrf, sent); }

Reply FormRefused(const pages::Asked& asked) {
  pages::Page page;
  page.status = 403;
  page.title = pages::Text(asked.language, "system.refused");
  page.body = "refused.tpl";
  page.indexed = false;
  page.view.Set("SYSTEM", pages::Address(asked.language, "/system"));
  return page;
}

}  // namespace tabadul::web::owner
