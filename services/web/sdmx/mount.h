// SDMX REST below /sdmx/v1 and /sdmx/v2: what comes is carried to SdmxService.GetSdmx as it came, percent-encoded, and what it
// answers is carried back. Web reads neither path nor query, keeps no answer, and decides nothing about who may do what.
// GET, HEAD, and OPTIONS, which pages of other sites ask first. Thread-safe; nothing waits.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "services/web/backends.h"
#include "services/web/places.h"
#include "services/web/sdmx/carried_answer.h"

namespace tabadul::web::sdmx {

struct Options {
  std::string origin;  // "https://tabadul.example", of the root that stubs point below; empty: a path alone
  int max_answers = 128;  // on their way at once
  // Of a call whose caller asks for none: as long as a stream lasts at the service.
  absl::Duration timeout = absl::Minutes(15);
};

// Those of the service that has SdmxService. `backends` outlives them.
Streams StreamsOf(const Backends& backends);

class Mount {
 public:
  Mount(Streams streams, Options options);
  static bool Owns(std::string_view path);  // "/sdmx" and all below it
  void Handle(const http::Request& request, std::shared_ptr<http::Answer> answer);

 private:
  struct Root;
  absl::Status Begin(const http::Request& request, const Root* root, const RequestContext& context,
                     const std::shared_ptr<http::Answer>& answer);
  absl::StatusOr<rpc::Forwarder::Outgoing> CallOf(const http::Request& request, const Root& root,
                                                  const RequestContext& context) const;

  const Streams streams_;
  const Options options_;
  const std::shared_ptr<Places> places_;  // for answers, which may outlive this
};

}  // namespace tabadul::web::sdmx
