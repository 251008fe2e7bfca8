// Which page a path means. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tabadul::web::pages {

struct Route {
  enum class To {
    kUnknown,
    kRoot,  // "/": to the home in the visitor's language
    kBare,  // "/ar": to its home, which has a slash
    kHome,  // "/ar/"
    kVacancies,
    kVacancy,
    kTrainings,
    kTraining,
    kPractices,
    kPractice,
    kStatistics,
    kDataflow,           // "/ar/statistics/DF_UNEMPLOYMENT"
    kCountryStatistics,  // "/ar/statistics/countries/MA"
    kSources,
    kAbout,
    kPrivacy,
    kDevelopers,
    kReference,
    kDigits,  // "/ar/digits": is sent to, not read
    kAsset,   // "/assets/portal.1f2e3d.css"
    kRobots,
    kSitemap,  // "/sitemap.xml", "/sitemap-vacancies-1.xml"
    kIcon,
    kDescription,  // "/openapi.json", which is no page: Site has it
  };
  To to = To::kUnknown;
  std::string language;  // of the path; empty: it has none
  std::string path;      // after the language: "/vacancies"
  std::string id;  // of the record: 32 hex digits; "DF_UNEMPLOYMENT", "MA"; the asset's name; the sitemap's: "vacancies-1", or empty
};

// As it was sent: nothing in a path of the portal is ever escaped.
Route RouteOf(std::string_view path);
// The methods that it takes instead of this one: "GET, HEAD"; empty: it takes this one, or there is nothing that could.
std::string_view AllowedInstead(Route::To to, std::string_view method);
// "/vacancies": the pages that are there whatever records are, by their paths after the language.
std::vector<std::string> FixedPaths();
// "vacancies": as metrics and the log call it.
std::string_view NameOf(Route::To to);

}  // namespace tabadul::web::pages
