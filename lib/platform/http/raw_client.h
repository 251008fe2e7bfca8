// For tests: a client that sends bytes as it is told, however wrong, and reads what comes. Waits ten seconds at most. One
// thread at a time.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/platform/http/server.h"

namespace tabadul::http {

class RawClient {
 public:
  // `receive_buffer`: of the kernel, small for one that shall be full soon.
  explicit RawClient(int port, int receive_buffer = 0)
      : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0)
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const timeval patience = {.tv_sec = 10, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  RawClient(int port, std::string_view bytes) : RawClient(port) { Send(bytes); }
  ~RawClient() { Close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  int socket_of() const { return socket_; }

  // False: the server has closed the connection.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }
  void Close() {
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
  }

  struct Answer {
    int status = 0;  // 0: the connection ended before the head did
    Fields fields;
    std::string body;
    bool whole = false;
  };
  Answer Read(bool head_only = false) {
    Answer answer;
    const std::string head = TakeUntil("\r\n\r\n");
    if (!head.starts_with("HTTP/1.1 ")) return answer;
    answer.status = std::atoi(head.c_str() + 9);
    ReadFields(head, answer.fields);
    if (head_only || answer.status < 200 || answer.status == 204 || answer.status == 304) {
      answer.whole = true;
    } else if (answer.fields.Get("transfer-encoding") == "chunked") {
      answer.whole = ReadChunks(answer.body);
    } else if (answer.fields.Count("content-length") == 1) {
      const auto length =
          std::strtoull(std::string(answer.fields.Get("content-length")).c_str(), nullptr, 10);
      answer.whole = Take(length, answer.body);
    } else {
      answer.body = ReadToEnd();
      answer.whole = !reset_;
    }
    return answer;
  }
  // All that comes until the server ends the connection; a test fails that waits in vain.
  std::string ReadToEnd() {
    while (Fill()) {
    }
    EXPECT_FALSE(timed_out_) << "the server did not close the connection";
    return std::move(come_);
  }
  bool reset() const { return reset_; }

 private:
  bool Fill() {
    char buffer[64 << 10];
    const ssize_t got = recv(socket_, buffer, sizeof buffer, 0);
    if (got > 0) come_.append(buffer, static_cast<size_t>(got));
    timed_out_ = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    reset_ = got < 0 && errno == ECONNRESET;
    return got > 0;
  }
  // Empty: it did not come.
  std::string TakeUntil(std::string_view mark) {
    size_t end;
    while ((end = come_.find(mark)) == std::string::npos) {
      if (!Fill()) return "";
    }
    std::string taken = come_.substr(0, end + mark.size());
    come_.erase(0, end + mark.size());
    return taken;
  }
  bool Take(size_t bytes, std::string& into) {
    while (come_.size() < bytes && Fill()) {
    }
    const size_t taken = std::min(bytes, come_.size());
    into.append(come_, 0, taken);
    come_.erase(0, taken);
    return taken == bytes;
  }
  bool ReadChunks(std::string& body) {
    while (true) {
      const std::string line = TakeUntil("\r\n");
      if (line.empty()) return false;
      const size_t size = std::strtoull(line.c_str(), nullptr, 16);
      std::string end;
      if (!Take(size, body) || !Take(2, end)) return false;
      EXPECT_EQ(end, "\r\n");
      if (size == 0) return true;
    }
  }
  static void ReadFields(const std::string& head, Fields& fields) {
    for (size_t at = head.find("\r\n") + 2; at + 2 < head.size();) {
      const size_t end = head.find("\r\n", at), colon = head.find(": ", at);
      if (colon == std::string::npos || colon > end) return;
      fields.Add(head.substr(at, colon - at), head.substr(colon + 2, end - colon - 2));
      at = end + 2;
    }
  }

  int socket_;
  bool connected_ = false, timed_out_ = false, reset_ = false;
  std::string come_;  // and not taken
};

}  // namespace tabadul::http
