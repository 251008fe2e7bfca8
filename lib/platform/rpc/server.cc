#include "lib/platform/rpc/server.h"

#include <unistd.h>

#include <deque>
#include <thread>
#include <utility>

#include "absl/synchronization/notification.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "lib/platform/base/signals.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"
#include "lib/platform/rpc/health.h"
#include "lib/platform/rpc/transport.h"
#include "tabadul/common/v1/policy.pb.h"

namespace tabadul::rpc {
namespace {

constexpr unsigned kTlsRefreshSeconds = 1;
constexpr absl::Duration kCanaryPatience = absl::Seconds(5);

absl::Status NotServable(const std::string& what) {
  absl::Status status = Error(common::v1::ERROR_REASON_PRECONDITION, {{"server", what}});
  return status;
}

absl::StatusOr<std::unique_ptr<Endpoint>> MakeEndpoint(const google::protobuf::MethodDescriptor& method,
                                                       const Service& service) {
  const auto found = service.methods().find(method.name());
  if (found == service.methods().end()) return NotServable(method.full_name() + " has no handler");
  auto endpoint = std::make_unique<Endpoint>();
  endpoint->method = &found->second;
  endpoint->name = method.service()->full_name() + "/" + method.name();
  endpoint->policy = method.options().GetExtension(common::v1::policy);
  if (!AdmitsAnybody(endpoint->policy)) return NotServable(method.full_name() + " has no policy");
  if (method.server_streaming()) {
    endpoint->goodbye = GoodbyeField(method.output_type());
    if (endpoint->goodbye == nullptr)
      return NotServable(method.output_type()->full_name() + " has no Goodbye");
  } else if (method.client_streaming()) {
    return NotServable(method.full_name() + ": a client stream needs a stream of answers");
  } else {
    endpoint->request = std::make_unique<WireCheck>(method.input_type());
  }
  return endpoint;
}

// What protoc's WithRawCallbackMethod_* classes do, for all methods of a descriptor. All streams are
// bidirectional to gRPC: on the wire they are the same, and a refusal need not wait for the request.
class RawService final : public grpc::Service {
 public:
  void Add(Runtime& runtime, std::unique_ptr<Endpoint> owned) {
    const Endpoint& endpoint = *owned;
    paths_.push_back("/" + endpoint.name);
    endpoints_.push_back(std::move(owned));
    const int index = static_cast<int>(endpoints_.size()) - 1;
    using grpc::internal::RpcMethod;
    const bool streaming = endpoint.method->streaming != nullptr;
    AddMethod(new grpc::internal::RpcServiceMethod(
        paths_.back().c_str(), streaming ? RpcMethod::BIDI_STREAMING : RpcMethod::NORMAL_RPC, nullptr));
    if (streaming) {
      MarkMethodRawCallback(index,
                            new grpc::internal::CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                                [&runtime, &endpoint](grpc::CallbackServerContext* context) {
                                  return StartStream(runtime, endpoint, context);
                                }));
    } else {
      MarkMethodRawCallback(
          index, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                     [&runtime, &endpoint](grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
                       return StartUnary(runtime, endpoint, context, request, response);
                     }));
    }
  }

 private:
  std::vector<std::unique_ptr<Endpoint>> endpoints_;
  std::deque<std::string> paths_;
};

