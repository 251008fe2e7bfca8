// Redis, as a cache: every call may fail at any time, and none waits longer than Options say. After a failure nothing is
// asked for a moment (Unavailable at once); then one call tries, and the others go without until it has succeeded: a
// Redis that hangs costs the calls under way their patience once, and after that one call a moment.
// Thread-safe: a connection for each call that goes on at once, kept for the next. No TLS (hiredis 0.14 has none): the
// server listens on the pod or loopback network, or a Unix socket.
//
//   redis::Client redis({.address = "127.0.0.1:6379"});
//   redis.Set("key", value, absl::Seconds(1)).IgnoreError();
//   const auto got = redis.Get("key");  // StatusOr<optional<string>>
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

struct redisContext;

namespace tabadul::redis {

struct Options {
  std::string
      address;  // "host:port" (a number, or a name that resolves at once), or the path of a Unix socket
  std::string password;  // empty: none
  absl::Duration connect_timeout = absl::Milliseconds(20);
  absl::Duration timeout = absl::Milliseconds(20);  // of a command
  absl::Duration pause = absl::Seconds(1);          // after a failure
};

class Client {
 public:
  explicit Client(Options options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // None if there is no such key. UNAVAILABLE.
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key);
  absl::Status Set(std::string_view key, std::string_view value, absl::Duration lives);
  // False if the key is there already.
  absl::StatusOr<bool> SetIfAbsent(std::string_view key, std::string_view value, absl::Duration lives);
  absl::Status Remove(std::string_view key);
  // False from a failure until a call has succeeded again, but for the one that tries.
  bool available() const;

 private:
  struct Reply;
  using Words = std::vector<std::string_view>;
  struct Closer {
    void operator()(redisContext* context) const;
  };
  using Connection = std::unique_ptr<redisContext, Closer>;

  absl::StatusOr<Reply> Run(const Words& words);
  absl::StatusOr<Reply> RunOn(redisContext& connection, const Words& words) const;
  absl::StatusOr<Connection> Take();
  absl::StatusOr<Connection> Connect() const;
  void Failed();
  bool MayAsk() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const Options options_;
  mutable absl::Mutex mutex_;
  std::vector<Connection> idle_ ABSL_GUARDED_BY(mutex_);
  bool failing_ ABSL_GUARDED_BY(mutex_) = false;
  bool trying_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time paused_until_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace tabadul::redis
