#include "tests/bench/web/https_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/bench/exchange/stage.h"

namespace tabadul::bench {
namespace {

constexpr char kHost[] = "localhost";
constexpr char kEndOfHead[] = "\r\n\r\n";
constexpr timeval kPatience = {.tv_sec = 20, .tv_usec = 0};

int Connected(int port) {
  const int connected = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(connected, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    Die("nobody listens at port " + std::to_string(port));
  const int on = 1;
  setsockopt(connected, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(connected, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  return connected;
}

bool HasBody(int status) { return status != 204 && status != 304; }

}  // namespace

HttpsClient::HttpsClient(int port, const std::string& authority)
    : socket_(Connected(port)),
      context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
      ssl_(SSL_new(context_.get()), SSL_free) {
  if (SSL_CTX_load_verify_locations(context_.get(), authority.c_str(), nullptr) != 1)
    Die(authority + " is no certificate");
  SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, nullptr);
  SSL_set1_host(ssl_.get(), kHost);
  SSL_set_tlsext_host_name(ssl_.get(), kHost);
  SSL_set_fd(ssl_.get(), socket_);
  if (SSL_connect(ssl_.get()) != 1) Die("no TLS with port " + std::to_string(port));
}

HttpsClient::~HttpsClient() { close(socket_); }

absl::StatusOr<HttpsClient::Answer> HttpsClient::Get(std::string_view target, std::string_view fields,
                                                     int status) {
  const std::string request =
      absl::StrCat("GET ", Absl(target), " HTTP/1.1\r\nhost: ", kHost, "\r\n", Absl(fields), "\r\n");
  if (SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size())) <= 0)
    return Internal("the gateway takes no request");
  return ReadAnswer(status);
}

absl::StatusOr<HttpsClient::Answer> HttpsClient::ReadAnswer(int status) {
  size_t end;
  while ((end = come_.find(kEndOfHead)) == std::string::npos) RETURN_IF_ERROR(ReadMore());
  end += sizeof kEndOfHead - 1;
  Answer answer{.head = come_.substr(0, end), .body = {}};
  if (!answer.head.starts_with(absl::StrCat("HTTP/1.1 ", status, " "))) return Internal(answer.head);
  size_t length = 0;
  const std::string_view told = FieldOf(answer.head, "content-length");
  if (HasBody(status) && !absl::SimpleAtoi(Absl(told), &length)) return Internal(answer.head);
  while (come_.size() < end + length) RETURN_IF_ERROR(ReadMore());
  answer.body = come_.substr(end, length);
  come_.erase(0, end + length);
  return answer;
}

absl::Status HttpsClient::ReadMore() {
  char buffer[16 << 10];  // a record of TLS
  const int got = SSL_read(ssl_.get(), buffer, sizeof buffer);
  if (got <= 0) return Internal("the gateway has ended the connection, or is silent");
  come_.append(buffer, static_cast<size_t>(got));
  return absl::OkStatus();
}

std::string_view FieldOf(std::string_view head, std::string_view name) {
  for (const absl::string_view line : absl::StrSplit(Absl(head), "\r\n")) {
    const size_t colon = line.find(':');
    if (colon != absl::string_view::npos && absl::EqualsIgnoreCase(line.substr(0, colon), Absl(name)))
      return Std(absl::StripAsciiWhitespace(line.substr(colon + 1)));
  }
  return {};
}

std::string Escaped(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte)) {
      escaped += c;
    } else {
      escaped += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return escaped;
}

}  // namespace tabadul::bench
