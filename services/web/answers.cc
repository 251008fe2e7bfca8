#include "services/web/answers.h"

#include "absl/strings/str_cat.h"
#include "lib/evidence/digest.h"
#include "lib/platform/log/log.h"
#include "lib/platform/rpc/identifiers.h"
#include "lib/transcode/transcoder.h"
#include "services/web/gzip.h"
#include "services/web/negotiation.h"

namespace tabadul::web {
namespace {

constexpr size_t kTagBytes = 15;
constexpr size_t kWorthCompressing = 1024;

// Weak: the same message may be written with other bytes, compressed or not.
std::string TagOf(std::string_view body) {
  const std::string digest = evidence::Sha256(body);
  return "W/\"" + evidence::Base64Url(std::string_view(digest).substr(0, kTagBytes)) + "\"";
}

bool IsWorthCompressing(std::string_view body) { return body.size() >= kWorthCompressing; }

// 304 to whoever has the tag, else 200 without its body.
http::Response TaggedHead(const std::string& tag, std::string_view content_type,
                          const RequestContext& context, const Terms& terms) {
  const bool known = NamesTag(context.if_none_match, tag);
  http::Response response = Head(known ? 304 : 200, known ? "" : content_type, context, terms);
  if (context.reads) response.fields.Add("etag", tag);
  return response;
}

void SetCompressed(http::Response& response, std::string gzipped) {
  response.body = std::move(gzipped);
  response.fields.Add("content-encoding", "gzip");
}

// Of a refusal by HTTP itself: what it is in our words. 500: a handler has dropped its answer.
absl::Status StatusOf(int http_status) {
  switch (http_status) {
    case 408:
      return Error(common::v1::ERROR_REASON_IDLE);
    case 413:
      return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
    case 500:
      return Internal("an answer was dropped");
    case 503:
      return WithRetry(Error(common::v1::ERROR_REASON_DRAINING), absl::Seconds(1));
    default:
      return Error(common::v1::ERROR_REASON_REQUEST_UNREADABLE);
  }
}

http::Response ErrorOf(const absl::Status& shown, int http_status, const RequestContext& context) {
  http::Response response = ErrorHead(shown, http_status, kJsonType, context);
  response.body = transcode::ErrorJson(rpc::ToProto(shown, context.language), http_status);
  response.fields.Add("content-language", context.language);
  return response;
}

}  // namespace

http::Response Head(int status, std::string_view content_type, const RequestContext& context,
                    const Terms& terms) {
  http::Response response{.status = status, .fields = {}, .body = {}};
  if (!content_type.empty()) response.fields.Add("content-type", std::string(content_type));
  response.fields.Add("x-request-id", context.request_id);
  response.fields.Add("x-content-type-options", "nosniff");
  response.fields.Add("content-security-policy", std::string(terms.policy));
  response.fields.Add("referrer-policy", std::string(terms.referrer));
  response.fields.Add("strict-transport-security", "max-age=31536000; includeSubDomains");
  const std::string_view anew = !context.reads      ? "no-store"
                                : context.anonymous ? "no-cache"
                                                    : "private, no-cache";
  response.fields.Add("cache-control", std::string(terms.caching.empty() ? anew : terms.caching));
  response.fields.Add("vary", absl::StrCat("Accept, Accept-Encoding, Accept-Language, Authorization",
                                           terms.by_cookie ? ", Cookie" : ""));
  return response;
}

Document::Document(std::string text, std::string_view content_type)
    : body(std::move(text)),
      gzipped(IsWorthCompressing(body) ? Gzip(body) : ""),
      tag(TagOf(body)),
      type(content_type) {}

http::Response DocumentAnswer(const Document& document, const RequestContext& context, const Terms& terms) {
  http::Response response = TaggedHead(document.tag, document.type, context, terms);
  if (response.status == 304) return response;
  if (context.gzip && !document.gzipped.empty()) {
    SetCompressed(response, document.gzipped);
  } else {
    response.body = document.body;
  }
  return response;
}

http::Response TaggedAnswer(std::string body, std::string_view content_type, const RequestContext& context,
                            const Terms& terms) {
  http::Response response = TaggedHead(TagOf(body), content_type, context, terms);
  if (response.status == 304) return response;
  if (context.gzip && IsWorthCompressing(body)) {
    SetCompressed(response, Gzip(body));
  } else {
    response.body = std::move(body);
  }
  return response;
}

http::Response JsonAnswer(std::string json, const RequestContext& context) {
  return TaggedAnswer(std::move(json), kJsonType, context);
}

http::Response ErrorHead(const absl::Status& shown, int status, std::string_view content_type,
                         const RequestContext& context) {
  http::Response response = Head(status, content_type, context);
  if (status == 401) response.fields.Add("www-authenticate", "Bearer");
  const Metadata metadata = MetadataOf(shown);
  if (const auto allowed = metadata.find("allowed"); status == 405 && allowed != metadata.end())
    response.fields.Add("allow", allowed->second);
  if (const absl::Duration after = RetryAfter(shown); after > absl::ZeroDuration())
    response.fields.Add("retry-after",
                        absl::StrCat(absl::ToInt64Seconds(absl::Ceil(after, absl::Seconds(1)))));
  return response;
}

http::Response ErrorAnswer(const rpc::Masked& error, const RequestContext& context) {
  return ErrorOf(error.status, transcode::HttpStatus(error.status), context);
}

http::Response Refused(int http_status) {
  RequestContext nobody;
  nobody.request_id = rpc::RequestId("");
  nobody.language = "en";
  const rpc::Masked masked = rpc::Mask(StatusOf(http_status));
  if (!masked.id.empty())
    log::Error("http_internal",
               {{"error_id", masked.id}, {"request_id", nobody.request_id}, {"detail", masked.hidden}});
  return ErrorOf(masked.status, http_status, nobody);
}

}  // namespace tabadul::web
