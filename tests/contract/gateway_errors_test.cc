// What HAProxy answers by itself (deploy/gateway/errors) has the shape of every other error of the hub; to a browser it is a
// page with the portal's words.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "absl/strings/escaping.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "lib/platform/base/status.h"
#include "lib/platform/messages/messages.h"
#include "tests/harness/process.h"

namespace tabadul {
namespace {

// The head of an HTTP/1 answer: its first line under "", then its fields.
std::map<std::string, std::string> ReadHead(const std::filesystem::path& path) {
  std::map<std::string, std::string> head;
  std::ifstream file(path, std::ios::binary);
  std::string line;
  while (std::getline(file, line)) {
    EXPECT_TRUE(line.ends_with('\r')) << path << ": lines end in CR LF";
    line.pop_back();
    if (line.empty()) return head;
    const size_t colon = line.find(": ");
    head[colon == std::string::npos ? "" : line.substr(0, colon)] =
        colon == std::string::npos ? line : line.substr(colon + 2);
  }
  ADD_FAILURE() << path << " has no end of its head";
  return head;
}

TEST(GatewayErrors, AreShapedLikeGrpc) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("deploy/gateway/errors")) {
    if (!entry.is_regular_file()) continue;
    SCOPED_TRACE(entry.path());
    ++files;
    auto head = ReadHead(entry.path());
    EXPECT_EQ(head[""], "HTTP/1.1 200 OK");
    EXPECT_EQ(head["content-type"], "application/grpc");
    EXPECT_EQ(head["content-length"], "0");
    std::string bytes;
    ASSERT_TRUE(absl::Base64Unescape(head["grpc-status-details-bin"], &bytes));
    google::rpc::Status status;
    ASSERT_TRUE(status.ParseFromString(bytes));
    EXPECT_EQ(std::to_string(status.code()), head["grpc-status"]);
    EXPECT_EQ(status.message(), head["grpc-message"]);
    EXPECT_NE(status.code(), 0);
    int named = 0, localised = 0;
    for (const auto& detail : status.details()) {
      google::rpc::ErrorInfo info;
      localised += detail.Is<google::rpc::LocalizedMessage>() ? 1 : 0;
      if (!detail.UnpackTo(&info)) continue;
      ++named;
      const ErrorReason reason = ReasonFromName(info.reason());
      EXPECT_NE(reason, common::v1::ERROR_REASON_UNSPECIFIED) << info.reason();
      EXPECT_EQ(static_cast<int>(CodeOf(reason)), status.code()) << info.reason();
      EXPECT_EQ(info.domain(), "tabadul");
    }
    EXPECT_EQ(named, 1);
    EXPECT_EQ(localised, 1);
  }
  EXPECT_EQ(files, 10);
}

// An answer of HTTP: its head says the length of its body.
std::string ReadBody(const std::filesystem::path& path, std::map<std::string, std::string>& head) {
  head = ReadHead(path);
  const std::string bytes = harness::ReadFile(path.string());
  const std::string body = bytes.substr(bytes.find("\r\n\r\n") + 4);
  EXPECT_EQ(head["content-length"], std::to_string(body.size())) << path;
  EXPECT_EQ(head[""].substr(0, 12), "HTTP/1.1 " + path.stem().string()) << path;
  EXPECT_LT(bytes.size(), 8192u) << path << ": HAProxy holds it in a buffer";
  return body;
}

TEST(GatewayErrors, OfHttpHaveTheReasonOfThoseOfGrpc) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("deploy/gateway/errors/json")) {
    ++files;
    std::map<std::string, std::string> head;
    const std::string body = ReadBody(entry.path(), head);
    EXPECT_EQ(head["content-type"], "application/json; charset=utf-8");
    auto grpc = ReadHead(std::filesystem::path("deploy/gateway/errors") / entry.path().filename());
    EXPECT_NE(body.find("\"message\":\"" + grpc["grpc-message"] + "\""), std::string::npos) << entry.path();
    EXPECT_NE(body.find("google.rpc.ErrorInfo"), std::string::npos) << entry.path();
  }
  EXPECT_EQ(files, 10);
}

TEST(GatewayErrors, OfABrowserAreWholePagesInEveryLanguage) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("deploy/gateway/errors/html")) {
    SCOPED_TRACE(entry.path());
    ++files;
    std::map<std::string, std::string> head;
    const std::string body = ReadBody(entry.path(), head);
    EXPECT_EQ(head["content-type"], "text/html; charset=utf-8");
    EXPECT_EQ(head["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
    EXPECT_NE(head["retry-after"], "");
    const std::string key = entry.path().stem() == "429" ? "portal.error.too-many" : "portal.error.busy";
    for (const std::string language : {"ar", "en", "fr"}) {
      const std::string section =
          "<section lang=\"" + language + "\" dir=\"" + (language == "ar" ? "rtl" : "ltr") + "\">\n<h2>" +
          messages::Text(language, key) + "</h2>\n<p>" + messages::Text(language, key + "-advice") + "</p>";
      EXPECT_NE(body.find(section), std::string::npos) << "run make-errors: it is not " << section;
    }
    for (const char* const loads : {"src=", "href=", "style", "<script"})
      EXPECT_EQ(body.find(loads), std::string::npos) << loads;
  }
  EXPECT_EQ(files, 5);
}

}  // namespace
}  // namespace tabadul
