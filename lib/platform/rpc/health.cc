#include "lib/platform/rpc/health.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::rpc {
namespace {

constexpr size_t kMaxConnections = 64, kMaxRequest = 8192;
constexpr absl::Duration kTimeout = absl::Seconds(5);

struct Connection {
  int fd;
  absl::Time until;
  std::string in, out;
  size_t sent = 0;
};

std::string Response(std::string_view status, std::string_view body) {
  return fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\n"
      "Connection: close\r\n\r\n{}",
      status, body.size(), body);
}

// False when the connection is finished with.
bool Receive(Connection& connection, const std::function<std::string(const std::string&)>& answer) {
  char buffer[2048];
  const ssize_t got = recv(connection.fd, buffer, sizeof buffer, 0);
  if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
  connection.in.append(buffer, static_cast<size_t>(got));
  if (connection.in.find("\r\n\r\n") != std::string::npos) {
    connection.out = answer(connection.in);
  } else if (connection.in.size() > kMaxRequest) {
    connection.out = Response("431 Request Header Fields Too Large", "");
  }
  return true;
}

bool Send(Connection& connection) {
  const ssize_t sent = send(connection.fd, connection.out.data() + connection.sent,
                            connection.out.size() - connection.sent, MSG_NOSIGNAL);
  if (sent < 0) return errno == EAGAIN || errno == EINTR;
  connection.sent += static_cast<size_t>(sent);
  return connection.sent < connection.out.size();
}

}  // namespace

HealthServer::HealthServer(std::string host, int port, std::function<std::string()> failing)
    : host_(std::move(host)), port_(port), failing_(std::move(failing)) {}

HealthServer::~HealthServer() {
  if (thread_.joinable()) {
    [[maybe_unused]] const ssize_t written = write(wake_[1], "x", 1);
    thread_.join();
  }
  for (int fd : {listener_, wake_[0], wake_[1]}) {
    if (fd >= 0) close(fd);
  }
}

absl::Status HealthServer::Start() {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port_));
  if (inet_pton(AF_INET, host_.c_str(), &address.sin_addr) != 1) {
    return Internal("health: not an IPv4 address: " + host_);
  }
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      pipe2(wake_, O_CLOEXEC) != 0) {
    return Internal(fmt::format("health: cannot listen on {}:{}", host_, port_));
  }
  port_ = ntohs(address.sin_port);
  thread_ = NamedThread("health", [this] { Run(); });
  return absl::OkStatus();
}

std::string HealthServer::Answer(const std::string& request) const {
  const size_t first = request.find(' ');
  const size_t second = request.find_first_of(" \r\n", first == std::string::npos ? first : first + 1);
  if (second == std::string::npos || request.substr(0, first) != "GET") {
    return Response("405 Method Not Allowed", "");
  }
  const std::string target = request.substr(first + 1, second - first - 1);
  if (target == "/metrics") return Response("200 OK", metrics::Serialize());
  if (target == "/healthz?live") return Response("200 OK", "alive\n");
  if (target != "/healthz") return Response("404 Not Found", "");
  const std::string failing = failing_();
  return failing.empty() ? Response("200 OK", "ready\n")
                         : Response("503 Service Unavailable", "not ready: " + failing + "\n");
}

void HealthServer::Run() {
  std::vector<Connection> connections;
  while (true) {
    std::vector<pollfd> polled = {{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    if (connections.size() >= kMaxConnections) polled[1].events = 0;
    for (const Connection& c : connections)
      polled.push_back({c.fd, static_cast<short>(c.out.empty() ? POLLIN : POLLOUT), 0});
    poll(polled.data(), polled.size(), connections.empty() ? -1 : 500);
    if (polled[0].revents != 0) break;
    const absl::Time now = absl::Now();
    std::vector<Connection> kept;
    for (size_t i = 0; i < connections.size(); ++i) {
      Connection& c = connections[i];
      bool keep = now < c.until;
      if (keep && polled[i + 2].revents != 0) {
        keep = c.out.empty() ? Receive(c, [this](const std::string& request) { return Answer(request); })
                             : Send(c);
      }
      if (keep) {
        kept.push_back(std::move(c));
      } else {
        close(c.fd);
      }
    }
    connections = std::move(kept);
    if ((polled[1].revents & POLLIN) == 0) continue;
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) connections.push_back({fd, now + kTimeout, "", "", 0});
  }
  for (const Connection& c : connections) close(c.fd);
}

}  // namespace tabadul::rpc
