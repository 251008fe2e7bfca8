// "/developers/reference": every public method as the OpenAPI document has it, to be read. Pure.
#pragma once

#include <string>

#include "services/web/pages/page.h"

namespace tabadul::web::pages {

// `document`: of transcode::OpenApi(); one of another making ends the process.
Page ReferencePage(const Asked& asked, const std::string& document);

}  // namespace tabadul::web::pages
