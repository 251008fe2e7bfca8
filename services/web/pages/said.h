// What contracts say of themselves, as transcode/contracts.h writes it: CommonMark of paragraphs, lists and `code`. Pure.
#pragma once

#include <string_view>

#include "services/web/pages/view.h"

namespace tabadul::web::pages {

// {{>NAME}} of the view is this text; nothing if it is empty.
void AddSaid(View& view, std::string_view name, std::string_view markdown);

}  // namespace tabadul::web::pages
