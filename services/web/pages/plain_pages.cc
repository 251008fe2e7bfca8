#include "services/web/pages/plain_pages.h"

#include "services/web/pages/localized.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

Page TextPage(const Asked& asked, const std::string& name) {
  Page page;
  page.title = Text(asked.language, name + ".title");
  page.description = Text(asked.language, name + ".description");
  page.section = asked.path;
  page.body = name + ".tpl";
  return page;
}

// Of the texts "error.<kind>" and "error.<kind>-advice".
std::string KindOf(int http_status) {
  switch (http_status) {
    case 400:
      return "bad-request";
    case 403:
    case 404:
      return "not-found";
    case 405:
      return "method";
    case 503:
      return "busy";
    case 504:
      return "slow";
    default:
      return "fault";
  }
}

}  // namespace

Page AboutPage(const Asked& asked) { return TextPage(asked, "about"); }
Page PrivacyPage(const Asked& asked) { return TextPage(asked, "privacy"); }

Page DevelopersPage(const Asked& asked, const std::string& origin) {
  Page page = TextPage(asked, "developers");
  page.view.Set("ORIGIN", origin.empty() ? "https://tabadul.example" : origin);
  page.view.Set("LANGUAGE", asked.language);
  page.view.Set("REFERENCE", Address(asked.language, "/developers/reference"));
  page.view.Set("REASONS", Address(asked.language, "/developers/reference") + "#errors");
  return page;
}

Page ErrorPage(int http_status, const Asked& asked, const std::string& id) {
  const std::string& language = asked.language;
  const std::string key = "error." + KindOf(http_status);
  Page page;
  page.status = http_status;
  page.title = Text(language, key);
  page.description = page.title;
  page.body = "error.tpl";
  page.indexed = false;
  page.query = asked.query;
  page.view.Set("HEADING", page.title);
  page.view.Set("ADVICE", Text(language, key + "-advice"));
  if (http_status >= 500) page.view.Set("REFERENCE", id);
  page.view.Set("WORDS", WithoutTurns(asked.query.Get("q")));
  page.view.Set("ACTION", Address(language, asked.path == "/trainings" ? asked.path : "/vacancies"));
  page.view.Set("HOME", Address(language, "/"));
  return page;
}

}  // namespace tabadul::web::pages
