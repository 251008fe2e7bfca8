#include "lib/platform/rpc/channel.h"

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/sync_stream.h"
#include "lib/platform/rpc/client_transport.h"
#include "lib/platform/rpc/transport.h"

namespace tabadul::rpc {
namespace {

using google::protobuf::Message;
using grpc::internal::RpcMethod;

absl::StatusOr<grpc::ByteBuffer> Serialize(const Message& message, size_t limit) {
  std::string bytes;
  if (message.ByteSizeLong() > limit) {
    return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE, {{"limit_bytes", std::to_string(limit)}});
  }
  if (!message.SerializeToString(&bytes)) return Internal("the request does not serialize");
  return ToBuffer(std::move(bytes));
}

// From where gRPC holds it: a page of a feed is half a megabyte.
absl::Status Parse(grpc::ByteBuffer& buffer, Message* message) {
  grpc::ProtoBufferReader reader(&buffer);
  const bool parsed = reader.status().ok() && message->ParseFromZeroCopyStream(&reader);
  return parsed ? absl::OkStatus() : Internal("the response does not parse");
}

// Until the call has ended, for whatever reason: only then may what it uses go.
grpc::Status Await(const Context& caller, grpc::GenericStub& stub, const std::string& method,
                   const grpc::ByteBuffer& request, grpc::ClientContext& context, grpc::ByteBuffer* answer) {
  constexpr absl::Duration kLook = absl::Milliseconds(50);  // whether anybody still waits
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
  grpc::Status status;
  call->StartCall();
  call->Finish(answer, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  while (queue.AsyncNext(&tag, &ok, absl::ToChronoTime(absl::Now() + kLook)) ==
         grpc::CompletionQueue::TIMEOUT) {
    if (caller.cancelled()) context.TryCancel();
  }
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {  // gRPC wants it drained
  }
  return status;
}

class RawStream final : public ClientStream {
 public:
  using Call = grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>;
  RawStream(std::string method, size_t limit, std::unique_ptr<grpc::ClientContext> context,
            grpc::ChannelInterface& channel)
      : method_(std::move(method)),
        limit_(limit),
        context_(std::move(context)),
        call_(grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(
            &channel, RpcMethod(method_.c_str(), RpcMethod::BIDI_STREAMING), context_.get())) {}
  ~RawStream() override {
    if (finished_) return;
    context_->TryCancel();
    grpc::ByteBuffer rest;
    while (call_->Read(&rest)) {
    }
    call_->Finish();  // gRPC wants it asked, else the call leaks
  }

  bool Write(const Message& message) override {
    auto buffer = Serialize(message, limit_);
    absl::MutexLock lock(&writing_);
    return buffer.ok() && !said_all_ && call_->Write(*buffer);
  }
  bool WritesDone() override {
    absl::MutexLock lock(&writing_);
    return std::exchange(said_all_, true) || call_->WritesDone();
  }
  bool Read(Message* message) override {
    grpc::ByteBuffer buffer;
    if (!call_->Read(&buffer)) return false;
    parsed_ = Parse(buffer, message);
    if (parsed_.ok()) return true;
    context_->TryCancel();
    return false;
  }
  absl::Status Finish() override {
    if (!finished_) {
      grpc::ByteBuffer rest;
      while (call_->Read(&rest)) {  // Finish waits for all messages to have been read
      }
      status_ = FromGrpc(call_->Finish());
      finished_ = true;
    }
    return parsed_.ok() ? status_ : parsed_;
  }
  void Cancel() override { context_->TryCancel(); }

 private:
  const std::string method_;
  const size_t limit_;
  const std::unique_ptr<grpc::ClientContext> context_;
  const std::unique_ptr<Call> call_;
  absl::Mutex writing_;
  bool said_all_ ABSL_GUARDED_BY(writing_) = false;
  bool finished_ = false;
  absl::Status status_, parsed_;
};

}  // namespace

class Channel::Impl {
 public:
  explicit Impl(ChannelOptions options) : options_(std::move(options)), channel_(OpenChannel(options_)) {}

  absl::Status Unary(const Context& caller, std::string_view method, const Message& request,
                     Message* response) {
    if (caller.cancelled()) return Error(common::v1::ERROR_REASON_CANCELLED);
    if (caller.done())
      return Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED, {{"method", std::string(method)}});
    grpc::ClientContext context;
    SetDeadline(context, caller.deadline());
    RETURN_IF_ERROR(AddMetadata(context));
    ASSIGN_OR_RETURN(const grpc::ByteBuffer bytes, Serialize(request, options_.max_message_bytes));
    grpc::GenericStub stub(channel_);
    grpc::ByteBuffer answer;
    const grpc::Status status = Await(caller, stub, std::string(method), bytes, context, &answer);
    if (caller.cancelled() && status.error_code() == grpc::StatusCode::CANCELLED)
      return Error(common::v1::ERROR_REASON_CANCELLED);
    RETURN_IF_ERROR(FromGrpc(status));
    return Parse(answer, response);
  }

  absl::StatusOr<std::unique_ptr<ClientStream>> Streaming(absl::Time deadline, std::string_view method) {
    auto context = std::make_unique<grpc::ClientContext>();
    SetDeadline(*context, deadline);
    RETURN_IF_ERROR(AddMetadata(*context));
    return std::make_unique<RawStream>(std::string(method), options_.max_message_bytes, std::move(context),
                                       *channel_);
  }

 private:
  absl::Status AddMetadata(grpc::ClientContext& context) {
    if (options_.metadata == nullptr) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto metadata, options_.metadata());
    for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
    return absl::OkStatus();
  }

  const ChannelOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;
};

Channel::Channel(ChannelOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Channel::~Channel() = default;
absl::Status Channel::Unary(const Context& context, std::string_view method, const Message& request,
                            Message* response) {
  return impl_->Unary(context, method, request, response);
}
absl::StatusOr<std::unique_ptr<ClientStream>> Channel::Streaming(absl::Time deadline,
                                                                 std::string_view method) {
  return impl_->Streaming(deadline, method);
}

}  // namespace tabadul::rpc
