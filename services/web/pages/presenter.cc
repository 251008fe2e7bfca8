#include "services/web/pages/presenter.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/rpc/edge.h"
#include "lib/transcode/transcoder.h"
#include "services/web/pages/layout.h"
#include "services/web/pages/plain_pages.h"

namespace tabadul::web::pages {
namespace {

constexpr absl::Duration kShortestRetry = absl::Seconds(5);

const metrics::Histogram& PageSeconds() {
  static const metrics::Histogram seconds(
      "tabadul_web_page_seconds", "Requests of the portal from arrival to answer", {"page", "status"});
  return seconds;
}

// In the words of a page: what the API calls RESOURCE_EXHAUSTED is no fault of a visitor's.
int StatusOf(const absl::Status& status) {
  const int http = transcode::HttpStatus(status);
  switch (http) {
    case 400:
    case 403:
    case 404:
    case 405:
    case 503:
    case 504:
      return http;
    case 401:
      return 403;
    case 429:
    case 499:
      return 503;
    default:
      return 500;
  }
}

// Addresses that follow begin with a slash.
std::string WithoutSlash(std::string origin) {
  while (origin.ends_with('/')) origin.pop_back();
  return origin;
}

Terms TermsOf(const Asked& asked, const Frame& frame) {
  Terms terms = kPageTerms;
  if (!frame.kept) {
    terms.caching = "no-store";
    // With "no-referrer" a browser says of no form where it comes from (Fetch, "append a request Origin header").
    terms.referrer = "same-origin";
  }
  terms.by_cookie = asked.language == "ar";  // the digits of its numbers
  return terms;
}

}  // namespace

Presenter::Presenter(Templates templates, std::string origin)
    : templates_(std::move(templates)), origin_(WithoutSlash(std::move(origin))) {}

absl::StatusOr<std::string> Presenter::Html(Page page, const Asked& asked, const Frame& frame) const {
  return templates_.Render(asked.language, "layout.tpl",
                           Layout(std::move(page), asked, assets_, origin_, frame.account));
}

http::Response Presenter::Show(Page page, const Asked& asked, const RequestContext& context,
                               const Frame& frame) const {
  if (!page.moved_to.empty()) return Moved(302, page.moved_to, context);
  const int status = page.status;
  auto html = Html(std::move(page), asked, frame);
  if (!html.ok()) {
    log::Error("page_unwritten", {{"request_id", context.request_id}, {"detail", html.status().ToString()}});
    http::Response response = Head(500, "text/plain; charset=utf-8", context);
    response.body = "500 " + context.request_id + "\n";
    return response;
  }
  http::Response response;
  if (status == 200 && frame.kept) {
    response = TaggedAnswer(*std::move(html), kHtml, context, TermsOf(asked, frame));
  } else {
    response = Head(status, kHtml, context, TermsOf(asked, frame));
    response.body = *std::move(html);
  }
  response.fields.Add("content-language", asked.language);
  return response;
}

http::Response Presenter::Show(const Document& page, const Asked& asked,
                               const RequestContext& context) const {
  http::Response response = DocumentAnswer(page, context, TermsOf(asked, {}));
  response.fields.Add("content-language", asked.language);
  return response;
}

http::Response Presenter::Fail(const absl::Status& status, const Asked& asked, const RequestContext& context,
                               const Frame& frame) const {
  const rpc::Masked masked = rpc::Mask(status);
  const std::string& id = masked.id.empty() ? context.request_id : masked.id;
  if (!masked.id.empty()) {
    log::Error("page_internal",
               {{"error_id", id}, {"request_id", context.request_id}, {"detail", masked.hidden}});
  }
  const int http = StatusOf(masked.status);
  http::Response response = Show(ErrorPage(http, asked, id), asked, context, frame);
  if (http == 405) response.fields.Add("allow", MetadataOf(masked.status)["allowed"]);
  if (http == 503) {
    const absl::Duration after = std::max(RetryAfter(masked.status), kShortestRetry);
    response.fields.Add("retry-after", std::to_string(absl::ToInt64Seconds(after)));
  }
  return response;
}

http::Response Moved(int status, const std::string& address, const RequestContext& context) {
  http::Response response = Head(status, "", context);
  response.fields.Add("location", address);
  return response;
}

void ReportPage(std::string_view page, const http::Response& response, const RequestContext& context,
                absl::Time begun) {
  const absl::Duration took = absl::Now() - begun;
  const std::string name(page);
  PageSeconds().With({name, std::to_string(response.status)}).Observe(absl::ToDoubleSeconds(took));
  log::Info("page", {{"request_id", context.request_id},
                     {"page", name},
                     {"http", response.status},
                     {"ms", absl::ToInt64Milliseconds(took)}});
}

}  // namespace tabadul::web::pages
