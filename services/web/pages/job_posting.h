// An open vacancy as search engines read it: schema.org's JobPosting in JSON-LD. Pure.
#pragma once

#include <string>
#include <string_view>

#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::web::pages {

// For a script element: no "<", ">", "&" is in it as such.
std::string JobPosting(const jobs::v1::VacancyView& shown, std::string_view language);

}  // namespace tabadul::web::pages
