// Time series through a whole cluster: a ministry's system pushes them, everybody reads them by SDMX REST, another ministry
// follows them by the feed.
#include <gmock/gmock.h>

#include "tests/cluster/series_for_test.h"
#include "tests/cluster/web_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Eventually;
using harness::Http;
using testing::HasSubstr;

constexpr char kSeriesPush[] = "/tabadul.statistics.v1.SeriesExchangeService/BatchPush";
constexpr char kSeriesWatch[] = "/tabadul.statistics.v1.SeriesExchangeService/Watch";
constexpr char kOffice[] = "EG/capmas/stat";
constexpr char kGeneric[] = "application/vnd.sdmx.genericdata+xml;version=2.1";

class Statistics : public Web {
 protected:
  static const client::Profile& Office() { return Member(kOffice, "series.write,series.read"); }
  static void Push(std::vector<exchange::v1::PushItem> items, exchange::v1::Outcome expected) {
    exchange::v1::BatchPushRequest request;
    request.mutable_options()->set_source(kOffice);
    const size_t count = items.size();
    *request.mutable_items() = Items(std::move(items)).items().items();
    exchange::v1::BatchPushResponse response;
    const absl::Status status = Known(Office())->Unary(Soon(), kSeriesPush, request, &response);
    ASSERT_TRUE(status.ok()) << status;
    ASSERT_EQ(response.outcomes_size(), static_cast<int>(count));
    for (const auto& outcome : response.outcomes())
      EXPECT_EQ(outcome.outcome(), expected) << outcome.ShortDebugString();
  }
  static std::string DataOf(const std::vector<std::string>& key) {
    return absl::StrCat("/sdmx/v1/data/DF_UNEMPLOYMENT/", absl::StrJoin(key, "."));
  }
  // The index follows the feed: what was pushed a moment ago is there soon.
  static HttpAnswer Awaited(const std::string& target, const std::string& text, Pairs fields = {}) {
    HttpAnswer answer;
    EXPECT_TRUE(Eventually([&] {
      answer = Get(target, fields);
      return answer.status == 200 && answer.body.find(text) != std::string::npos;
    })) << target
        << ": " << answer.status << answer.error << answer.body;
    return answer;
  }
};

TEST_F(Statistics, WhatAMinistryPushesEverybodyReadsInEveryForm) {
  const auto key = UnemploymentKey("EGY");
  ASSERT_NO_FATAL_FAILURE(Push({Unemployment(key, {72, 71, 66})}, exchange::v1::OUTCOME_CREATED));
  const auto xml = Awaited(DataOf(key), "value=\"7.2\"");
  EXPECT_EQ(xml.fields.at("content-type"), kGeneric) << "without a wish";
  EXPECT_THAT(xml.body, HasSubstr("<gen:ObsDimension value=\"2021\""));
  EXPECT_EQ(xml.fields.at("access-control-allow-origin"), "*");
  EXPECT_NE(xml.fields.at("x-request-id"), "");

  const auto csv =
      Get(DataOf(key) + "?startPeriod=2021", {{"accept", "application/vnd.sdmx.data+csv;version=1.0.0"}});
  EXPECT_THAT(csv.fields.at("content-type"), HasSubstr("application/vnd.sdmx.data+csv"));
  EXPECT_THAT(csv.body, HasSubstr("2022,6.6"));
  EXPECT_EQ(csv.body.find("2020,"), std::string::npos) << csv.body;

  const auto json = Get(DataOf(key), {{"accept", "application/vnd.sdmx.data+json;version=1.0.0"}});
  ASSERT_EQ(json.status, 200) << json.body;
  EXPECT_EQ(Json(json)["data"]["dataSets"].size(), 1u);

  // With the keys that pysdmx escapes.
  const auto second =
      Get("/sdmx/v2/data/dataflow/TABADUL/DF_UNEMPLOYMENT/1.0/A.EGY.*.SEX_T.*.*.*/"
          "?c%5BTIME_PERIOD%5D=ge%3A2021&firstNObservations=1",
          {{"accept", "application/vnd.sdmx.data+csv;version=2.0.0"}});
  ASSERT_EQ(second.status, 200) << second.body;
  EXPECT_THAT(second.body, HasSubstr("TABADUL:DF_UNEMPLOYMENT(1.0)"));
  EXPECT_THAT(second.body, HasSubstr("2021,7.1"));
}

