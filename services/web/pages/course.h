// An open training offer as search engines read it: schema.org's Course in JSON-LD. Pure.
#pragma once

#include <string>
#include <string_view>

#include "tabadul/jobs/v1/training_service.pb.h"

namespace tabadul::web::pages {

// For a script element: no "<", ">", "&" is in it as such.
std::string Course(const jobs::v1::TrainingOfferView& shown, std::string_view language);

}  // namespace tabadul::web::pages
