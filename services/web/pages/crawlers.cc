#include "services/web/pages/crawlers.h"

namespace tabadul::web::pages {

std::string Robots(const std::string& origin) {
  std::string text = "User-agent: *\nDisallow: /v1/\nDisallow: /sdmx/\n";
  if (!origin.empty()) text += "Sitemap: " + origin + "/sitemap.xml\n";
  return text;
}

}  // namespace tabadul::web::pages
