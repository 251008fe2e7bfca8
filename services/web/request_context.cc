#include "services/web/request_context.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "lib/platform/messages/messages.h"
#include "lib/platform/rpc/identifiers.h"
#include "services/web/negotiation.h"

namespace tabadul::web {
namespace {

using common::v1::ERROR_REASON_MALFORMED;

constexpr absl::Duration kLongestTimeout = absl::Minutes(5);
constexpr size_t kMostDigits = 8;    // of Grpc-Timeout
constexpr size_t kMostBytes = 9000;  // of a value: services take tokens of 8192, and metadata of 16384 in all

// A field that stands several times is one list (RFC 9110 §5.3), which is no token and no certificate.
std::string ListOf(const http::Fields& fields, std::string_view name) {
  std::string list;
  for (const auto& [own, value] : fields) {
    if (absl::EqualsIgnoreCase(own, Absl(name))) absl::StrAppend(&list, list.empty() ? "" : ", ", value);
  }
  return list;
}

// gRPC aborts the process that gives it another byte in metadata, and has no name for more than it takes. What was changed
// is no token that anybody has signed.
std::string Presentable(std::string value) {
  if (value.size() > kMostBytes) value.resize(kMostBytes);
  for (char& c : value) {
    if (c < ' ' || c > '~') c = '?';
  }
  return value;
}

std::optional<absl::Duration> UnitOf(char letter) {
  switch (letter) {
    case 'H':
      return absl::Hours(1);
    case 'M':
      return absl::Minutes(1);
    case 'S':
      return absl::Seconds(1);
    case 'm':
      return absl::Milliseconds(1);
    case 'u':
      return absl::Microseconds(1);
    case 'n':
      return absl::Nanoseconds(1);
    default:
      return std::nullopt;
  }
}

absl::StatusOr<std::optional<absl::Duration>> Timeout(std::string_view field, std::string_view digits,
                                                      std::optional<absl::Duration> unit,
                                                      std::string_view form) {
  int64_t count = 0;
  const bool is_number = !digits.empty() && digits.size() <= kMostDigits &&
                         digits.find_first_not_of("0123456789") == std::string_view::npos &&
                         absl::SimpleAtoi(Absl(digits), &count) && count > 0;
  if (!is_number || !unit) {
    Violations violations;
    violations.Add(field, ERROR_REASON_MALFORMED, {{"form", std::string(form)}});
    return violations.ToStatus();
  }
  return std::min(count * *unit, kLongestTimeout);
}

}  // namespace

absl::StatusOr<std::optional<absl::Duration>> ReadTimeout(const http::Fields& fields) {
  if (const std::string_view ms = fields.Get("x-timeout-ms"); !ms.empty())
    return Timeout("X-Timeout-Ms", ms, absl::Milliseconds(1), "milliseconds, 1 to 300000");
  if (const std::string_view grpc = fields.Get("grpc-timeout"); !grpc.empty())
    return Timeout("Grpc-Timeout", grpc.substr(0, grpc.size() - 1), UnitOf(grpc.back()),
                   "up to 8 digits and one of H, M, S, m, u, n");
  return std::nullopt;
}

RequestContext ReadContext(const http::Request& request) {
  const http::Fields& fields = request.fields;
  RequestContext context;
  context.request_id = rpc::RequestId(fields.Get("x-request-id"));
  context.language = messages::Negotiate(fields.Get("accept-language"));
  context.gzip = AcceptsGzip(fields.Get("accept-encoding"));
  context.accept = fields.Get("accept");
  context.reads = request.method == "GET" || request.method == "HEAD";
  if (context.reads) context.if_none_match = fields.Get("if-none-match");
  context.metadata.emplace_back("x-request-id", context.request_id);
  context.metadata.emplace_back("accept-language", context.language);
  for (const char* const name : {"authorization", "x-tabadul-certificate", "x-tabadul-certificate-expires"}) {
    const std::string value = ListOf(fields, name);
    if (value.empty()) continue;
    context.metadata.emplace_back(name, Presentable(value));
    context.anonymous = false;
  }
  context.certificate = fields.Get("x-tabadul-certificate");
  if (context.certificate.empty()) context.metadata.emplace_back("x-tabadul-certificate", "none");
  return context;
}

}  // namespace tabadul::web
