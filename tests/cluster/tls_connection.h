// A TLS connection to the gateway that says only what it is told to. Not thread-safe.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <string>
#include <string_view>

#include "lib/client/profile.h"

namespace tabadul {

class TlsConnection {
 public:
  struct Options {
    bool shows = true;  // the member's certificate
    bool h2 = false;    // offers HTTP/2
  };
  TlsConnection(const client::Profile& member, int port, Options options)
      : context_(SSL_CTX_new(TLS_client_method())) {
    if (options.shows) {
      SSL_CTX_use_certificate_chain_file(context_, member.certificate.c_str());
      SSL_CTX_use_PrivateKey_file(context_, member.key.c_str(), SSL_FILETYPE_PEM);
    }
    SSL_CTX_load_verify_locations(context_, member.authority.c_str(), nullptr);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    constexpr unsigned char kH2[] = {2, 'h', '2'};
    if (options.h2) SSL_CTX_set_alpn_protos(context_, kH2, sizeof kH2);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience = {.tv_sec = 40, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, socket_);
    open_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
            SSL_connect(ssl_) == 1;
  }
  ~TlsConnection() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    ::close(socket_);
  }
  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;

  bool open() const { return open_; }
  // The gateway may have ended the connection before all is sent.
  void Send(std::string_view bytes) { SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())); }
  // Until `is_all` says so of what has come, or the gateway ends the connection.
  std::string Read(const std::function<bool(std::string_view)>& is_all) {
    std::string come;
    char buffer[16 << 10];
    int got = 1;
    errno = 0;
    while (!is_all(come) && (got = SSL_read(ssl_, buffer, sizeof buffer)) > 0)
      come.append(buffer, static_cast<size_t>(got));
    EXPECT_TRUE(got > 0 || errno != EAGAIN) << "the gateway did not end the connection";
    return come;
  }

 private:
  SSL_CTX* context_;
  SSL* ssl_ = nullptr;
  int socket_ = -1;
  bool open_ = false;
};

}  // namespace tabadul
