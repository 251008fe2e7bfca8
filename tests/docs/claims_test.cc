// What docs/threat-model.md claims: the tests that it names exist; what no other test shows is shown here. What
// docs/protocol.md promises to whoever writes a client by it: every reason with its code, the bytes that it shows.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <filesystem>
#include <map>
#include <set>

#include "absl/strings/str_split.h"
#include "lib/platform/base/status.h"
#include "tests/docs/documents.h"
#include "tests/docs/shared_cluster.h"

namespace tabadul::docs {
namespace {

namespace fs = std::filesystem;
using harness::RunResult;

// "Suite.Name" of every test of the tree.
std::set<std::string> AllTests() {
  std::set<std::string> tests;
  static const RE2 test("TEST(?:_F|_P)?\\(\\s*(\\w+),\\s*(\\w+)\\s*\\)");
  for (const char* const folder : {"lib", "services", "cli", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.path().string().ends_with("_test.cc")) continue;
      const std::string text = harness::ReadFile(entry.path());
      re2::StringPiece rest(text);
      for (std::string suite, name; RE2::FindAndConsume(&rest, test, &suite, &name);) {
        tests.insert(suite + "." + name);
      }
    }
  }
  return tests;
}

TEST(Claims, TheTestsThatAreNamedExist) {
  static const RE2 named("`([A-Z]\\w+\\.[A-Z]\\w+)`");
  const std::set<std::string> tests = AllTests();
  int names = 0;
  for (const char* const file : {"docs/threat-model.md", "docs/security.md"}) {
    const std::string text = harness::ReadFile(file);
    re2::StringPiece rest(text);
    for (std::string name; RE2::FindAndConsume(&rest, named, &name); ++names) {
      EXPECT_TRUE(tests.contains(name)) << file << ": " << name;
    }
  }
  EXPECT_GT(names, 20);
}

constexpr char kProtocol[] = "docs/protocol.md";

// | reason | code | where | metadata | meaning | the client |
std::vector<std::vector<std::string>> ReasonRows() {
  auto rows = TableOf(kProtocol, "reason");
  std::erase_if(rows, [](const auto& row) {
    EXPECT_EQ(row.size(), 6u) << row[0];
    return row.size() != 6;
  });
  return rows;
}

TEST(Claims, TheProtocolHasEveryReasonWithItsCode) {
  std::map<std::string, std::string> documented, known;
  for (const auto& row : ReasonRows()) {
    EXPECT_TRUE(documented.emplace(row[0], row[1]).second) << row[0] << " twice";
    EXPECT_FALSE(row[4].empty()) << row[0] << " is not explained";
  }
  const auto* reasons = common::v1::ErrorReason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<ErrorReason>(reasons->value(i)->number());
    if (reason == common::v1::ERROR_REASON_UNSPECIFIED) continue;
    known.emplace(ReasonName(reason), absl::StatusCodeToString(CodeOf(reason)));
  }
  EXPECT_EQ(documented, known);
}

TEST(Claims, TheProtocolSaysOfEveryReasonWhereItOccursAndWhatToDo) {
  const std::set<std::string> places = {"call", "Goodbye", "item", "HTTP", "gateway", "client"};
  std::set<std::string> words, used;
  for (const auto& row : TableOf(kProtocol, "word")) words.insert(row[0]);
  for (const auto& row : ReasonRows()) {
    for (const auto place : absl::StrSplit(row[2], ", "))
      EXPECT_TRUE(places.contains(std::string(place))) << row[0] << ": " << place;
    used.insert(row[5].substr(0, row[5].find_first_of(",;:")));
  }
  EXPECT_EQ(used, words);
}

