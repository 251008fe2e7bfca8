// Which room answers a request: the API below /v1/, its description at /openapi.json, all else is the portal's, and only
// read: another method is refused, in HTML to who prefers that, else in JSON. Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "lib/platform/http/server.h"
#include "services/web/answers.h"
#include "services/web/api.h"
#include "services/web/pages/pages.h"

namespace tabadul::web {

class Site {
 public:
  Site(Api& api, pages::Pages& portal, std::string openapi);
  void Handle(const http::Request& request, std::shared_ptr<http::Answer> answer);

 private:
  Api& api_;
  pages::Pages& portal_;
  const Document openapi_;
};

}  // namespace tabadul::web
