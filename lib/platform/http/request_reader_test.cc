#include "lib/platform/http/request_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace tabadul::http {
namespace {

using State = RequestReader::State;

constexpr size_t kHead = 16u << 10, kBody = 1u << 20;

// 0: not refused (yet).
int RefusalOf(std::string_view bytes, size_t head = kHead, size_t body = kBody) {
  RequestReader reader(head, body);
  reader.Put(bytes);
  return reader.refusal();
}

// Of a request of HTTP/1.1 with these lines behind its host.
int RefusalOfLines(std::string_view lines) {
  return RefusalOf(absl::StrCat("POST /a HTTP/1.1\r\nHost: x\r\n", Absl(lines), "\r\n"));
}

int RefusalOfChunked(std::string_view body, size_t limit = kBody) {
  return RefusalOf(
      absl::StrCat("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", Absl(body)), kHead,
      limit);
}

// All that are whole, of bytes that come in parts of this size.
std::vector<Request> Read(std::string_view bytes, size_t part) {
  RequestReader reader(kHead, kBody);
  std::vector<Request> requests;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(part, bytes.size()))) {
    for (reader.Put(bytes.substr(0, part)); reader.state() == State::kWhole; reader.Next())
      requests.push_back(reader.Take());
  }
  EXPECT_EQ(reader.refusal(), 0);
  EXPECT_EQ(reader.state(), State::kNothing);
  return requests;
}

TEST(RequestReader, ReadsRequestsHoweverTheyAreCut) {
  const std::string bytes =
      "GET /a?b=%20 HTTP/1.1\r\nHost: x\r\nAccept:  text/html\t\r\naccept: */*\r\nEmpty:\r\n\r\n"
      "POST /b HTTP/1.1\r\nHOST: [::1]:80\r\nContent-Length: 5\r\n\r\nhello"
      "PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "Chunked\r\n\r\n3;a=\"b\"\r\nabc\r\n0A\r\n0123456789\r\n"
      "0\r\nHost: y\r\nX: trailer\r\n\r\n"
      "PUT /d HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      "GET /e HTTP/1.0\r\n\r\n";
  for (const size_t part : {size_t{1}, size_t{2}, size_t{7}, size_t{100}, bytes.size()}) {
    const std::vector<Request> requests = Read(bytes, part);
    ASSERT_EQ(requests.size(), 5u) << part;
    EXPECT_EQ(requests[0].method, "GET");
    EXPECT_EQ(requests[0].target, "/a?b=%20");
    EXPECT_EQ(requests[0].path(), "/a");
    EXPECT_EQ(requests[0].query(), "b=%20");
    EXPECT_EQ(requests[0].fields.Get("ACCEPT"), "text/html");
    EXPECT_EQ(requests[0].fields.Count("accept"), 2u);
    EXPECT_EQ(requests[0].fields.Count("empty"), 1u);
    EXPECT_EQ(requests[0].body, "");
    EXPECT_EQ(requests[1].body, "hello");
    EXPECT_EQ(requests[2].body, "abc0123456789");
    EXPECT_EQ(requests[2].fields.Get("host"), "x");
    EXPECT_EQ(requests[2].fields.Count("x"), 0u) << "trailers are no fields";
    EXPECT_EQ(requests[3].body, "");
    EXPECT_EQ(requests[4].path(), "/e");
    EXPECT_EQ(requests[4].query(), "");
  }
}