TEST_F(Statistics, StructuresComeWithAllThatTheyNeed) {
  const auto all = Get("/sdmx/v1/dataflow/TABADUL/DF_UNEMPLOYMENT/latest/?references=all",
                       {{"accept", "application/xml"}, {"content-type", "application/xml"}});
  ASSERT_EQ(all.status, 200) << all.error << all.body;
  EXPECT_EQ(all.fields.at("content-type"), "application/vnd.sdmx.structure+xml;version=2.1");
  for (const char* const part :
       {"<str:Dataflow id=\"DF_UNEMPLOYMENT\"", "<str:DataStructure ", "<str:Codelist ",
        "<str:ConceptScheme ", "xml:lang=\"ar\"", "xml:lang=\"fr\""})
    EXPECT_THAT(all.body, HasSubstr(part));
  const auto flows = Get("/sdmx/v1/dataflow/ALL/all/latest/");
  EXPECT_EQ(flows.status, 200);
  EXPECT_THAT(flows.body, HasSubstr("DF_LABOUR_FORCE"));
  const auto stubs = Get("/sdmx/v1/codelist/TABADUL/CL_SEX?detail=allstubs");
  EXPECT_THAT(stubs.body, HasSubstr(cluster_->site() + "/sdmx/v1/"));
}

TEST_F(Statistics, WhoeverHasItIsToldSoUntilItChanges) {
  const auto key = UnemploymentKey("JOR");
  ASSERT_NO_FATAL_FAILURE(Push({Unemployment(key, {190})}, exchange::v1::OUTCOME_CREATED));
  const auto first = Awaited(DataOf(key), "value=\"19.0\"");
  const std::string tag = first.fields.at("etag");
  const auto gzipped = Get(DataOf(key), {{"accept-encoding", "gzip"}});
  EXPECT_EQ(gzipped.fields.at("content-encoding"), "gzip");
  EXPECT_EQ(gzipped.body.substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(gzipped.fields.at("etag"), "W/" + tag);
  for (const std::string& known : {tag, "W/" + tag}) {
    const auto again = Get(DataOf(key), {{"if-none-match", known}});
    EXPECT_EQ(again.status, 304) << known;
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.fields.at("access-control-allow-origin"), "*");
  }
  ASSERT_NO_FATAL_FAILURE(Push({Unemployment(key, {191})}, exchange::v1::OUTCOME_UPDATED));
  Awaited(DataOf(key), "value=\"19.1\"", {{"if-none-match", tag}});
}

TEST_F(Statistics, APageOfAnotherSiteSeesErrorsToo) {
  const Pairs elsewhere = {{"origin", "https://explorer.example"}};
  const auto nothing = Get("/sdmx/v1/data/DF_NOTHING/all", elsewhere);
  EXPECT_EQ(nothing.status, 404);
  EXPECT_EQ(nothing.fields.at("access-control-allow-origin"), "*");
  EXPECT_THAT(nothing.body, HasSubstr("code=\"100\""));
  EXPECT_EQ(Get("/sdmx/v1/schema/dataflow/TABADUL/DF_UNEMPLOYMENT", elsewhere).status, 501);
  EXPECT_EQ(Get("/sdmx/v1/dataflow", {{"accept", "image/png"}}).status, 406);
  const auto none = Get("/sdmx/v2/data/dataflow/TABADUL/DF_UNEMPLOYMENT/1.0/A.ZZZ.*.*.*.*.*", elsewhere);
  EXPECT_TRUE(none.status == 204 || none.status == 422) << none.status << none.body;
  EXPECT_EQ(none.fields.at("access-control-allow-origin"), "*");

  HttpRequest preflight = Visit(
      "/sdmx/v1/data/x", {{"origin", "https://explorer.example"}, {"access-control-request-method", "GET"}});
  preflight.method = "OPTIONS";
  const auto may = Http(preflight);
  EXPECT_EQ(may.status, 204) << may.error;
  EXPECT_EQ(may.fields.at("access-control-allow-methods"), "GET, HEAD, OPTIONS");

  HttpRequest head = Visit("/sdmx/v1/dataflow/TABADUL");
  head.method = "HEAD";
  const auto headed = Http(head);
  EXPECT_EQ(headed.status, 200) << headed.error;
  EXPECT_EQ(headed.body, "");
  EXPECT_EQ(headed.fields.at("content-type"), "application/vnd.sdmx.structure+xml;version=2.1");

  HttpRequest post = Post(Visit("/sdmx/v1/data/x"), "{}");
  EXPECT_EQ(Http(post).status, 405);
}

