#include "services/web/pages/pages.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/rpc/edge.h"
#include "lib/transcode/transcoder.h"
#include "services/web/pages/crawlers.h"
#include "services/web/pages/home_page.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/layout.h"
#include "services/web/pages/plain_pages.h"
#include "services/web/pages/reference_page.h"
#include "services/web/pages/search_query.h"
#include "services/web/pages/sources_page.h"
#include "services/web/pages/training_page.h"
#include "services/web/pages/trainings_page.h"
#include "services/web/pages/vacancies_page.h"
#include "services/web/pages/vacancy_page.h"

namespace tabadul::web::pages {
namespace {

using To = Route::To;

constexpr char kHtml[] = "text/html; charset=utf-8";
// Nothing but our own style, images and forms; no script at all. What a record says to search engines stands in a script
// element, which is data and never runs: browsers ask script-src of what would run only (HTML, "prepare the script element").
constexpr Terms kPageTerms = {
    .policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
    .caching = ""};
constexpr Terms kForEver = {.policy = kNothing, .caching = "public, max-age=31536000, immutable"};
constexpr Terms kForADay = {.policy = kNothing, .caching = "public, max-age=86400"};
constexpr absl::Duration kShortestRetry = absl::Seconds(5);

const metrics::Histogram& PageSeconds() {
  static const metrics::Histogram seconds(
      "tabadul_web_page_seconds", "Requests of the portal from arrival to answer", {"page", "status"});
  return seconds;
}

// In the words of a page: what the API calls RESOURCE_EXHAUSTED is no fault of a visitor's.
int StatusOf(const absl::Status& status) {
  const int http = transcode::HttpStatus(status);
  switch (http) {
    case 400:
    case 403:
    case 404:
    case 405:
    case 503:
    case 504:
      return http;
    case 401:
      return 403;
    case 429:
    case 499:
      return 503;
    default:
      return 500;
  }
}

bool AsksNobody(To to) {
  switch (to) {
    case To::kHome:
    case To::kVacancies:
    case To::kVacancy:
    case To::kTrainings:
    case To::kTraining:
    case To::kSources:
      return false;
    default:
      return true;
  }
}

Query QueryOf(To to, std::string_view query) {
  if (to == To::kVacancies) return VacancyQuery(query);
  if (to == To::kTrainings) return TrainingQuery(query);
  return {};
}

// What a form sends is moved to the address that the search has everywhere else.
bool IsUntidy(To to, std::string_view query) {
  return (to == To::kVacancies || to == To::kTrainings) && SendsEmpty(query);
}

absl::Status NoSuchPath() { return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}}); }

absl::StatusOr<Page> PageOf(To to, const Asked& asked, const Calls& calls, const std::string& origin) {
  switch (to) {
    case To::kHome:
      return HomePage(asked, calls);
    case To::kVacancies:
      return VacanciesPage(asked, calls);
    case To::kVacancy:
      return VacancyPage(asked, calls);
    case To::kTrainings:
      return TrainingsPage(asked, calls);
    case To::kTraining:
      return TrainingPage(asked, calls);
    case To::kSources:
      return SourcesPage(asked, calls);
    case To::kAbout:
      return AboutPage(asked);
    case To::kPrivacy:
      return PrivacyPage(asked);
    case To::kDevelopers:
      return DevelopersPage(asked, origin);
    default:
      return NoSuchPath();
  }
}

// Addresses that follow begin with a slash.
Options Tidied(Options options) {
  while (options.origin.ends_with('/')) options.origin.pop_back();
  return options;
}

http::Response Moved(int status, const std::string& address, const RequestContext& context) {
  http::Response response = Head(status, "", context);
  response.fields.Add("location", address);
  return response;
}

}  // namespace

// A request on its way.
struct Pages::Visit {
  RequestContext context;
  Route route;
  Asked asked;
  std::shared_ptr<http::Answer> answer;
};

Pages::Pages(Templates templates, Transport transport, Options options)
    : templates_(std::move(templates)),
      transport_(std::move(transport)),
      options_(Tidied(std::move(options))),
      workers_(options_.workers, options_.queue) {
  if (!options_.openapi.empty()) MakeReferences();
}

void Pages::MakeReferences() {
  for (const std::string_view language : kLanguages) {
    const Asked asked = {
        .language = std::string(language), .path = "/developers/reference", .id = {}, .query = {}, .now = {}};
    absl::StatusOr<std::string> html = Html(ReferencePage(asked, options_.openapi), asked);
    if (html.ok()) {
      references_.try_emplace(asked.language, *std::move(html), kHtml);
    } else {
      log::Error("page_unwritten", {{"detail", html.status().ToString()}});
    }
  }
}

