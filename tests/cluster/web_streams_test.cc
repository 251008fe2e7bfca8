// A feed by HTTP: lines of JSON, or events that a browser follows.
#include <atomic>
#include <thread>

#include "absl/strings/str_split.h"
#include "tests/cluster/web_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Eventually;
using harness::Http;

class WebStreams : public Web {
 protected:
  static HttpRequest Watch(const std::string& query, Pairs fields = {}) {
    return WithToken(Syria(), "/v1/vacancies:watch" + query, std::move(fields));
  }
  static std::vector<nlohmann::json> Lines(const HttpAnswer& answer) {
    std::vector<nlohmann::json> lines;
    for (const auto& line : absl::StrSplit(answer.body, '\n', absl::SkipEmpty()))
      lines.push_back(nlohmann::json::parse(std::string(line)));
    return lines;
  }
};

TEST_F(WebStreams, ASnapshotIsLinesOfJsonThatEndWithAGoodbye) {
  const std::string id = Pushed("line", "Line");
  const auto answer = Http(Watch("?untilMark=true"));
  ASSERT_EQ(answer.status, 200) << answer.error << answer.body;
  EXPECT_EQ(answer.fields.at("content-type"), "application/x-ndjson");
  EXPECT_EQ(answer.error, "") << "the last chunk came";
  const auto lines = Lines(answer);
  ASSERT_GE(lines.size(), 3u);
  EXPECT_TRUE(lines.front().contains("started"));
  EXPECT_EQ(lines.back()["goodbye"]["action"], "GOODBYE_ACTION_DONE");
  EXPECT_NE(answer.body.find(id), std::string::npos);
  EXPECT_NE(answer.body.find("\"mark\""), std::string::npos);
}

TEST_F(WebStreams, ABrowserGoesOnWhereItWas) {
  Pushed("event-1", "Event");
  const auto first = Http(Watch("?untilMark=true", {{"accept", "text/event-stream"}}));
  ASSERT_EQ(first.status, 200) << first.error << first.body;
  EXPECT_EQ(first.fields.at("content-type"), "text/event-stream");
  const size_t at = first.body.rfind("id: ");
  ASSERT_NE(at, std::string::npos) << first.body;
  const std::string cursor = first.body.substr(at + 4, first.body.find('\n', at) - at - 4);
  EXPECT_NE(first.body.find("\n\n"), std::string::npos);
  const std::string id = Pushed("event-2", "Event");
  const auto second =
      Http(Watch("?untilMark=true", {{"accept", "text/event-stream"}, {"last-event-id", cursor}}));
  EXPECT_NE(second.body.find(id), std::string::npos) << second.body;
  EXPECT_EQ(second.body.find("event-1"), std::string::npos) << "that was told before";
}

TEST_F(WebStreams, WhatIsRefusedAtOnceIsAnHttpError) {
  ExpectError(Http(Watch("?cursor=nonsense")), 400, "TOKEN_UNREADABLE");
  ExpectError(Get("/v1/vacancies:watch"), 401, "TOKEN_MISSING");
  ExpectError(Http(Watch("", {{"accept", "application/json"}})), 406, "NOT_ACCEPTABLE");
}

TEST_F(WebStreams, AChangeIsSeenAtOnceAndALeaverIsNotFollowedFurther) {
  std::atomic<bool> started = false, seen = false;
  std::string gathered;
  auto watch = Watch("");
  watch.timeout = absl::Minutes(1);
  watch.on_piece = [&](std::string_view piece) {
    gathered += piece;
    started = true;
    seen = gathered.find("seen-at-once") != std::string::npos;
    return !seen;
  };
  std::thread follower([&] { Http(watch); });
  EXPECT_TRUE(Eventually([&] { return started.load(); }));
  Pushed("seen-at-once", "Seen");
  EXPECT_TRUE(Eventually([&] { return seen.load(); }));
  follower.join();
  EXPECT_TRUE(Eventually(
      [&] {
        const std::string line =
            "tabadul_rpc_in_flight_calls{method=\"tabadul.jobs.v1.VacancyExchangeService/Watch\"} ";
        const std::string metrics = cluster_->Metrics("jobs");
        const size_t at = metrics.find(line);
        return at != std::string::npos && metrics.substr(at + line.size(), 2) == "0\n";
      },
      absl::Seconds(30)))
      << "the service knows that nobody reads, with the next heartbeat at the latest";
}

TEST_F(WebStreams, ARestartOfTheFaceIsAGoodbye) {
  auto watch = Watch("");
  watch.timeout = absl::Minutes(1);
  std::atomic<bool> started = false;
  std::string gathered;
  watch.on_piece = [&](std::string_view piece) {
    gathered += piece;
    return started = true, true;
  };
  HttpAnswer answer;
  std::thread follower([&] { answer = Http(watch); });
  EXPECT_TRUE(Eventually([&] { return started.load(); }));
  cluster_->Restart("web");
  follower.join();
  EXPECT_EQ(answer.error, "") << "it has an end";
  answer.body = gathered;
  ASSERT_FALSE(Lines(answer).empty());
  const auto goodbye = Lines(answer).back()["goodbye"];
  EXPECT_EQ(goodbye["action"], "GOODBYE_ACTION_RECONNECT") << gathered;
  EXPECT_NE(gathered.find("\"DRAINING\""), std::string::npos) << gathered;
  EXPECT_TRUE(Eventually([] { return Http(Watch("?untilMark=true")).status == 200; }));
}

TEST_F(WebStreams, AServiceThatDiesCutsTheStream) {
  auto watch = Watch("");
  std::atomic<bool> started = false;
  watch.on_piece = [&](std::string_view) { return started = true, true; };
  HttpAnswer answer;
  std::thread follower([&] { answer = Http(watch); });
  EXPECT_TRUE(Eventually([&] { return started.load(); }));
  cluster_->Kill("jobs");
  follower.join();
  EXPECT_NE(answer.error, "") << "the reader sees that it was cut";
  cluster_->Start("jobs");
  EXPECT_TRUE(Eventually([] { return Http(Watch("?untilMark=true")).status == 200; }));
}

}  // namespace
}  // namespace tabadul
