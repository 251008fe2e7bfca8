#include "lib/platform/http/connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/status.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::http {
namespace {

constexpr absl::Duration kLinger = absl::Seconds(2);  // for a client to read the last answer
constexpr size_t kBodyAhead = 64u << 10;              // of a body that streams, and not taken

const metrics::Gauge& OpenConnections() {
  static const auto* const gauge = new metrics::Gauge("tabadul_http_open_connections", "Connections open");
  return *gauge;
}
const metrics::Counter& RefusedRequests() {
  static const auto* const counter =
      new metrics::Counter("tabadul_http_refused_requests_total", "Requests that no handler saw", {"status"});
  return *counter;
}

std::string_view ReasonOf(int status) {
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return {reason.data(), reason.size()};
}

// In the handler's hands. It tells the connection in the order in which it is told itself.
class ConnectionAnswer final : public Answer {
 public:
  ConnectionAnswer(std::weak_ptr<Connection> connection, std::shared_ptr<Turn> turn)
      : connection_(std::move(connection)), turn_(std::move(turn)) {}
  ~ConnectionAnswer() override {
    if (stage_ == Stage::kEnded) return;
    turn_->End();
    Connection::Post(connection_, [turn = turn_](Connection& c) { c.Drop(turn); });
  }

  void Send(Response response) override {
    Finish(Stage::kNew, [turn = turn_, response = std::move(response)](Connection& c) mutable {
      c.Send(turn, std::move(response));
    });
  }
  void Begin(Response head) override {
    absl::MutexLock lock(&mutex_);
    if (stage_ != Stage::kNew) return;
    stage_ = Stage::kBegun;
    Connection::Post(connection_, [turn = turn_, head = std::move(head)](Connection& c) mutable {
      c.Begin(turn, std::move(head));
    });
  }
  // Of nothing there is no chunk: it would be the last.
  void Write(std::string piece) override {
    absl::MutexLock lock(&mutex_);
    if (stage_ != Stage::kBegun || piece.empty() || gone()) return;
    turn_->Give(piece.size());
    Connection::Post(connection_, [turn = turn_, piece = std::move(piece)](Connection& c) mutable {
      c.Write(turn, std::move(piece));
    });
  }
  void End() override {
    Finish(Stage::kBegun, [turn = turn_](Connection& c) { c.End(turn); });
  }
  void Cut() override {
    Finish(std::nullopt, [turn = turn_](Connection& c) { c.Cut(turn); });
  }
  size_t Unwritten() const override { return turn_->unwritten(); }
  bool gone() const override { return turn_->gone(); }
  void OnWritable(std::function<void()> call) override { turn_->OnWritable(std::move(call)); }
  void OnGone(std::function<void()> call) override { turn_->OnGone(std::move(call)); }
  void OnDrain(std::function<void()> call) override { turn_->OnDrain(std::move(call)); }

 private:
  enum class Stage { kNew, kBegun, kEnded };

  template <class Call>
  void Finish(std::optional<Stage> from, Call call) {
    Turn::Calls over;  // goes after the lock: it may hold other answers
    absl::MutexLock lock(&mutex_);
    if (stage_ == Stage::kEnded || (from && stage_ != *from)) return;
    stage_ = Stage::kEnded;
    over = turn_->End();
    Connection::Post(connection_, std::move(call));
  }

  const std::weak_ptr<Connection> connection_;
  const std::shared_ptr<Turn> turn_;
  absl::Mutex mutex_;
  Stage stage_ = Stage::kNew;  // changes under mutex_
};

// In the handler's hands, too.
class ConnectionBody final : public Body {
 public:
  ConnectionBody(std::weak_ptr<Connection> connection, std::shared_ptr<Turn> turn)
      : connection_(std::move(connection)), turn_(std::move(turn)) {}

  void Next(std::function<void(Piece piece)> call) override {
    Connection::Post(connection_, [turn = turn_, call = std::move(call)](Connection& c) mutable {
      c.NextPiece(turn, std::move(call));
    });
  }

 private:
  const std::weak_ptr<Connection> connection_;
  const std::shared_ptr<Turn> turn_;
};

}  // namespace

bool Core::Add(const std::shared_ptr<Connection>& connection) {
  absl::MutexLock lock(&mutex_);
  if (draining_ || connections_.size() >= options.max_connections) return false;
  connections_.insert(connection);
  OpenConnections().With({}).Add(1);
  return true;
}

