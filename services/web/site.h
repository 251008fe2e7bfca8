// Which room answers a request: the API below /v1/, SDMX below /sdmx/, the API's description at /openapi.json, what system
// owners sign in for, all else is the portal's, and but for its one form only read. What is not there, or not for this method, is refused in HTML to who
// prefers that, else in JSON. Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "lib/platform/http/server.h"
#include "services/web/answers.h"
#include "services/web/api.h"
#include "services/web/owner/owner.h"
#include "services/web/pages/pages.h"
#include "services/web/sdmx/mount.h"

namespace tabadul::web {

class Site {
 public:
  Site(Api& api, sdmx::Mount& sdmx, pages::Pages& portal, owner::Owner& owner, std::string openapi);
  void Handle(http::Request request, std::shared_ptr<http::Answer> answer);

 private:
  Api& api_;
  sdmx::Mount& sdmx_;
  pages::Pages& portal_;
  owner::Owner& owner_;
  const Document openapi_;
};

}  // namespace tabadul::web
