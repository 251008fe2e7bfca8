#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "lib/platform/http/raw_client.h"
#include "lib/platform/http/server.h"
#include "lib/platform/log/log.h"
#include "tests/harness/certificates.h"
#include "tests/harness/eventually.h"

namespace tabadul::http {
namespace {

using harness::Authority;
using harness::Eventually;

// What the process has logged so far.
class Logged : public ::testing::Environment {
 public:
  void SetUp() override {
    std::signal(SIGPIPE, SIG_IGN);  // of clients that are not wanted
    log::Init({.service = "http_test", .write = [](std::string_view line) {
                 absl::MutexLock lock(&Mutex());
                 All().append(line);
               }});
  }
  static size_t Count(std::string_view event) {
    absl::MutexLock lock(&Mutex());
    size_t count = 0;
    for (size_t at = 0; (at = All().find(event, at)) != std::string::npos; ++at) ++count;
    return count;
  }

 private:
  static absl::Mutex& Mutex() {
    static auto* const mutex = new absl::Mutex;
    return *mutex;
  }
  static std::string& All() {
    static auto* const all = new std::string;
    return *all;
  }
};
[[maybe_unused]] const auto* const logged = ::testing::AddGlobalTestEnvironment(new Logged);

Response Refused(int status) { return {.status = status, .fields = {}, .body = "refused"}; }

void Echo(const Request& request, const std::shared_ptr<Answer>& answer) {
  answer->Send({.status = 200, .fields = {}, .body = request.target + request.body});
}

ServerOptions Options(const rpc::TlsFiles& files) {
  return {.certificate = files.certificate,
          .key = files.key,
          .authority = files.authority,
          .peers = {"gateway", "web", "late"}};
}

// A client with a certificate, or without one; it believes any server.
class TlsClient {
 public:
  TlsClient(int port, const std::optional<rpc::TlsFiles>& files, int version = TLS1_3_VERSION)
      : raw_(port), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    SSL_CTX_set_max_proto_version(context_.get(), version);
    if (files) {
      EXPECT_EQ(SSL_CTX_use_certificate_chain_file(context_.get(), files->certificate.c_str()), 1);
      EXPECT_EQ(SSL_CTX_use_PrivateKey_file(context_.get(), files->key.c_str(), SSL_FILETYPE_PEM), 1);
    }
    ssl_ = {SSL_new(context_.get()), SSL_free};
    SSL_set_fd(ssl_.get(), raw_.socket_of());
    connected_ = SSL_connect(ssl_.get()) == 1;
  }
  ~TlsClient() { ERR_clear_error(); }

  bool connected() const { return connected_; }
  SSL* ssl() const { return ssl_.get(); }
  bool Send(std::string_view bytes) {
    return connected_ && SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  // All until `end` has come, or the connection has ended.
  std::string ReadUntil(std::string_view end) {
    std::string come;
    char buffer[16 << 10];
    while (connected_ && !absl::StrContains(come, Absl(end))) {
      const int got = SSL_read(ssl_.get(), buffer, sizeof buffer);
      if (got <= 0) break;
      come.append(buffer, static_cast<size_t>(got));
    }
    return come;
  }
  // The connection has ended in good order.
  bool said_goodbye() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  std::string ServersCertificate() const {
    X509* const certificate = SSL_get1_peer_certificate(ssl_.get());
    if (certificate == nullptr) return "";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509_digest(certificate, EVP_sha256(), digest, &size);
    X509_free(certificate);
    return {reinterpret_cast<const char*>(digest), size};
  }

 private:
  RawClient raw_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  bool connected_ = false;
};

std::string Get(std::string_view target, std::string_view more = "") {
  return absl::StrCat("GET ", Absl(target), " HTTP/1.1\r\nHost: x\r\n", Absl(more), "\r\n");
}

// TLS 1.3 tells a client only after its handshake that it is not wanted.
bool IsServed(int port, const std::optional<rpc::TlsFiles>& files) {
  TlsClient client(port, files);
  client.Send(Get("/served"));
  return absl::EndsWith(client.ReadUntil("/served"), "\r\n\r\n/served");
}

class TlsServer : public ::testing::Test {
 protected:
  void Start(Handler handler = Echo, absl::Duration head_timeout = absl::Seconds(5)) {
    ServerOptions options = Options(files_);
    options.head_timeout = head_timeout;
    server_.emplace(std::move(options), std::move(handler), Refused);
    const absl::Status started = server_->Start();
    ASSERT_TRUE(started.ok()) << started;
  }
  int port() const { return server_->port(); }

