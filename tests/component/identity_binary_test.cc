// The binary tabadul-identity as an operator uses it: its commands, twice, and its start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <map>

#include "services/identity/bootstrap.h"
#include "tests/harness/certificates.h"
#include "tests/harness/eventually.h"
#include "tests/harness/free_port.h"
#include "tests/harness/postgres.h"
#include "tests/harness/process.h"

namespace tabadul::identity {
namespace {

namespace fs = std::filesystem;
using harness::ReadFile;
using harness::RunCommand;
using testing::HasSubstr;

class IdentityBinary : public testing::Test {
 protected:
  IdentityBinary() : directory_("identity-binary"), database_(harness::Postgres::Shared().NewDatabase()) {
    home_ = directory_.path() + "/identity";
    settings_ = {{"TABADUL_IDENTITY_DATABASE", database_.conninfo()}, {"TABADUL_IDENTITY_DIRECTORY", home_}};
  }
  static std::string Binary() {
    return fs::read_symlink("/proc/self/exe").parent_path() / "tabadul-identity";
  }
  harness::RunResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), Binary());
    return RunCommand(std::move(arguments), settings_);
  }
  static mode_t Mode(const std::string& path) {
    struct stat information {};
    return stat(path.c_str(), &information) == 0 ? information.st_mode & 0777 : 0;
  }
  std::map<std::string, std::string> Contents() const {
    std::map<std::string, std::string> contents;
    for (const auto& entry : fs::recursive_directory_iterator(directory_.path())) {
      if (entry.is_regular_file()) contents[entry.path()] = ReadFile(entry.path());
    }
    return contents;
  }
  // `openssl verify` of a certificate against the members' CA.
  std::string Verified(const std::string& certificate, const std::string& purpose) const {
    return RunCommand({"openssl", "verify", "-purpose", purpose, "-CAfile", home_ + "/ca.crt", certificate})
        .output;
  }

  harness::TemporaryDirectory directory_;
  harness::Postgres::Database database_;
  std::string home_;
  std::map<std::string, std::string> settings_;
};

TEST_F(IdentityBinary, InitMakesAnInstallationAndTwiceIsAsGoodAsOnce) {
  const auto made = Run({"--init", home_, "--operator", "amina"});
  ASSERT_EQ(made.exit, 0) << made.errors;
  EXPECT_THAT(made.output, HasSubstr("members' CA"));
  EXPECT_EQ(Mode(home_ + "/ca.key"), 0600u);
  EXPECT_EQ(Mode(home_ + "/operators/amina.key"), 0600u);
  EXPECT_EQ(Mode(home_ + "/ca.crt"), 0644u);
  EXPECT_EQ(Mode(home_), 0700u);
  EXPECT_THAT(Verified(home_ + "/operators/amina.crt", "sslclient"), HasSubstr("OK"));
  const auto before = Contents();
  const auto again = Run({"--init", home_, "--operator", "amina"});
  EXPECT_EQ(again.exit, 0) << again.errors;
  EXPECT_EQ(again.output, "");
  EXPECT_EQ(Contents(), before);
  const auto second = Run({"--init", home_, "--operator", "idris"});
  EXPECT_EQ(second.exit, 0) << second.errors;
  EXPECT_THAT(Verified(home_ + "/operators/idris.crt", "sslclient"), HasSubstr("OK"));
}

TEST_F(IdentityBinary, AnEmptiedDatabaseGetsItsOperatorBack) {
  ASSERT_EQ(Run({"--init", home_, "--operator", "amina"}).exit, 0);
  const std::string authority = ReadFile(home_ + "/ca.crt"), old = ReadFile(home_ + "/operators/amina.crt");
  const auto fresh = harness::Postgres::Shared().NewDatabase();
  settings_["TABADUL_IDENTITY_DATABASE"] = fresh.conninfo();
  const auto again = Run({"--init", home_, "--operator", "amina"});
  EXPECT_EQ(again.exit, 0) << again.errors;
  EXPECT_EQ(ReadFile(home_ + "/ca.crt"), authority);
  EXPECT_NE(ReadFile(home_ + "/operators/amina.crt"), old);
}