void Core::Remove(const std::shared_ptr<Connection>& connection) {
  absl::MutexLock lock(&mutex_);
  if (connections_.erase(connection) > 0) OpenConnections().With({}).Add(-1);
}

// What is added is told, or sees draining_.
void Core::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  for (const auto& connection : All()) Connection::Post(connection, [](Connection& c) { c.Drain(); });
}

void Core::CloseAll() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  for (const auto& connection : All()) Connection::Post(connection, [](Connection& c) { c.Close(); });
}

void Connection::Start() {
  if (phase_ == Phase::kClosed) return;
  if (core_->draining()) return Close();
  if (!secure_) {
    phase_ = Phase::kReading;
    return Advance();
  }
  deadline_.Set(core_->options.head_timeout, [self = shared_from_this()] { self->Close(); });
  secure_->async_handshake(net::ssl::stream_base::server,
                           [self = shared_from_this()](const ErrorCode& error) { self->OnHandshake(error); });
}

void Connection::OnHandshake(const ErrorCode& error) {
  if (phase_ == Phase::kClosed) return;
  if (error || core_->draining()) {
    if (error.category() == net::error::get_ssl_category())
      log::Warn("http_client_refused", {{"cause", error.message()}});
    return Close();
  }
  phase_ = Phase::kReading;
  Advance();
}

// Whoever answers is told, and so is a request that has begun to come; where none has, closing says enough.
void Connection::Drain() {
  if (const Whose turn = turn_) turn->Drain();
  if (phase_ == Phase::kHandshake) return Close();
  if (phase_ != Phase::kReading) return;
  if (reader_.state() == RequestReader::State::kNothing) return Linger();
  Refuse(503);
}

void Connection::Close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  deadline_.Cancel();
  stall_.Cancel();
  ErrorCode ignored;
  socket_.close(ignored);
  if (const Whose turn = turn_) {
    EndTurn();
    turn->Gone();
  }
  core_->Remove(shared_from_this());
}

void Connection::Read() {
  if (reading_) return;
  reading_ = true;
  auto done = [self = shared_from_this()](const ErrorCode& error, size_t bytes) {
    self->reading_ = false;
    self->OnRead(error, bytes);
  };
  if (secure_) {
    secure_->async_read_some(net::buffer(in_), std::move(done));
  } else {
    socket_.async_read_some(net::buffer(in_), std::move(done));
  }
}

void Connection::OnRead(const ErrorCode& error, size_t bytes) {
  if (phase_ == Phase::kClosed || phase_ == Phase::kLingering) return;
  if (error) return Close();
  reader_.Put({in_.data(), bytes});
  if (phase_ == Phase::kReading) return Advance();
  streams_ ? OnBody() : ReadAhead();
}

// While a request is answered this is only to notice that the client goes. What it sends meanwhile waits; one that sends
// more than a little ahead is not read on, and its going is noticed when an answer is written.
void Connection::ReadAhead() {
  if (reader_.waiting() < core_->options.max_head_bytes) Read();
}

void Connection::Advance() {
  if (reader_.streams()) return Serve();
  switch (reader_.state()) {
    case RequestReader::State::kWhole:
      return Serve();
    case RequestReader::State::kRefused:
      return Refuse(reader_.refusal());
    case RequestReader::State::kNothing:
    case RequestReader::State::kHead:
    case RequestReader::State::kBody:
      SetDeadline();
      Read();
  }
}

void Connection::SetDeadline() {
  if (timed_ == reader_.state()) return;
  timed_ = reader_.state();
  const auto close = [self = shared_from_this()] { self->Close(); };
  const auto refuse = [self = shared_from_this()] { self->Refuse(408); };
  if (timed_ == RequestReader::State::kNothing) return deadline_.Set(core_->options.idle_timeout, close);
  if (timed_ == RequestReader::State::kHead) return deadline_.Set(core_->options.head_timeout, refuse);
  deadline_.Set(core_->options.body_timeout, refuse);
  if (reader_.expects_continue()) Queue("HTTP/1.1 100 Continue\r\n\r\n", 0);
}

