// identity in process: the real service over a real database, with a clock that the test moves, and channels to it
// as they come from the gateway and from other services.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/channel.h"
#include "lib/platform/rpc/server.h"
#include "lib/platform/rpc/token.h"
#include "services/identity/admin.h"
#include "services/identity/bootstrap.h"
#include "services/identity/grant_service.h"
#include "services/identity/keeper.h"
#include "services/identity/service.h"
#include "tests/harness/certificates.h"
#include "tests/harness/postgres.h"

namespace tabadul::identity {

// What a national system holds.
struct Member {
  std::string source, fingerprint, token;
  std::string certificate;  // PEM
};

// The lines of the log since this object was made. One at a time.
class LogLines {
 public:
  LogLines();
  ~LogLines();
  // Lines of one event that contain all of `parts`.
  int Count(const std::string& event, const std::vector<std::string>& parts) const;
  bool Has(const std::string& text) const;  // in any line
};

class IdentityTest : public testing::Test {
 protected:
  IdentityTest();
  ~IdentityTest() override;

  // A channel from the gateway, for a member's connection; `token` and `fingerprint` may be empty.
  rpc::Channel& FromGateway(const std::string& fingerprint, const std::string& token = "");
  // A channel from a service of the cluster, with the headers that it chooses to send.
  rpc::Channel& FromService(const std::string& name,
                            std::vector<std::pair<std::string, std::string>> headers = {});

  template <class Response>
  absl::StatusOr<Response> Ask(rpc::Channel& channel, const std::string& method,
                               const google::protobuf::Message& request) {
    Response response;
    RETURN_IF_ERROR(channel.Unary(Context::WithTimeout(absl::Seconds(20)), "/tabadul.identity.v1." + method,
                                  request, &response));
    return response;
  }
  // As the operator.
  template <class Response>
  absl::StatusOr<Response> Admin(const std::string& method, const google::protobuf::Message& request) {
    return Ask<Response>(FromGateway(operator_.fingerprint, operator_.token), "AdminService/" + method,
                         request);
  }

  absl::Status CreateOrganisation(const std::string& id);
  absl::Status CreateSystem(const std::string& source, const std::vector<std::string>& scopes);
  // A new key and its request, made by the openssl command as a ministry would. The key stays in `key_file`.
  std::string NewRequest(std::string* key_file = nullptr);
  absl::StatusOr<v1::IssueCertificateResponse> IssueCertificate(const std::string& source,
                                                                const std::string& request, int days = 0);
  // Organisation, system, certificate, token.
  Member NewMember(const std::string& source,
                   const std::vector<std::string>& scopes = {"vacancy.read", "vacancy.write"});
  absl::StatusOr<std::string> TokenFor(const std::string& fingerprint,
                                       const std::vector<std::string>& scopes = {});
  absl::StatusOr<v1::WhoAmIResponse> WhoAmI(const std::string& fingerprint, const std::string& token);
  absl::StatusOr<v1::Revocation> Revoke(const std::string& certificate, const std::string& source);
  std::string Jwks();

  // Time goes on; what the process does in the meantime is done.
  void Advance(absl::Duration by);

  static const harness::Authority& Inside();
  static const rpc::TlsFiles& Files(const std::string& name);

  ManualClock clock_;
  harness::TemporaryDirectory directory_;
  harness::Postgres::Database database_;
  pg::Pool pool_;
  Store store_;
  SharingStore sharing_;
  SessionStore session_store_;
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<TokenKeys> keys_;
  std::unique_ptr<rpc::TokenVerifier> verifier_;
  std::unique_ptr<Keeper> keeper_;
  std::unique_ptr<Revocations> revocations_;
  std::unique_ptr<Sessions> sessions_;
  std::unique_ptr<IdentityService> service_;
  std::unique_ptr<SharingFeed> feed_;
  std::unique_ptr<AdminService> admin_;
  std::unique_ptr<GrantService> grants_;
  std::unique_ptr<rpc::Server> server_;
  std::vector<std::unique_ptr<rpc::Channel>> channels_;
  Member operator_;
  int requests_ = 0;
};

}  // namespace tabadul::identity
