#include "services/web/streamed_answer.h"

#include "absl/strings/str_cat.h"
#include "lib/transcode/transcoder.h"
#include "services/web/answers.h"

namespace tabadul::web {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor& type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

const FieldDescriptor* CursorOf(const google::protobuf::Descriptor& type) {
  const FieldDescriptor* const field = type.FindFieldByName("cursor");
  return field != nullptr && !field->is_repeated() && field->type() == FieldDescriptor::TYPE_STRING ? field
                                                                                                    : nullptr;
}

// That of the message or of the one part that it has; empty if there is none.
std::string CursorIn(const Message& message) {
  const auto& reflection = *message.GetReflection();
  if (const FieldDescriptor* const own = CursorOf(*message.GetDescriptor()))
    return reflection.GetString(message, own);
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (field->is_repeated() || field->message_type() == nullptr) continue;
    const FieldDescriptor* const cursor = CursorOf(*field->message_type());
    if (cursor == nullptr) continue;
    const Message& part = reflection.GetMessage(message, field);
    return part.GetReflection()->GetString(part, cursor);
  }
  return "";
}

}  // namespace

void StreamedAnswer::GoOnAfter(std::string_view last_event_id, Message& request) {
  const FieldDescriptor* const cursor = CursorOf(*request.GetDescriptor());
  const auto& reflection = *request.GetReflection();
  if (cursor == nullptr || last_event_id.empty() || !reflection.GetString(request, cursor).empty()) return;
  reflection.SetString(&request, cursor, std::string(last_event_id));
}

StreamedAnswer::StreamedAnswer(const google::protobuf::MethodDescriptor& method, Framing framing,
                               RequestContext context, std::shared_ptr<http::Answer> answer,
                               std::function<void(const rpc::Masked&)> ended)
    : method_(method),
      goodbye_(rpc::GoodbyeField(method.output_type())),
      framing_(framing),
      context_(std::move(context)),
      answer_(std::move(answer)),
      ended_(std::move(ended)) {}

void StreamedAnswer::Start(rpc::Forwarder& forwarder, const google::protobuf::MethodDescriptor& method,
                           Framing framing, rpc::Forwarder::Outgoing call, RequestContext context,
                           std::shared_ptr<http::Answer> answer,
                           std::function<void(const rpc::Masked&)> ended) {
  const std::shared_ptr<StreamedAnswer> streamed(
      new StreamedAnswer(method, framing, std::move(context), std::move(answer), std::move(ended)));
  streamed->incoming_ = forwarder.ServerStream(std::move(call), streamed);
  streamed->pace_.emplace(streamed->answer_, streamed->incoming_);
  streamed->answer_->OnWritable([weak = streamed->weak_from_this()] {
    if (const auto self = weak.lock()) self->pace_->OnWritable();
  });
  streamed->answer_->OnGone([incoming = streamed->incoming_] { incoming->Cancel(); });
  streamed->answer_->OnDrain([weak = streamed->weak_from_this()] {
    if (const auto self = weak.lock()) self->Drain();
  });
  streamed->incoming_->Next();
}

void StreamedAnswer::OnMessage(std::string bytes) {
  failed_ = Take(bytes);
  if (!failed_.ok()) return incoming_->Cancel();
  pace_->Proceed();
}

absl::Status StreamedAnswer::Take(const std::string& bytes) {
  const auto message = NewMessage(*method_.output_type());
  if (!message->ParseFromString(bytes)) return Internal("a message of the stream does not parse");
  said_goodbye_ = goodbye_ != nullptr && message->GetReflection()->HasField(*message, goodbye_);
  if (said_goodbye_ && !begun_) return absl::OkStatus();  // OnEnd says what it said
  ASSIGN_OR_RETURN(std::string json, transcode::ToJson(*message));
  if (!begun_) {
    http::Response head = Head(200, kMedia[static_cast<size_t>(framing_)], context_);
    head.fields.Add("x-accel-buffering", "no");  // proxies on the way shall not gather it
    answer_->Begin(std::move(head));
    begun_ = true;
  }
  Write(*message, std::move(json));
  return absl::OkStatus();
}

void StreamedAnswer::Write(const Message& message, std::string json) {
  if (framing_ == Framing::kLines) {
    json += '\n';
    return answer_->Write(std::move(json));
  }
  const std::string cursor = CursorIn(message);
  answer_->Write(
      absl::StrCat(cursor.empty() ? "" : absl::StrCat("id: ", cursor, "\n"), "data: ", json, "\n\n"));
}

// The rest is OnEnd's: what the service has sent until then may still be on its way here.
void StreamedAnswer::Drain() {
  draining_ = true;
  incoming_->Cancel();
}

absl::Status StreamedAnswer::EndOf(const absl::Status& status) const {
  if (!failed_.ok()) return failed_;
  const bool ours = draining_ && status.code() == absl::StatusCode::kCancelled;
  return ours ? Error(common::v1::ERROR_REASON_DRAINING) : status;
}

void StreamedAnswer::SayGoodbye(const absl::Status& why) {
  common::v1::Goodbye goodbye;
  *goodbye.mutable_status() = rpc::ToProto(why, context_.language);
  goodbye.set_action(rpc::GoodbyeActionFor(why));
  failed_ = Take(rpc::GoodbyeMessage(goodbye_, goodbye));
}

void StreamedAnswer::OnEnd(const absl::Status& status) {
  const absl::Status ended = EndOf(status);
  const bool drained = ReasonOf(ended) == common::v1::ERROR_REASON_DRAINING;
  if (begun_ && drained && !said_goodbye_ && goodbye_ != nullptr) SayGoodbye(ended);
  const rpc::Masked outcome = rpc::Mask(failed_.ok() ? ended : failed_);
  ended_(outcome);
  if (!begun_) {
    if (!ended.ok()) return answer_->Send(ErrorAnswer(outcome, context_));
    return answer_->Send(Head(200, kMedia[static_cast<size_t>(framing_)], context_));
  }
  // Without a Goodbye it was cut off, and its reader shall see that it was.
  if (!ended.ok() && !said_goodbye_) return answer_->Cut();
  answer_->End();
}

}  // namespace tabadul::web
