// A TLS connection to the gateway that says nothing after its handshake. Not thread-safe.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/client/profile.h"

namespace tabadul {

class IdleConnection {
 public:
  IdleConnection(const client::Profile& profile, int port) : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_use_certificate_chain_file(context_, profile.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context_, profile.key.c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_load_verify_locations(context_, profile.authority.c_str(), nullptr);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    constexpr unsigned char kH2[] = {2, 'h', '2'};
    SSL_CTX_set_alpn_protos(context_, kH2, sizeof kH2);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, socket_);
    open_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
            SSL_connect(ssl_) == 1;
  }
  ~IdleConnection() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    ::close(socket_);
  }
  IdleConnection(const IdleConnection&) = delete;
  IdleConnection& operator=(const IdleConnection&) = delete;

  bool open() const { return open_; }

 private:
  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
  int socket_ = -1;
  bool open_ = false;
};

}  // namespace tabadul