TEST_F(Statistics, AMemberReadsTheSameAtItsOwnDoor) {
  const auto flows = Http(AsMember(Syria(), "/sdmx/v1/dataflow/TABADUL"));
  EXPECT_EQ(flows.status, 200) << flows.error << flows.body;
  EXPECT_EQ(Http(WithToken(Syria(), "/sdmx/v1/dataflow/TABADUL")).status, 200);
}

// The series that a snapshot of the feed has of the office, by key; the closed ones have none.
TEST_F(Statistics, AnotherMinistryFollowsAndWhatIsClosedIsGone) {
  const auto kept = UnemploymentKey("TUN", "SEX_F"), closed = UnemploymentKey("TUN", "SEX_M");
  ASSERT_NO_FATAL_FAILURE(
      Push({Unemployment(kept, {221}), Unemployment(closed, {131})}, exchange::v1::OUTCOME_CREATED));
  Awaited(DataOf(closed), "value=\"13.1\"");
  exchange::v1::PushItem close;
  close.mutable_close()->mutable_key()->set_record_id(SeriesIdOf(closed));
  ASSERT_NO_FATAL_FAILURE(Push({close}, exchange::v1::OUTCOME_CLOSED));
  EXPECT_TRUE(Eventually([&] { return Get(DataOf(closed)).status == 404; }));
  EXPECT_EQ(Get(DataOf(kept)).status, 200);

  const auto channel = Known(Syria());
  auto stream = channel->Streaming(absl::Now() + absl::Seconds(30), kSeriesWatch);
  ASSERT_TRUE(stream.ok()) << stream.status();
  exchange::v1::WatchRequest watch;
  watch.set_until_mark(true);
  ASSERT_TRUE((*stream)->Write(watch));
  std::map<std::string, int64_t> open;
  const End end = ReadToEnd<exchange::v1::WatchResponse>(**stream, [&](const auto& response) {
    for (const auto& change : response.changes().changes()) {
      const auto& record = change.state().record();
      if (record.source() == kOffice && record.has_series() && record.series().values_size() > 0)
        open[record.record_id()] = record.series().values(0);
    }
  });
  EXPECT_TRUE(end.finished.ok()) << end.finished;
  EXPECT_EQ(open.at(SeriesIdOf(kept)), 221);
  EXPECT_FALSE(open.contains(SeriesIdOf(closed)));
}

TEST_F(Statistics, AServiceThatIsKilledSaysSoAndComesBackWithItsData) {
  const auto key = UnemploymentKey("MAR");
  ASSERT_NO_FATAL_FAILURE(Push({Unemployment(key, {118, 123})}, exchange::v1::OUTCOME_CREATED));
  const auto before = Awaited(DataOf(key), "value=\"11.8\"");
  cluster_->Kill("statistics");
  const auto gone = Get(DataOf(key));
  EXPECT_EQ(gone.status, 503) << gone.error;
  EXPECT_THAT(gone.body, HasSubstr("<mes:ErrorMessage code=\"503\">"));
  EXPECT_TRUE(gone.fields.contains("retry-after"));
  EXPECT_EQ(gone.fields.at("access-control-allow-origin"), "*");
  ExpectError(Get("/v1/series/sources"), 503, "UNAVAILABLE");
  EXPECT_EQ(Get("/v1/jwks").status, 200) << "of another service";
  cluster_->Start("statistics");
  const auto after = Awaited(DataOf(key), "value=\"12.3\"");
  EXPECT_EQ(after.fields.at("etag"), before.fields.at("etag")) << "nothing has changed";
  ASSERT_NO_FATAL_FAILURE(Push({Unemployment(key, {118, 123, 130})}, exchange::v1::OUTCOME_UPDATED));
  Awaited(DataOf(key), "value=\"13.0\"");
}

// Web is away: HAProxy speaks for it, and pages of other sites see that, too.
TEST_F(Statistics, AFaceThatIsAwayIsSeenFromOtherSites) {
  cluster_->Kill("web");
  const auto gone = Get("/sdmx/v1/dataflow", {{"accept", "text/html,*/*;q=0.8"}});
  EXPECT_EQ(gone.status, 503) << gone.error;
  EXPECT_EQ(gone.fields.at("access-control-allow-origin"), "*");
  EXPECT_EQ(gone.fields.at("content-type"), "application/json; charset=utf-8");
  cluster_->Start("web");
  EXPECT_TRUE(Eventually([] { return Get("/sdmx/v1/dataflow").status == 200; }));
}

}  // namespace
}  // namespace tabadul
