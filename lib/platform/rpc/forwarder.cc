#include "lib/platform/rpc/forwarder.h"

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/client_callback.h"
#include "lib/platform/log/log.h"
#include "lib/platform/rpc/client_transport.h"
#include "lib/platform/rpc/transport.h"

namespace tabadul::rpc {
namespace {

using grpc::internal::RpcMethod;

// The calls that have not ended. Each holds the channel, and whoever lets go of the last channel of a process waits for
// gRPC's threads: none of them may be the one, so that all calls are awaited.
class Pending {
 public:
  void Add(Forwarder::InFlight* call) {
    absl::MutexLock lock(&mutex_);
    calls_.insert(call);
  }
  void Remove(Forwarder::InFlight* call) {
    absl::MutexLock lock(&mutex_);
    calls_.erase(call);
  }
  void EndAll() {
    absl::MutexLock lock(&mutex_);
    for (Forwarder::InFlight* const call : calls_) call->Cancel();
    mutex_.Await(absl::Condition(this, &Pending::None));
  }

 private:
  bool None() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return calls_.empty(); }

  absl::Mutex mutex_;
  absl::flat_hash_set<Forwarder::InFlight*> calls_ ABSL_GUARDED_BY(mutex_);
};

std::unique_ptr<grpc::ClientContext> ContextOf(const Forwarder::Outgoing& call) {
  auto context = std::make_unique<grpc::ClientContext>();
  SetDeadline(*context, call.deadline);
  for (const auto& [name, value] : call.metadata) context->AddMetadata(name, value);
  return context;
}

// With a reason, also where gRPC itself has ended the call: that has a code alone.
absl::Status StatusOf(const grpc::Status& ended, const std::string& method) {
  absl::Status status = FromGrpc(ended);
  if (status.ok() || ReasonOf(status) != common::v1::ERROR_REASON_UNSPECIFIED) return status;
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      log::Warn("service_unreachable", {{"method", method}, {"detail", Std(status.message())}});
      return WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "service"}}), absl::Seconds(2));
    case absl::StatusCode::kDeadlineExceeded:
      return Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED,
                   {{"method", method.substr(method.rfind('/') + 1)}});
    case absl::StatusCode::kCancelled:
      return Error(common::v1::ERROR_REASON_CANCELLED);
    default:  // what no service of ours says, and no caller can help
      return Internal(absl::StrCat(method, ": ", status.ToString()));
  }
}

class UnaryCall final : public Forwarder::InFlight, public std::enable_shared_from_this<UnaryCall> {
 public:
  UnaryCall(std::shared_ptr<Pending> pending, std::function<void(absl::StatusOr<std::string>)> done)
      : pending_(std::move(pending)), done_(std::move(done)) {}

  void Start(grpc::GenericStub& stub, Forwarder::Outgoing call) {
    context_ = ContextOf(call);
    method_ = std::move(call.method);
    request_ = ToBuffer(std::move(call.request));
    pending_->Add(this);
    stub.UnaryCall(context_.get(), method_, {}, &request_, &response_,
                   [self = shared_from_this()](const grpc::Status& status) { self->Finish(status); });
  }
  void Cancel() override {
    absl::MutexLock lock(&mutex_);
    if (context_ != nullptr) context_->TryCancel();
  }

 private:
  void Finish(const grpc::Status& status) {
    if (status.ok()) {
      done_(ToString(response_));
    } else {
      done_(StatusOf(status, method_));
    }
    done_ = nullptr;
    {
      absl::MutexLock lock(&mutex_);
      context_ = nullptr;
    }
    pending_->Remove(this);
  }

  const std::shared_ptr<Pending> pending_;
  std::function<void(absl::StatusOr<std::string>)> done_;
  std::string method_;
  grpc::ByteBuffer request_, response_;
  absl::Mutex mutex_;
  std::unique_ptr<grpc::ClientContext> context_;  // holds the channel; goes at the end, under mutex_
};

