#include "services/web/sdmx/carried_answer.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/platform/http/response_head.h"
#include "lib/transcode/transcoder.h"
#include "services/web/answers.h"
#include "services/web/sdmx/cors.h"
#include "services/web/sdmx/error_message.h"

namespace tabadul::web::sdmx {
namespace {

using statistics::v1::GetSdmxResponse;
using statistics::v1::SdmxHead;

// The service's tag is that of the bytes before they are compressed, and a strong one would promise these.
std::string Weak(const std::string& tag) {
  return absl::StartsWith(tag, "W/") ? tag : absl::StrCat("W/", tag);
}

}  // namespace

CarriedAnswer::CarriedAnswer(Asked asked, std::shared_ptr<http::Answer> answer, Ended ended)
    : asked_(std::move(asked)), answer_(std::move(answer)), ended_(std::move(ended)) {}

void CarriedAnswer::Start(const Streams& streams, rpc::Forwarder::Outgoing call, Asked asked,
                          std::shared_ptr<http::Answer> answer, Ended ended) {
  const std::shared_ptr<CarriedAnswer> carried(
      new CarriedAnswer(std::move(asked), std::move(answer), std::move(ended)));
  carried->incoming_ = streams(std::move(call), carried);
  carried->pace_.emplace(carried->answer_, carried->incoming_);
  carried->answer_->OnWritable([weak = carried->weak_from_this()] {
    if (const auto self = weak.lock()) self->pace_->OnWritable();
  });
  carried->answer_->OnGone([incoming = carried->incoming_] { incoming->Cancel(); });
  carried->incoming_->Next();
}

void CarriedAnswer::OnMessage(std::string bytes) {
  GetSdmxResponse message;
  failed_ =
      message.ParseFromString(bytes) ? Take(message) : Internal("a message of the answer does not parse");
  if (whole_ || !failed_.ok()) return incoming_->Cancel();
  pace_->Proceed();
}

absl::Status CarriedAnswer::Take(const GetSdmxResponse& message) {
  if (message.has_head()) return Begin(message.head());
  if (message.message_case() != GetSdmxResponse::kBody)
    return absl::OkStatus();  // OnEnd says the Goodbye's word
  if (status_ == 0) return Internal("a body came before its head");
  answer_->Write(gzip_ ? gzip_->Put(message.body()) : message.body());
  return absl::OkStatus();
}

absl::Status CarriedAnswer::Begin(const SdmxHead& head) {
  if (status_ != 0) return Internal("a second head came");
  status_ = static_cast<int>(head.status());
  answer_->Begin(HeadOf(head));
  if (asked_.head_only) {
    whole_ = true;
    answer_->End();
  } else if (asked_.context.gzip && http::HasBody(status_)) {
    gzip_.emplace();
  }
  return absl::OkStatus();
}

// What web says of every answer itself is not said twice.
http::Response CarriedAnswer::HeadOf(const SdmxHead& head) const {
  const bool gzip = asked_.context.gzip;
  http::Response response = Head(static_cast<int>(head.status()), "", asked_.context);
  AddCors(response);
  for (const statistics::v1::SdmxHeader& header : head.headers()) {
    const std::string name = absl::AsciiStrToLower(header.name());
    if (response.fields.Count(name) == 0)
      response.fields.Add(name, gzip && name == "etag" ? Weak(header.value()) : header.value());
  }
  if (gzip && http::HasBody(response.status)) response.fields.Add("content-encoding", "gzip");
  response.fields.Add("x-accel-buffering", "no");  // proxies on the way shall not gather it
  return response;
}

void CarriedAnswer::OnEnd(const absl::Status& status) {
  absl::Status ended = failed_.ok() && !whole_ ? status : failed_;
  if (ended.ok() && status_ == 0) ended = Internal("an answer had no head");
  const rpc::Masked outcome = rpc::Mask(std::move(ended));
  ended_(outcome, outcome.status.ok() ? status_ : 0);
  if (status_ == 0) return answer_->Send(Refusal(outcome.status, asked_.context, asked_.rest));
  if (!outcome.status.ok()) return answer_->Cut();
  if (gzip_) answer_->Write(gzip_->End());
  answer_->End();
}

}  // namespace tabadul::web::sdmx