TEST(RequestReader, LetsWhatComesWaitUntilTheRequestIsDealtWith) {
  RequestReader reader(kHead, kBody);
  reader.Put("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HT");
  ASSERT_EQ(reader.state(), State::kWhole);
  reader.Put("TP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(reader.Take().target, "/a");
  EXPECT_EQ(reader.waiting(), 28u);
  reader.Next();
  ASSERT_EQ(reader.state(), State::kWhole);
  EXPECT_EQ(reader.Take().target, "/b");
  reader.Next();
  EXPECT_EQ(reader.state(), State::kNothing);
}

TEST(RequestReader, TellsHowFarARequestHasCome) {
  RequestReader reader(kHead, kBody);
  EXPECT_EQ(reader.state(), State::kNothing);
  reader.Put("P");
  EXPECT_EQ(reader.state(), State::kHead);
  reader.Put("OST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
  EXPECT_EQ(reader.state(), State::kBody);
  EXPECT_TRUE(reader.expects_continue());
  reader.Put("a");
  EXPECT_FALSE(reader.expects_continue());
  reader.Put("b");
  EXPECT_EQ(reader.state(), State::kWhole);
}

// Whose path says it streams.
std::optional<size_t> StreamsTo(const Request& head, size_t most) {
  return head.path() == "/stream" ? std::optional<size_t>(most) : std::nullopt;
}

TEST(RequestReader, GivesABodyThatStreamsPieceByPieceHoweverItIsCut) {
  const std::string head = "POST /stream HTTP/1.1\r\nHost: x\r\n";
  for (const std::string& rest :
       {std::string("Content-Length: 10\r\n\r\n0123456789"),
        std::string("Transfer-Encoding: chunked\r\n\r\n3\r\n012\r\n7\r\n3456789\r\n0\r\n\r\n")}) {
    const std::string bytes = head + rest + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const size_t part : {size_t{1}, size_t{7}, bytes.size()}) {
      RequestReader reader(kHead, 5, [](const Request& request) { return StreamsTo(request, 10); });
      std::string body, left = bytes;
      bool taken = false;
      for (; reader.state() != State::kWhole && !left.empty(); left.erase(0, part)) {
        reader.Put(std::string_view(left).substr(0, part));
        if (!reader.streams()) continue;
        if (!std::exchange(taken, true)) {
          EXPECT_EQ(reader.Take().target, "/stream");
        }
        body += reader.TakeBody();
      }
      EXPECT_EQ(body, "0123456789") << part << rest;
      EXPECT_EQ(reader.come(), 10u);
      ASSERT_EQ(reader.state(), State::kWhole) << part << rest;
      reader.Next();
      EXPECT_FALSE(reader.streams());
      for (; !left.empty(); left.erase(0, part)) reader.Put(std::string_view(left).substr(0, part));
      EXPECT_EQ(reader.Take().target, "/next");
    }
  }
}

TEST(RequestReader, WhatIsRefusedOfABodyThatStreamsIsForWhoeverTakesIt) {
  const std::string head = "POST /stream HTTP/1.1\r\nHost: x\r\n";
  for (const auto& [rest, refusal, streams] :
       {std::tuple("Content-Length: 11\r\n\r\n", 413, true),
        std::tuple("Content-Length: 10\r\n\r\n", 0, true),
        std::tuple("Transfer-Encoding: chunked\r\n\r\nb\r\n", 413, true),
        std::tuple("Transfer-Encoding: chunked\r\n\r\n5\nhello", 400, true),
        std::tuple("Content-Length: 99999999999999999999999999\r\n\r\n", 400, false),
        std::tuple("Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400, false)}) {
    RequestReader reader(kHead, kBody, [](const Request& request) { return StreamsTo(request, 10); });
    reader.Put(head + rest);
    EXPECT_EQ(reader.refusal(), refusal) << rest;
    EXPECT_EQ(reader.streams(), streams) << rest;
    if (streams) {
      EXPECT_EQ(reader.Take().target, "/stream") << rest;
    }
  }
  RequestReader other(kHead, 9, [](const Request& request) { return StreamsTo(request, 100); });
  other.Put("POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
  EXPECT_EQ(other.refusal(), 413) << "of all others the usual bound holds";
  EXPECT_FALSE(other.streams());
}

TEST(RequestReader, RefusesABodyWhoseEndIsSaidTwiceOrInAnotherWay) {
  EXPECT_EQ(RefusalOfLines("Content-Length: 0\r\n"), 0);
  for (const char* const lines :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\ncontent-length: 6\r\n", "Content-Length: 5, 5\r\n", "Content-Length: +5\r\n",
        "Content-Length: -1\r\n", "Content-Length: 0x5\r\n", "Content-Length: 5 5\r\n", "Content-Length:\r\n",
        "Transfer-Encoding:\r\n", "Transfer-Encoding: identity\r\n", "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: \"chunked\"\r\n",
        "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked;q=1\r\n",
        "Transfer-Encoding: \vchunked\r\n"}) {
    EXPECT_EQ(RefusalOfLines(lines), 400) << lines;
  }
  EXPECT_EQ(RefusalOf("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(RequestReader, RefusesLinesThatAnotherServerMightEndElsewhere) {
  for (const char* const lines :
       {"Content-Length : 5\r\n", "Content-Length\t: 5\r\n", " Content-Length: 5\r\n", "A: b\r\n c\r\n",
        "A: b\r\n\tc\r\n", "A: b\nC: d\r\n", "A: b\rC: d\r\n", "A\r\n", ": a\r\n", "A(: b\r\n", "A B: c\r\n",
        "A: \x01\r\n", "A: \x7f\r\n", "\xc3\xa9: a\r\n"}) {
    EXPECT_EQ(RefusalOfLines(lines), 400) << lines;
  }
  EXPECT_EQ(RefusalOfLines(std::string_view("A: b\0c\r\n", 8)), 400);
  EXPECT_EQ(RefusalOfLines(std::string_view("A\0: b\r\n", 7)), 400);
  EXPECT_EQ(RefusalOf("GET /a HTTP/1.1\nHost: x\n\n"), 400) << "at once, not when the time is over";
  EXPECT_EQ(RefusalOf("GET /a HTTP/1.1\r\n Host: x\r\nHost: x\r\n\r\n"), 400);
  EXPECT_EQ(RefusalOf("\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
  EXPECT_EQ(RefusalOf("\x16\x03\x01"), 400) << "TLS where none is expected";
  EXPECT_EQ(RefusalOfLines("A: \xc3\xa9\tb\r\n"), 0);
}

TEST(RequestReader, RefusesAHostThatIsMissingDoubledOrNone) {
  EXPECT_EQ(RefusalOf("GET /a HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(RefusalOf("GET /a HTTP/1.0\r\n\r\n"), 0);
  EXPECT_EQ(RefusalOfLines("Host: x\r\n"), 400);
  EXPECT_EQ(RefusalOf("GET /a HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n"), 400);
  for (const char* const host : {"", "x y", "x,y", "a@b", "x/y", "x?", "x#", "\xc3\xa9"})
    EXPECT_EQ(RefusalOf(absl::StrCat("GET /a HTTP/1.1\r\nHost: ", host, "\r\n\r\n")), 400) << host;
}

TEST(RequestReader, TakesTheOriginFormAlone) {
  for (const char* const target :
       {"http://x/a", "x:443", "*", "a", "", "/a#b", "/\xc3\xa9", "/a b", "/a\tb", "/a\x7f"}) {
    EXPECT_EQ(RefusalOf(absl::StrCat("GET ", target, " HTTP/1.1\r\nHost: x\r\n\r\n")), 400) << target;
  }
  EXPECT_EQ(RefusalOf("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
  EXPECT_EQ(RefusalOf("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 400) << "the preface of HTTP/2";
}

TEST(RequestReader, TakesTwoVersionsAndOneShapeOfRequestLine) {
  for (const char* const line : {"GET /a", "GET  /a HTTP/1.1", "GET /a  HTTP/1.1", "GET /a HTTP/1.1 ",
                                 "GET /a http/1.1", "GET /a HTTP/1.10", "GET /a HTTP/01.1", "G@T /a HTTP/1.1",
                                 " GET /a HTTP/1.1", "GET /a HTTQ/1.1", "/a HTTP/1.1"}) {
    EXPECT_EQ(RefusalOf(absl::StrCat(line, "\r\nHost: x\r\n\r\n")), 400) << line;
  }
  for (const char* const version : {"HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/3.0"})
    EXPECT_EQ(RefusalOf(absl::StrCat("GET /a ", version, "\r\nHost: x\r\n\r\n")), 505) << version;
}

TEST(RequestReader, RefusesWhatIsTooLargeBeforeItHasIt) {
  const std::string long_line(kMaxRequestLine, 'a');
  EXPECT_EQ(RefusalOf(absl::StrCat("GET /", long_line)), 414);
  EXPECT_EQ(RefusalOf(absl::StrCat("GET /a HTTP/1.1\r\nHost: x\r\nA: ", std::string(kHead, 'a'))), 431);
  EXPECT_EQ(RefusalOf("GET /a HTTP/1.1\r\nHost: x\r\n", 20), 431);
  EXPECT_EQ(RefusalOfLines("Content-Length: 1048577\r\n"), 413);
  EXPECT_EQ(RefusalOfLines("Content-Length: 99999999999999999999999999\r\n"), 413);
  EXPECT_EQ(RefusalOfLines("Content-Length: 1048576\r\n"), 0);
  EXPECT_EQ(RefusalOfLines("Content-Length: 1048577\r\nExpect: 100-continue\r\n"), 413);
  EXPECT_EQ(RefusalOfChunked("a\r\n", 9), 413);
  EXPECT_EQ(RefusalOfChunked("5\r\n12345\r\n5\r\n", 9), 413);
  EXPECT_EQ(RefusalOfChunked("fffffffffffffffff\r\n"), 400);
  EXPECT_EQ(RefusalOfChunked("ffffffffffffffff\r\n"), 413);
}

TEST(RequestReader, RefusesChunksThatAnotherServerMightEndElsewhere) {
  for (const char* const body :
       {"5\nhello\r\n", "5\rhello\r\n", "5 \r\nhello\r\n", " 5\r\nhello\r\n", "0x5\r\nhello\r\n\r\n",
        "+5\r\nhello\r\n", "-5\r\nhello\r\n", ";a=b\r\nhello\r\n", "\r\n", "5\r\nhello0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n", "5;a\n\r\nhello\r\n", "5;a=\"\n\"\r\nhello\r\n", "5;a=\"\x01\"\r\nhello\r\n",
        "00000000000000005\r\nhello\r\n", "5\r\nhellox", "0\r\nA: b\n\r\n"}) {
    EXPECT_EQ(RefusalOfChunked(body), 400) << body;
  }
}

TEST(RequestReader, BoundsWhatStandsBesideTheDataOfChunks) {
  const std::string long_text(5'000, 'a');
  EXPECT_EQ(RefusalOfChunked(absl::StrCat("1;", long_text, "\r\nx\r\n")), 400);
  EXPECT_EQ(RefusalOfChunked(absl::StrCat("1;", long_text)), 400) << "nor is the end awaited";
  EXPECT_EQ(RefusalOfChunked(absl::StrCat("0\r\nA: ", long_text)), 400);
  std::string many;
  for (int i = 0; i < 100; ++i) absl::StrAppend(&many, "1;", long_text.substr(0, 500), "\r\nx\r\n");
  EXPECT_EQ(RefusalOfChunked(many), 400);
  std::string small;
  for (int i = 0; i < 10'000; ++i) small += "1\r\nx\r\n";
  EXPECT_EQ(RefusalOfChunked(small), 0);
}

TEST(RequestReader, KnowsOneExpectation) {
  EXPECT_EQ(RefusalOfLines("Expect: something\r\n"), 417);
  EXPECT_EQ(RefusalOfLines("Expect: 100-continue\r\nExpect: 100-continue\r\n"), 417);
  EXPECT_EQ(RefusalOf("GET /a HTTP/1.0\r\nExpect: something\r\n\r\n"), 0);
}

TEST(RequestReader, HearsNothingAfterARefusal) {
  RequestReader reader(kHead, kBody);
  reader.Put("\n");
  ASSERT_EQ(reader.state(), State::kRefused);
  reader.Put("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(reader.state(), State::kRefused);
  EXPECT_EQ(reader.waiting(), 0u);
}

TEST(RequestHead, KnowsWhetherTheClientKeepsTheConnection) {
  const auto keeps = [](std::string_view bytes) {
    RequestHead head;
    EXPECT_EQ(ParseRequestHead(bytes, &head), 0);
    return head.keep_alive;
  };
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: x\r\nConnection: te, Close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: x\r\nConnection: te\r\nConnection: close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

}  // namespace
}  // namespace tabadul::http
