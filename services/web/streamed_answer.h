// A server stream in HTTP: each message a line of JSON (NDJSON), or an event (Server-Sent Events, WHATWG HTML §9.2) whose id
// is the cursor to go on from. The stream's Goodbye is its last message, also when this process drains; one that is refused
// before it said anything is an HTTP error. A client that reads slowly slows the service down. Thread-safe.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "lib/platform/http/server.h"
#include "lib/platform/rpc/edge.h"
#include "lib/platform/rpc/forwarder.h"
#include "services/web/pace.h"
#include "services/web/request_context.h"

namespace tabadul::web {

class StreamedAnswer final : public rpc::Forwarder::Receiver,
                             public std::enable_shared_from_this<StreamedAnswer> {
 public:
  enum class Framing { kLines, kEvents };
  static constexpr std::string_view kMedia[] = {"application/x-ndjson", "text/event-stream"};  // by Framing

  // `ended` is told how, once.
  static void Start(rpc::Forwarder& forwarder, const google::protobuf::MethodDescriptor& method,
                    Framing framing, rpc::Forwarder::Outgoing call, RequestContext context,
                    std::shared_ptr<http::Answer> answer, std::function<void(const rpc::Masked&)> ended);
  // What a browser's EventSource says when it comes again, if the request does not say itself where to go on.
  static void GoOnAfter(std::string_view last_event_id, google::protobuf::Message& request);

  void OnMessage(std::string bytes) override;
  void OnEnd(const absl::Status& status) override;

 private:
  StreamedAnswer(const google::protobuf::MethodDescriptor& method, Framing framing, RequestContext context,
                 std::shared_ptr<http::Answer> answer, std::function<void(const rpc::Masked&)> ended);
  absl::Status Take(const std::string& bytes);
  void Write(const google::protobuf::Message& message, std::string json);
  void Drain();
  // How it ended, whoever ended it.
  absl::Status EndOf(const absl::Status& status) const;
  void SayGoodbye(const absl::Status& why);

  const google::protobuf::MethodDescriptor& method_;
  const google::protobuf::FieldDescriptor* const goodbye_;
  const Framing framing_;
  const RequestContext context_;
  const std::shared_ptr<http::Answer> answer_;
  const std::function<void(const rpc::Masked&)> ended_;
  std::shared_ptr<rpc::Forwarder::Incoming> incoming_;
  std::optional<Pace> pace_;
  std::atomic<bool> draining_ = false;  // cancelled by us
  // Of the service's callbacks, which come one at a time.
  bool begun_ = false, said_goodbye_ = false;
  absl::Status failed_;  // here, not there
};

}  // namespace tabadul::web