TEST_F(IdentityBinary, TheGatewayGetsItsCertificateFromTheMembersAuthority) {
  ASSERT_EQ(Run({"--init", home_, "--operator", "amina", "--domain", "hub.example.org"}).exit, 0);
  const std::string out = directory_.path() + "/gateway";
  const auto made =
      Run({"--issue-server-certificate", "localhost", "127.0.0.1", "hub.example.org", "--out", out});
  ASSERT_EQ(made.exit, 0) << made.errors;
  EXPECT_THAT(Verified(out + "/server.crt", "sslserver"), HasSubstr("OK"));
  EXPECT_EQ(Mode(out + "/server.key"), 0600u);
  EXPECT_EQ(Mode(out + "/server.pem"), 0600u);
  EXPECT_EQ(ReadFile(out + "/server.pem"), ReadFile(out + "/server.crt") + ReadFile(out + "/server.key"));
  EXPECT_EQ(ReadFile(out + "/ca.crt"), ReadFile(home_ + "/ca.crt"));
  const auto before = Contents();
  EXPECT_EQ(
      Run({"--issue-server-certificate", "localhost", "127.0.0.1", "hub.example.org", "--out", out}).exit, 0);
  EXPECT_EQ(Contents(), before);
  EXPECT_EQ(Run({"--issue-server-certificate", "localhost", "api.hub.example.org", "--out", out}).exit, 0);
  EXPECT_NE(ReadFile(out + "/server.crt"), before.at(out + "/server.crt"));
  const auto refused = Run({"--issue-server-certificate", "www.example.com", "--out", out});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.errors, HasSubstr("permitted subtree violation"));
}

TEST_F(IdentityBinary, MistakesAreNamedAndEndWithTwo) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--init", home_},
                                             {"--operator", "amina"},
                                             {"--issue-server-certificate", "localhost"},
                                             {"--nonsense"}}) {
    const auto refused = Run(arguments);
    EXPECT_EQ(refused.exit, 2) << arguments[0];
    EXPECT_NE(refused.errors, "");
  }
  settings_.clear();
  EXPECT_EQ(Run({"--migrate"}).exit, 2);
  const auto serve = Run({});
  EXPECT_EQ(serve.exit, 2);
  for (const char* name : {"DATABASE", "DIRECTORY", "TLS_CERTIFICATE", "TLS_KEY", "TLS_AUTHORITY"}) {
    EXPECT_THAT(serve.errors, HasSubstr(std::string("TABADUL_IDENTITY_") + name)) << "all at once";
  }
  const auto help = Run({"--help"});
  EXPECT_EQ(help.exit, 0);
  for (const char* text : {"--init", "--operator", "--issue-server-certificate", "--migrate",
                           "TABADUL_IDENTITY_TOKEN_LIFETIME"}) {
    EXPECT_THAT(help.output, HasSubstr(text));
  }
}

TEST_F(IdentityBinary, AnOperatorWithABadNameIsRefused) {
  const auto refused = Run({"--init", home_, "--operator", "Amina H."});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.errors, HasSubstr("--operator"));
}

TEST_F(IdentityBinary, ItServesUntilItIsAskedToEnd) {
  ASSERT_EQ(Run({"--init", home_, "--operator", "amina"}).exit, 0);
  const harness::Authority inside("inside");
  const rpc::TlsFiles tls = inside.Issue("identity");
  const std::string health = std::to_string(harness::FreePort());
  settings_["TABADUL_IDENTITY_TLS_CERTIFICATE"] = tls.certificate;
  settings_["TABADUL_IDENTITY_TLS_KEY"] = tls.key;
  settings_["TABADUL_IDENTITY_TLS_AUTHORITY"] = tls.authority;
  settings_["TABADUL_IDENTITY_ADDRESS"] = "127.0.0.1:0";
  settings_["TABADUL_IDENTITY_HEALTH_PORT"] = health;
  const std::string log = directory_.path() + "/log";
  harness::Process process({.argv = {Binary()}, .env = settings_, .log = log});
  const auto answers = [&](const std::string& path) {
    return RunCommand({"curl", "-sf", "http://127.0.0.1:" + health + path}).exit == 0;
  };
  EXPECT_TRUE(
      harness::Eventually([&] { return answers("/healthz"); }, absl::Seconds(30), absl::Milliseconds(50)))
      << harness::Tail(log);
  const std::string metrics = RunCommand({"curl", "-s", "http://127.0.0.1:" + health + "/metrics"}).output;
  EXPECT_THAT(metrics, HasSubstr("tabadul_identity_token_key_remaining_seconds"));
  EXPECT_THAT(metrics, HasSubstr("tabadul_identity_held_revocations"));
  EXPECT_EQ(process.Terminate(), 0) << harness::Tail(log);
}

}  // namespace
}  // namespace tabadul::identity
