// A client's connection to the exchange: mutual TLS by a profile's certificate, a token fetched for it and
// renewed before its end, the language of what people read, retries of unary calls. Thread-safe. Create once,
// destroy after every Pusher and Follow that uses it.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "lib/client/profile.h"
#include "lib/client/retry.h"
#include "lib/platform/base/context.h"
#include "lib/platform/base/status.h"
#include "lib/platform/rpc/channel.h"

namespace tabadul::client {

// How long a single question may take, repeats included.
inline constexpr absl::Duration kCallTime = absl::Seconds(15);

struct ConnectionOptions : RetryPolicy {
  // Members: a token of IdentityService.IssueToken goes with every call. Services of the cluster are known by
  // the certificate of their connection and send none.
  bool token = true;
  // Once it is true it ends the calls of Connection::Within, and the fetching of a token.
  std::shared_ptr<const std::atomic<bool>> cancelled;
};

class Connection {
 public:
  explicit Connection(const Profile& profile, ConnectionOptions options = {});
  // Of whoever speaks for another (the portal, for a system that is signed in): `channel.metadata`, asked anew for each call and
  // each stream, names who calls, with the token; options.token does not matter.
  Connection(rpc::ChannelOptions channel, ConnectionOptions options);
  ~Connection();

  // method: "/tabadul.jobs.v1.JobsService/GetVacancy". Repeats what is worth it (retry.h) until the context ends or
  // the budget is spent, and once with a fresh token. So: only for calls that may be repeated, and no BatchPush without
  // versions (retry.h).
  absl::Status Unary(const Context& context, std::string_view method,
                     const google::protobuf::Message& request, google::protobuf::Message* response);
  // How long a call may take, unless all of them are to end sooner (ConnectionOptions::cancelled).
  Context Within(absl::Duration timeout) const { return Context(absl::Now() + timeout, options().cancelled); }
  // One stream, not repeated: Pusher and Follow do that.
  absl::StatusOr<std::unique_ptr<rpc::ClientStream>> Streaming(std::string_view method);
  // The next call fetches a new token.
  void ForgetToken();
  const ConnectionOptions& options() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The call as one expression, with its deadline:
//   ASSIGN_OR_RETURN(const auto me, Ask<WhoAmIResponse>(connection, connection.Within(absl::Seconds(10)),
//                                                       "/tabadul.identity.v1.IdentityService/WhoAmI", {}));
template <class Response>
absl::StatusOr<Response> Ask(Connection& connection, const Context& context, std::string_view method,
                             const google::protobuf::Message& request) {
  Response response;
  absl::Status status = connection.Unary(context, method, request, &response);
  if (!status.ok()) return status;
  return response;
}

}  // namespace tabadul::client
