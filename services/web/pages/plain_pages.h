// Pages that are texts alone, and those that say that something went wrong. Pure.
#pragma once

#include <string>

#include "lib/platform/base/status.h"
#include "services/web/pages/page.h"

namespace tabadul::web::pages {

Page AboutPage(const Asked& asked);
Page PrivacyPage(const Asked& asked);
// `origin`: where its example is sent, "https://jobs.example"; may be empty.
Page DevelopersPage(const Asked& asked, const std::string& origin);
// What is wrong and what to do about it; what was searched for is kept. `http_status`: of the answer. `id`: of a fault of
// ours that the log has, else of the request; shown where we are at fault.
Page ErrorPage(int http_status, const Asked& asked, const std::string& id);

}  // namespace tabadul::web::pages
