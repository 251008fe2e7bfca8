// A server with the echo service, and channels to it by certificate name, for the tests of lib/platform/rpc.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "lib/platform/rpc/channel.h"
#include "lib/platform/rpc/server.h"
#include "tests/component/echo.pb.h"
#include "tests/harness/certificates.h"

namespace tabadul::rpc {

// The echo service. What its RPCs do is in echo.proto.
class EchoService {
 public:
  EchoService();
  Service& service() { return service_; }
  // Calls that act "wait" stay until this is set, or their deadline.
  std::atomic<bool> release = false;
  std::atomic<int> waiting = 0, counted = 0, open_streams = 0, ended_streams = 0;
  std::atomic<size_t> most_unwritten = 0;

 private:
  absl::StatusOr<tests::echo::EchoResponse> Answer(const Call& call, const tests::echo::EchoRequest& request);
  Service service_;
};

// Lets everybody be what its connection says; no tokens.
class NoTokens final : public Authenticator {
 public:
  absl::StatusOr<Caller> Authenticate(const Presented& presented) override {
    if (!presented.bearer.empty()) return Error(common::v1::ERROR_REASON_TOKEN_INVALID);
    return WithoutToken(presented);
  }
};

class Echo : public ::testing::Test {
 protected:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  void SetUp() override { StartServer(DefaultOptions()); }
  void TearDown() override;
  // One authority for the whole test binary: keys are slow to make.
  static const harness::Authority& Inside();
  static const TlsFiles& Files(const std::string& name);

  ServerOptions DefaultOptions() const;
  void StartServer(ServerOptions options, Authenticator* authenticator = nullptr);
  std::unique_ptr<Channel> Connect(const std::string& certificate, Headers headers = {});
  std::unique_ptr<Channel> Connect(const TlsFiles& files, Headers headers = {});

  absl::StatusOr<tests::echo::EchoResponse> Call(Channel& channel, const std::string& method,
                                                 const tests::echo::EchoRequest& request = {},
                                                 absl::Duration timeout = absl::Seconds(20));
  absl::StatusOr<tests::echo::EchoResponse> Call(const std::string& certificate, const std::string& method,
                                                 const tests::echo::EchoRequest& request = {},
                                                 Headers headers = {});
  // The channel lives until the test ends.
  std::unique_ptr<ClientStream> OpenStream(const std::string& certificate, const std::string& method,
                                           Headers headers = {});
  struct End {
    int messages = 0;
    common::v1::Goodbye goodbye;
    absl::Status status;
  };
  // Half-closes at the Goodbye, as clients must.
  static End ReadToEnd(ClientStream& stream);
  // Sends `text` on a Chat; true if it comes back.
  static bool Say(ClientStream& stream, const std::string& text);

  NoTokens no_tokens_;
  std::unique_ptr<EchoService> echo_;
  std::unique_ptr<Server> server_;
  std::vector<std::unique_ptr<Channel>> channels_;
};

}  // namespace tabadul::rpc
