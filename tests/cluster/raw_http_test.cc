// Bytes that are no good HTTP/1.1, or that two servers might read differently, at both doors of the real gateway: what comes back,
// that a client who comes next is served, and that web was asked once at most. What HAProxy does of itself is that of Debian's 2.6:
// it takes lines that end with LF alone and folded fields, and writes them anew for web, which would refuse them.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "tests/cluster/calls.h"
#include "tests/cluster/tls_connection.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Eventually;
using namespace std::string_literals;  // NOLINT: of strings with NUL in them

// Where the first answer in it ends; npos: where the connection does, since no length is told. None: its head is not whole.
std::optional<size_t> EndOfAnswer(std::string_view come) {
  const size_t end = come.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  const std::string head = absl::AsciiStrToLower(Absl(come.substr(0, end)));
  constexpr std::string_view kLength = "\r\ncontent-length: ";
  const size_t length = head.find(kLength);
  if (length == std::string::npos) return std::string_view::npos;
  return end + 4 + std::strtoul(head.c_str() + length + kLength.size(), nullptr, 10);
}

std::string ReadToEnd(TlsConnection& connection) {
  return connection.Read([](std::string_view) { return false; });
}
// One answer, of a Content-Length.
std::string ReadOne(TlsConnection& connection) {
  return connection.Read([](std::string_view come) {
    const auto end = EndOfAnswer(come);
    return end && (*end == std::string_view::npos || come.size() >= *end);
  });
}

// Of the answers in it, one after the other; -1: something that is none.
std::vector<int> StatusesIn(std::string_view bytes) {
  std::vector<int> statuses;
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  while (!bytes.empty()) {
    const auto end = EndOfAnswer(bytes);
    if (!bytes.starts_with(kVersion) || !end) {
      statuses.push_back(-1);
      break;
    }
    statuses.push_back(std::atoi(std::string(bytes.substr(kVersion.size(), 3)).c_str()));
    bytes.remove_prefix(std::min(*end, bytes.size()));
  }
  return statuses;
}

// What a client sends, and what comes of it. OUTER and INNER in it are the ids of the request, and of one that hides in it.
struct Attack {
  std::string what, bytes;
  int status;
  int reached;            // web has dealt with the request: so often
  std::string says = {};  // in the answer
  // The answer comes before the body, for which the gateway waits on, as long as for any client that is silent.
  bool early = false;
};

constexpr char kRead[] = "GET /v1/jwks HTTP/1.1";
constexpr char kWrite[] = "POST /v1/vacancies:batchPush HTTP/1.1";
constexpr char kJson[] = "Content-Type: application/json\r\n";
constexpr int kAnswered = 200, kNoToken = 401, kRefused = 400;

std::string Request(std::string_view line, std::string_view fields = "", std::string_view body = "") {
  return fmt::format("{}\r\nHost: localhost\r\nX-Request-Id: OUTER\r\nConnection: close\r\n{}\r\n{}", line,
                     fields, body);
}
std::string Write(std::string_view fields, std::string_view body) {
  return Request(kWrite, kJson + std::string(fields), body);
}
std::string Hidden() { return "GET /v1/jwks HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: INNER\r\n\r\n"; }
std::string Chunked(std::string_view body) {
  return fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", body.size(), body);
}

class RawHttp : public OnCluster<RawHttp> {
 public:
  static std::string MemberScopes() { return harness::Cluster::kEveryKind; }
  static void SetUpTestSuite() {
    std::signal(SIGPIPE, SIG_IGN);  // of a connection that the gateway has ended
    OnCluster<RawHttp>::SetUpTestSuite();
  }
  static void TearDownTestSuite() {
    for (const std::string& id : hidden_) EXPECT_EQ(Heard("web", id), 0) << id << " was dealt with later";
    OnCluster<RawHttp>::TearDownTestSuite();
  }

 protected:
  enum class Door { kVisitors, kMembers };

