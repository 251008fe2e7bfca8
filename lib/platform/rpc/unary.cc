// One unary call: gRPC's thread only takes it in and queues it; everything else happens on a worker.
#include <atomic>
#include <cstdlib>
#include <exception>
#include <memory>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "grpc/support/log.h"
#include "lib/platform/log/log.h"
#include "lib/platform/messages/messages.h"
#include "lib/platform/rpc/identifiers.h"
#include "lib/platform/rpc/transport.h"

namespace tabadul::rpc {
namespace {

constexpr char kNamelessPeer[] = "";

std::vector<std::string> Values(const grpc::CallbackServerContext& context, const char* name) {
  std::vector<std::string> values;
  const auto [first, last] = context.client_metadata().equal_range(name);
  for (auto it = first; it != last; ++it) values.emplace_back(it->second.data(), it->second.size());
  return values;
}

std::string FirstValue(const grpc::CallbackServerContext& context, const char* name) {
  const std::vector<std::string> values = Values(context, name);
  return values.empty() ? "" : values.front();
}

// The name in the certificate that the inside authority issued for the connection.
std::string PeerService(const grpc::CallbackServerContext& context) {
  const auto auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) return kNamelessPeer;
  const auto names = auth->FindPropertyValues(GRPC_X509_CN_PROPERTY_NAME);
  return names.size() == 1 ? std::string(names[0].data(), names[0].size()) : kNamelessPeer;
}

class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(Runtime& runtime, const Endpoint& endpoint, grpc::CallbackServerContext* context,
            const grpc::ByteBuffer* request, grpc::ByteBuffer* response)
      : runtime_(runtime),
        endpoint_(endpoint),
        incoming_(ReadIncoming(*context)),
        request_(request),
        response_(response),
        cancelled_(std::make_shared<std::atomic<bool>>(false)) {
    context->AddInitialMetadata("x-request-id", incoming_.request_id);
    if (incoming_.deadline == absl::InfiniteFuture()) {
      incoming_.deadline = incoming_.arrived + runtime.options().default_deadline;
    }
    record_.method = endpoint.name;
    record_.request_id = incoming_.request_id;
    record_.arrived = incoming_.arrived;
    record_.bytes_in = request->Length();
  }

  void Start() {
    runtime_.Begin(endpoint_.name);
    if (record_.bytes_in > runtime_.options().max_message_bytes) return Answer(TooLarge(runtime_.options()));
    if (!runtime_.PoolOf(endpoint_).Submit([this] { Run(); })) Answer(Overloaded());
  }
  void OnCancel() override { cancelled_->store(true, std::memory_order_relaxed); }
  void OnDone() override { delete this; }

 private:
  void Run() {
    record_.queued = absl::Now() - incoming_.arrived;
    absl::Status status;
    try {
      status = Handle();
    } catch (const std::exception& e) {
      status = Internal(e.what());
    } catch (...) {
      status = Internal("an exception of no known type");
    }
    Answer(std::move(status));
  }

  absl::Status Handle() {
    if (cancelled_->load(std::memory_order_relaxed)) return Error(common::v1::ERROR_REASON_CANCELLED);
    if (absl::Now() >= incoming_.deadline) {
      return Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED,
                   {{"method", endpoint_.method->descriptor->name()}});
    }
    ASSIGN_OR_RETURN(Caller caller, runtime_.Identify(endpoint_, incoming_));
    record_.caller = Describe(caller);
    const std::unique_ptr<Message> response(endpoint_.method->response->New());
    const Call call(endpoint_.name, incoming_.request_id, incoming_.language, std::move(caller),
                    Context(incoming_.deadline, cancelled_));
    RETURN_IF_ERROR(Ask(call, response.get()));
    std::string bytes;
    if (!response->SerializeToString(&bytes)) return Internal("the response does not serialize");
    record_.bytes_out = bytes.size();
    *response_ = ToBuffer(std::move(bytes));
    return absl::OkStatus();
  }

  absl::Status Ask(const Call& call, Message* response) {
    const Service::Method& method = *endpoint_.method;
    const std::string bytes = ToString(*request_);
    if (method.bytes) return method.bytes(call, bytes, response);
    const std::unique_ptr<Message> request(method.request->New());
    RETURN_IF_ERROR(endpoint_.request->Parse(bytes, request.get()));
    return method.unary(call, *request, response);
  }

  // Once, always, also when nobody waits any more. Nothing of *this may be touched after Finish.
  void Answer(absl::Status status) {
    Masked masked = Mask(std::move(status));
    record_.status = masked.status;
    record_.error_id = std::move(masked.id);
    record_.hidden = std::move(masked.hidden);
    record_.took = absl::Now() - incoming_.arrived;
    const CallRecord record = std::move(record_);
    Runtime& runtime = runtime_;
    Finish(record.status.ok() ? grpc::Status::OK : ToGrpc(ToProto(record.status, incoming_.language)));
    runtime.Report(record);
  }

  Runtime& runtime_;
  const Endpoint& endpoint_;
  Incoming incoming_;
  const grpc::ByteBuffer* const request_;
  grpc::ByteBuffer* const response_;
  const std::shared_ptr<std::atomic<bool>> cancelled_;
  CallRecord record_;
};

}  // namespace

Incoming ReadIncoming(grpc::CallbackServerContext& context) {
  Incoming incoming;
  incoming.arrived = absl::Now();
  const auto deadline = context.deadline();
  incoming.deadline = deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture()
                                                                               : absl::FromChrono(deadline);
  incoming.peer_service = PeerService(context);
  incoming.request_id = RequestId(FirstValue(context, "x-request-id"));
  incoming.language = messages::Negotiate(FirstValue(context, "accept-language"));
  incoming.identity = {Values(context, "authorization"), Values(context, "x-tabadul-certificate"),
                       Values(context, "x-tabadul-certificate-expires")};
  return incoming;
}

grpc::Status ToGrpc(const google::rpc::Status& status) {
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), status.message(),
                      status.SerializeAsString());
}

grpc::ByteBuffer ToBuffer(std::string bytes) {
  auto* const owned = new std::string(std::move(bytes));
  const grpc::Slice slice(
      owned->data(), owned->size(), [](void* string) { delete static_cast<std::string*>(string); }, owned);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices)
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

void TakeOverGrpcLog(bool serves) {
  static std::atomic<bool> serving = false;
  if (serves) serving = true;
  gpr_set_log_function([](gpr_log_func_args* line) {
    if (line->severity != GPR_LOG_SEVERITY_ERROR) return;
    const log::Level level = serving ? log::Level::kWarn : log::Level::kDebug;
    const log::Field fields[] = {{"detail", line->message}};
    log::Write(level, "grpc", fields);
  });
}

void PrepareGrpc() {
  // A channel that connects makes its way only while somebody polls. Between the calls of a client nobody does but
  // this, every 5 s by default: after a restart of the gateway its clients were lost for many times that.
  static const bool set = setenv("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "20", /*overwrite=*/0) == 0;
  (void)set;
#ifdef NDEBUG
  // Debian's Abseil keeps account of the order of all locks, gRPC's too: for finding mistakes, which the test builds do.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
}

grpc::ServerUnaryReactor* StartUnary(Runtime& runtime, const Endpoint& endpoint,
                                     grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response) {
  auto* call = new UnaryCall(runtime, endpoint, context, request, response);
  call->Start();
  return call;
}

}  // namespace tabadul::rpc
