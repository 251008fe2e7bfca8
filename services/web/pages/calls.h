// Calls to the services for one page: whoever asks waits for the answer, on a thread that may. Thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "lib/platform/base/status.h"
#include "lib/platform/rpc/forwarder.h"
#include "services/web/backends.h"
#include "services/web/request_context.h"

namespace tabadul::web::pages {

// Waits for the answer, serialized, or an error; at most to the call's deadline.
using Transport = std::function<absl::StatusOr<std::string>(rpc::Forwarder::Outgoing call)>;
Transport Waiting(const Backends& backends);

class Calls {
 public:
  // Answers are in `language`, whatever the visitor's browser asks for.
  Calls(const Transport& transport, const RequestContext& context, std::string_view language,
        absl::Time deadline);

  // `method`: "/tabadul.jobs.v1.JobsService/GetVacancy".
  template <class Response>
  absl::StatusOr<Response> Ask(const std::string& method, const google::protobuf::Message& request) const {
    ASSIGN_OR_RETURN(const std::string bytes, Send(method, request));
    Response response;
    if (!response.ParseFromString(bytes)) return Internal("the answer of " + method + " does not parse");
    return response;
  }

 private:
  absl::StatusOr<std::string> Send(const std::string& method, const google::protobuf::Message& request) const;

  const Transport& transport_;
  rpc::Forwarder::Outgoing call_;  // every call but for its method and message
};

}  // namespace tabadul::web::pages
