#include "services/web/pages/calls.h"

#include "absl/strings/str_replace.h"
#include "absl/synchronization/notification.h"

namespace tabadul::web::pages {

Transport Waiting(const Backends& backends) {
  return [&backends](rpc::Forwarder::Outgoing call) -> absl::StatusOr<std::string> {
    const std::string name = absl::StrReplaceAll(call.method.substr(1), {{"/", "."}});
    const auto* const method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
    if (method == nullptr) return Internal("no method " + call.method);
    absl::StatusOr<std::string> answer = Internal("not answered");
    absl::Notification answered;
    backends.Of(*method).Unary(std::move(call), [&](absl::StatusOr<std::string> got) {
      answer = std::move(got);
      answered.Notify();
    });
    answered.WaitForNotification();
    return answer;
  };
}

Calls::Calls(const Transport& transport, const RequestContext& context, std::string_view language,
             absl::Time deadline)
    : transport_(transport) {
  for (const auto& [name, value] : context.metadata)
    call_.metadata.emplace_back(name, name == "accept-language" ? std::string(language) : value);
  call_.deadline = deadline;
}

absl::StatusOr<std::string> Calls::Send(const std::string& method,
                                        const google::protobuf::Message& request) const {
  rpc::Forwarder::Outgoing call = call_;
  call.method = method;
  if (!request.SerializeToString(&call.request)) return Internal("the request does not serialize");
  return transport_(std::move(call));
}

}  // namespace tabadul::web::pages
