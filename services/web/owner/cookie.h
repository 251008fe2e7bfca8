// The cookie that holds a session. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lib/platform/http/server.h"

namespace tabadul::web::owner {

inline constexpr std::string_view kCookie = "__Host-tabadul-session";

// 256 bits in base64url, as identity gives them.
bool IsSession(std::string_view text);
// The session that came with a request. None, if there is none, two, or something else.
std::optional<std::string> SessionIn(const http::Fields& fields);
// Values of Set-Cookie. Of the site's own pages alone (SameSite=Strict), for no script (HttpOnly), for as long as the browser
// is open.
std::string CookieOf(std::string_view session);
std::string NoCookie();

}  // namespace tabadul::web::owner
