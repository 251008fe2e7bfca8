#include "tests/bench/empty_service.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/service_type.h>

#include <fstream>
#include <sstream>

#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::bench {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A response message of about this size, so that the client's parsing costs what it costs beside us.
std::string Reply(int bytes) {
  jobs::v1::SearchVacanciesResponse response;
  while (static_cast<int>(response.ByteSizeLong()) + 200 < bytes) {
    auto* card = response.add_vacancies();
    card->set_hub_id(std::string(32, 'a'));
    auto* title = card->mutable_title()->add_translations();
    title->set_language("en");
    title->set_text(std::string(60, 't'));
    card->add_locations()->set_country("EG");
    card->set_occupation("7212");
  }
  return response.SerializeAsString();
}

// One method, by hand: the callback handlers of generated code over ByteBuffer.
class Unary final : public grpc::Service {
 public:
  explicit Unary(std::string reply) : reply_(std::move(reply)) {
    AddMethod(new grpc::internal::RpcServiceMethod("/tabadul.jobs.v1.JobsService/SearchVacancies",
                                                   grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRawCallback(0, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                                 [this](grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                        grpc::ByteBuffer* response) {
                                   const grpc::Slice slice(reply_);
                                   *response = grpc::ByteBuffer(&slice, 1);
                                   auto* reactor = context->DefaultReactor();
                                   reactor->Finish(grpc::Status::OK);
                                   return reactor;
                                 }));
  }

 private:
  const std::string reply_;
};

// Writes the same message again and again. Deletes itself.
class Repeating final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Repeating(const std::string& message, int times) : message_(message), left_(times) { Next(); }
  void OnWriteDone(bool ok) override { ok ? Next() : Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (left_-- == 0) return Finish(grpc::Status::OK);
    const grpc::Slice slice(message_);  // a copy, as of a page that was just made
    out_ = grpc::ByteBuffer(&slice, 1);
    StartWrite(&out_);
  }
  const std::string& message_;
  int left_;
  grpc::ByteBuffer out_;
};

class Stream final : public grpc::Service {
 public:
  Stream(std::string message, int times) : message_(std::move(message)) {
    AddMethod(new grpc::internal::RpcServiceMethod("/tabadul.jobs.v1.VacancyExchangeService/Watch",
                                                   grpc::internal::RpcMethod::BIDI_STREAMING, nullptr));
    MarkMethodRawCallback(
        0, new grpc::internal::CallbackBidiHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
               [this, times](grpc::CallbackServerContext*) { return new Repeating(message_, times); }));
  }

 private:
  const std::string message_;
};

}  // namespace

struct EmptyService::Impl {
  Impl(const rpc::TlsFiles& tls, std::unique_ptr<grpc::Service> made) : service(std::move(made)) {
    grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = ReadFile(tls.authority);
    options.pem_key_cert_pairs.push_back({ReadFile(tls.key), ReadFile(tls.certificate)});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options), &port);
    builder.RegisterService(service.get());
    server = builder.BuildAndStart();
  }
  const std::unique_ptr<grpc::Service> service;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
};

EmptyService::EmptyService(const rpc::TlsFiles& tls, int reply_bytes)
    : impl_(std::make_unique<Impl>(tls, std::make_unique<Unary>(Reply(reply_bytes)))) {}
EmptyService::EmptyService(const rpc::TlsFiles& tls, std::string message, int times)
    : impl_(std::make_unique<Impl>(tls, std::make_unique<Stream>(std::move(message), times))) {}
EmptyService::~EmptyService() { impl_->server->Shutdown(); }
int EmptyService::port() const { return impl_->port; }

}  // namespace tabadul::bench
