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

using Base = grpc::Service;

// One unary method, by hand: the callback handler of generated code over ByteBuffer.
class Empty final : public Base {
 public:
  explicit Empty(std::string reply) : reply_(std::move(reply)) {
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

}  // namespace

class EmptyService::Impl {
 public:
  Impl(const rpc::TlsFiles& tls, int bytes) : service(Reply(bytes)) {
    grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = ReadFile(tls.authority);
    options.pem_key_cert_pairs.push_back({ReadFile(tls.key), ReadFile(tls.certificate)});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options), &port);
    builder.RegisterService(&service);
    server = builder.BuildAndStart();
  }
  Empty service;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
};

EmptyService::EmptyService(const rpc::TlsFiles& tls, int reply_bytes)
    : impl_(std::make_unique<Impl>(tls, reply_bytes)) {}
EmptyService::~EmptyService() { impl_->server->Shutdown(); }
int EmptyService::port() const { return impl_->port; }

}  // namespace tabadul::bench
