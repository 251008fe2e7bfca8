#include "tests/harness/tcp_gate.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "absl/time/clock.h"
#include "tests/harness/eventually.h"

namespace tabadul::harness {
namespace {

int Socket() { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }

sockaddr_in Loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

// Answers every byte with the same byte, one connection after the other.
class Echo {
 public:
  Echo() : listener_(Socket()) {
    sockaddr_in address = Loopback(0);
    socklen_t length = sizeof address;
    bind(listener_, reinterpret_cast<sockaddr*>(&address), length);
    listen(listener_, 16);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~Echo() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  std::string target() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  void Serve() const {
    while (true) {
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      char buffer[65536];
      ssize_t got;
      while ((got = recv(fd, buffer, sizeof buffer, 0)) > 0)
        send(fd, buffer, static_cast<size_t>(got), MSG_NOSIGNAL);
      close(fd);
    }
  }
  int listener_, port_ = 0;
  std::thread thread_;
};

class Client {
 public:
  explicit Client(int port) : fd_(Socket()) {
    const sockaddr_in address = Loopback(port);
    connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { close(fd_); }
  bool connected() const { return connected_; }
  void Send(std::string_view bytes) const { send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  void HalfClose() const { shutdown(fd_, SHUT_WR); }
  bool Readable(absl::Duration within) const {
    pollfd p = {fd_, POLLIN, 0};
    return poll(&p, 1, static_cast<int>(absl::ToInt64Milliseconds(within))) > 0;
  }
  // Exactly `size` bytes, less at the end of the stream.
  std::string Receive(size_t size) const {
    std::string all;
    while (all.size() < size && Readable(absl::Seconds(5))) {
      char buffer[65536];
      const ssize_t got = recv(fd_, buffer, std::min(sizeof buffer, size - all.size()), 0);
      if (got <= 0) break;
      all.append(buffer, static_cast<size_t>(got));
    }
    return all;
  }
  bool Ended() const {
    char byte;
    return Readable(absl::Seconds(5)) && recv(fd_, &byte, 1, 0) <= 0;
  }

 private:
  int fd_;
  bool connected_;
};

class TcpGateTest : public ::testing::Test {
 protected:
  Echo echo_;
  TcpGate gate_{echo_.target()};
};

TEST_F(TcpGateTest, PassesBytesAndHalfCloses) {
  const Client client(gate_.port());
  client.Send("hello");
  EXPECT_EQ(client.Receive(5), "hello");
  client.HalfClose();
  EXPECT_TRUE(client.Ended());
  EXPECT_TRUE(Eventually([&] { return gate_.connections() == 0; }));
  EXPECT_EQ(gate_.accepted(), 1u);
  EXPECT_EQ(gate_.bytes(), 10u);
}

TEST_F(TcpGateTest, DelayIsPaidOnceNotPerChunk) {
  gate_.Delay(absl::Milliseconds(100));
  const Client client(gate_.port());
  const std::string big(8 << 20, 'x');
  const absl::Time start = absl::Now();
  std::thread sender([&] { client.Send(big); });
  EXPECT_EQ(client.Receive(big.size()).size(), big.size());
  sender.join();
  const absl::Duration took = absl::Now() - start;
  EXPECT_GE(took, absl::Milliseconds(200));
  EXPECT_LT(took, absl::Seconds(3));
}

TEST_F(TcpGateTest, SliceDeliversAByteAtATime) {
  gate_.Slice(1, absl::Milliseconds(1));
  const Client client(gate_.port());
  const absl::Time start = absl::Now();
  client.Send("twenty bytes, slowly");
  EXPECT_EQ(client.Receive(20), "twenty bytes, slowly");
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(19));
}

TEST_F(TcpGateTest, StallKeepsBytesUntilItHeals) {
  const Client client(gate_.port());
  client.Send("a");
  EXPECT_EQ(client.Receive(1), "a");
  gate_.Stall();
  client.Send("b");
  EXPECT_FALSE(client.Readable(absl::Milliseconds(100)));
  gate_.Pass();
  EXPECT_EQ(client.Receive(1), "b");
}

TEST_F(TcpGateTest, DropLosesBytesAndHidesTheEnd) {
  const Client client(gate_.port());
  client.Send("a");
  EXPECT_EQ(client.Receive(1), "a");
  gate_.Drop();
  client.Send("b");
  client.HalfClose();
  EXPECT_FALSE(client.Readable(absl::Milliseconds(100)));
  EXPECT_EQ(gate_.connections(), 1);
}

TEST_F(TcpGateTest, CloseAfterResetsInTheMiddle) {
  gate_.CloseAfter(6);
  const Client client(gate_.port());
  client.Send("1234");
  EXPECT_EQ(client.Receive(4).substr(0, 2), "12");
  EXPECT_TRUE(client.Ended());
  EXPECT_EQ(gate_.bytes(), 6u);
}

TEST_F(TcpGateTest, StopAcceptingRefusesOnlyNewConnections) {
  const Client old(gate_.port());
  old.Send("a");
  EXPECT_EQ(old.Receive(1), "a");
  gate_.StopAccepting();
  EXPECT_FALSE(Client(gate_.port()).connected());
  old.Send("b");
  EXPECT_EQ(old.Receive(1), "b");
  old.HalfClose();
  EXPECT_TRUE(old.Ended());
  gate_.Pass();
  const Client fresh(gate_.port());
  fresh.Send("c");
  EXPECT_EQ(fresh.Receive(1), "c");
}

TEST_F(TcpGateTest, CloseAllEndsWhatIsOpen) {
  const Client client(gate_.port());
  client.Send("a");
  EXPECT_EQ(client.Receive(1), "a");
  gate_.CloseAll();
  EXPECT_TRUE(client.Ended());
}

}  // namespace
}  // namespace tabadul::harness