  static std::unique_ptr<TlsConnection> Open(Door door) {
    const bool members = door == Door::kMembers;
    const int port = members ? cluster_->gateway_port() : cluster_->Port("HTTPS_PORT");
    auto connection =
        std::make_unique<TlsConnection>(*syria_, port, TlsConnection::Options{.shows = members});
    EXPECT_TRUE(connection->open());
    return connection;
  }
  static std::string Say(Door door, std::string_view bytes, bool early = false) {
    const auto connection = Open(door);
    connection->Send(bytes);
    return early ? ReadOne(*connection) : ReadToEnd(*connection);
  }
  // In how many lines of its log this request is.
  static int Heard(std::string_view part, const std::string& id) {
    const std::string log = cluster_->Log(part), mark = "\"" + id + "\"";
    int lines = 0;
    for (size_t at = 0; (at = log.find(mark, at)) != std::string::npos; at += mark.size()) ++lines;
    return lines;
  }
  // Another client's request, on a connection of its own, gets its own answer.
  static void ExpectTheNextIsServed(Door door, const std::string& id) {
    const std::string answer = Say(door, absl::StrReplaceAll(Request(kRead), {{"OUTER", id}}));
    EXPECT_EQ(StatusesIn(answer), std::vector<int>{kAnswered}) << answer;
    EXPECT_NE(answer.find("x-request-id: " + id), std::string::npos) << answer;
    EXPECT_TRUE(Eventually([&] { return Heard("web", id) == 1; })) << id;
  }
  static void ExpectOneAnswer(Door door, const Attack& attack) {
    static int number = 0;
    // As long as what they stand for: the bytes have said their length by then.
    const std::string outer = fmt::format("o{:04}", ++number), inner = fmt::format("i{:04}", number);
    hidden_.insert(inner);
    SCOPED_TRACE(fmt::format("{} at the {} door ({})", attack.what,
                             door == Door::kMembers ? "members'" : "visitors'", outer));
    const std::string answer =
        Say(door, absl::StrReplaceAll(attack.bytes, {{"OUTER", outer}, {"INNER", inner}}), attack.early);
    EXPECT_EQ(StatusesIn(answer), std::vector<int>{attack.status}) << answer;
    EXPECT_NE(answer.find(attack.says), std::string::npos) << answer;
    ExpectTheNextIsServed(door, fmt::format("after-{}", number));
    EXPECT_EQ(Heard("web", outer), attack.reached);
    EXPECT_EQ(Heard("web", inner), 0) << "a second request reached web";
    EXPECT_EQ(Heard("haproxy", inner), 0) << "the gateway took it for two";
  }
  static void ExpectOneAnswerEach(const std::vector<Door>& doors, const std::vector<Attack>& attacks) {
    for (const Door door : doors) {
      for (const Attack& attack : attacks) ExpectOneAnswer(door, attack);
    }
  }
  static inline const std::vector<Door> kBoth = {Door::kVisitors, Door::kMembers};

 private:
  static inline std::set<std::string> hidden_;
};

// What the other tests look for would be seen.
TEST_F(RawHttp, TwoRequestsOneBehindTheOtherAreHeardAsTwo) {
  for (const Door door : kBoth) {
    const std::string id = door == Door::kMembers ? "member" : "visitor";
    const std::string first = absl::StrReplaceAll(Hidden(), {{"INNER", id + "-first"}}),
                      second = absl::StrReplaceAll(Request(kRead), {{"OUTER", id + "-second"}});
    EXPECT_EQ(StatusesIn(Say(door, first + second)), (std::vector<int>{kAnswered, kAnswered}));
    for (const char* const which : {"-first", "-second"}) {
      EXPECT_TRUE(Eventually([&] { return Heard("web", id + which) == 1; })) << id << which;
      EXPECT_TRUE(Eventually([&] { return Heard("haproxy", id + which) == 1; })) << id << which;
    }
  }
}

