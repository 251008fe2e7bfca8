// One client of the server, and what all have in common. Of connection.cc and server.cc alone: it drags Boost in.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "lib/platform/http/request_reader.h"
#include "lib/platform/http/response_head.h"
#include "lib/platform/http/server.h"
#include "lib/platform/http/turn.h"

namespace tabadul::http {

namespace net = boost::asio;
using net::ip::tcp;
using ErrorCode = boost::system::error_code;

// One call that is to come; a later Set or Cancel takes its place, also when it is on its way. On one strand; while a call
// is to come its owner must live.
class Deadline {
 public:
  explicit Deadline(const net::any_io_executor& strand) : timer_(strand) {}
  template <class Call>
  void Set(absl::Duration after, Call call) {
    timer_.expires_after(absl::ToChronoNanoseconds(std::min(after, absl::Hours(24 * 365))));
    timer_.async_wait([this, number = ++number_, call = std::move(call)](const ErrorCode& error) {
      if (!error && number == number_) call();
    });
  }
  void Cancel() {
    ++number_;
    timer_.cancel();
  }

 private:
  net::steady_timer timer_;
  uint64_t number_ = 0;
};

class Connection;

// What connections have in common; the last of them may outlive the server.
class Core {
 public:
  Core(ServerOptions options_of_server, Handler handler_of_all, Refusal refusal_of_all)
      : options(std::move(options_of_server)),
        handler(std::move(handler_of_all)),
        refusal(std::move(refusal_of_all)),
        io(std::max(1, options.threads)) {}

  const ServerOptions options;
  const Handler handler;
  const Refusal refusal;
  net::io_context io;

  bool draining() const { return draining_; }
  // False: no more are taken.
  bool Add(const std::shared_ptr<Connection>& connection);
  void Remove(const std::shared_ptr<Connection>& connection);
  void Drain();
  void CloseAll();
  // False: not within the time.
  bool AwaitNone(absl::Duration within) {
    absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(this, &Core::None), within);
  }

 private:
  using Connections = std::unordered_set<std::shared_ptr<Connection>>;
  bool None() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return connections_.empty(); }
  Connections All() {
    absl::MutexLock lock(&mutex_);
    return connections_;
  }

  std::atomic<bool> draining_ = false;
  absl::Mutex mutex_;
  Connections connections_ ABSL_GUARDED_BY(mutex_);
};

// One client. All on its strand, but for what Post does.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Core> core, tcp::socket socket, std::shared_ptr<net::ssl::context> tls)
      : core_(std::move(core)),
        socket_(std::move(socket)),
        strand_(socket_.get_executor()),
        tls_(std::move(tls)),
        reader_(core_->options.max_head_bytes, core_->options.max_body_bytes, core_->options.streams),
        deadline_(strand_),
        stall_(strand_) {
    if (tls_ != nullptr) secure_.emplace(socket_, *tls_);
  }

  // From any thread: `call` on the strand, if the connection is still there.
  template <class Call>
  static void Post(const std::weak_ptr<Connection>& connection, Call call) {
    const auto now = connection.lock();
    if (now == nullptr) return;
    net::post(now->strand_, [connection, call = std::move(call)]() mutable {
      if (const auto then = connection.lock()) call(*then);
    });
  }

  void Start();
  void Drain();
  void Close();

  // Of the answer whose turn it is; no other is heard.
  using Whose = std::shared_ptr<Turn>;
  void Send(const Whose& turn, Response response);
  void Begin(const Whose& turn, Response head);
  void Write(const Whose& turn, std::string piece);
  void End(const Whose& turn);
  void Cut(const Whose& turn);
  void Drop(const Whose& turn);
  // Of the request whose turn it is: the next piece of its body.
  void NextPiece(const Whose& turn, std::function<void(Body::Piece)> call);

 private:
  enum class Phase {
    kHandshake,
    kReading,    // a request, or waiting for one
    kAnswering,  // a handler has a request, or it was refused
    kLingering,  // the last answer is out: the client may read it
    kClosed,
  };
  enum class Then { kNothing, kNextRequest, kLinger, kClose };  // when everything is written

  void OnHandshake(const ErrorCode& error);
  void Read();
  void OnRead(const ErrorCode& error, size_t bytes);
  void Advance();
  void SetDeadline();
  void Serve();
  void ReadAhead();
  void OnBody();
  void HandPiece();
  void ReadBody();
  void OpenWindow();
  void CloseWindow();
  void EndTurn();
  void Refuse(int status);
  void SendWhole(Response response);
  bool ClosesAfterThis() const;
  std::string Head(const Response& response, Framing framing) const;
  void Queue(std::string bytes, size_t given);
  void Flush();
  void WriteSome();
  void OnWritten(const ErrorCode& error, size_t bytes);
  void Proceed();
  void NextRequest();
  void Linger();
  void EndSending();
  void Discard();

  const std::shared_ptr<Core> core_;  // goes last: it has what the others live on
  tcp::socket socket_;
  const net::any_io_executor strand_;
  const std::shared_ptr<net::ssl::context> tls_;
  std::optional<net::ssl::stream<tcp::socket&>> secure_;

  Phase phase_ = Phase::kHandshake;
  RequestReader reader_;
  std::array<char, 8u << 10> in_;
  bool reading_ = false;
  std::optional<RequestReader::State> timed_;  // for which state deadline_ is set
  Deadline deadline_;                          // of what the client sends
  Deadline stall_;                             // of what it takes

  // Of the request that is being answered.
  Whose turn_;
  int requests_ = 0;
  bool http11_ = true, keep_alive_ = false, head_only_ = false;
  std::optional<Framing> pieces_;  // the head is sent, the rest comes piece by piece
  bool closes_ = false;            // so its head said

  // Of its body, if that is taken piece by piece.
  bool streams_ = false, asked_ = false;     // a piece was asked for once
  std::function<void(Body::Piece)> wanted_;  // who waits for one
  std::optional<uint64_t> window_;           // what had come when the time that runs began
  int broken_ = 0;                           // too slow

  std::string waiting_, flight_;  // to be written next; being written
  size_t waiting_given_ = 0, flight_given_ = 0, flown_ = 0;
  bool writing_ = false;
  Then then_ = Then::kNothing;
};

}  // namespace tabadul::http
