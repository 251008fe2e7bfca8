// Whether a form was sent from a page of ours: what a browser says of it, and a secret that other sites do not know. Pure.
#pragma once

#include <string>
#include <string_view>

#include "lib/platform/http/server.h"

namespace tabadul::web::owner {

// `Sec-Fetch-Site: same-origin`; of browsers that do not say that, an `Origin` that is https at the request's host.
bool ComesFromHere(const http::Fields& fields);
// base64url(HMAC-SHA-256(key = session, "csrf")): of the hidden field "csrf" of each form of that session.
std::string CsrfOf(std::string_view session);
bool IsSame(std::string_view expected, std::string_view sent);  // in constant time

}  // namespace tabadul::web::owner