TEST_F(RawHttp, ARequestEndsInOnePlaceHoweverItsLengthIsSaid) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n", two = "Content-Length: 2\r\n";
  const std::string hidden = Hidden();
  const auto length = [](size_t bytes) { return fmt::format("Content-Length: {}\r\n", bytes); };
  ExpectOneAnswerEach(
      kBoth,
      {// Both are said: the chunks count, the length is dropped, and the connection ends, so that nothing behind is read.
       {"CL.TE", Write(length(5 + hidden.size()) + chunked, "0\r\n\r\n" + hidden), kNoToken, 1},
       {"CL.TE with a body", Write(length(12 + hidden.size()) + chunked, Chunked("{}") + hidden), kNoToken,
        1},
       {"TE.CL", Write(chunked + length(4), Chunked(hidden)), 400, 1, "MALFORMED"},
       {"TE and a length of nothing", Write(chunked + length(0), Chunked("{}")), kNoToken, 1},
       // Codings that are not "chunked" once and last.
       {"TE.TE, chunked twice", Write(chunked + chunked, Chunked("{}") + hidden), kRefused, 0},
       {"TE.TE, identity behind", Write(chunked + "Transfer-Encoding: identity\r\n", Chunked("{}") + hidden),
        kRefused, 0},
       {"TE.TE, in a list", Write("Transfer-Encoding: chunked, identity\r\n", Chunked("{}") + hidden),
        kRefused, 0},
       {"TE of something else", Write("Transfer-Encoding: xchunked\r\n" + two, "{}" + hidden), kRefused, 0},
       {"TE of gzip", Write("Transfer-Encoding: gzip, chunked\r\n", Chunked("{}") + hidden), 422, 0},
       {"TE in quotes", Write("Transfer-Encoding: \"chunked\"\r\n" + two, "{}" + hidden), kRefused, 0},
       {"TE with a vertical tab",
        Write("Transfer-Encoding: \x0b"
              "chunked\r\n" +
                  two,
              "{}" + hidden),
        kRefused, 0},
       {"TE in capitals", Write("TRANSFER-ENCODING: Chunked\r\n", Chunked("{}")), kNoToken, 1},
       {"TE that is called otherwise", Write("Transfer_Encoding: chunked\r\n" + two, "{}"), kNoToken, 1},
       {"TE of HTTP/1.0",
        Request("POST /v1/vacancies:batchPush HTTP/1.0", kJson + chunked, Chunked("{}") + hidden), kRefused,
        0},
       // Lengths.
       {"CL twice", Write(two + length(2 + hidden.size()), "{}" + hidden), kRefused, 0},
       {"CL twice the same", Write(two + two, "{}"), kNoToken, 1},
       {"CL as a list", Write("Content-Length: 2, 2\r\n", "{}"), kNoToken, 1},
       {"CL as a list of two", Write("Content-Length: 2, 90\r\n", "{}" + hidden), kRefused, 0},
       {"CL with a sign", Write("Content-Length: +2\r\n", "{}" + hidden), kRefused, 0},
       {"CL below nothing", Write("Content-Length: -1\r\n", "{}" + hidden), kRefused, 0},
       {"CL in hexadecimal", Write("Content-Length: 0x2\r\n", "{}" + hidden), kRefused, 0},
       {"CL with more behind it", Write("Content-Length: 2;\r\n", "{}" + hidden), kRefused, 0},
       {"CL of nothing", Write("Content-Length:\r\n", "{}" + hidden), kRefused, 0},
       {"CL beyond 64 bits", Write("Content-Length: 99999999999999999999\r\n", "{}" + hidden), kRefused, 0},
       // A body where another server expects none.
       {"a GET with a body", Request(kRead, length(hidden.size()), hidden), 415, 1, "UNSUPPORTED_MEDIA_TYPE"},
       {"a GET with chunks", Request(kRead, chunked, Chunked(hidden)), 415, 1, "UNSUPPORTED_MEDIA_TYPE"},
       {"a GET of HTTP/1.0 with a body", Request("GET /v1/jwks HTTP/1.0", length(hidden.size()), hidden), 413,
        0}});
  ExpectOneAnswer(Door::kVisitors,
                  {"a page with a body", Request("GET /robots.txt HTTP/1.1", length(hidden.size()), hidden),
                   kAnswered, 1});
  ExpectOneAnswer(Door::kVisitors,
                  {"a form for a page that takes none",
                   Request("POST /en/vacancies HTTP/1.1", length(hidden.size()), hidden), 405, 1});
}

TEST_F(RawHttp, ChunksEndWhereTheirSizesSay) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n", hidden = Hidden();
  ExpectOneAnswerEach(
      kBoth,
      {{"an extension", Write(chunked, "2;a=b;c=\"d\"\r\n{}\r\n0;e\r\n\r\n"), kNoToken, 1},
       {"a line feed in an extension", Write(chunked, "2;a\n{}\r\n0\r\n\r\n"), kNoToken, 1},
       {"lines that end with LF", Write(chunked, "2\n{}\n0\n\n"), kNoToken, 1},
       {"a space behind the size", Write(chunked, "2 \r\n{}\r\n0\r\n\r\n"), kNoToken, 1},
       {"fields behind the last", Write(chunked, "2\r\n{}\r\n0\r\nX-Request-Id: INNER\r\n\r\n"), kNoToken, 1},
       {"no end of a chunk", Write(chunked, "2\r\n{}0\r\n\r\n" + hidden), kRefused, 0},
       {"more than the size says", Write(chunked, "2\r\n{} \r\n0\r\n\r\n" + hidden), kRefused, 0},
       {"a prefix before the size", Write(chunked, "0x2\r\n{}\r\n0\r\n\r\n" + hidden), kRefused, 0},
       {"a sign before the size", Write(chunked, "+2\r\n{}\r\n0\r\n\r\n" + hidden), kRefused, 0},
       {"a size below nothing", Write(chunked, "-2\r\n{}\r\n0\r\n\r\n" + hidden), kRefused, 0},
       {"no size", Write(chunked, "\r\n{}\r\n0\r\n\r\n" + hidden), kRefused, 0},
       {"a size beyond 64 bits", Write(chunked, "10000000000000002\r\n{}\r\n0\r\n\r\n" + hidden), kRefused,
        0}});
}

