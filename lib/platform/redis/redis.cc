#include "lib/platform/redis/redis.h"

#include <hiredis/hiredis.h>

#include "absl/strings/numbers.h"
#include "lib/platform/base/status.h"

namespace tabadul::redis {
namespace {

constexpr size_t kMostIdle = 64;

absl::Status Unavailable() { return Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "redis"}}); }

std::string Milliseconds(absl::Duration lives) { return std::to_string(absl::ToInt64Milliseconds(lives)); }

}  // namespace

struct Client::Reply {
  enum class Kind { kText, kNothing, kNumber };
  Kind kind = Kind::kNothing;
  std::string text;
};

void Client::Closer::operator()(redisContext* context) const { redisFree(context); }

Client::Client(Options options) : options_(std::move(options)) {}
Client::~Client() = default;

absl::StatusOr<Client::Connection> Client::Connect() const {
  const timeval connect = absl::ToTimeval(options_.connect_timeout);
  const size_t colon = options_.address.rfind(':');
  int port = 0;
  const bool host = colon != std::string::npos && absl::SimpleAtoi(options_.address.substr(colon + 1), &port);
  Connection connection(
      host ? redisConnectWithTimeout(options_.address.substr(0, colon).c_str(), port, connect)
           : redisConnectUnixWithTimeout(options_.address.c_str(), connect));
  if (connection == nullptr || connection->err != 0) return Unavailable();
  if (redisSetTimeout(connection.get(), absl::ToTimeval(options_.timeout)) != REDIS_OK) return Unavailable();
  if (!options_.password.empty()) RETURN_IF_ERROR(RunOn(*connection, {"AUTH", options_.password}).status());
  return connection;
}

// An idle one, or none: then the caller connects. UNAVAILABLE if nobody is to be asked now.
absl::StatusOr<Client::Connection> Client::Take() {
  absl::MutexLock lock(&mutex_);
  if (!MayAsk()) return Unavailable();
  trying_ = failing_;
  if (idle_.empty()) return Connection();
  Connection connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

// What went wrong once is wrong for all connections: those that lie idle may be dead as well.
void Client::Failed() {
  std::vector<Connection> dropped;
  absl::MutexLock lock(&mutex_);
  failing_ = true;
  trying_ = false;
  paused_until_ = absl::Now() + options_.pause;
  dropped.swap(idle_);
}

bool Client::MayAsk() const { return !failing_ || (!trying_ && absl::Now() >= paused_until_); }

absl::StatusOr<Client::Reply> Client::RunOn(redisContext& connection, const Words& words) const {
  std::vector<const char*> pointers;
  std::vector<size_t> lengths;
  for (const std::string_view word : words) {
    pointers.push_back(word.data());
    lengths.push_back(word.size());
  }
  struct Freer {
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
  };
  const std::unique_ptr<redisReply, Freer> reply(static_cast<redisReply*>(
      redisCommandArgv(&connection, static_cast<int>(words.size()), pointers.data(), lengths.data())));
  if (reply == nullptr || reply->type == REDIS_REPLY_ERROR) return Unavailable();
  if (reply->type == REDIS_REPLY_NIL) return Reply{Reply::Kind::kNothing, ""};
  if (reply->type == REDIS_REPLY_INTEGER) return Reply{Reply::Kind::kNumber, ""};
  return Reply{Reply::Kind::kText, {reply->str, reply->len}};
}

absl::StatusOr<Client::Reply> Client::Run(const Words& words) {
  ASSIGN_OR_RETURN(Connection connection, Take());
  if (connection == nullptr) {
    absl::StatusOr<Connection> connected = Connect();
    if (!connected.ok()) return Failed(), connected.status();
    connection = *std::move(connected);
  }
  absl::StatusOr<Reply> reply = RunOn(*connection, words);
  if (!reply.ok()) return Failed(), reply;
  absl::MutexLock lock(&mutex_);
  failing_ = trying_ = false;
  if (idle_.size() < kMostIdle) idle_.push_back(std::move(connection));
  return reply;
}

absl::StatusOr<std::optional<std::string>> Client::Get(std::string_view key) {
  ASSIGN_OR_RETURN(Reply reply, Run({"GET", key}));
  if (reply.kind == Reply::Kind::kNothing) return std::nullopt;
  return std::optional(std::move(reply.text));
}

absl::Status Client::Set(std::string_view key, std::string_view value, absl::Duration lives) {
  const std::string milliseconds = Milliseconds(lives);
  return Run({"SET", key, value, "PX", milliseconds}).status();
}

absl::StatusOr<bool> Client::SetIfAbsent(std::string_view key, std::string_view value, absl::Duration lives) {
  const std::string milliseconds = Milliseconds(lives);
  ASSIGN_OR_RETURN(const Reply reply, Run({"SET", key, value, "NX", "PX", milliseconds}));
  return reply.kind == Reply::Kind::kText;
}

absl::Status Client::Remove(std::string_view key) { return Run({"DEL", key}).status(); }

bool Client::available() const {
  absl::MutexLock lock(&mutex_);
  return MayAsk();
}

}  // namespace tabadul::redis
