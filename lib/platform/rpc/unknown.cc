// Calls of methods that no service has: refused by name, as everything else is. What the client sends is read to its
// end first, for a proxy may lose the status of a call whose client still writes (docs/adr/0003).
#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "lib/platform/rpc/transport.h"

namespace tabadul::rpc {
namespace {

constexpr char kName[] = "unknown";  // in the log and the metrics: what a client makes up is no label

// Deletes itself. gRPC's threads and the server's every-second check come here, no worker.
class UnknownCall final : public grpc::ServerGenericBidiReactor, public OpenStream {
 public:
  UnknownCall(Runtime& runtime, grpc::GenericCallbackServerContext& context)
      : runtime_(runtime),
        incoming_(ReadIncoming(context)),
        status_(Refusal(context.method())),
        until_(incoming_.arrived + runtime.options().goodbye_grace) {
    context.AddInitialMetadata("x-request-id", incoming_.request_id);
  }

  void Start() {
    runtime_.Begin(kName);
    watched_ = runtime_.Watch(this);
    absl::MutexLock lock(&mutex_);
    watched_ ? ReadOn() : Answer();
  }
  void OnReadDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    bytes_in_ += in_.Length();
    in_.Clear();
    ok ? ReadOn() : Answer();
  }
  void OnDone() override {
    if (watched_) runtime_.Leave(this, {});
    CallRecord record;
    record.method = kName;
    record.request_id = incoming_.request_id;
    record.status = status_;
    record.arrived = incoming_.arrived;
    record.took = absl::Now() - incoming_.arrived;
    record.bytes_in = bytes_in_;
    runtime_.Report(record);
    delete this;
  }

  void Tick(absl::Time now) override {
    absl::MutexLock lock(&mutex_);
    if (now > until_) Answer();
  }
  void BeginDrain(const absl::Status&) override {
    absl::MutexLock lock(&mutex_);
    Answer();
  }

 private:
  static absl::Status Refusal(const std::string& path) {
    const bool readable = std::all_of(path.begin(), path.end(), absl::ascii_isgraph);
    return Error(common::v1::ERROR_REASON_METHOD_UNKNOWN, readable ? Metadata{{"method", path}} : Metadata());
  }
  void ReadOn() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!answered_) StartRead(&in_);
  }
  void Answer() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!std::exchange(answered_, true)) Finish(ToGrpc(ToProto(status_, incoming_.language)));
  }

  Runtime& runtime_;
  const Incoming incoming_;
  const absl::Status status_;
  const absl::Time until_;
  bool watched_ = false;
  absl::Mutex mutex_;
  grpc::ByteBuffer in_;
  size_t bytes_in_ ABSL_GUARDED_BY(mutex_) = 0;
  bool answered_ ABSL_GUARDED_BY(mutex_) = false;
};

class UnknownMethods final : public grpc::CallbackGenericService {
 public:
  explicit UnknownMethods(Runtime& runtime) : runtime_(runtime) {}
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    auto* call = new UnknownCall(runtime_, *context);
    call->Start();
    return call;
  }

 private:
  Runtime& runtime_;
};

}  // namespace

std::unique_ptr<grpc::CallbackGenericService> RefuseUnknownMethods(Runtime& runtime) {
  return std::make_unique<UnknownMethods>(runtime);
}

}  // namespace tabadul::rpc
