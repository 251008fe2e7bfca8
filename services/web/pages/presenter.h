// Pages as HTTP answers: in the frame that stands around all of them, with what protects a browser; errors as pages; what the
// log and the metrics say of them. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "lib/platform/http/server.h"
#include "services/web/answers.h"
#include "services/web/pages/account.h"
#include "services/web/pages/assets.h"
#include "services/web/pages/page.h"
#include "services/web/pages/render.h"
#include "services/web/request_context.h"

namespace tabadul::web::pages {

inline constexpr char kHtml[] = "text/html; charset=utf-8";
// Nothing but our own: no script in a page, none from elsewhere, and nobody else is asked by one. What a record says to search
// engines stands in a script element, which is data and never runs: browsers ask script-src of what would run only (HTML,
// "prepare the script element").
inline constexpr Terms kPageTerms = {.policy =
                                         "default-src 'none'; style-src 'self'; img-src 'self'; font-src "
                                         "'self'; script-src 'self'; connect-src 'self'; "
                                         "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                                     .caching = ""};

// What differs between the pages that everybody sees and those of somebody.
struct Frame {
  const Account* account = nullptr;  // whose page it is; null: nobody's
  // False: it is somebody's, or on the way there. No copy is kept, and it is not compressed, since it holds secrets beside
  // what others have written.
  bool kept = true;
};

class Presenter {
 public:
  // `origin`: "https://jobs.example", where visitors find the pages; may be empty.
  Presenter(Templates templates, std::string origin);

  const Assets& assets() const { return assets_; }
  const std::string& origin() const { return origin_; }
  absl::StatusOr<std::string> Html(Page page, const Asked& asked, const Frame& frame = {}) const;
  http::Response Show(Page page, const Asked& asked, const RequestContext& context,
                      const Frame& frame = {}) const;
  // A page that everybody sees, as it was made before.
  http::Response Show(const Document& page, const Asked& asked, const RequestContext& context) const;
  http::Response Fail(const absl::Status& status, const Asked& asked, const RequestContext& context,
                      const Frame& frame = {}) const;

 private:
  const Templates templates_;
  const std::string origin_;
  const Assets assets_;
};

http::Response Moved(int status, const std::string& address, const RequestContext& context);
// `page`: "vacancies", as metrics and the log call it.
void ReportPage(std::string_view page, const http::Response& response, const RequestContext& context,
                absl::Time begun);

}  // namespace tabadul::web::pages
