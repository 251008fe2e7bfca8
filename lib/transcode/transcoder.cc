#include "lib/transcode/transcoder.h"

#include <utility>

#include "google/protobuf/text_format.h"
#include "lib/transcode/json.h"
#include "lib/transcode/path.h"
#include "lib/transcode/router.h"

namespace tabadul::transcode {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

constexpr size_t kMaxBody = 1u << 20;

absl::StatusOr<std::unique_ptr<Message>> New(const Descriptor& type) {
  const Message* const prototype = MessageFactory::generated_factory()->GetPrototype(&type);
  if (prototype == nullptr) return Internal(type.full_name() + " is not linked in");
  return std::unique_ptr<Message>(prototype->New());
}

absl::StatusOr<std::unique_ptr<Message>> Parse(const Descriptor& type, std::string_view bytes) {
  ASSIGN_OR_RETURN(std::unique_ptr<Message> message, New(type));
  if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return Internal("no " + type.full_name());
  return message;
}

void ReadBody(const Rule& rule, std::string_view body, Message& message, Violations& violations) {
  if (body.empty()) return;
  if (rule.whole_body) return ReadJson(body, "", message, violations);
  if (rule.body == nullptr)
    return violations.Add("body", common::v1::ERROR_REASON_UNKNOWN_FIELD, {{"by", "name"}});
  ReadJson(body, rule.body->name(), *message.GetReflection()->MutableMessage(&message, rule.body),
           violations);
}

// The field's value as text; empty if it is not set.
std::string ValueOf(const Message& message, const FieldPath& path) {
  const Message* in = &message;
  for (const FieldDescriptor* const field : path) {
    if (!in->GetReflection()->HasField(*in, field)) return "";
    if (field != path.back()) in = &in->GetReflection()->GetMessage(*in, field);
  }
  std::string text;
  google::protobuf::TextFormat::PrintFieldValueToString(*in, path.back(), -1, &text);
  return text;
}

void BindPath(const Transcoder::Meant& meant, Binder& binder, Message& message, Violations& violations) {
  for (size_t i = 0; i < meant.captured.size(); ++i) {
    const FieldPath& field = meant.rule->variables[i];
    const std::string of_body = ValueOf(message, field);
    binder.Bind(field, meant.captured[i]);
    if (!of_body.empty() && ValueOf(message, field) != of_body)
      violations.Add(NameOf(field), common::v1::ERROR_REASON_CONTRADICTION, {{"other", "path"}});
  }
}

// Whatever neither the path nor the body is for. With body: "*" that is nothing.
void BindQuery(const Rule& rule, std::string_view query, Binder& binder, Violations& violations) {
  for (const auto& [name, value] : ParseQuery(query, violations)) {
    const FieldPath field = FindField(*rule.method->input_type(), name);
    if (rule.whole_body || field.empty() || !TakesText(*field.back()) || field.front() == rule.body) {
      violations.Add(Shown(name), common::v1::ERROR_REASON_UNKNOWN_FIELD, {{"by", "name"}});
    } else {
      binder.Bind(field, value);
    }
  }
}

}  // namespace

class Transcoder::Impl {
 public:
  explicit Impl(Router made) : router(std::move(made)) {}
  const Router router;
};

Transcoder::Transcoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Transcoder::Transcoder(Transcoder&&) noexcept = default;
Transcoder::~Transcoder() = default;

absl::StatusOr<Transcoder> Transcoder::Make(
    std::vector<const google::protobuf::ServiceDescriptor*> services) {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* const service : services) {
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  ASSIGN_OR_RETURN(Router router, Router::Make(methods));
  return Transcoder(std::make_unique<Impl>(std::move(router)));
}

absl::StatusOr<Transcoder::Meant> Transcoder::Find(std::string_view http_method,
                                                   std::string_view path) const {
  ASSIGN_OR_RETURN(const Path split, SplitPath(path));
  ASSIGN_OR_RETURN(Router::Found found, impl_->router.Find(http_method, split));
  return Meant{found.rule->method, found.rule, std::move(found.captured)};
}

absl::StatusOr<std::unique_ptr<Message>> Transcoder::ToMessage(const Meant& meant, std::string_view query,
                                                               std::string_view body) const {
  if (body.size() > kMaxBody)
    return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE, {{"limit_bytes", std::to_string(kMaxBody)}});
  ASSIGN_OR_RETURN(std::unique_ptr<Message> message, New(*meant.method->input_type()));
  Violations violations;
  ReadBody(*meant.rule, body, *message, violations);
  Binder binder(*message, violations);
  BindPath(meant, binder, *message, violations);
  BindQuery(*meant.rule, query, binder, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return message;
}

absl::StatusOr<std::string> Transcoder::ToJson(const Meant& meant, std::string_view answer) const {
  const Descriptor& type = *meant.method->output_type();
  const FieldDescriptor* const field = meant.rule->response_body;
  if (field == nullptr) return WriteJson(type, answer);
  ASSIGN_OR_RETURN(const std::unique_ptr<Message> message, Parse(type, answer));
  return WriteJson(message->GetReflection()->GetMessage(*message, field));
}

absl::StatusOr<std::string> ToJson(const Message& message) { return WriteJson(message); }

}  // namespace tabadul::transcode
