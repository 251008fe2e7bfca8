#include "lib/platform/http/response_head.h"

#include <gtest/gtest.h>

namespace tabadul::http {
namespace {

const absl::Time kTime = absl::FromUnixSeconds(784'111'777);

TEST(ResponseHead, IsWrittenWithTheFieldsThatAreTheServers) {
  Response response{.status = 201, .fields = {}, .body = "hello"};
  response.fields.Add("content-type", "text/plain");
  response.fields.Add("Content-Length", "7");
  response.fields.Add("Connection", "upgrade");
  EXPECT_EQ(ResponseHead(response, "Created", Framing::kLength, false, kTime),
            "HTTP/1.1 201 Created\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ncontent-type: text/plain\r\n"
            "content-length: 5\r\n\r\n");
  EXPECT_EQ(ResponseHead({}, "OK", Framing::kChunked, true, kTime),
            "HTTP/1.1 200 OK\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ntransfer-encoding: chunked\r\n"
            "connection: close\r\n\r\n");
  EXPECT_EQ(ResponseHead({}, "OK", Framing::kUntilClose, false, kTime),
            "HTTP/1.1 200 OK\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n");
}

TEST(ResponseHead, DatesAreThoseOfTheCalendar) {
  EXPECT_EQ(HttpDate(absl::UnixEpoch()), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(HttpDate(absl::FromUnixSeconds(1'709'251'199)), "Thu, 29 Feb 2024 23:59:59 GMT");
}

TEST(ResponseHead, AFieldCannotBecomeAnother) {
  const auto sendable = [](std::string name, std::string value, int status = 200) {
    Response response{.status = status};
    response.fields.Add(std::move(name), std::move(value));
    return IsSendable(response);
  };
  EXPECT_TRUE(sendable("location", "/a"));
  EXPECT_FALSE(sendable("location", "/a\r\nset-cookie: b"));
  EXPECT_FALSE(sendable("location", "/a\n"));
  EXPECT_FALSE(sendable("loc ation", "/a"));
  EXPECT_FALSE(sendable("", "/a"));
  EXPECT_FALSE(sendable("a", "b", 100));
  EXPECT_FALSE(sendable("a", "b", 600));
}

}  // namespace
}  // namespace tabadul::http
