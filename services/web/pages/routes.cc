#include "services/web/pages/routes.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "lib/taxonomy/member_states.h"
#include "services/web/pages/languages.h"

namespace tabadul::web::pages {
namespace {

using To = Route::To;

constexpr size_t kIdDigits = 32;

bool IsHubId(std::string_view text) {
  return text.size() == kIdDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

constexpr struct {
  std::string_view path;
  To to;
} kPages[] = {{"/", To::kHome},
              {"/vacancies", To::kVacancies},
              {"/trainings", To::kTrainings},
              {"/practices", To::kPractices},
              {"/statistics", To::kStatistics},
              {"/sources", To::kSources},
              {"/about", To::kAbout},
              {"/privacy", To::kPrivacy},
              {"/developers", To::kDevelopers},
              {"/developers/reference", To::kReference}};

constexpr struct {
  std::string_view folder;
  To to;
} kRecords[] = {
    {"/vacancies/", To::kVacancy}, {"/trainings/", To::kTraining}, {"/practices/", To::kPractice}};

// Two capital letters.
bool IsCountry(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

// "DF_A", "AGENCY,DF_A,1.0": of what ids of SDMX are made of.
bool IsFlow(std::string_view text) {
  constexpr size_t kMost = 600;
  return !text.empty() && text.size() <= kMost && std::all_of(text.begin(), text.end(), [](char byte) {
    return absl::ascii_isalnum(static_cast<unsigned char>(byte)) || byte == '_' || byte == '-' ||
           byte == '.' || byte == ',' || byte == '@' || byte == '$';
  });
}

To StatisticsOf(std::string_view path, std::string* id) {
  constexpr std::string_view kFlows = "/statistics/", kCountries = "/statistics/countries/";
  const bool of_country = path.starts_with(kCountries);
  if (!of_country && !path.starts_with(kFlows)) return To::kUnknown;
  const std::string_view name = path.substr(of_country ? kCountries.size() : kFlows.size());
  if (of_country ? !IsCountry(name) : !IsFlow(name)) return To::kUnknown;
  *id = name;
  return of_country ? To::kCountryStatistics : To::kDataflow;
}

// After the language.
To PageOf(std::string_view path, std::string* id) {
  for (const auto& page : kPages) {
    if (path == page.path) return page.to;
  }
  if (path == "/digits") return To::kDigits;
  for (const auto& record : kRecords) {
    if (!path.starts_with(record.folder) || !IsHubId(path.substr(record.folder.size()))) continue;
    *id = path.substr(record.folder.size());
    return record.to;
  }
  return StatisticsOf(path, id);
}

// "" of "/sitemap.xml", "vacancies-1" of "/sitemap-vacancies-1.xml".
std::optional<std::string_view> SitemapIn(std::string_view path) {
  constexpr std::string_view kBegin = "/sitemap", kEnd = ".xml";
  if (!path.starts_with(kBegin) || !path.ends_with(kEnd)) return std::nullopt;
  const std::string_view name = path.substr(kBegin.size(), path.size() - kBegin.size() - kEnd.size());
  if (name.empty()) return name;
  if (name[0] != '-' || name.size() == 1) return std::nullopt;
  return name.substr(1);
}

}  // namespace

Route RouteOf(std::string_view path) {
  constexpr std::string_view kAssets = "/assets/";
  Route route;
  if (path == "/") route.to = To::kRoot;
  if (path == "/robots.txt") route.to = To::kRobots;
  if (path == "/favicon.svg") route.to = To::kIcon;
  if (path == "/openapi.json") route.to = To::kDescription;
  if (path.starts_with(kAssets)) {
    route.to = To::kAsset;
    route.id = path.substr(kAssets.size());
  }
  if (const auto name = SitemapIn(path)) {
    route.to = To::kSitemap;
    route.id = *name;
  }
  if (route.to != To::kUnknown) return route;
  const size_t slash = std::min(path.find('/', 1), path.size());
  const std::string_view language = path.empty() ? path : path.substr(1, slash - 1);
  if (!IsLanguage(language)) return route;
  route.language = language;
  route.path = path.substr(slash);
  route.to = route.path.empty() ? To::kBare : PageOf(route.path, &route.id);
  return route;
}

std::string_view AllowedInstead(To to, std::string_view method) {
  if (to == To::kUnknown) return "";
  if (to == To::kDigits) return method == "POST" ? "" : "POST";
  return method == "GET" || method == "HEAD" ? "" : "GET, HEAD";
}

std::vector<std::string> FixedPaths() {
  std::vector<std::string> paths;
  for (const auto& page : kPages) paths.emplace_back(page.path);
  for (const taxonomy::MemberState& state : taxonomy::MemberStates())
    paths.push_back("/statistics/countries/" + std::string(state.alpha2));
  return paths;
}

std::string_view NameOf(To to) {
  switch (to) {
    case To::kUnknown:
      return "unknown";
    case To::kRoot:
    case To::kBare:
      return "root";
    case To::kHome:
      return "home";
    case To::kVacancies:
      return "vacancies";
    case To::kVacancy:
      return "vacancy";
    case To::kTrainings:
      return "trainings";
    case To::kTraining:
      return "training";
    case To::kPractices:
      return "practices";
    case To::kPractice:
      return "practice";
    case To::kStatistics:
      return "statistics";
    case To::kDataflow:
      return "dataflow";
    case To::kCountryStatistics:
      return "country";
    case To::kSources:
      return "sources";
    case To::kAbout:
      return "about";
    case To::kPrivacy:
      return "privacy";
    case To::kDevelopers:
      return "developers";
    case To::kReference:
      return "reference";
    case To::kDigits:
      return "digits";
    case To::kSitemap:
      return "sitemap";
    case To::kAsset:
    case To::kRobots:
    case To::kIcon:
    case To::kDescription:
      return "asset";
  }
  return "unknown";
}

}  // namespace tabadul::web::pages
