// What search engines are told at /robots.txt. Pure. `origin`: "https://jobs.example", without which there is no sitemap
// (sitemap.h).
#pragma once

#include <string>

namespace tabadul::web::pages {

std::string Robots(const std::string& origin);

}  // namespace tabadul::web::pages