TEST_F(RawHttp, LinesAreOfOneShapeWhenTheyReachAService) {
  const std::string hidden = Hidden();
  const std::string fields = "Host: localhost\r\nX-Request-Id: OUTER\r\nConnection: close\r\n";
  ExpectOneAnswerEach(
      kBoth,
      {// Taken, and written anew.
       {"LF alone", absl::StrReplaceAll(Request(kRead), {{"\r\n", "\n"}}), kAnswered, 1},
       {"empty lines before it", "\r\n\r\n" + Request(kRead), kAnswered, 1},
       {"spaces in the first line", Request("GET   /v1/jwks   HTTP/1.1"), kAnswered, 1},
       {"tabs in the first line", Request("GET\t/v1/jwks\tHTTP/1.1"), kAnswered, 1},
       {"a folded field", Request(kRead, "X-Folded: a\r\n b\r\n\tc\r\n"), kAnswered, 1},
       {"a folded length", Write("Content-Length:\r\n 2\r\n", "{}"), kNoToken, 1},
       {"folded chunks", Write("Transfer-Encoding:\r\n\tchunked\r\n", Chunked("{}")), kNoToken, 1},
       {"chunks in a folded field",
        Write("X-Folded: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", "{}"), kNoToken, 1},
       // Refused by the gateway.
       {"a fold below the first line", "GET /v1/jwks HTTP/1.1\r\n Host: localhost\r\n" + fields + "\r\n",
        kRefused, 0},
       {"a space before a colon", Write("Content-Length : 2\r\n", "{}" + hidden), kRefused, 0},
       {"a space before the colon of TE", Write("Transfer-Encoding : chunked\r\n", Chunked("{}") + hidden),
        kRefused, 0},
       {"a NUL in a name", Write("Content-Length\0: 2\r\n"s, "{}" + hidden), kRefused, 0},
       {"a name of nothing", Request(kRead, ": a\r\n"), kRefused, 0},
       {"no colon", Request(kRead, "X-Nothing\r\n"), kRefused, 0},
       {"CR alone", Request(kRead, "X-Cr: a\rX-Request-Id: INNER\r\n"), kRefused, 0},
       {"a bracket in the method", Request("G(T /v1/jwks HTTP/1.1"), kRefused, 0},
       {"words too many in the first line", Request("GET /v1/jwks x HTTP/1.1"), kRefused, 0},
       // Refused by web.
       {"a NUL in a value", Request(kRead, "X-Nul: a\0b\r\n"s), kRefused, 0, "REQUEST_UNREADABLE"},
       {"a bell in a value", Request(kRead, "X-Bell: \a\r\n"), kRefused, 0, "REQUEST_UNREADABLE"},
       {"a method in small letters", Request("get /v1/jwks HTTP/1.1"), 405, 1, "METHOD_NOT_ALLOWED"},
       {"a method that nobody has", Request("BREW /en/nothing HTTP/1.1"), 404, 1, "NOT_FOUND"}});
}