void Connection::Serve() {
  if (core_->draining()) return Refuse(503);
  phase_ = Phase::kAnswering;
  deadline_.Cancel();
  ++requests_;
  http11_ = reader_.head().http11;
  keep_alive_ = reader_.head().keep_alive;
  head_only_ = reader_.head().method == "HEAD";
  pieces_.reset();
  turn_ = std::make_shared<Turn>();
  Request request = reader_.Take();
  streams_ = reader_.streams();
  if (streams_) request.stream = std::make_shared<ConnectionBody>(weak_from_this(), turn_);
  Read();
  core_->handler(std::move(request), std::make_shared<ConnectionAnswer>(weak_from_this(), turn_));
}

void Connection::NextPiece(const Whose& turn, std::function<void(Body::Piece)> call) {
  if (turn != turn_) return;
  wanted_ = std::move(call);
  if (!std::exchange(asked_, true) && reader_.expects_continue()) Queue("HTTP/1.1 100 Continue\r\n\r\n", 0);
  OnBody();
}

void Connection::OnBody() {
  HandPiece();
  if (phase_ == Phase::kAnswering) ReadBody();
}

void Connection::HandPiece() {
  const bool whole = reader_.state() == RequestReader::State::kWhole;
  const int refusal = broken_ != 0 ? broken_ : reader_.refusal();
  if (!wanted_ || (reader_.held() == 0 && !whole && refusal == 0)) return;
  const auto call = std::exchange(wanted_, nullptr);
  call({.bytes = reader_.TakeBody(), .last = whole, .refusal = refusal});
}

// While there is room, and against the clock once it is asked for. Where it goes is slow, and no client's fault, as long as
// there is no room.
void Connection::ReadBody() {
  const bool comes = reader_.state() == RequestReader::State::kBody;
  const bool full = comes && reader_.held() >= kBodyAhead;
  if (!comes || full || broken_ != 0) CloseWindow();
  if (full) return;
  if (!comes) return ReadAhead();
  if (asked_ && broken_ == 0 && !window_) OpenWindow();
  Read();
}

void Connection::OpenWindow() {
  window_ = reader_.come();
  deadline_.Set(core_->options.stream_window, [self = shared_from_this()] {
    const uint64_t came = self->reader_.come() - *self->window_;
    self->window_.reset();
    if (came < self->core_->options.stream_bytes) self->broken_ = 408;
    self->OnBody();
  });
}

void Connection::CloseWindow() {
  if (window_) deadline_.Cancel();
  window_.reset();
}

void Connection::Refuse(int status) {
  RefusedRequests().With({absl::StrCat(status)}).Increment();
  phase_ = Phase::kAnswering;
  deadline_.Cancel();
  keep_alive_ = head_only_ = false;
  SendWhole(core_->refusal(status));
}

void Connection::Send(const Whose& turn, Response response) {
  if (turn == turn_) SendWhole(std::move(response));
}

void Connection::SendWhole(Response response) {
  if (!IsSendable(response)) {
    log::Error("http_answer_unsendable", {{"status", response.status}});
    response = {.status = 500, .fields = {}, .body = ""};
  }
  const Framing framing = HasBody(response.status) ? Framing::kLength : Framing::kNone;
  closes_ = ClosesAfterThis();
  std::string bytes = Head(response, framing);
  if (framing == Framing::kLength && !head_only_) bytes += response.body;
  then_ = closes_ ? Then::kLinger : Then::kNextRequest;
  Queue(std::move(bytes), 0);
}

// A client whose connection is kept learns with the answer that it is the last.
bool Connection::ClosesAfterThis() const {
  const bool unread = streams_ && reader_.state() != RequestReader::State::kWhole;
  return unread || !keep_alive_ || requests_ >= core_->options.max_requests || core_->draining();
}

std::string Connection::Head(const Response& response, Framing framing) const {
  return ResponseHead(response, ReasonOf(response.status), framing, closes_, absl::Now());
}

void Connection::Begin(const Whose& turn, Response head) {
  if (turn != turn_) return;
  if (!IsSendable(head)) {
    turn_ = nullptr;
    turn->Gone();  // so that whoever produces stops
    return SendWhole(std::move(head));
  }
  pieces_ = !HasBody(head.status) ? Framing::kNone : http11_ ? Framing::kChunked : Framing::kUntilClose;
  closes_ = ClosesAfterThis();
  Queue(Head(head, *pieces_), 0);
}

