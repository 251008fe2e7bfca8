#include "tests/harness/tcp_gate.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "tests/harness/die.h"

namespace tabadul::harness {
namespace {

constexpr size_t kChunk = 64 << 10;
// What one direction may hold: a delay must not become a limit of bandwidth (200 ms at 1 GB/s).
constexpr size_t kMaxHeld = 256 << 20;

struct Fault {
  absl::Duration delay = absl::ZeroDuration();
  size_t slice = 0;  // 0: whole
  absl::Duration pause = absl::ZeroDuration();
  bool stall = false, drop = false, accept = true;
  uint64_t close_after = 0;  // 0: never
};

struct Chunk {
  absl::Time due;
  std::string bytes;  // empty: the end
  size_t sent = 0;
};

// One direction of one connection.
struct Pipe {
  int from = -1, to = -1;
  std::deque<Chunk> held;
  size_t held_bytes = 0;
  absl::Time not_before = absl::InfinitePast();  // Slice's pause
  bool read_ended = false, write_ended = false;
};

struct Connection {
  int client = -1, server = -1;
  Pipe up, down;
  uint64_t left = 0;  // of CloseAfter; 0: no limit
  bool broken = false;
};

void Prepare(int fd) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // fails on Unix sockets, where it is not needed
}

int Dial(const std::string& target) {
  if (target[0] == '/') {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, target.c_str(), sizeof address.sun_path - 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
    close(fd);
    return -1;
  }
  const size_t colon = target.rfind(':');
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::stoi(target.substr(colon + 1))));
  inet_pton(AF_INET, target.substr(0, colon).c_str(), &address.sin_addr);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

// With a reset instead of a proper end.
void Reset(int fd) {
  const linger hard = {.l_onoff = 1, .l_linger = 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close(fd);
}

}  // namespace

class TcpGate::Loop {
 public:
  explicit Loop(std::string target)
      : target_(std::move(target)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    Listen();
    thread_ = std::thread([this] { Serve(); });
  }
  ~Loop() {
    stop_ = true;
    Wake();
    thread_.join();
    for (Connection& c : connections_) Break(c);
    if (listener_ >= 0) close(listener_);
    close(wake_);
  }

  // Changes the fault under the lock and lets the loop see it before it returns.
  template <class Change>
  void Set(Change change) {
    std::lock_guard lock(mutex_);
    change(fault_);
    if (fault_.accept && listener_ < 0) Listen();
    if (!fault_.accept && listener_ >= 0) {
      shutdown(listener_, SHUT_RDWR);  // at once: the loop's poll would keep a closed one alive
      close(listener_);
      listener_ = -1;
    }
    for (Connection& c : connections_) c.left = fault_.close_after;
    Wake();
  }
  void BreakAll() {
    std::lock_guard lock(mutex_);
    for (Connection& c : connections_) Break(c);
    open_ = 0;
    Wake();
  }

  int port_ = 0;
  std::atomic<int> open_ = 0;
  std::atomic<uint64_t> accepted_ = 0, bytes_ = 0;

 private:
  void Wake() const {
    const uint64_t one = 1;
    if (write(wake_, &one, sizeof one) < 0 && errno != EAGAIN) Die("eventfd");
  }

