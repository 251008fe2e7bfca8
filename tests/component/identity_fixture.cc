#include "tests/component/identity_fixture.h"

#include <algorithm>
#include <map>

#include "fmt/format.h"
#include "lib/platform/log/log.h"
#include "services/identity/files.h"
#include "services/identity/migrations.h"
#include "services/identity/organisation.h"

namespace tabadul::identity {
namespace {

std::mutex lines_mutex;
std::vector<std::string>* lines = nullptr;

// Before any thread of this binary.
const bool kLogIsKept = [] {
  log::Init({.service = "identity", .write = [](std::string_view line) {
               const std::lock_guard lock(lines_mutex);
               if (lines != nullptr) lines->emplace_back(line);
             }});
  return true;
}();

harness::Postgres::Database NewDatabase() {
  return harness::Postgres::Shared().NewDatabase("identity", [](const std::string& conninfo) {
    const absl::Status migrated = Migrate(conninfo);
    ASSERT_TRUE(migrated.ok()) << migrated;
  });
}

}  // namespace

LogLines::LogLines() {
  const std::lock_guard lock(lines_mutex);
  lines = new std::vector<std::string>();
}

LogLines::~LogLines() {
  const std::lock_guard lock(lines_mutex);
  delete lines;
  lines = nullptr;
}

int LogLines::Count(const std::string& event, const std::vector<std::string>& parts) const {
  const std::lock_guard lock(lines_mutex);
  int count = 0;
  for (const std::string& line : *lines) {
    bool all = line.find("\"event\":\"" + event + "\"") != std::string::npos;
    for (const std::string& part : parts) all = all && line.find(part) != std::string::npos;
    count += all ? 1 : 0;
  }
  return count;
}

bool LogLines::Has(const std::string& text) const {
  const std::lock_guard lock(lines_mutex);
  return std::any_of(lines->begin(), lines->end(),
                     [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

const harness::Authority& IdentityTest::Inside() {
  static const auto* authority = new harness::Authority("inside");
  return *authority;
}

const rpc::TlsFiles& IdentityTest::Files(const std::string& name) {
  static auto* files = new std::map<std::string, rpc::TlsFiles>();
  const auto found = files->find(name);
  return found != files->end() ? found->second : files->emplace(name, Inside().Issue(name)).first->second;
}

IdentityTest::IdentityTest()
    : clock_(absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()))),
      directory_("identity"),
      database_(NewDatabase()),
      pool_({.conninfo = database_.conninfo(), .size = 4, .name = "identity"}),
      store_(pool_),
      sharing_(pool_),
      session_store_(pool_) {
  EXPECT_TRUE(kLogIsKept);
  const absl::Status initialised =
      Initialise({.directory = directory_.path(), .operator_name = "amina"}, store_,
                 Context::WithTimeout(absl::Seconds(20)), clock_.Now(), [](const std::string&) {});
  EXPECT_TRUE(initialised.ok()) << initialised;
  authority_ = std::make_unique<Authority>(*LoadAuthority(directory_.path()));
  keys_ = std::make_unique<TokenKeys>(TokenKeyDirectory(directory_.path()));
  verifier_ = std::make_unique<rpc::TokenVerifier>(clock_, kRevocationsStale);
  keeper_ = std::make_unique<Keeper>(*keys_, session_store_, *verifier_, clock_);
  EXPECT_TRUE(keeper_->Start().ok());
  revocations_ = std::make_unique<Revocations>(store_, *verifier_);
  revocations_->Start();
  revocations_->Refresh();
  sessions_ = std::make_unique<Sessions>(session_store_, *revocations_, clock_);
  service_ =
      std::make_unique<IdentityService>(store_, *sessions_, *keys_, *revocations_, absl::Minutes(30), clock_);
  feed_ = std::make_unique<SharingFeed>(sharing_);
  feed_->Start();
  admin_ = std::make_unique<AdminService>(store_, *sessions_, *feed_, *authority_, *revocations_, clock_);
  grants_ = std::make_unique<GrantService>(*feed_, clock_);
  rpc::ServerOptions options;
  options.tls = Files("identity");
  options.workers = 6;
  server_ = std::make_unique<rpc::Server>(options, *verifier_);
  const absl::Status started = server_->Add(*service_).Add(*admin_).Add(*grants_).Start();
  EXPECT_TRUE(started.ok()) << started;
  operator_.source = "HUB/centre/amina";
  operator_.certificate = harness::ReadFile(directory_.path() + "/operators/amina.crt");
  operator_.fingerprint = harness::Fingerprint(directory_.path() + "/operators/amina.crt");
  operator_.token = TokenFor(operator_.fingerprint).value_or("");
  EXPECT_FALSE(operator_.token.empty());
}

IdentityTest::~IdentityTest() {
  channels_.clear();
  server_ = nullptr;  // streams end before what they watch
}

rpc::Channel& IdentityTest::FromService(const std::string& name,
                                        std::vector<std::pair<std::string, std::string>> headers) {
  rpc::ChannelOptions options;
  options.target = "127.0.0.1:" + std::to_string(server_->port());
  options.tls = Files(name);
  options.server_name = "identity";
  options.metadata = [headers]() -> absl::StatusOr<std::vector<std::pair<std::string, std::string>>> {
    return headers;
  };
  channels_.push_back(std::make_unique<rpc::Channel>(std::move(options)));
  return *channels_.back();
}

rpc::Channel& IdentityTest::FromGateway(const std::string& fingerprint, const std::string& token) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (!fingerprint.empty()) headers.emplace_back("x-tabadul-certificate", fingerprint);
  if (!token.empty()) headers.emplace_back("authorization", "Bearer " + token);
  return FromService("gateway", std::move(headers));
}

absl::Status IdentityTest::CreateOrganisation(const std::string& id) {
  v1::CreateOrganisationRequest request;
  request.mutable_organisation()->set_id(id);
  request.mutable_organisation()->set_type(v1::ORGANISATION_TYPE_MINISTRY);
  auto& name = *request.mutable_organisation()->mutable_name()->add_translations();
  name.set_language("ar");
  name.set_text("وزارة العمل");
  return Admin<v1::CreateOrganisationResponse>("CreateOrganisation", request).status();
}

absl::Status IdentityTest::CreateSystem(const std::string& source, const std::vector<std::string>& scopes) {
  v1::CreateSystemRequest request;
  request.mutable_system()->set_source(source);
  for (const std::string& scope : scopes) request.mutable_system()->add_scopes(scope);
  return Admin<v1::CreateSystemResponse>("CreateSystem", request).status();
}

std::string IdentityTest::NewRequest(std::string* key_file) {
  const std::string base = fmt::format("{}/request-{}", directory_.path(), ++requests_);
  const auto made = harness::RunCommand({"openssl", "req", "-new", "-newkey", "ec", "-pkeyopt",
                                         "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=whatever",
                                         "-keyout", base + ".key", "-out", base + ".csr"});
  EXPECT_EQ(made.exit, 0) << made.errors;
  if (key_file != nullptr) *key_file = base + ".key";
  return harness::ReadFile(base + ".csr");
}

absl::StatusOr<v1::IssueCertificateResponse> IdentityTest::IssueCertificate(const std::string& source,
                                                                            const std::string& request,
                                                                            int days) {
  v1::IssueCertificateRequest message;
  message.set_source(source);
  message.set_certificate_request(request);
  message.set_days(days);
  return Admin<v1::IssueCertificateResponse>("IssueCertificate", message);
}

Member IdentityTest::NewMember(const std::string& source, const std::vector<std::string>& scopes) {
  (void)CreateOrganisation(OrganisationOf(source));  // may be there
  const absl::Status created = CreateSystem(source, scopes);
  EXPECT_TRUE(created.ok()) << created;
  const auto issued = IssueCertificate(source, NewRequest());
  EXPECT_TRUE(issued.ok()) << issued.status();
  Member member{
      .source = source, .fingerprint = issued->details().fingerprint(), .certificate = issued->certificate()};
  const auto token = TokenFor(member.fingerprint);
  EXPECT_TRUE(token.ok()) << token.status();
  member.token = token.value_or("");
  return member;
}

absl::StatusOr<std::string> IdentityTest::TokenFor(const std::string& fingerprint,
                                                   const std::vector<std::string>& scopes) {
  v1::IssueTokenRequest request;
  for (const std::string& scope : scopes) request.add_scopes(scope);
  ASSIGN_OR_RETURN(const auto response, Ask<v1::IssueTokenResponse>(FromGateway(fingerprint),
                                                                    "IdentityService/IssueToken", request));
  return response.access_token();
}

absl::StatusOr<v1::WhoAmIResponse> IdentityTest::WhoAmI(const std::string& fingerprint,
                                                        const std::string& token) {
  return Ask<v1::WhoAmIResponse>(FromGateway(fingerprint, token), "IdentityService/WhoAmI",
                                 v1::WhoAmIRequest());
}

absl::StatusOr<v1::Revocation> IdentityTest::Revoke(const std::string& certificate,
                                                    const std::string& source) {
  v1::RevokeRequest request;
  request.set_certificate(certificate);
  request.set_source(source);
  ASSIGN_OR_RETURN(const auto response, Admin<v1::RevokeResponse>("Revoke", request));
  return response.revocation();
}

std::string IdentityTest::Jwks() {
  const auto response =
      Ask<v1::GetJwksResponse>(FromService("jobs"), "IdentityService/GetJwks", v1::GetJwksRequest());
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->jwks() : "";
}

void IdentityTest::Advance(absl::Duration by) {
  clock_.Advance(by);
  EXPECT_TRUE(keeper_->Look().ok());
  revocations_->Refresh();
}

}  // namespace tabadul::identity
