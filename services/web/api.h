// Every public RPC as JSON over HTTP (docs/api.md#http): finds what a request means, asks the service, and answers in the
// words of HTTP. It decides nothing about who may do what: the services do, by the token and the certificate that it passes
// on. Thread-safe; nothing waits.
#pragma once

#include <memory>

#include "lib/platform/http/server.h"
#include "lib/transcode/transcoder.h"
#include "services/web/backends.h"
#include "services/web/places.h"
#include "services/web/request_context.h"

namespace tabadul::web {

struct ApiOptions {
  int max_streams = 1000;
  absl::Duration timeout = absl::Seconds(30);  // of a call whose caller asks for none
};

class Api {
 public:
  // `transcoder` outlives `backends`: it writes the answers of calls that end with them.
  Api(const transcode::Transcoder& transcoder, const Backends& backends, ApiOptions options = {});

  void Handle(const http::Request& request, std::shared_ptr<http::Answer> answer);

 private:
  struct Asked;
  absl::StatusOr<Asked> Understand(const http::Request& request, const RequestContext& context) const;
  absl::Status Begin(const http::Request& request, const RequestContext& context,
                     const std::shared_ptr<http::Answer>& answer);
  void Ask(Asked asked, const RequestContext& context, std::shared_ptr<http::Answer> answer);
  absl::Status Follow(Asked asked, const RequestContext& context, std::shared_ptr<http::Answer> answer);

  const transcode::Transcoder& transcoder_;
  const Backends& backends_;
  const ApiOptions options_;
  const std::shared_ptr<Places> places_;  // for streams, which may outlive this
};

}  // namespace tabadul::web
