#include "services/web/sdmx/mount.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "lib/platform/base/utf8.h"
#include "services/web/report.h"
#include "services/web/sdmx/cors.h"
#include "services/web/sdmx/error_message.h"

namespace tabadul::web::sdmx {
namespace {

using google::protobuf::MethodDescriptor;
using statistics::v1::GetSdmxRequest;

constexpr size_t kMostField = 1024;  // of the contract

const MethodDescriptor& Method() {
  static const MethodDescriptor& method =
      *GetSdmxRequest::descriptor()->file()->FindServiceByName("SdmxService")->FindMethodByName("GetSdmx");
  return method;
}

// None of these has to be obeyed, so one that the contract has no room for counts as one that was not sent.
std::string FieldOf(const http::Request& request, std::string_view name) {
  const std::string_view value = request.fields.Get(name);
  return value.size() <= kMostField && IsUtf8(value) ? std::string(value) : "";
}

}  // namespace

struct Mount::Root {
  statistics::v1::SdmxRest rest;
  std::string_view path;

  static const Root* Of(std::string_view path) {
    static constexpr Root kRoots[] = {{statistics::v1::SDMX_REST_V1, "/sdmx/v1"},
                                      {statistics::v1::SDMX_REST_V2, "/sdmx/v2"}};
    for (const Root& root : kRoots) {
      if (path.starts_with(root.path) && (path.size() == root.path.size() || path[root.path.size()] == '/'))
        return &root;
    }
    return nullptr;
  }
};

Streams StreamsOf(const Backends& backends) {
  return [&forwarder = backends.Of(Method())](rpc::Forwarder::Outgoing call,
                                              std::shared_ptr<rpc::Forwarder::Receiver> receiver) {
    return forwarder.ServerStream(std::move(call), std::move(receiver));
  };
}

Mount::Mount(Streams streams, Options options)
    : streams_(std::move(streams)),
      options_(std::move(options)),
      places_(std::make_shared<Places>(options_.max_answers)) {}

bool Mount::Owns(std::string_view path) { return path == "/sdmx" || path.starts_with("/sdmx/"); }

void Mount::Handle(const http::Request& request, std::shared_ptr<http::Answer> answer) {
  const RequestContext context = ReadContext(request);
  const Root* const root = Root::Of(request.path());
  if (root != nullptr && request.method == "OPTIONS") {
    Report(nullptr, rpc::Mask(absl::OkStatus()), context, absl::ZeroDuration(), 204);
    return answer->Send(Preflight(context));
  }
  const rpc::Masked begun = rpc::Mask(Begin(request, root, context, answer));
  if (begun.status.ok()) return;
  Report(nullptr, begun, context);
  answer->Send(
      Refusal(begun.status, context, root == nullptr ? statistics::v1::SDMX_REST_UNSPECIFIED : root->rest));
}

absl::Status Mount::Begin(const http::Request& request, const Root* root, const RequestContext& context,
                          const std::shared_ptr<http::Answer>& answer) {
  if (root == nullptr) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}});
  if (!context.reads) return Error(common::v1::ERROR_REASON_METHOD_NOT_ALLOWED, {{"allowed", kMethods}});
  ASSIGN_OR_RETURN(rpc::Forwarder::Outgoing call, CallOf(request, *root, context));
  RETURN_IF_ERROR(places_->Take(context.certificate));
  const auto ended = [places = places_, context, begun = absl::Now()](const rpc::Masked& outcome, int http) {
    places->Leave(context.certificate);
    Report(&Method(), outcome, context, absl::Now() - begun, http);
  };
  CarriedAnswer::Start(streams_, std::move(call), {context, root->rest, request.method == "HEAD"}, answer,
                       ended);
  return absl::OkStatus();
}

absl::StatusOr<rpc::Forwarder::Outgoing> Mount::CallOf(const http::Request& request, const Root& root,
                                                       const RequestContext& context) const {
  ASSIGN_OR_RETURN(const auto timeout, ReadTimeout(request.fields));
  GetSdmxRequest message;
  message.set_rest(root.rest);
  message.set_path(std::string(request.path().substr(root.path.size())));
  message.set_query(std::string(request.query()));
  message.set_accept(FieldOf(request, "accept"));
  message.set_accept_language(FieldOf(request, "accept-language"));
  message.set_if_none_match(FieldOf(request, "if-none-match"));
  message.set_if_modified_since(FieldOf(request, "if-modified-since"));
  message.set_root(absl::StrCat(options_.origin, Absl(root.path)));
  return rpc::Forwarder::Outgoing{.method = Backends::PathOf(Method()),
                                  .metadata = context.metadata,
                                  .deadline = absl::Now() + timeout.value_or(options_.timeout),
                                  .request = message.SerializeAsString()};
}

}  // namespace tabadul::web::sdmx