std::shared_ptr<grpc::ServerCredentials> MakeCredentials(const TlsFiles& files) {
  auto provider = std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      files.key, files.certificate, files.authority, kTlsRefreshSeconds);
  grpc::experimental::TlsServerCredentialsOptions options(provider);
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Authenticator& authenticator) : runtime_(options, authenticator) {}

  ~Impl() { Drain(); }

  void Add(Service& service) { services_.push_back(&service); }
  void ReadyWhen(std::string name, std::function<absl::Status()> check) {
    checks_.emplace_back(std::move(name), std::move(check));
  }
  void OnStop(std::function<void()> stop) { stops_.push_back(std::move(stop)); }

  absl::Status Start() {
    SilenceProtobuf();
    PrepareGrpc();
    TakeOverGrpcLog(true);
    const ServerOptions& options = runtime_.options();
    for (const std::string* file : {&options.tls.certificate, &options.tls.key, &options.tls.authority}) {
      if (access(file->c_str(), R_OK) != 0) return Internal("cannot read " + *file);
    }
    for (Service* service : services_) RETURN_IF_ERROR(AddService(*service));
    RETURN_IF_ERROR(Listen());
    if (options.health_port >= 0) {
      health_ = std::make_unique<HealthServer>(options.health_host, options.health_port,
                                               [this] { return Failing(); });
      RETURN_IF_ERROR(health_->Start());
    }
    heart_ = NamedThread("heart", [this] { Beat(); });
    log::Info("serving", {{"port", port_}, {"health_port", health_ ? health_->port() : 0}});
    return absl::OkStatus();
  }

  void Drain() {
    if (std::exchange(drained_, true) || server_ == nullptr) return;
    const ServerOptions& options = runtime_.options();
    {
      absl::MutexLock lock(&mutex_);
      failing_ = "draining";
      leaving_ = true;
    }
    absl::SleepFor(options.drain_delay);
    const absl::Time until = absl::Now() + options.drain_grace;
    runtime_.DrainStreams();
    const bool gone = runtime_.WaitForStreams(options.drain_grace);
    server_->Shutdown(absl::ToChronoTime(std::max(until, absl::Now())));
    stop_heart_.Notify();
    if (heart_.joinable()) heart_.join();
    runtime_.workers().Stop();
    runtime_.memory().Stop();
    for (const auto& stop : stops_) stop();
    log::Info("drained", {{"all_streams_ended", gone}});
  }

  int port() const { return port_; }
  int health_port() const { return health_ == nullptr ? 0 : health_->port(); }

 private:
  absl::Status AddService(const Service& service) {
    auto raw = std::make_unique<RawService>();
    const auto& descriptor = *service.descriptor();
    for (int i = 0; i < descriptor.method_count(); ++i) {
      ASSIGN_OR_RETURN(auto endpoint, MakeEndpoint(*descriptor.method(i), service));
      answers_from_memory_ = answers_from_memory_ || endpoint->method->work == Work::kFromMemory;
      raw->Add(runtime_, std::move(endpoint));
    }
    raw_.push_back(std::move(raw));
    return absl::OkStatus();
  }

  absl::Status Listen() {
    const ServerOptions& options = runtime_.options();
    grpc::ServerBuilder builder;
    builder.AddListeningPort(options.address, MakeCredentials(options.tls), &port_);
    for (const auto& raw : raw_) builder.RegisterService(raw.get());
    unknown_ = RefuseUnknownMethods(runtime_);
    builder.RegisterCallbackGenericService(unknown_.get());
    // gRPC takes a message in whole before it compares its size, and its refusal has no name: the adapters compare.
    builder.SetMaxReceiveMessageSize(-1);
    builder.SetMaxSendMessageSize(-1);
    builder.SetResourceQuota(grpc::ResourceQuota("server").Resize(options.transport_bytes));
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20000);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10000);
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16384);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) return Internal("cannot listen on " + options.address);
    return absl::OkStatus();
  }

  // Each second: open streams are looked over, and a canary goes through the workers and asks whether all is
  // ready.
  void Beat() {
    do {
      runtime_.TickStreams();
      absl::MutexLock lock(&mutex_);
      if (canary_since_ != absl::InfiniteFuture()) continue;  // the last one still waits or runs
      canary_since_ = absl::Now();
      WorkerPool& pool = answers_from_memory_ ? runtime_.memory() : runtime_.workers();
      if (!pool.Post([this] { Canary(); })) canary_since_ = absl::InfiniteFuture();
    } while (!stop_heart_.WaitForNotificationWithTimeout(absl::Seconds(1)));
  }

  void Canary() {
    std::string failing;
    for (const auto& [name, check] : checks_) {
      absl::Status status;
      try {
        status = check();
      } catch (const std::exception& e) {
        status = Internal(e.what());
      }
      if (status.ok()) continue;
      failing += (failing.empty() ? "" : ", ") + name;
    }
    absl::MutexLock lock(&mutex_);
    canary_since_ = absl::InfiniteFuture();
    if (leaving_) return;
    if (failing != failing_) log::Info("readiness", {{"failing", failing}});
    failing_ = std::move(failing);
  }

  std::string Failing() {
    absl::MutexLock lock(&mutex_);
    if (!leaving_ && absl::Now() - canary_since_ > kCanaryPatience) return "workers";
    return failing_;
  }

  Runtime runtime_;
  std::vector<Service*> services_;
  std::vector<std::pair<std::string, std::function<absl::Status()>>> checks_;
  std::vector<std::function<void()>> stops_;
  std::vector<std::unique_ptr<RawService>> raw_;
  std::unique_ptr<grpc::CallbackGenericService> unknown_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<HealthServer> health_;
  int port_ = 0;
  bool drained_ = false, answers_from_memory_ = false;
  absl::Notification stop_heart_;
  std::thread heart_;
  absl::Mutex mutex_;
  std::string failing_ ABSL_GUARDED_BY(mutex_) = "starting";
  bool leaving_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time canary_since_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
};

Server::Server(ServerOptions options, Authenticator& authenticator)
    : impl_(std::make_unique<Impl>(std::move(options), authenticator)) {}
Server::~Server() = default;
Server& Server::Add(Service& service) {
  impl_->Add(service);
  return *this;
}
Server& Server::ReadyWhen(std::string name, std::function<absl::Status()> check) {
  impl_->ReadyWhen(std::move(name), std::move(check));
  return *this;
}
Server& Server::OnStop(std::function<void()> stop) {
  impl_->OnStop(std::move(stop));
  return *this;
}
absl::Status Server::Start() { return impl_->Start(); }
int Server::port() const { return impl_->port(); }
int Server::health_port() const { return impl_->health_port(); }
void Server::Drain() { impl_->Drain(); }

void Server::BlockSignals() { BlockEndSignals(); }

int Server::RunUntilSignal() {
  if (const absl::Status status = Start(); !status.ok()) {
    log::Error("start failed", {{"detail", status.ToString()}});
    return 1;
  }
  log::Info("draining", {{"signal", AwaitEndSignal()}});
  Drain();
  return 0;
}

}  // namespace tabadul::rpc
