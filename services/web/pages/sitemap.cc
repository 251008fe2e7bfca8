#include "services/web/pages/sitemap.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "lib/platform/base/utc.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/query.h"
#include "services/web/pages/routes.h"
#include "services/web/pages/template_texts.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::web::pages {
namespace {

constexpr std::string_view kXml = "application/xml; charset=utf-8";
constexpr char kDeclaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr char kPages[] = "pages";
constexpr std::string_view kVacancies = "vacancies-";
constexpr int kOfSearch = 100;  // the most that the service gives
constexpr absl::Duration kTryAgain = absl::Seconds(10);

struct Listed {
  std::string hub_id;
  std::string updated;  // empty: not known
};

absl::Status NoSuchFile() { return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}}); }

// Its escapes are XML's, too.
std::string Loc(const std::string& address) { return "<loc>" + EscapeHtml(address) + "</loc>\n"; }

// hreflang and address of each.
std::vector<std::pair<std::string, std::string>> AlternatesOf(std::string_view path) {
  std::vector<std::pair<std::string, std::string>> alternates;
  for (const std::string_view language : kLanguages)
    alternates.emplace_back(language, Address(language, path));
  alternates.emplace_back("x-default", AnyLanguageAddress(path));
  return alternates;
}

std::string OfPages(const std::string& origin) {
  std::string xml = std::string(kDeclaration) +
                    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
                    "xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
  for (const std::string_view path : FixedPaths()) {
    std::string links;
    for (const auto& [language, address] : AlternatesOf(path)) {
      links += "<xhtml:link rel=\"alternate\" hreflang=\"" + language + "\" href=\"" +
               EscapeHtml(origin + address) + "\"/>\n";
    }
    for (const std::string_view language : kLanguages)
      xml += "<url>\n" + Loc(origin + Address(language, path)) + links + "</url>\n";
  }
  return xml + "</urlset>\n";
}

// Which languages a vacancy's page has, that page says itself: here it would make up four fifths of the bytes.
std::string OfVacancies(const std::string& origin, absl::Span<const Listed> vacancies) {
  std::string xml =
      std::string(kDeclaration) + "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  for (const Listed& vacancy : vacancies) {
    const std::string updated = vacancy.updated.empty() ? "" : "<lastmod>" + vacancy.updated + "</lastmod>\n";
    for (const std::string_view language : kLanguages) {
      xml +=
          "<url>\n" + Loc(origin + Address(language, "/vacancies/" + vacancy.hub_id)) + updated + "</url>\n";
    }
  }
  return xml + "</urlset>\n";
}

std::string IndexOf(const std::string& origin, const std::vector<std::string>& names) {
  std::string xml =
      std::string(kDeclaration) + "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  for (const std::string& name : names)
    xml += "<sitemap>\n" + Loc(origin + "/sitemap-" + name + ".xml") + "</sitemap>\n";
  return xml + "</sitemapindex>\n";
}

absl::StatusOr<std::vector<Listed>> Newest(const Calls& calls, const Sitemaps::Options& options) {
  const absl::Time end = absl::Now() + options.reading;
  std::vector<Listed> newest;
  jobs::v1::SearchVacanciesRequest request;
  request.set_order(jobs::v1::VACANCY_ORDER_DATE);
  request.set_page_size(kOfSearch);
  do {
    ASSIGN_OR_RETURN(const auto found, calls.Ask<jobs::v1::SearchVacanciesResponse>(
                                           "/tabadul.jobs.v1.JobsService/SearchVacancies", request));
    for (const jobs::v1::VacancyCard& card : found.vacancies()) {
      newest.push_back({card.hub_id(), card.has_update_time() ? FormatUtc(TimeOf(card.update_time())) : ""});
    }
    request.set_page_token(found.next_page_token());
  } while (!request.page_token().empty() && newest.size() < options.most && absl::Now() < end);
  if (newest.size() > options.most) newest.resize(options.most);
  return newest;
}

}  // namespace

Sitemaps::Sitemaps(std::string origin, Options options)
    : origin_(std::move(origin)),
      options_(options),
      pages_(std::make_shared<const Document>(OfPages(origin_), kXml)) {}

absl::StatusOr<std::shared_ptr<const Document>> Sitemaps::Find(std::string_view name, const Calls& calls,
                                                               absl::Time now) {
  if (origin_.empty() || (!name.empty() && name != kPages && !name.starts_with(kVacancies)))
    return NoSuchFile();
  if (name == kPages) return pages_;
  ASSIGN_OR_RETURN(const auto files, Current(calls, now));
  const auto found = files->find(name);
  if (found == files->end()) return NoSuchFile();
  return found->second;
}

absl::StatusOr<std::shared_ptr<const Sitemaps::Files>> Sitemaps::Current(const Calls& calls, absl::Time now) {
  {
    absl::MutexLock lock(&mutex_);
    if (files_ != nullptr && now < made_ + options_.age * (making_ ? 2 : 1)) return files_;
    if (making_)
      return WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "sitemap"}}), kTryAgain);
    making_ = true;
  }
  absl::StatusOr<Files> made = Make(calls);
  absl::MutexLock lock(&mutex_);
  making_ = false;
  RETURN_IF_ERROR(made.status());
  files_ = std::make_shared<const Files>(*std::move(made));
  made_ = now;
  return files_;
}

absl::StatusOr<Sitemaps::Files> Sitemaps::Make(const Calls& calls) const {
  ASSIGN_OR_RETURN(const std::vector<Listed> newest, Newest(calls, options_));
  Files files;
  std::vector<std::string> names = {kPages};
  for (size_t at = 0; at < newest.size(); at += options_.of_file) {
    const auto part = absl::MakeConstSpan(newest).subspan(at, options_.of_file);
    names.push_back(std::string(kVacancies) + std::to_string(names.size()));
    files[names.back()] = std::make_shared<const Document>(OfVacancies(origin_, part), kXml);
  }
  files[""] = std::make_shared<const Document>(IndexOf(origin_, names), kXml);
  return files;
}

}  // namespace tabadul::web::pages
