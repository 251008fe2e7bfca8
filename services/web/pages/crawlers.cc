#include "services/web/pages/crawlers.h"

#include <utility>
#include <vector>

#include "services/web/pages/languages.h"
#include "services/web/pages/query.h"
#include "services/web/pages/routes.h"
#include "services/web/pages/template_texts.h"

namespace tabadul::web::pages {
namespace {

// hreflang and address of each.
std::vector<std::pair<std::string, std::string>> AlternatesOf(std::string_view path) {
  std::vector<std::pair<std::string, std::string>> alternates;
  for (const std::string_view language : kLanguages)
    alternates.emplace_back(language, Address(language, path));
  alternates.emplace_back("x-default", AnyLanguageAddress(path));
  return alternates;
}

}  // namespace

std::string Robots(const std::string& origin) {
  std::string text = "User-agent: *\nDisallow: /v1/\n";
  if (!origin.empty()) text += "Sitemap: " + origin + "/sitemap.xml\n";
  return text;
}

std::string Sitemap(const std::string& origin) {
  if (origin.empty()) return "";
  const std::string begin = EscapeHtml(origin);  // its escapes are XML's, too
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
      "xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
  for (const std::string_view path : FixedPaths()) {
    std::string links;
    for (const auto& [language, address] : AlternatesOf(path)) {
      links +=
          "<xhtml:link rel=\"alternate\" hreflang=\"" + language + "\" href=\"" + begin + address + "\"/>\n";
    }
    for (const std::string_view language : kLanguages)
      xml += "<url>\n<loc>" + begin + Address(language, path) + "</loc>\n" + links + "</url>\n";
  }
  return xml + "</urlset>\n";
}

}  // namespace tabadul::web::pages