TEST_F(RawHttp, ThereIsOneHost) {
  const auto hosts = [](std::string_view lines) {
    return fmt::format("{}\r\nX-Request-Id: OUTER\r\nConnection: close\r\n{}\r\n", kRead, lines);
  };
  ExpectOneAnswerEach(
      kBoth,
      {{"none", hosts(""), kRefused, 0, "REQUEST_UNREADABLE"},
       {"an empty one", hosts("Host:\r\n"), kRefused, 0, "REQUEST_UNREADABLE"},
       {"two", hosts("Host: localhost\r\nHost: evil.example\r\n"), kRefused, 0},
       {"one twice", hosts("Host: localhost\r\nhost: localhost\r\n"), kAnswered, 1},
       {"one with a space", hosts("Host: localhost evil.example\r\n"), kRefused, 0, "REQUEST_UNREADABLE"},
       {"one with a path", hosts("Host: localhost/v1\r\n"), kRefused, 0, "REQUEST_UNREADABLE"},
       {"one with somebody before it", hosts("Host: a@localhost\r\n"), kRefused, 0, "REQUEST_UNREADABLE"}});
}

TEST_F(RawHttp, ATargetIsAPathAsItStands) {
  std::vector<Attack> attacks;
  for (const char* const damaged :
       {"//v1/jwks", "/v1//jwks", "/v1/jwks/", "/v1/./jwks", "/v1/vacancies/../jwks", "/v1/%2e%2e/v1/jwks",
        "/v1%2fjwks", "/v1/jwks%2f", "/v1/jwks%00", "/v1/vacancies/%c0%af", "/.well-known/../v1/jwks"})
    attacks.push_back(
        {damaged, Request(fmt::format("GET {} HTTP/1.1", damaged)), 400, 1, "REQUEST_UNREADABLE"});
  for (const char* const other :
       {"/V1/jwks", "/v1/jwks;x=1", "/v1/jwks%3bx", "/v1;/jwks", "/v1\\jwks", "/v1/..\\jwks",
        "/assets/../../etc/passwd", "/assets/..%2f..%2fetc%2fpasswd", "/en/..%2f..%2fetc%2fpasswd",
        "/en/..;/vacancies", "/en/%2e%2e/vacancies"})
    attacks.push_back({other, Request(fmt::format("GET {} HTTP/1.1", other)), 404, 1});
  for (const std::string& path :
       {"/v1/jwks\0"s, "/v1/jw\x80ks"s, "/v1/jwks#x"s, "/v1/jw\x01ks"s, "/v1/jwks\x7f"s})
    attacks.push_back({"a byte that no target has", Request("GET " + path + " HTTP/1.1"), kRefused, 0});
  ExpectOneAnswerEach({Door::kVisitors}, attacks);
}

// What SDMX REST has for paths would be refused elsewhere: it reaches statistics as it stands, and is one request still.
TEST_F(RawHttp, APathOfSdmxIsForStatisticsToRead) {
  const std::string hidden = Hidden(), length = fmt::format("Content-Length: {}\r\n", hidden.size());
  std::vector<Attack> attacks;
  for (const char* const known :
       {"/sdmx/v1/dataflow/all/all/latest/", "/sdmx/v1/DataFlow/%61ll/ALL/latest",
        "/sdmx/v1/codelist/TABADUL/CL_SEX+CL_FREQ", "/sdmx/v1/codelist/TABADUL/CL_SEX%2BCL_FREQ//",
        "/sdmx/v2/structure/dataflow/TABADUL/*/~", "/sdmx/v2/structure/dataflow/TABADUL/%2A/%2B/"})
    attacks.push_back({known, Request(fmt::format("GET {} HTTP/1.1", known)), kAnswered, 1});
  for (const char* const broken : {"/sdmx/v1/dataflow/%zz", "/sdmx/v1/dataflow/%00",
                                   "/sdmx/v1/dataflow/%c0%af", "/sdmx/v1/dataflow/TABADUL?a=1&a=2"})
    attacks.push_back({broken, Request(fmt::format("GET {} HTTP/1.1", broken)), 400, 1, "code=\"140\""});
  for (const char* const other : {"/sdmx", "/sdmx/v1/../../v1/jwks", "/sdmx/../v1/jwks",
                                  "/sdmx/v1%2fdataflow", "/sdmx/v3/dataflow", "/SDMX/v1/dataflow"})
    attacks.push_back({other, Request(fmt::format("GET {} HTTP/1.1", other)), 404, 1});
  const std::string read = "GET /sdmx/v1/dataflow/TABADUL HTTP/1.1";
  attacks.push_back({"a type of nothing", Request(read, "Content-Type: application/xml\r\n"), kAnswered, 1});
  attacks.push_back({"a body that nobody reads", Request(read, length, hidden), kAnswered, 1});
  attacks.push_back({"chunks that nobody reads",
                     Request(read, "Transfer-Encoding: chunked\r\n", Chunked(hidden)), kAnswered, 1});
  attacks.push_back(
      {"a POST", Request("POST /sdmx/v1/data/x HTTP/1.1", "Content-Length: 2\r\n", "{}"), 405, 1});
  ExpectOneAnswerEach({Door::kVisitors}, attacks);
}

