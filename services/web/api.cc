#include "services/web/api.h"

#include "absl/time/clock.h"
#include "lib/platform/rpc/edge.h"
#include "services/web/answers.h"
#include "services/web/negotiation.h"
#include "services/web/report.h"
#include "services/web/streamed_answer.h"

namespace tabadul::web {
namespace {

using google::protobuf::MethodDescriptor;

constexpr std::string_view kJson[] = {"application/json"};

absl::Status NotAcceptable(std::string_view offered) {
  return Error(common::v1::ERROR_REASON_NOT_ACCEPTABLE, {{"offered", std::string(offered)}});
}

// A body is JSON, and says so.
absl::Status CheckBody(const http::Request& request) {
  if (request.body.empty() || IsMedia(request.fields.Get("content-type"), "application/json"))
    return absl::OkStatus();
  return Error(common::v1::ERROR_REASON_UNSUPPORTED_MEDIA_TYPE, {{"expected", "application/json"}});
}

}  // namespace

// A request that was understood.
struct Api::Asked {
  transcode::Transcoder::Meant meant;
  StreamedAnswer::Framing framing = StreamedAnswer::Framing::kLines;
  rpc::Forwarder::Outgoing call;
};

Api::Api(const transcode::Transcoder& transcoder, const Backends& backends, ApiOptions options)
    : transcoder_(transcoder),
      backends_(backends),
      options_(options),
      places_(std::make_shared<Places>(options.max_streams)) {}

void Api::Handle(const http::Request& request, std::shared_ptr<http::Answer> answer) {
  const RequestContext context = ReadContext(request);
  const rpc::Masked begun = rpc::Mask(Begin(request, context, answer));
  if (begun.status.ok()) return;
  Report(nullptr, begun, context);
  answer->Send(ErrorAnswer(begun, context));
}

absl::Status Api::Begin(const http::Request& request, const RequestContext& context,
                        const std::shared_ptr<http::Answer>& answer) {
  ASSIGN_OR_RETURN(Asked asked, Understand(request, context));
  if (asked.meant.method->server_streaming()) return Follow(std::move(asked), context, answer);
  Ask(std::move(asked), context, answer);
  return absl::OkStatus();
}

absl::StatusOr<Api::Asked> Api::Understand(const http::Request& request,
                                           const RequestContext& context) const {
  Asked asked;
  ASSIGN_OR_RETURN(asked.meant, transcoder_.Find(request.method, request.path()));
  const MethodDescriptor& method = *asked.meant.method;
  const bool streams = method.server_streaming();
  const auto media =
      streams ? BestMedia(context.accept, StreamedAnswer::kMedia) : BestMedia(context.accept, kJson);
  if (!media) return NotAcceptable(streams ? "application/x-ndjson, text/event-stream" : kJson[0]);
  asked.framing = static_cast<StreamedAnswer::Framing>(*media);
  RETURN_IF_ERROR(CheckBody(request));
  ASSIGN_OR_RETURN(const auto timeout, ReadTimeout(request.fields));
  ASSIGN_OR_RETURN(const auto message, transcoder_.ToMessage(asked.meant, request.query(), request.body));
  if (streams) StreamedAnswer::GoOnAfter(request.fields.Get("last-event-id"), *message);
  asked.call.method = Backends::PathOf(method);
  asked.call.metadata = context.metadata;
  const absl::Duration standard = streams ? absl::InfiniteDuration() : options_.timeout;
  asked.call.deadline = absl::Now() + timeout.value_or(standard);
  if (!message->SerializeToString(&asked.call.request)) return Internal("the request does not serialize");
  return asked;
}

void Api::Ask(Asked asked, const RequestContext& context, std::shared_ptr<http::Answer> answer) {
  const auto done = [&transcoder = transcoder_, meant = asked.meant, context, answer,
                     begun = absl::Now()](const absl::StatusOr<std::string>& response) {
    auto json = response.ok() ? transcoder.ToJson(meant, *response) : response.status();
    const rpc::Masked outcome = rpc::Mask(json.status());
    Report(meant.method, outcome, context, absl::Now() - begun);
    answer->Send(json.ok() ? JsonAnswer(*std::move(json), context) : ErrorAnswer(outcome, context));
  };
  const auto call = backends_.Of(*asked.meant.method).Unary(std::move(asked.call), done);
  answer->OnGone([call] { call->Cancel(); });
}

absl::Status Api::Follow(Asked asked, const RequestContext& context, std::shared_ptr<http::Answer> answer) {
  RETURN_IF_ERROR(places_->Take(context.certificate));
  const MethodDescriptor* const method = asked.meant.method;
  const auto ended = [places = places_, method, context, begun = absl::Now()](const rpc::Masked& outcome) {
    places->Leave(context.certificate);
    Report(method, outcome, context, absl::Now() - begun);
  };
  StreamedAnswer::Start(backends_.Of(*method), *method, asked.framing, std::move(asked.call), context,
                        std::move(answer), ended);
  return absl::OkStatus();
}

}  // namespace tabadul::web
