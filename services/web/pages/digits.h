// The digits that a reader of Arabic prefers. A form in the foot of Arabic pages sends them, a cookie keeps them, and says nothing
// else of who has it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "lib/platform/http/server.h"
#include "lib/platform/messages/messages.h"

namespace tabadul::web::pages {

// Of a page in this language, for whoever has sent these fields.
messages::Digits DigitsOf(std::string_view language, const http::Fields& fields);

struct DigitsForm {
  std::string cookie;  // of Set-Cookie; empty: it names no digits that there are
  std::string
      back;  // where it was sent from: an address of the portal, its home if it says nothing of the kind
};
// `language`: of the page.
DigitsForm ReadDigitsForm(std::string_view language, std::string_view body);

}  // namespace tabadul::web::pages