TEST_F(RawHttp, AProxysFormsOfATargetAreRefused) {
  const std::string host = fmt::format("localhost:{}", cluster_->Port("HTTPS_PORT"));
  const auto at = [&](std::string_view line) {
    return fmt::format("{}\r\nHost: {}\r\nX-Request-Id: OUTER\r\nConnection: close\r\n\r\n", line, host);
  };
  ExpectOneAnswerEach(
      {Door::kVisitors},
      {{"absolute", at(fmt::format("GET https://{}/v1/jwks HTTP/1.1", host)), kRefused, 0,
        "REQUEST_UNREADABLE"},
       {"absolute, of another host", at("GET https://evil.example/v1/jwks HTTP/1.1"), kRefused, 0},
       {"absolute, of another scheme", at("GET file:///etc/passwd HTTP/1.1"), kRefused, 0},
       {"authority", at(fmt::format("CONNECT {} HTTP/1.1", host)), kRefused, 0, "REQUEST_UNREADABLE"},
       {"authority of another host", at("CONNECT evil.example:443 HTTP/1.1"), kRefused, 0},
       {"authority of a GET", at(fmt::format("GET {} HTTP/1.1", host)), kRefused, 0, "REQUEST_UNREADABLE"},
       {"asterisk", at("OPTIONS * HTTP/1.1"), kRefused, 0, "REQUEST_UNREADABLE"},
       {"asterisk of a GET", at("GET * HTTP/1.1"), kRefused, 0, "REQUEST_UNREADABLE"},
       {"no slash", at("GET v1/jwks HTTP/1.1"), kRefused, 0}});
}

TEST_F(RawHttp, NoOtherProtocolIsGoneOverTo) {
  const auto upgrade = [](std::string_view more) {
    return fmt::format("{}\r\nHost: localhost\r\nX-Request-Id: OUTER\r\n{}\r\n", kRead, more);
  };
  const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  ExpectOneAnswerEach(
      kBoth,
      {{"h2c",
        upgrade("Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: "
                "AAMAAABkAAQAAP__\r\n") +
            preface,
        kAnswered, 1},
       {"WebSocket",
        upgrade("Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n") +
            Hidden(),
        kAnswered, 1},
       {"WebSocket without a key", upgrade("Connection: close, Upgrade\r\nUpgrade: websocket\r\n"), kRefused,
        0},
       {"HTTP/0.9", "GET /v1/jwks\r\n", kRefused, 0},
       {"HTTP/1.0 without a host", "GET /v1/jwks HTTP/1.0\r\nX-Request-Id: OUTER\r\n\r\n", kAnswered, 1},
       {"HTTP/2.0 in letters", Request("GET /v1/jwks HTTP/2.0"), kAnswered, 1},
       {"HTTP of one number", Request("GET /v1/jwks HTTP/1"), kRefused, 0},
       {"http in small letters", Request("GET /v1/jwks http/1.1"), kRefused, 0},
       {"nothing of HTTP", "\x16\x03\x01 EHLO evil.example\r\n\r\n", kRefused, 0}});
}

