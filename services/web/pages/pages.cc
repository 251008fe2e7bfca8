#include "services/web/pages/pages.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"
#include "services/web/pages/country_page.h"
#include "services/web/pages/crawlers.h"
#include "services/web/pages/dataflow_page.h"
#include "services/web/pages/digits.h"
#include "services/web/pages/flow_query.h"
#include "services/web/pages/home_page.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/plain_pages.h"
#include "services/web/pages/practice_page.h"
#include "services/web/pages/practices_page.h"
#include "services/web/pages/reference_page.h"
#include "services/web/pages/search_query.h"
#include "services/web/pages/sources_page.h"
#include "services/web/pages/statistics_page.h"
#include "services/web/pages/training_page.h"
#include "services/web/pages/trainings_page.h"
#include "services/web/pages/vacancies_page.h"
#include "services/web/pages/vacancy_page.h"

namespace tabadul::web::pages {
namespace {

using To = Route::To;

constexpr Terms kForEver = {.policy = kNothing, .caching = "public, max-age=31536000, immutable"};
constexpr Terms kForADay = {.policy = kNothing, .caching = "public, max-age=86400"};
constexpr Terms kForMinutes = {.policy = kNothing, .caching = "public, max-age=600"};

bool AsksNobody(To to) {
  switch (to) {
    case To::kHome:
    case To::kVacancies:
    case To::kVacancy:
    case To::kTrainings:
    case To::kTraining:
    case To::kPractices:
    case To::kPractice:
    case To::kStatistics:
    case To::kDataflow:
    case To::kCountryStatistics:
    case To::kSources:
    case To::kSitemap:
      return false;
    default:
      return true;
  }
}

Query QueryOf(To to, std::string_view query) {
  if (to == To::kVacancies) return VacancyQuery(query);
  if (to == To::kTrainings) return TrainingQuery(query);
  if (to == To::kPractices) return PracticeQuery(query);
  if (to == To::kStatistics) return StatisticsQuery(query);
  if (to == To::kDataflow) return FlowQuery(query);
  return {};
}

// What a form sends is moved to the address that the search has everywhere else.
bool IsUntidy(To to, std::string_view query) {
  static constexpr To kWithForms[] = {To::kVacancies, To::kTrainings, To::kPractices, To::kStatistics,
                                      To::kDataflow};
  return std::find(std::begin(kWithForms), std::end(kWithForms), to) != std::end(kWithForms) &&
         SendsEmpty(query);
}

const metrics::Counter& ShownAgain() {
  static const metrics::Counter counter("tabadul_web_reshown_pages_total",
                                        "Pages that were not made anew, since they had been moments ago",
                                        {"page"});
  return counter;
}

// All that a page hangs on which everybody sees. Empty: somebody asks, who may see more than others.
std::string KeptAddress(const Asked& asked, const RequestContext& context) {
  if ((!context.anonymous && !MUTANT("keep_what_members_see")) || !context.reads) return "";
  const std::string digits = asked.digits == messages::Digits::kLatin ? "" : "#arab";
  return Address(asked.language, asked.path, asked.query) + digits;
}

// Of what is made for everybody: whoever asks for it may be shown more than others.
RequestContext AsVisitor(const RequestContext& context) {
  RequestContext visitor;
  visitor.metadata = {{"x-request-id", context.request_id},
                      {"accept-language", context.language},
                      {"x-tabadul-certificate", "none"}};
  return visitor;
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
    case To::kPractices:
      return PracticesPage(asked, calls);
    case To::kPractice:
      return PracticePage(asked, calls);
    case To::kStatistics:
      return StatisticsPage(asked, calls);
    case To::kDataflow:
      return DataflowPage(asked, calls, origin);
    case To::kCountryStatistics:
      return CountryPage(asked, calls);
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

}  // namespace

// A request on its way.
struct Pages::Visit {
  RequestContext context;
  Route route;
  Asked asked;
  std::string address;  // under which the page is kept; empty: it is not
  std::shared_ptr<http::Answer> answer;
};

Pages::Pages(Templates templates, Transport transport, Options options)
    : presenter_(std::move(templates), options.origin),
      transport_(std::move(transport)),
      options_(std::move(options)),
      kept_(options_.kept),
      sitemaps_(presenter_.origin()),
      workers_(options_.workers, options_.queue) {
  if (!options_.openapi.empty()) MakeReferences();
}

void Pages::MakeReferences() {
  for (const std::string_view language : kLanguages) {
    const Asked asked = {
        .language = std::string(language), .path = "/developers/reference", .id = {}, .query = {}, .now = {}};
    absl::StatusOr<std::string> html = presenter_.Html(ReferencePage(asked, options_.openapi), asked);
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
  const bool known = route.to != To::kUnknown && route.to != To::kBare && route.to != To::kDigits;
  visit->asked = {.language = route.language.empty() ? visit->context.language : route.language,
                  .path = known && !route.path.empty() ? route.path : "/",
                  .id = route.id,
                  .query = QueryOf(route.to, request.query()),
                  .now = absl::Now()};
  visit->asked.digits = DigitsOf(visit->asked.language, request.fields);
  if (const std::string_view allowed = AllowedInstead(route.to, request.method); !allowed.empty()) {
    const Metadata metadata = {{"allowed", std::string(allowed)}};
    return Send(*visit, Fail(Error(common::v1::ERROR_REASON_METHOD_NOT_ALLOWED, metadata), *visit));
  }
  if (route.to == To::kDigits) return Send(*visit, KeepDigits(request.body, *visit));
  if (IsUntidy(route.to, request.query())) {
    const Asked& asked = visit->asked;
    return Send(*visit, Moved(302, Address(asked.language, asked.path, asked.query), visit->context));
  }
  if (AsksNobody(route.to)) return Send(*visit, Respond(*visit));
  if (route.to == To::kSitemap) return Queue(std::move(visit));
  if (kept_.keeps()) visit->address = KeptAddress(visit->asked, visit->context);
  if (const auto page = kept_.Find(visit->address, visit->asked.now); page != nullptr) {
    ShownAgain().With({std::string(NameOf(route.to))}).Increment();
    return Send(*visit, presenter_.Show(*page, visit->asked, visit->context));
  }
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
      return TaggedAnswer(Robots(presenter_.origin()), "text/plain; charset=utf-8", context, kForADay);
    case To::kSitemap:
      return Sitemap(visit);
    case To::kReference:
      return Reference(visit);
    case To::kIcon:
    case To::kAsset:
      return Asset(visit);
    default:
      break;
  }
  const Calls calls(transport_, context, visit.asked.language, visit.asked.now + options_.timeout);
  absl::StatusOr<Page> page = PageOf(visit.route.to, visit.asked, calls, presenter_.origin());
  if (!page.ok()) return Fail(page.status(), visit);
  const bool kept = !visit.address.empty() && page->status == 200 && page->moved_to.empty();
  return kept ? Keep(*std::move(page), visit) : presenter_.Show(*std::move(page), visit.asked, context);
}

http::Response Pages::Keep(Page page, const Visit& visit) const {
  auto html = presenter_.Html(std::move(page), visit.asked);
  if (!html.ok()) return Fail(html.status(), visit);
  const auto document = std::make_shared<const Document>(*std::move(html), kHtml);
  kept_.Keep(visit.address, document, visit.asked.now);
  return presenter_.Show(*document, visit.asked, visit.context);
}

http::Response Pages::Fail(const absl::Status& status, const Visit& visit) const {
  return presenter_.Fail(status, visit.asked, visit.context);
}

http::Response Pages::Asset(const Visit& visit) const {
  const bool icon = visit.route.to == To::kIcon;
  const std::string own = presenter_.assets().AddressOf("favicon.svg");
  const Document* const file =
      presenter_.assets().Find(icon ? own.substr(own.rfind('/') + 1) : visit.route.id);
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

http::Response Pages::Sitemap(const Visit& visit) const {
  const absl::Time deadline = absl::Now() + sitemaps_.options().reading + options_.timeout;
  const Calls calls(transport_, AsVisitor(visit.context), visit.context.language, deadline);
  const auto file = sitemaps_.Find(visit.route.id, calls, visit.asked.now);
  if (!file.ok()) return Fail(file.status(), visit);
  return DocumentAnswer(**file, visit.context, kForMinutes);
}

http::Response Pages::KeepDigits(std::string_view form, const Visit& visit) const {
  DigitsForm sent = ReadDigitsForm(visit.asked.language, form);
  http::Response response = Moved(303, sent.back, visit.context);
  if (!sent.cookie.empty()) response.fields.Add("set-cookie", std::move(sent.cookie));
  return response;
}

void Pages::Send(const Visit& visit, http::Response response) const {
  ReportPage(NameOf(visit.route.to), response, visit.context, visit.asked.now);
  visit.answer->Send(std::move(response));
}

}  // namespace tabadul::web::pages
