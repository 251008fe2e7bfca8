// The gRPC server of a process: TLS reloaded from files, bounded worker pool, drain on SIGTERM.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lib/platform/rpc/service.h"

namespace tabadul::rpc {

// Decides who calls. lib/platform/rpc/token.h verifies offline by JWKS and revocations; identity has its own
// that knows its keys at first hand. Thread-safe.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  struct Presented {
    std::string
        peer_service;  // name of the service whose certificate the connection has ("gateway", "jobs", "web")
    std::string
        fingerprint;  // of the member's certificate, told by the gateway; empty otherwise, whatever was sent
    absl::Time certificate_expires = absl::InfiniteFuture();  // told by the gateway
    std::string bearer;  // token from `authorization: Bearer …`, empty if none
    bool forwarded =
        false;            // a token or identity headers were sent: the connection does not speak for itself
    bool writes = false;  // the method's scopes end in ".write" or are "admin": stale revocations refuse it
  };
  // The caller, or UNAUTHENTICATED / PERMISSION_DENIED / UNAVAILABLE with the reason. Without a bearer:
  // WithoutToken.
  virtual absl::StatusOr<Caller> Authenticate(const Presented& presented) = 0;
  // Asked every second for the caller of an open stream: not OK (CERTIFICATE_REVOKED) ends it with DENIED.
  // Must be cheap. Expiry of the token is the adapter's business.
  virtual absl::Status Recheck(const Caller&) { return absl::OkStatus(); }
  // A visitor (with its fingerprint), or the service whose connection it is. The gateway is never a caller of
  // its own.
  static Caller WithoutToken(const Presented& presented);
};

struct TlsFiles {
  std::string certificate, key, authority;  // PEM; watched, and taken up without a restart
};

struct ServerOptions {
  std::string address = "127.0.0.1:0";
  TlsFiles tls;
  int workers = 10;        // for handlers that may wait: database pool + 2 at least
  int queue = 40;          // calls waiting for them; beyond: OVERLOADED at once
  int memory_workers = 8;  // for those that answer from memory (Work::kFromMemory)
  int memory_queue = 400;  // calls waiting for those: they are short
  int max_streams = 5000;  // streams open at once; beyond: Goodbye OVERLOADED
  // Of one member's system; services have no limit of their own.
  int max_streams_of_one = 2000;
  size_t max_message_bytes = 8u << 20;
  // gRPC takes in a message whole before it looks at its size: what all connections together may hold.
  size_t transport_bytes = 512u << 20;
  absl::Duration stream_max_age = absl::Minutes(15);    // ± 10 % jitter
  absl::Duration default_deadline = absl::Seconds(30);  // unary calls that come without one
  absl::Duration stream_idle = absl::Minutes(2);  // a client that takes no written byte for so long is cut
  absl::Duration goodbye_grace =
      absl::Seconds(10);  // to half-close after a Goodbye, or take what goes before it
  absl::Duration drain_delay = absl::Seconds(0);  // between not ready and ending streams: endpoints propagate
  absl::Duration drain_grace = absl::Seconds(10);
  int health_port = 0;  // plain HTTP: /healthz, /healthz?live, /metrics
  std::string health_host = "127.0.0.1";
};

class Server {
 public:
  Server(ServerOptions options, Authenticator& authenticator);
  ~Server();
  Server& Add(Service& service);
  // Readiness asks all of these every second, through the workers of memory if the service has such RPCs: a database
  // that hangs is no reason to be taken out while they answer. They must not wait long.
  Server& ReadyWhen(std::string name, std::function<absl::Status()> check);
  // Run at drain, after the streams have ended.
  Server& OnStop(std::function<void()> stop);
  // INTERNAL if the port is taken or a TLS file unreadable, FAILED_PRECONDITION if a handler or a policy is
  // missing.
  absl::Status Start();
  int port() const;
  int health_port() const;
  void Drain();  // streams end with Goodbye RECONNECT, unary calls finish, then the port closes
  // Start, then wait for SIGTERM or SIGINT, then Drain. Returns the process's exit code. Signals must be
  // blocked before the first thread: call BlockSignals first thing in main.
  int RunUntilSignal();
  static void BlockSignals();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::rpc