  void Listen() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port_));
    socklen_t length = sizeof address;
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(fd, 512) != 0) {
      Die(std::string("the gate cannot listen: ") + std::strerror(errno));
    }
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    listener_ = fd;
  }

  static void Break(Connection& c) {
    if (c.broken) return;
    c.broken = true;
    Reset(c.client);
    Reset(c.server);
  }

  void Accept() {
    while (true) {
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) return;
      ++accepted_;
      const int server = Dial(target_);
      if (server < 0) {
        Reset(client);
        continue;
      }
      Prepare(client);
      Prepare(server);
      Connection& c = connections_.emplace_back();
      c.client = client;
      c.server = server;
      c.up.from = c.down.to = client;
      c.up.to = c.down.from = server;
      c.left = fault_.close_after;
      ++open_;
    }
  }

  bool WantsRead(const Pipe& p) const { return !p.read_ended && !fault_.stall && p.held_bytes < kMaxHeld; }
  static bool WantsWrite(const Pipe& p, absl::Time now) {
    return !p.write_ended && !p.held.empty() && p.held.front().due <= now && p.not_before <= now;
  }

  void Read(Connection& c, Pipe& p, absl::Time now) {
    char buffer[kChunk];
    const ssize_t got = recv(p.from, buffer, sizeof buffer, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) p.read_ended = true;
    if (fault_.drop) return;
    if (got < 0) return Break(c);
    p.held.push_back({now + fault_.delay, std::string(buffer, static_cast<size_t>(got))});
    p.held_bytes += static_cast<size_t>(got);
  }

  void Write(Connection& c, Pipe& p, absl::Time now) {
    while (!c.broken && WantsWrite(p, now)) {
      Chunk& chunk = p.held.front();
      if (chunk.bytes.empty()) {
        shutdown(p.to, SHUT_WR);
        p.write_ended = true;
        return;
      }
      size_t length = chunk.bytes.size() - chunk.sent;
      if (fault_.slice > 0) length = std::min(length, fault_.slice);
      if (c.left > 0) length = std::min<uint64_t>(length, c.left);
      const ssize_t sent = send(p.to, chunk.bytes.data() + chunk.sent, length, MSG_NOSIGNAL);
      if (sent < 0 && errno == EAGAIN) return;
      if (sent < 0) return Break(c);
      chunk.sent += static_cast<size_t>(sent);
      p.held_bytes -= static_cast<size_t>(sent);
      bytes_ += static_cast<uint64_t>(sent);
      if (chunk.sent == chunk.bytes.size()) p.held.pop_front();
      if (fault_.slice > 0 && fault_.pause > absl::ZeroDuration()) p.not_before = now + fault_.pause;
      if (c.left > 0 && (c.left -= static_cast<uint64_t>(sent)) == 0) return Break(c);
    }
  }

  // When the loop must look again although no socket calls.
  absl::Time NextDue(absl::Time now) const {
    absl::Time next = absl::InfiniteFuture();
    for (const Connection& c : connections_) {
      for (const Pipe* p : {&c.up, &c.down}) {
        if (p->held.empty() || p->write_ended) continue;
        const absl::Time due = std::max(p->held.front().due, p->not_before);
        if (due > now) next = std::min(next, due);
      }
    }
    return next;
  }

  std::vector<pollfd> Interest(absl::Time now) const {
    std::vector<pollfd> fds = {{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const Connection& c : connections_) {
      short client = 0, server = 0;
      if (WantsRead(c.up)) client |= POLLIN;
      if (WantsWrite(c.down, now)) client |= POLLOUT;
      if (WantsRead(c.down)) server |= POLLIN;
      if (WantsWrite(c.up, now)) server |= POLLOUT;
      // A descriptor without interest still reports POLLHUP and would spin: it is left out.
      fds.push_back({client != 0 ? c.client : -1, client, 0});
      fds.push_back({server != 0 ? c.server : -1, server, 0});
    }
    return fds;
  }

  void Turn(const std::vector<pollfd>& fds) {
    const absl::Time now = absl::Now();
    size_t i = 2;
    constexpr short kReadable = POLLIN | POLLHUP | POLLERR;
    for (Connection& c : connections_) {
      if (i + 1 >= fds.size()) break;
      const short client = fds[i].revents, server = fds[i + 1].revents;
      i += 2;
      if (!c.broken && (client & kReadable) != 0 && WantsRead(c.up)) Read(c, c.up, now);
      if (!c.broken && (server & kReadable) != 0 && WantsRead(c.down)) Read(c, c.down, now);
      Write(c, c.up, now);
      Write(c, c.down, now);
      if (!c.broken && c.up.write_ended && c.down.write_ended) {
        c.broken = true;
        close(c.client);
        close(c.server);
      }
    }
    std::erase_if(connections_, [](const Connection& c) { return c.broken; });
    open_ = static_cast<int>(connections_.size());
  }

  void Serve() {
    while (!stop_) {
      std::vector<pollfd> fds;
      absl::Time due;
      {
        std::lock_guard lock(mutex_);
        std::erase_if(connections_, [](const Connection& c) { return c.broken; });
        const absl::Time now = absl::Now();
        fds = Interest(now);
        due = NextDue(now);
      }
      const timespec wait =
          absl::ToTimespec(std::clamp(due - absl::Now(), absl::ZeroDuration(), absl::Seconds(1)));
      ppoll(fds.data(), fds.size(), &wait, nullptr);
      uint64_t ignored;
      const bool told = read(wake_, &ignored, sizeof ignored) > 0;
      std::lock_guard lock(mutex_);
      if (told) continue;  // the connections or the fault changed: what poll said is about the past
      if (fds[1].revents != 0 && listener_ >= 0) Accept();
      Turn(fds);
    }
  }

  std::string target_;
  int wake_, listener_ = -1;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;  // fault_, connections_, listener_
  Fault fault_;
  std::list<Connection> connections_;
  std::thread thread_;
};

TcpGate::TcpGate(std::string target) : loop_(std::make_unique<Loop>(std::move(target))) {}
TcpGate::~TcpGate() = default;
int TcpGate::port() const { return loop_->port_; }
void TcpGate::Pass() {
  loop_->Set([](Fault& f) { f = {}; });
}
void TcpGate::Delay(absl::Duration each_way) {
  loop_->Set([=](Fault& f) { f = {.delay = each_way}; });
}
void TcpGate::Slice(size_t bytes, absl::Duration pause) {
  loop_->Set([=](Fault& f) { f = {.slice = bytes, .pause = pause}; });
}
void TcpGate::Stall() {
  loop_->Set([](Fault& f) { f = {.stall = true}; });
}
void TcpGate::Drop() {
  loop_->Set([](Fault& f) { f = {.drop = true}; });
}
void TcpGate::CloseAfter(uint64_t bytes) {
  loop_->Set([=](Fault& f) { f = {.close_after = bytes}; });
}
void TcpGate::StopAccepting() {
  loop_->Set([](Fault& f) { f = {.accept = false}; });
}
void TcpGate::CloseAll() { loop_->BreakAll(); }
int TcpGate::connections() const { return loop_->open_; }
uint64_t TcpGate::accepted() const { return loop_->accepted_; }
uint64_t TcpGate::bytes() const { return loop_->bytes_; }

}  // namespace tabadul::harness
