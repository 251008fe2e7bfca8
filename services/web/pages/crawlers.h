// What search engines are told of the site. Pure. `origin`: "https://jobs.example", without which there is no sitemap: it
// takes whole addresses only.
#pragma once

#include <string>

namespace tabadul::web::pages {

std::string Robots(const std::string& origin);
// The pages that are always there, in every language, each with its others (sitemaps.org). Empty without an origin.
std::string Sitemap(const std::string& origin);

}  // namespace tabadul::web::pages