  const Authority inside_{"inside"};
  const rpc::TlsFiles files_ = inside_.Issue("web"), gateway_ = inside_.Issue("gateway");
  std::optional<Server> server_;
};

TEST_F(TlsServer, ServesPeersAlone) {
  Start();
  const Authority outside("outside");
  EXPECT_TRUE(IsServed(port(), gateway_));
  EXPECT_TRUE(IsServed(port(), files_)) << "one of several names";
  const size_t refused = Logged::Count("http_client_refused");
  EXPECT_FALSE(IsServed(port(), outside.Issue("gateway")));
  EXPECT_FALSE(IsServed(port(), inside_.Issue("jobs")));
  EXPECT_FALSE(IsServed(port(), inside_.Issue("xgateway")));
  EXPECT_FALSE(IsServed(port(), inside_.Issue("gateway.x")));
  EXPECT_FALSE(IsServed(port(), inside_.Issue("late", -1)));
  EXPECT_FALSE(IsServed(port(), std::nullopt));
  EXPECT_TRUE(Eventually([&] { return Logged::Count("http_client_refused") == refused + 6; }));
  RawClient plain(port(), Get("/plain"));
  EXPECT_FALSE(absl::StrContains(plain.ReadToEnd(), "HTTP/1.1"));
  EXPECT_TRUE(IsServed(port(), gateway_));
}

TEST_F(TlsServer, SpeaksOneVersion) {
  Start();
  EXPECT_FALSE(TlsClient(port(), gateway_, TLS1_2_VERSION).connected());
  EXPECT_TRUE(IsServed(port(), gateway_));
}

TEST_F(TlsServer, KeepsAConnectionAndEndsItInGoodOrder) {
  Start();
  TlsClient client(port(), gateway_);
  const std::string body(300'000, 'x');
  client.Send(absl::StrCat("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: ", body.size(), "\r\n\r\n", body));
  EXPECT_TRUE(absl::EndsWith(client.ReadUntil("/a" + body), "/a" + body));
  EXPECT_TRUE(client.Send(Get("/b", "Connection: close\r\n")));
  EXPECT_TRUE(absl::EndsWith(client.ReadUntil("never"), "/b"));
  EXPECT_TRUE(client.said_goodbye());
}

TEST_F(TlsServer, GivesNoSessionToResume) {
  Start();
  TlsClient client(port(), gateway_);
  client.Send(Get("/a", "Connection: close\r\n"));
  EXPECT_TRUE(absl::EndsWith(client.ReadUntil("never"), "/a"));
  EXPECT_FALSE(SSL_SESSION_is_resumable(SSL_get_session(client.ssl())));
}

TEST_F(TlsServer, StreamsAndTellsThatTheClientHasGone) {
  absl::Notification gone;
  absl::Mutex mutex;
  std::shared_ptr<Answer> answer;
  Start([&](const Request&, std::shared_ptr<Answer> given) {
    given->OnGone([&] { gone.Notify(); });
    given->Begin({});
    given->Write("piece");
    absl::MutexLock lock(&mutex);
    answer = std::move(given);
  });
  {
    TlsClient client(port(), gateway_);
    client.Send(Get("/a"));
    EXPECT_TRUE(absl::EndsWith(client.ReadUntil("piece\r\n"), "5\r\npiece\r\n"));
  }
  EXPECT_TRUE(gone.WaitForNotificationWithTimeout(absl::Seconds(10)));
  server_.reset();
}

TEST_F(TlsServer, CutsWithoutAGoodbye) {
  Start([](const Request&, const std::shared_ptr<Answer>& answer) {
    answer->Begin({});
    answer->Write("half");
    answer->Cut();
  });
  TlsClient client(port(), gateway_);
  client.Send(Get("/a"));
  EXPECT_TRUE(absl::EndsWith(client.ReadUntil("never"), "half\r\n"));
  EXPECT_FALSE(client.said_goodbye());
}

TEST_F(TlsServer, DoesNotWaitForASlowHandshake) {
  Start(Echo, absl::Milliseconds(100));
  RawClient mute(port());
  EXPECT_EQ(mute.ReadToEnd(), "");
  EXPECT_TRUE(IsServed(port(), gateway_));
}

TEST_F(TlsServer, TakesUpANewCertificateForNewConnections) {
  Start();
  TlsClient old(port(), gateway_);
  ASSERT_TRUE(old.connected());
  inside_.Issue("web");
  EXPECT_TRUE(Eventually([&] {
    const TlsClient client(port(), gateway_);
    return client.connected() && client.ServersCertificate() != old.ServersCertificate();
  }));
  EXPECT_TRUE(IsServed(port(), gateway_));
  old.Send(Get("/old"));
  EXPECT_TRUE(absl::EndsWith(old.ReadUntil("/old"), "/old")) << "the old connection goes on";
}

TEST_F(TlsServer, TakesUpANewAuthority) {
  Start();
  const Authority next("next");
  const rpc::TlsFiles stranger = next.Issue("gateway");
  EXPECT_FALSE(IsServed(port(), stranger));
  std::ofstream(files_.authority, std::ios::app) << std::ifstream(next.certificate()).rdbuf();
  EXPECT_TRUE(Eventually([&] { return IsServed(port(), stranger); }));
  EXPECT_TRUE(IsServed(port(), gateway_));
}

TEST_F(TlsServer, ABrokenFileChangesNothing) {
  Start();
  const size_t refused = Logged::Count("http_tls_files_refused"),
               taken = Logged::Count("http_tls_files_taken");
  const std::string good = files_.certificate + ".good";
  std::filesystem::copy_file(files_.certificate, good);
  std::ofstream(files_.certificate, std::ios::trunc) << "no certificate";
  EXPECT_TRUE(Eventually([&] { return Logged::Count("http_tls_files_refused") == refused + 1; }));
  EXPECT_TRUE(IsServed(port(), gateway_));
  std::filesystem::rename(good, files_.certificate);
  EXPECT_TRUE(Eventually([&] { return Logged::Count("http_tls_files_taken") == taken + 1; }));
  EXPECT_TRUE(IsServed(port(), gateway_));
}

TEST_F(TlsServer, SaysWhichFileIsWrong) {
  const rpc::TlsFiles other = inside_.Issue("other");
  ServerOptions missing = Options(files_), foreign_key = Options(files_), no_authority = Options(files_),
                nobody = Options(files_), half = Options(files_);
  missing.certificate += ".missing";
  foreign_key.key = other.key;
  no_authority.authority = files_.key;
  nobody.peers.clear();
  half.key.clear();
  for (const ServerOptions& options : {missing, foreign_key, no_authority, nobody, half}) {
    Server server(options, Echo, Refused);
    EXPECT_EQ(server.Start().code(), absl::StatusCode::kInternal);
  }
}

}  // namespace
}  // namespace tabadul::http
