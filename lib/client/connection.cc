#include "lib/client/connection.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "lib/platform/rpc/server.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::client {
namespace {

constexpr char kIssueToken[] = "/tabadul.identity.v1.IdentityService/IssueToken";
constexpr absl::Duration kTokenTimeout = absl::Seconds(10);

using Headers = std::vector<std::pair<std::string, std::string>>;

rpc::ChannelOptions OptionsOf(const Profile& profile) {
  rpc::ChannelOptions options;
  options.target = profile.endpoint;
  options.tls = {profile.certificate, profile.key, profile.authority};
  options.server_name = profile.server_name;
  return options;
}

ConnectionOptions WithoutToken(ConnectionOptions options) {
  options.token = false;
  return options;
}

// Until `wait` is over; false if the context ended before.
bool Sleep(const Context& context, absl::Duration wait) {
  const absl::Time until = absl::Now() + wait;
  if (context.deadline() < until) return false;
  while (absl::Now() < until && !context.cancelled()) {
    absl::SleepFor(std::min(until - absl::Now(), absl::Milliseconds(50)));
  }
  return !context.cancelled();
}

}  // namespace

class Connection::Impl {
 public:
  Impl(const Profile& profile, ConnectionOptions options)
      : base_(OptionsOf(profile)),
        language_(profile.language.empty() ? "en" : profile.language),
        options_(std::move(options)),
        budget_(options_.budget, options_.share),
        channel_(WithMetadata()) {}
  Impl(rpc::ChannelOptions channel, ConnectionOptions options)
      : options_(WithoutToken(std::move(options))),
        budget_(options_.budget, options_.share),
        channel_(std::move(channel)) {}

  absl::Status Unary(const Context& context, std::string_view method,
                     const google::protobuf::Message& request, google::protobuf::Message* response) {
    Backoff backoff(options_.first_wait, options_.longest_wait);
    const absl::Time begun = absl::Now();
    bool renewed = false;
    while (true) {
      const absl::Status status = channel_.Unary(context, method, request, response);
      if (status.ok()) {
        budget_.Succeeded();
        return status;
      }
      const Ending ending = EndingOf(std::nullopt, status);
      if (ending.next == Ending::Next::kNewToken && options_.token && !renewed) {
        ForgetToken();
        renewed = true;
        continue;
      }
      if (!IsWorthRepeating(status) || context.done()) return status;
      const bool nobody = ReasonOf(status) == common::v1::ERROR_REASON_UNSPECIFIED;
      if (nobody && absl::Now() - begun >= options_.unreachable) return status;
      budget_.Failed();
      if (!budget_.MayRepeat() || !Sleep(context, backoff.Next(ending.wait))) return status;
    }
  }

  absl::StatusOr<std::unique_ptr<rpc::ClientStream>> Streaming(std::string_view method) {
    return channel_.Streaming(absl::InfiniteFuture(), method);
  }

  void ForgetToken() {
    absl::MutexLock lock(&mutex_);
    token_.clear();
  }

  const ConnectionOptions& options() const { return options_; }

 private:
  rpc::ChannelOptions WithMetadata() {
    rpc::ChannelOptions options = base_;
    options.metadata = [this]() -> absl::StatusOr<Headers> {
      Headers headers = LanguageHeader();
      if (!options_.token) return headers;
      ASSIGN_OR_RETURN(std::string token, Token());
      headers.emplace_back("authorization", "Bearer " + token);
      return headers;
    };
    return options;
  }

  Headers LanguageHeader() const { return {{"accept-language", language_}}; }

  // One caller fetches, the others wait for it. A token that cannot be renewed is used to its end.
  absl::StatusOr<std::string> Token() {
    absl::MutexLock lock(&mutex_);
    const absl::Time now = absl::Now();
    if (!token_.empty() && now < renew_) return token_;
    const absl::Status fetched = Fetch(now);
    if (fetched.ok()) return token_;
    if (token_.empty() || now >= end_) return fetched;
    renew_ = now + kTokenTimeout;
    return token_;
  }

  // A channel of its own: the calls of the other one ask for the token.
  absl::Status Fetch(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    rpc::ChannelOptions options = base_;
    options.metadata = [this]() -> absl::StatusOr<Headers> { return LanguageHeader(); };
    rpc::Channel channel(std::move(options));
    identity::v1::IssueTokenResponse response;
    RETURN_IF_ERROR(channel.Unary(Context(now + kTokenTimeout, options_.cancelled), kIssueToken,
                                  identity::v1::IssueTokenRequest(), &response));
    const absl::Duration life =
        absl::Seconds(response.expires_in().seconds()) + absl::Nanoseconds(response.expires_in().nanos());
    token_ = response.access_token();
    end_ = now + life;
    renew_ = now + 0.8 * life;
    return absl::OkStatus();
  }

  const rpc::ChannelOptions base_;  // without metadata
  const std::string language_;
  const ConnectionOptions options_;
  RetryBudget budget_;
  absl::Mutex mutex_;
  std::string token_ ABSL_GUARDED_BY(mutex_);  // never logged
  absl::Time renew_ ABSL_GUARDED_BY(mutex_), end_ ABSL_GUARDED_BY(mutex_);
  rpc::Channel channel_;
};

Connection::Connection(const Profile& profile, ConnectionOptions options)
    : impl_(std::make_unique<Impl>(profile, std::move(options))) {}
Connection::Connection(rpc::ChannelOptions channel, ConnectionOptions options)
    : impl_(std::make_unique<Impl>(std::move(channel), std::move(options))) {}
Connection::~Connection() = default;

absl::Status Connection::Unary(const Context& context, std::string_view method,
                               const google::protobuf::Message& request,
                               google::protobuf::Message* response) {
  return impl_->Unary(context, method, request, response);
}

absl::StatusOr<std::unique_ptr<rpc::ClientStream>> Connection::Streaming(std::string_view method) {
  return impl_->Streaming(method);
}

void Connection::ForgetToken() { impl_->ForgetToken(); }
const ConnectionOptions& Connection::options() const { return impl_->options(); }

}  // namespace tabadul::client