void Connection::Write(const Whose& turn, std::string piece) {
  const size_t given = piece.size();
  if (turn != turn_ || !pieces_ || *pieces_ == Framing::kNone || head_only_) return turn->Taken(given);
  if (*pieces_ == Framing::kChunked) piece = absl::StrCat(absl::Hex(given), "\r\n", piece, "\r\n");
  Queue(std::move(piece), given);
}

void Connection::End(const Whose& turn) {
  if (turn != turn_ || !pieces_) return;
  then_ = closes_ ? Then::kLinger : Then::kNextRequest;
  Queue(*pieces_ == Framing::kChunked && !head_only_ ? "0\r\n\r\n" : "", 0);
}

// What was given before still goes out. A client of HTTP/1.0 sees by a reset alone that this was not the end.
void Connection::Cut(const Whose& turn) {
  if (turn != turn_) return;
  ErrorCode ignored;
  if (!http11_) socket_.set_option(net::socket_base::linger(true, 0), ignored);
  then_ = Then::kClose;
  Flush();
}

void Connection::Drop(const Whose& turn) {
  if (turn != turn_) return;
  log::Error("http_answer_dropped");
  if (pieces_) return Cut(turn);
  SendWhole(core_->refusal(500));
}

void Connection::Queue(std::string bytes, size_t given) {
  if (waiting_.empty()) {
    waiting_ = std::move(bytes);
  } else {
    waiting_ += bytes;
  }
  waiting_given_ += given;
  Flush();
}

void Connection::Flush() {
  if (writing_ || phase_ == Phase::kClosed) return;
  if (waiting_.empty()) return Proceed();
  flight_ = std::exchange(waiting_, {});
  flight_given_ = std::exchange(waiting_given_, 0);
  flown_ = 0;
  writing_ = true;
  WriteSome();
}

void Connection::WriteSome() {
  stall_.Set(core_->options.write_timeout, [self = shared_from_this()] { self->Close(); });
  const auto rest = net::buffer(flight_.data() + flown_, flight_.size() - flown_);
  auto done = [self = shared_from_this()](const ErrorCode& error, size_t bytes) {
    self->OnWritten(error, bytes);
  };
  if (secure_) {
    secure_->async_write_some(rest, std::move(done));
  } else {
    socket_.async_write_some(rest, std::move(done));
  }
}

void Connection::OnWritten(const ErrorCode& error, size_t bytes) {
  if (phase_ == Phase::kClosed) return;
  if (error) return Close();
  flown_ += bytes;
  if (flown_ < flight_.size()) return WriteSome();
  stall_.Cancel();
  writing_ = false;
  flight_ = {};
  if (const Whose turn = turn_) turn->Taken(std::exchange(flight_given_, 0));
  Flush();
}

void Connection::Proceed() {
  switch (std::exchange(then_, Then::kNothing)) {
    case Then::kNothing:
      return;
    case Then::kNextRequest:
      return NextRequest();
    case Then::kLinger:
      return Linger();
    case Then::kClose:
      return Close();
  }
}

void Connection::EndTurn() {
  turn_ = nullptr;
  wanted_ = nullptr;
  CloseWindow();
  streams_ = asked_ = false;
  broken_ = 0;
}

void Connection::NextRequest() {
  EndTurn();
  reader_.Next();
  timed_.reset();
  phase_ = Phase::kReading;
  if (core_->draining()) return Drain();
  Advance();
}

// Closed at once, with bytes of the client unread, the connection would be reset and the answer lost on the way.
void Connection::Linger() {
  EndTurn();
  phase_ = Phase::kLingering;
  deadline_.Set(kLinger, [self = shared_from_this()] { self->Close(); });
  if (!secure_) return EndSending();
  secure_->async_shutdown([self = shared_from_this()](const ErrorCode&) { self->EndSending(); });
}

void Connection::EndSending() {
  if (phase_ == Phase::kClosed) return;
  ErrorCode ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  Discard();
}

void Connection::Discard() {
  socket_.async_read_some(net::buffer(in_), [self = shared_from_this()](const ErrorCode& error, size_t) {
    if (error) return self->Close();
    if (self->phase_ != Phase::kClosed) self->Discard();
  });
}

}  // namespace tabadul::http