TEST(Claims, TheProtocolKnowsWhatTheGatewayAnswersByItself) {
  std::set<std::string> documented, made;
  for (const auto& row : ReasonRows()) {
    if (row[2].ends_with("gateway")) documented.insert(row[0]);
  }
  static const RE2 error("\nerror \"\\d+ [^\"]+\" \"\\d+ [A-Z_]+\" ([A-Z_]+) ");
  const std::string script = harness::ReadFile("deploy/gateway/make-errors");
  re2::StringPiece rest(script);
  for (std::string reason; RE2::FindAndConsume(&rest, error, &reason);) made.insert(reason);
  EXPECT_EQ(documented, made);
}

// The clients are held to the same vectors.
TEST(Claims, TheBytesThatTheProtocolShowsAreThoseOfTheVectors) {
  std::string vectors;
  for (const auto& entry : fs::directory_iterator("tests/contract/vectors"))
    vectors += harness::ReadFile(entry.path());
  static const RE2 bytes("\\b([0-9a-f]{16,})\\b");
  int shown = 0;
  for (const Block& block : BlocksOf(kProtocol)) {
    re2::StringPiece rest(block.text);
    for (std::string hex; RE2::FindAndConsume(&rest, bytes, &hex); ++shown) {
      EXPECT_NE(vectors.find(hex), std::string::npos) << At(block) << ": " << hex;
    }
  }
  EXPECT_GT(shown, 10);
}

// One search through the gateway by curl, which sends whatever headers it is told to.
RunResult SearchWithHeaders(const std::vector<std::string>& headers) {
  const std::string member = MemberProfile().substr(0, MemberProfile().size() - std::string(".yaml").size());
  std::vector<std::string> command = {"curl",
                                      "-sS",
                                      "--http2",
                                      "--max-time",
                                      "10",
                                      "--dump-header",
                                      "-",
                                      "--output",
                                      "/dev/null",
                                      "--cert",
                                      member + "/certificate.pem",
                                      "--key",
                                      member + "/key.pem",
                                      "--cacert",
                                      member + "/authority.pem",
                                      "--data-binary",
                                      "@-",
                                      "-H",
                                      "content-type: application/grpc"};
  for (const std::string& header : headers) {
    command.push_back("-H");
    command.push_back(header);
  }
  command.push_back(fmt::format("https://localhost:{}/tabadul.jobs.v1.JobsService/SearchVacancies",
                                TheCluster().gateway_port()));
  return harness::RunCommand(command, {}, absl::Seconds(30), std::string(5, '\0'));
}

bool IsOk(const RunResult& result) { return result.output.find("grpc-status: 0") != std::string::npos; }

// CVE-2023-1428: one of these headers, then more than the limit of metadata, made gRPC 1.51 abort.
TEST(Claims, TheHeadersOfCve20231428DoNotEndAService) {
  const pid_t before = TheCluster().Pid("jobs");
  ASSERT_TRUE(IsOk(SearchWithHeaders({"te: trailers"})));
  for (const char* const trigger : {"grpclb_client_stats: x", "te: x"}) {
    for (const int length : {100, 150, 160, 200}) {
      std::vector<std::string> headers = {trigger};
      if (headers[0] != "te: x") headers.push_back("te: trailers");
      for (int i = 0; i < 85; ++i) headers.push_back(fmt::format("x-{:02}: {}", i, std::string(length, 'a')));
      SearchWithHeaders(headers);  // answered or refused: each is good
    }
  }
  EXPECT_TRUE(IsOk(SearchWithHeaders({"te: trailers"})));
  EXPECT_EQ(TheCluster().Pid("jobs"), before);
}

// CVE-2023-32732's shape: a binary header that is no base64 ends the connection between gateway and service, which is
// this client's alone.
TEST(Claims, ABinaryHeaderThatIsNoneEndsOneCallOnly) {
  EXPECT_FALSE(IsOk(SearchWithHeaders({"te: trailers", "x-a-bin: %%%%"})));
  EXPECT_TRUE(IsOk(SearchWithHeaders({"te: trailers"})));
}

}  // namespace
}  // namespace tabadul::docs
