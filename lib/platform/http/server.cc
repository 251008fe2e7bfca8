#include "lib/platform/http/server.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/strand.hpp>
#include <optional>
#include <thread>

#include "absl/strings/numbers.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/http/connection.h"
#include "lib/platform/http/tls.h"
#include "lib/platform/log/log.h"

namespace tabadul::http {
namespace {

constexpr absl::Duration kAcceptPause = absl::Milliseconds(100);
constexpr absl::Duration kLookAtFiles = absl::Seconds(1);

absl::StatusOr<tcp::endpoint> ParseEndpoint(const std::string& address) {
  const size_t colon = address.rfind(':');
  uint32_t port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(address.substr(colon + 1), &port) || port > 65'535)
    return Internal("http: not host:port: " + address);
  ErrorCode error;
  const auto ip = net::ip::make_address(address.substr(0, colon), error);
  if (error) return Internal("http: not an address: " + address);
  return tcp::endpoint(ip, static_cast<uint16_t>(port));
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler handler, Refusal refusal)
      : core_(std::make_shared<Core>(std::move(options), std::move(handler), std::move(refusal))),
        acceptor_(net::any_io_executor(net::make_strand(core_->io))),
        pause_(acceptor_.get_executor()),
        look_(acceptor_.get_executor()) {}
  ~Impl();

  absl::Status Start();
  int port() const { return port_; }
  void Drain(absl::Duration grace);

 private:
  const ServerOptions& options() const { return core_->options; }
  absl::Status Listen();
  void Accept();
  void Admit(tcp::socket socket);
  void StopAccepting();
  absl::Status LoadTls();
  void LookAtFiles();

  const std::shared_ptr<Core> core_;
  // Of one strand, once the threads run.
  tcp::acceptor acceptor_;
  Deadline pause_;  // after what hinders accepting: too many files are open
  Deadline look_;
  std::shared_ptr<net::ssl::context> tls_;  // of new connections
  std::string stamp_;                       // of the files that it was made of

  int port_ = 0;
  std::optional<net::executor_work_guard<net::io_context::executor_type>> work_;
  std::vector<std::thread> threads_;
};

// Everything that is under way ends by itself once it is cancelled, so that nothing is left behind in io but what answers
// say from then on, which nobody hears.
Server::Impl::~Impl() {
  if (threads_.empty()) return;
  core_->CloseAll();
  net::post(acceptor_.get_executor(), [this] {
    StopAccepting();
    look_.Cancel();
  });
  work_.reset();
  for (std::thread& thread : threads_) thread.join();
}

absl::Status Server::Impl::Start() {
  const bool plain = options().certificate.empty() && options().key.empty() && options().authority.empty() &&
                     options().peers.empty();
  if (!plain) RETURN_IF_ERROR(LoadTls());
  RETURN_IF_ERROR(Listen());
  work_.emplace(core_->io.get_executor());
  net::post(acceptor_.get_executor(), [this, plain] {
    Accept();
    if (!plain) LookAtFiles();
  });
  for (int i = 0; i < std::max(1, options().threads); ++i)
    threads_.push_back(NamedThread("http", [this] { core_->io.run(); }));
  return absl::OkStatus();
}

absl::Status Server::Impl::Listen() {
  ASSIGN_OR_RETURN(const tcp::endpoint endpoint, ParseEndpoint(options().address));
  ErrorCode error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(net::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(net::socket_base::max_listen_connections, error);
  if (error) return Internal("http: cannot listen on " + options().address + ": " + error.message());
  port_ = acceptor_.local_endpoint().port();
  return absl::OkStatus();
}

void Server::Impl::Accept() {
  acceptor_.async_accept(net::make_strand(core_->io), [this](const ErrorCode& error, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (error) return pause_.Set(kAcceptPause, [this] { Accept(); });
    Admit(std::move(socket));
    Accept();
  });
}

void Server::Impl::Admit(tcp::socket socket) {
  ErrorCode ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto connection = std::make_shared<Connection>(core_, std::move(socket), tls_);
  if (core_->Add(connection)) Connection::Post(connection, [](Connection& c) { c.Start(); });
}

void Server::Impl::StopAccepting() {
  ErrorCode ignored;
  acceptor_.close(ignored);
  pause_.Cancel();
}

absl::Status Server::Impl::LoadTls() {
  // Before they are read: who changes meanwhile is seen the next time.
  stamp_ = StampOfTlsFiles(options());
  auto context = std::make_shared<net::ssl::context>(net::ssl::context::tls_server);
  RETURN_IF_ERROR(SetUpTls(options(), context->native_handle()));
  tls_ = std::move(context);
  return absl::OkStatus();
}

void Server::Impl::LookAtFiles() {
  if (StampOfTlsFiles(options()) != stamp_) {
    if (const absl::Status loaded = LoadTls(); loaded.ok()) {
      log::Info("http_tls_files_taken");
    } else {
      log::Warn("http_tls_files_refused", {{"cause", loaded.ToString()}});
    }
  }
  look_.Set(kLookAtFiles, [this] { LookAtFiles(); });
}

void Server::Impl::Drain(absl::Duration grace) {
  net::post(acceptor_.get_executor(), [this] { StopAccepting(); });
  core_->Drain();
  if (!core_->AwaitNone(grace)) core_->CloseAll();
}

Server::Server(ServerOptions options, Handler handler, Refusal refusal)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler), std::move(refusal))) {}
Server::~Server() = default;

absl::Status Server::Start() { return impl_->Start(); }
int Server::port() const { return impl_->port(); }
void Server::Drain(absl::Duration grace) { impl_->Drain(grace); }

}  // namespace tabadul::http
