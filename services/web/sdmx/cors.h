// Cross-origin reading (WHATWG Fetch §3.2): what everybody may read without asking who they are, pages of any site may. On every
// answer, errors too, which a page could not tell from a broken connection otherwise. No state.
#pragma once

#include "lib/platform/http/server.h"
#include "services/web/answers.h"

namespace tabadul::web::sdmx {

inline constexpr char kMethods[] = "GET, HEAD, OPTIONS";

inline void AddCors(http::Response& response) {
  response.fields.Add("access-control-allow-origin", "*");
  response.fields.Add(
      "access-control-expose-headers",
      "Content-Disposition, Content-Language, ETag, Last-Modified, Retry-After, X-Request-Id");
}

// OPTIONS, whatever it asks for: it changes nothing here which fields a client sends, and no token is of use without the
// certificate that it is bound to, which no foreign page shows.
inline http::Response Preflight(const RequestContext& context) {
  http::Response response = Head(204, "", context, {.caching = "max-age=86400"});
  AddCors(response);
  response.fields.Add("access-control-allow-methods", kMethods);
  response.fields.Add("access-control-allow-headers", "*");
  response.fields.Add("access-control-max-age", "86400");
  response.fields.Add("allow", kMethods);
  return response;
}

}  // namespace tabadul::web::sdmx