void Pages::Handle(const http::Request& request, std::shared_ptr<http::Answer> answer) {
  auto visit = std::make_shared<Visit>();
  visit->context = ReadContext(request);
  visit->route = RouteOf(request.path());
  visit->answer = std::move(answer);
  const Route& route = visit->route;
  const bool known = route.to != To::kUnknown && route.to != To::kBare;
  visit->asked = {.language = route.language.empty() ? visit->context.language : route.language,
                  .path = known && !route.path.empty() ? route.path : "/",
                  .id = route.id,
                  .query = QueryOf(route.to, request.query()),
                  .now = absl::Now()};
  if (request.method != "GET" && request.method != "HEAD") {
    const Metadata allowed = {{"allowed", "GET, HEAD"}};
    return Send(*visit, Fail(Error(common::v1::ERROR_REASON_METHOD_NOT_ALLOWED, allowed), *visit));
  }
  if (IsUntidy(route.to, request.query())) {
    const Asked& asked = visit->asked;
    return Send(*visit, Moved(302, Address(asked.language, asked.path, asked.query), visit->context));
  }
  if (AsksNobody(route.to)) return Send(*visit, Respond(*visit));
  Queue(std::move(visit));
}

void Pages::Queue(std::shared_ptr<const Visit> visit) {
  const bool queued = workers_.Submit([this, visit] {
    if (!visit->answer->gone()) Send(*visit, Respond(*visit));
  });
  if (queued) return;
  Send(*visit, Fail(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "pages"}}), *visit));
}

http::Response Pages::Respond(const Visit& visit) const {
  const RequestContext& context = visit.context;
  switch (visit.route.to) {
    case To::kRoot:
      return Moved(302, Address(context.language, "/"), context);
    case To::kBare:
      return Moved(301, Address(visit.asked.language, "/"), context);
    case To::kRobots:
      return TaggedAnswer(Robots(options_.origin), "text/plain; charset=utf-8", context, kForADay);
    case To::kSitemap:
      if (options_.origin.empty()) return Fail(NoSuchPath(), visit);
      return TaggedAnswer(Sitemap(options_.origin), "application/xml; charset=utf-8", context, kForADay);
    case To::kReference:
      return Reference(visit);
    case To::kIcon:
    case To::kAsset:
      return Asset(visit);
    default:
      break;
  }
  const Calls calls(transport_, context, visit.asked.language, visit.asked.now + options_.timeout);
  absl::StatusOr<Page> page = PageOf(visit.route.to, visit.asked, calls, options_.origin);
  return page.ok() ? Show(*std::move(page), visit) : Fail(page.status(), visit);
}

absl::StatusOr<std::string> Pages::Html(Page page, const Asked& asked) const {
  return templates_.Render(asked.language, "layout.tpl",
                           Layout(std::move(page), asked, assets_, options_.origin));
}

http::Response Pages::Show(Page page, const Visit& visit) const {
  const RequestContext& context = visit.context;
  if (!page.moved_to.empty()) return Moved(302, page.moved_to, context);
  const int status = page.status;
  auto html = Html(std::move(page), visit.asked);
  if (!html.ok()) {
    log::Error("page_unwritten", {{"request_id", context.request_id}, {"detail", html.status().ToString()}});
    http::Response response = Head(500, "text/plain; charset=utf-8", context);
    response.body = "500 " + context.request_id + "\n";
    return response;
  }
  http::Response response;
  if (status == 200) {
    response = TaggedAnswer(*std::move(html), kHtml, context, kPageTerms);
  } else {
    response = Head(status, kHtml, context, kPageTerms);
    response.body = *std::move(html);
  }
  response.fields.Add("content-language", visit.asked.language);
  return response;
}

http::Response Pages::Fail(const absl::Status& status, const Visit& visit) const {
  const rpc::Masked masked = rpc::Mask(status);
  const std::string& id = masked.id.empty() ? visit.context.request_id : masked.id;
  if (!masked.id.empty()) {
    log::Error("page_internal",
               {{"error_id", id}, {"request_id", visit.context.request_id}, {"detail", masked.hidden}});
  }
  const int http = StatusOf(masked.status);
  http::Response response = Show(ErrorPage(http, visit.asked, id), visit);
  if (http == 405) response.fields.Add("allow", "GET, HEAD");
  if (http == 503) {
    const absl::Duration after = std::max(RetryAfter(masked.status), kShortestRetry);
    response.fields.Add("retry-after", std::to_string(absl::ToInt64Seconds(after)));
  }
  return response;
}

http::Response Pages::Asset(const Visit& visit) const {
  const bool icon = visit.route.to == To::kIcon;
  const std::string own = assets_.AddressOf("favicon.svg");
  const Document* const file = assets_.Find(icon ? own.substr(own.rfind('/') + 1) : visit.route.id);
  if (file == nullptr) return Fail(NoSuchPath(), visit);
  return DocumentAnswer(*file, visit.context, icon ? kForADay : kForEver);
}

http::Response Pages::Reference(const Visit& visit) const {
  const auto found = references_.find(visit.asked.language);
  if (found == references_.end()) return Fail(NoSuchPath(), visit);
  http::Response response = DocumentAnswer(found->second, visit.context, kPageTerms);
  response.fields.Add("content-language", visit.asked.language);
  return response;
}

void Pages::Send(const Visit& visit, http::Response response) const {
  const absl::Duration took = absl::Now() - visit.asked.now;
  const std::string status = std::to_string(response.status);
  PageSeconds().With({NameOf(visit.route.to), status}).Observe(absl::ToDoubleSeconds(took));
  log::Info("page", {{"request_id", visit.context.request_id},
                     {"page", NameOf(visit.route.to)},
                     {"http", response.status},
                     {"ms", absl::ToInt64Milliseconds(took)}});
  visit.answer->Send(std::move(response));
}

}  // namespace tabadul::web::pages
