// Answers in HTTP: JSON with its entity tag, errors as AIP-193 has them, the fields that every answer carries. Pure.
#pragma once

#include <string>
#include <string_view>

#include "lib/platform/base/status.h"
#include "lib/platform/http/server.h"
#include "lib/platform/rpc/edge.h"
#include "services/web/request_context.h"

namespace tabadul::web {

inline constexpr char kJsonType[] = "application/json; charset=utf-8";

// What a browser may load for an answer (Content-Security-Policy), how long anybody may keep it (Cache-Control; empty: it is
// asked for anew each time), whether it hangs on the request's cookies (Vary), and whom its browser tells where it was
// (Referrer-Policy).
inline constexpr std::string_view kNothing = "default-src 'none'; frame-ancestors 'none'";
struct Terms {
  std::string_view policy = kNothing;
  std::string_view caching;
  bool by_cookie = false;
  std::string_view referrer = "no-referrer";
};

// The head of an answer of this type, with the request's id and what protects a browser (docs/security.md).
http::Response Head(int status, std::string_view content_type, const RequestContext& context,
                    const Terms& terms = {});
// What stays the same while the process runs: its entity tag and its compressed form are made once. Immutable.
struct Document {
  Document(std::string text, std::string_view content_type);
  const std::string body, gzipped, tag;  // gzipped: empty if that is not worth it
  const std::string_view type;
};
http::Response DocumentAnswer(const Document& document, const RequestContext& context,
                              const Terms& terms = {});
// 200, to whoever reads with an entity tag; 304 to whoever has it; compressed for whoever can take that.
http::Response TaggedAnswer(std::string body, std::string_view content_type, const RequestContext& context,
                            const Terms& terms = {});
http::Response JsonAnswer(std::string json, const RequestContext& context);
// The head of an error, with the fields that HTTP has for what it says: Allow, Retry-After, WWW-Authenticate.
http::Response ErrorHead(const absl::Status& shown, int status, std::string_view content_type,
                         const RequestContext& context);
// AIP-193, in the caller's language. Report has what is hidden.
http::Response ErrorAnswer(const rpc::Masked& error, const RequestContext& context);
// Of a request that no handler has seen; 500: of one whose answer was dropped.
http::Response Refused(int http_status);

}  // namespace tabadul::web
