// "/sign-in": where a ministry's system owner comes in, by a link of the Centre or by the system's certificate. Pure.
#pragma once

#include <string>
#include <string_view>

#include "lib/platform/base/status.h"
#include "services/web/pages/page.h"

namespace tabadul::web::owner {

// Of the query of its address: what is asked for afterwards, and why he is here ("over": his session has ended; "out": he has
// signed out).
pages::Query SignInQuery(std::string_view query);

struct SignInPart {
  // The connection's certificate: whose it is, or why it cannot be used. Empty and OK: there is none.
  std::string source;
  absl::Status certificate;
  bool from_elsewhere = false;  // another site led here, to which a browser does not send the cookie
  absl::Status refused;         // what was wrong with the attempt before
};
pages::Page SignInPage(const pages::Asked& asked, const SignInPart& part);
// The code in what was typed: alone, or with the link before it.
std::string_view CodeIn(std::string_view typed);

}  // namespace tabadul::web::owner