// Holds itself until its end, and the call by a hold of gRPC's: reads are asked for from outside its callbacks.
class StreamCall final : public Forwarder::Incoming,
                         public grpc::ClientReadReactor<grpc::ByteBuffer>,
                         public std::enable_shared_from_this<StreamCall> {
 public:
  StreamCall(std::shared_ptr<Pending> pending, std::shared_ptr<Forwarder::Receiver> receiver)
      : pending_(std::move(pending)), receiver_(std::move(receiver)) {}

  void Start(grpc::ChannelInterface& channel, Forwarder::Outgoing call) {
    self_ = shared_from_this();
    context_ = ContextOf(call);
    method_ = std::move(call.method);
    request_ = ToBuffer(std::move(call.request));
    grpc::internal::ClientCallbackReaderFactory<grpc::ByteBuffer>::Create(
        &channel, RpcMethod(method_.c_str(), RpcMethod::SERVER_STREAMING), context_.get(), &request_, this);
    AddHold();
    pending_->Add(this);
    StartCall();
  }

  void Next() override { Read(); }
  // The hold goes with a read that fails, so from now on there is always one.
  void Cancel() override {
    {
      absl::MutexLock lock(&mutex_);
      if (context_ == nullptr) return;
      cancelled_ = true;
      context_->TryCancel();
    }
    Read();
  }

 private:
  void Read() {
    {
      absl::MutexLock lock(&mutex_);
      if (reading_ || over_) return;
      reading_ = true;
    }
    StartRead(&message_);
  }
  void OnReadDone(bool ok) override {
    std::string message = ok ? ToString(message_) : std::string();
    bool cancelled = false;
    {
      absl::MutexLock lock(&mutex_);
      reading_ = false;
      over_ = !ok;
      cancelled = cancelled_;
    }
    if (!ok) return RemoveHold();
    if (cancelled) return Read();
    receiver_->OnMessage(std::move(message));
  }
  void OnDone(const grpc::Status& status) override {
    const std::shared_ptr<StreamCall> self = std::move(self_);
    receiver_->OnEnd(StatusOf(status, method_));
    receiver_ = nullptr;
    {
      absl::MutexLock lock(&mutex_);
      context_ = nullptr;
    }
    pending_->Remove(this);
  }

  const std::shared_ptr<Pending> pending_;
  std::shared_ptr<Forwarder::Receiver> receiver_;
  std::shared_ptr<StreamCall> self_;
  std::string method_;
  grpc::ByteBuffer request_, message_;
  absl::Mutex mutex_;
  std::unique_ptr<grpc::ClientContext> context_;  // holds the channel; goes at the end, under mutex_
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

class Forwarder::Impl {
 public:
  explicit Impl(const ChannelOptions& options) : channel_(OpenChannel(options)), stub_(channel_) {}
  ~Impl() { pending_->EndAll(); }

  std::shared_ptr<InFlight> Unary(Outgoing call, std::function<void(absl::StatusOr<std::string>)> done) {
    auto begun = std::make_shared<UnaryCall>(pending_, std::move(done));
    begun->Start(stub_, std::move(call));
    return begun;
  }
  std::shared_ptr<Incoming> ServerStream(Outgoing call, std::shared_ptr<Receiver> receiver) {
    auto begun = std::make_shared<StreamCall>(pending_, std::move(receiver));
    begun->Start(*channel_, std::move(call));
    return begun;
  }

 private:
  const std::shared_ptr<Pending> pending_ = std::make_shared<Pending>();
  const std::shared_ptr<grpc::Channel> channel_;
  grpc::GenericStub stub_;
};

Forwarder::Forwarder(ChannelOptions options) : impl_(std::make_unique<Impl>(options)) {}
Forwarder::~Forwarder() = default;
std::shared_ptr<Forwarder::InFlight> Forwarder::Unary(Outgoing call,
                                                      std::function<void(absl::StatusOr<std::string>)> done) {
  return impl_->Unary(std::move(call), std::move(done));
}
std::shared_ptr<Forwarder::Incoming> Forwarder::ServerStream(Outgoing call,
                                                             std::shared_ptr<Receiver> receiver) {
  return impl_->ServerStream(std::move(call), std::move(receiver));
}

}  // namespace tabadul::rpc
