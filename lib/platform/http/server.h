// An HTTP/1.1 server: what comes in whole goes to a handler, which answers whole or piece by piece; a large body the handler
// takes piece by piece, too. TLS with files that are taken up anew without a restart; bounds on what a client may send, how
// slowly, and on how many. It knows no gRPC and no page. RFC 9110, RFC 9112, and stricter: what another server might read
// differently is refused (request_head.h).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "lib/platform/base/status.h"

namespace tabadul::http {

// Header fields in the order they came; names are compared without regard to case.
class Fields {
 public:
  void Add(std::string name, std::string value);
  // Of the first of that name; empty if there is none.
  std::string_view Get(std::string_view name) const;
  size_t Count(std::string_view name) const;
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> list_;
};

// The body of a request, piece by piece as it comes. Thread-safe; nothing may be asked for before the last answer is there.
class Body {
 public:
  struct Piece {
    std::string bytes;  // some 64 KiB at most; of the last perhaps none
    bool last = false;  // the body is whole
    // There will be no whole body, and who sends it is still there to be told: 400 (chunks that are none), 408 (too slow),
    // 413. 0: all is well.
    int refusal = 0;
  };
  virtual ~Body() = default;
  // Asks for what comes next; not asking is how the client is slowed down. `call` comes once, on a thread of the server, and
  // must not wait. If the client has gone it never comes, and is let go.
  virtual void Next(std::function<void(Piece piece)> call) = 0;
};

struct Request {
  std::string method;  // "GET", as sent
  std::string target;  // as sent: path and, after "?", the query; origin form only
  Fields fields;
  std::string body;
  std::shared_ptr<Body> stream = nullptr;  // of what ServerOptions::streams names, whose `body` stays empty

  std::string_view path() const;   // of the target, escapes as sent
  std::string_view query() const;  // without "?"
};

struct Response {
  int status = 200;
  Fields fields;  // without those that the server sets: date, content-length, transfer-encoding, connection
  std::string body;
};

// The answer to one request. Thread-safe; any thread, also after the handler returned and after the server's end. Whoever is
// dropped without an end is answered 500, or cut if its head is sent. What comes after the end is not heard.
class Answer {
 public:
  virtual ~Answer() = default;
  virtual void Send(Response response) = 0;  // whole; to a HEAD without its body
  // Piece by piece, each a chunk of RFC 9112 §7.1: the head (its body stays empty), pieces, the end.
  virtual void Begin(Response head) = 0;
  virtual void Write(std::string piece) = 0;
  virtual void End() = 0;
  // The client shall see that it does not have all: the connection is cut without the last chunk.
  virtual void Cut() = 0;
  // Bytes given to Write and not yet taken by the connection: whoever produces stops above its bound.
  virtual size_t Unwritten() const = 0;
  // The client has gone: nothing is sent any more.
  virtual bool gone() const = 0;
  // Called on a thread of the server, until the end of the answer; must not wait: each time that Unwritten() has fallen to
  // zero; once, when the client has gone (one that has closed its sending half has, too); once, when the server drains:
  // what has no end of its own ends then. One of each, set before Begin. What has happened already calls at once, but for
  // OnWritable.
  virtual void OnWritable(std::function<void()> call) = 0;
  virtual void OnGone(std::function<void()> call) = 0;
  virtual void OnDrain(std::function<void()> call) = 0;
};

// Called on a thread of the server: it must not wait. `answer` may outlive the call.
using Handler = std::function<void(Request request, std::shared_ptr<Answer> answer)>;

// Of what is wrong with a request before any handler sees it, in the words of HTTP: 400, 408, 413, 414, 417, 431, 503 (the
// server drains), 505; the connection closes after it. And 500: its answer was dropped. Body and fields are the owner's.
// Called on a thread of the server: it must not wait.
using Refusal = std::function<Response(int status)>;

struct ServerOptions {
  std::string address = "127.0.0.1:0";
  // PEM, looked at anew once a second. The client must show a certificate that `authority` signed, of one of `peers` (its
  // DNS name). All empty: plain, for tests on loopback.
  std::string certificate, key, authority;
  std::vector<std::string> peers;
  int threads = 2;
  size_t max_connections = 4096;      // beyond: closed at once
  size_t max_head_bytes = 16u << 10;  // request line and fields: 431; of the request line alone 8 KiB: 414
  size_t max_body_bytes = 1u << 20;   // 413, before it is read if its length is told
  // From the first byte of a request to the end of its fields: 408. Also for the TLS handshake: cut.
  absl::Duration head_timeout = absl::Seconds(5);
  absl::Duration body_timeout = absl::Seconds(20);  // to the end of the body: 408
  // Whose body the handler takes piece by piece, and how many bytes of it at most (a piece with 413, the first if the length
  // is told): asked when the head is there, on a thread of the server; it must not wait. Nothing, or no such function: the
  // body comes whole. What the handler answers before the body is whole closes the connection.
  std::function<std::optional<size_t>(const Request& head)> streams;
  // Such a body has no time in which it must end, but of each window so many bytes must come, while they are asked for: 408.
  size_t stream_bytes = 60u << 10;
  absl::Duration stream_window = absl::Seconds(30);
  absl::Duration write_timeout = absl::Seconds(30);  // a client that takes no byte for so long is cut
  absl::Duration idle_timeout = absl::Seconds(60);   // before a request of a connection: it is closed
  int max_requests = 10'000;                         // of one connection: then it is closed after the answer
};

class Server {
 public:
  Server(ServerOptions options, Handler handler, Refusal refusal);
  ~Server();             // cuts what is open
  absl::Status Start();  // INTERNAL: the port is taken, or a file is unreadable
  int port() const;
  // Takes no new connection or request, lets those that a handler has end, at most for `grace`; then they are cut.
  void Drain(absl::Duration grace);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::http
