#include "lib/platform/rpc/client_transport.h"

#include "google/rpc/status.pb.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "lib/platform/rpc/edge.h"
#include "lib/platform/rpc/transport.h"
#include "lib/platform/rpc/wire.h"

namespace tabadul::rpc {
namespace {

std::shared_ptr<grpc::ChannelCredentials> MakeCredentials(const TlsFiles& files) {
  constexpr unsigned kRefreshSeconds = 1;
  grpc::experimental::TlsChannelCredentialsOptions options;
  const bool own = !files.certificate.empty();
  options.set_certificate_provider(own ? std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
                                             files.key, files.certificate, files.authority, kRefreshSeconds)
                                       : std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
                                             files.authority, kRefreshSeconds));
  options.watch_root_certs();
  if (own) options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status proto;
  if (!proto.ParseFromString(status.error_details()) || proto.code() != status.error_code()) proto.Clear();
  proto.set_code(status.error_code());
  proto.set_message(status.error_message());
  absl::Status out = FromProto(proto);
  if (out.code() != absl::StatusCode::kResourceExhausted ||
      ReasonOf(out) != common::v1::ERROR_REASON_UNSPECIFIED) {
    return out;
  }
  // gRPC itself refuses what is too large, before any of our code sees it; and, with "enhance your calm", what would
  // not fit its memory.
  const auto says = [&](std::string_view what) {
    return Std(out.message()).find(what) != std::string_view::npos;
  };
  if (says("larger than max")) return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
  return says("error code 11") ? WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED), absl::Seconds(1))
                               : out;
}

void SetDeadline(grpc::ClientContext& context, absl::Time deadline) {
  if (deadline != absl::InfiniteFuture()) context.set_deadline(absl::ToChronoTime(deadline));
}

std::shared_ptr<grpc::Channel> OpenChannel(const ChannelOptions& options) {
  SilenceProtobuf();
  PrepareGrpc();
  TakeOverGrpcLog(false);
  grpc::ChannelArguments arguments;
  if (!options.server_name.empty()) arguments.SetSslTargetNameOverride(options.server_name);
  arguments.SetMaxReceiveMessageSize(static_cast<int>(options.max_message_bytes));
  arguments.SetMaxSendMessageSize(-1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // In spite of its name: how long one attempt may take, connection and handshake together, over bad lines too.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 8000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 20000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, 16384);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // callers know what is safe to repeat
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(options.target, MakeCredentials(options.tls), arguments);
}

}  // namespace tabadul::rpc