TEST_F(RawHttp, WhatIsTooLargeIsRefusedBeforeAnybodyHoldsIt) {
  std::string many;
  for (int i = 0; i < 150; ++i) many += fmt::format("X-{}: a\r\n", i);
  const std::string path(9000, 'a');
  ExpectOneAnswerEach(
      kBoth, {{"a field", Request(kRead, "X-Large: " + std::string(17'000, 'a') + "\r\n"), kRefused, 0},
              {"a name", Request(kRead, std::string(17'000, 'a') + ": a\r\n"), kRefused, 0},
              {"fields", Request(kRead, many), kRefused, 0},
              {"a target", Request("GET /v1/" + path + " HTTP/1.1"), 414, 0, "REQUEST_UNREADABLE"},
              {"a body, by its length", Write("Content-Length: 1048577\r\n", ""), 413, 0, "MESSAGE_TOO_LARGE",
               true}});
}

// Ten seconds for a head, twenty for a body; others are served meanwhile.
TEST_F(RawHttp, WhoeverSendsSlowlyIsTold) {
  for (const Door door : kBoth) {
    const auto head = Open(door), body = Open(door);
    head->Send("GET /v1/jwks HTTP/1.1\r\nHost: localhost\r\n");
    body->Send(Write("Content-Length: 100\r\n", "{"));
    ExpectTheNextIsServed(door, door == Door::kMembers ? "beside-member" : "beside-visitor");
    const std::string of_head = ReadToEnd(*head), of_body = ReadOne(*body);
    EXPECT_EQ(StatusesIn(of_head), std::vector<int>{408}) << of_head;
    EXPECT_EQ(StatusesIn(of_body), std::vector<int>{408}) << of_body;
    EXPECT_NE(of_body.find("\"IDLE\""), std::string::npos) << of_body;
  }
}

TEST_F(RawHttp, GrpcAndJsonHaveEachADoor) {
  const std::string grpc = "Content-Type: application/grpc\r\nContent-Length: 5\r\n", nothing(5, '\0');
  ExpectOneAnswerEach(
      {Door::kVisitors},
      {{"gRPC", Request("POST /tabadul.jobs.v1.JobsService/SearchVacancies HTTP/1.1", grpc, nothing), 404, 1,
        "NOT_FOUND"},
       {"gRPC of statistics",
        Request("POST /tabadul.statistics.v1.SdmxService/GetSdmx HTTP/1.1", grpc, nothing), 404, 1,
        "NOT_FOUND"},
       {"gRPC of identity",
        Request("POST /tabadul.identity.v1.IdentityService/IssueToken HTTP/1.1", grpc, nothing), 404, 1,
        "NOT_FOUND"},
       {"metrics", Request("GET /metrics HTTP/1.1"), 404, 1, "NOT_FOUND"}});
  // In the shape of gRPC, whose errors are answered with 200.
  ExpectOneAnswerEach(
      {Door::kMembers},
      {{"JSON's path by gRPC", Request("POST /v1/token HTTP/1.1", grpc, nothing), kAnswered, 0,
        "grpc-status: 12"},
       {"JSON's path by gRPC's type", Request(kRead, "Content-Type: application/grpc\r\n"), kAnswered, 0,
        "grpc-status: 12"},
       {"what is for search engines", Request("GET /robots.txt HTTP/1.1"), kAnswered, 0, "grpc-status: 12"},
       {"a path that begins as a page's", Request("GET /english/ HTTP/1.1"), kAnswered, 0, "grpc-status: 12"},
       {"metrics", Request("GET /metrics HTTP/1.1"), kAnswered, 0, "grpc-status: 12"},
       {"a path that begins as JSON's", Request("GET /v1 HTTP/1.1"), kAnswered, 0, "grpc-status: 12"}});
}

TEST_F(RawHttp, NobodySpeaksAsTheGateway) {
  const std::string forged(43, 'A'), two = "Content-Length: 2\r\n";
  const auto token = [&](const std::string& fields, const std::string& body = "{}") {
    return Request("POST /v1/token HTTP/1.1", kJson + fields, body);
  };
  std::vector<Attack> attacks;
  for (const std::string& field :
       {"x-tabadul-certificate: "s, "X-TABADUL-CERTIFICATE: "s, "x-tabadul-certificate:\r\n "s,
        "x_tabadul_certificate: "s, "X-Folded: a\r\n x-tabadul-certificate: "s})
    attacks.push_back({field, token(two + field + forged + "\r\n"), 401, 1, "CERTIFICATE_MISSING"});
  attacks.push_back({"behind the chunks",
                     token("Transfer-Encoding: chunked\r\nTrailer: x-tabadul-certificate\r\n",
                           "2\r\n{}\r\n0\r\nx-tabadul-certificate: " + forged + "\r\n\r\n"),
                     401, 1, "CERTIFICATE_MISSING"});
  attacks.push_back(
      {"before a space", token(two + "x-tabadul-certificate : " + forged + "\r\n"), kRefused, 0});
  ExpectOneAnswerEach({Door::kVisitors}, attacks);
  // Nor can a member have what the gateway says of it taken away on the way.
  ExpectOneAnswerEach({Door::kMembers},
                      {{"a field for this connection alone",
                        fmt::format("POST /v1/token HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: OUTER\r\n"
                                    "Connection: close, X-Tabadul-Certificate\r\n{}{}\r\n{{}}",
                                    kJson, two),
                        kAnswered, 1, "accessToken"}});
}

}  // namespace
}  // namespace tabadul
