// Who calls, on whose behalf, in which language, until when: what every handler is given.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/context.h"

namespace tabadul::rpc {

// The party a call is made for, as the token (or the connection's own certificate) proves.
struct Caller {
  enum class Kind { kVisitor, kSystem, kService };
  Kind kind = Kind::kVisitor;
  std::string source;               // kSystem: "SY/mosal/pes"
  std::string organisation;         // kSystem: "SY/mosal"
  std::string country;              // kSystem: "SY"; empty for DEMO and HUB
  std::string service;              // kService: "matching"
  std::vector<std::string> scopes;  // kSystem
  // SHA-256 of the member's certificate, base64url without padding (x5t#S256), or of a session's secret.
  std::string fingerprint;
  absl::Time certificate_expires = absl::InfiniteFuture();
  absl::Time token_expires = absl::InfiniteFuture();

  bool HasScope(std::string_view scope) const;
};

// Thread-safe to read. Lives as long as the call or stream.
class Call {
 public:
  Call(std::string method, std::string request_id, std::string language, Caller caller, Context context)
      : method_(std::move(method)),
        request_id_(std::move(request_id)),
        language_(std::move(language)),
        caller_(std::move(caller)),
        context_(std::move(context)) {}
  const std::string& method() const { return method_; }          // "tabadul.jobs.v1.JobsService/GetVacancy"
  const std::string& request_id() const { return request_id_; }  // x-request-id, taken over or made
  const std::string& language() const { return language_; }      // "ar", "en" or "fr", from accept-language
  const Caller& caller() const { return caller_; }
  const Context& context() const { return context_; }  // deadline and cancellation

 private:
  std::string method_, request_id_, language_;
  Caller caller_;
  Context context_;
};

}  // namespace tabadul::rpc
