// What the hub says of sources: states as the clock moves, counts, completeness; and who is told what.
#include "lib/exchange/sources.h"

#include "lib/exchange/reconciler.h"
#include "lib/exchange/runs.h"
#include "lib/platform/metrics/metrics.h"
#include "tests/component/exchange_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::exchange {
namespace {

using common::v1::ErrorReason;
using harness::Eventually;

constexpr char kOther[] = "EG/momp/pes";
constexpr absl::Duration kDay = absl::Hours(24);

rpc::Call Visitor() {
  return rpc::Call("test", "test", "en", rpc::Caller(), Context::WithTimeout(absl::Seconds(30)));
}
rpc::Call Centre() {
  rpc::Caller caller = MakeCall("HUB/centre/operator").caller();
  caller.scopes = {"admin"};
  return rpc::Call("test", "test", "en", caller, Context::WithTimeout(absl::Seconds(30)));
}

class SourcesTest : public ExchangeTest {
 protected:
  absl::StatusOr<v1::Source> Ask(const rpc::Call& call, const std::string& source = kSource) {
    v1::GetSourceRequest request;
    request.set_source(source);
    ASSIGN_OR_RETURN(const auto response, exchange_->sources().Get(call, request));
    return response.source();
  }
  v1::Source Own() {
    const auto source = Ask(MakeCall(kSource));
    EXPECT_TRUE(source.ok()) << source.status();
    return source.ok() ? *source : v1::Source();
  }
  absl::StatusOr<v1::Source> Promise(const rpc::Call& call, absl::Duration interval,
                                     const std::string& source = kSource) {
    v1::SetPromiseRequest request;
    request.set_source(source);
    request.mutable_promised_interval()->set_seconds(absl::ToInt64Seconds(interval));
    ASSIGN_OR_RETURN(const auto response, exchange_->sources().SetPromise(call, request));
    return response.source();
  }
  ErrorReason Refusal(const v1::SetPromiseRequest& request) {
    return ReasonOf(exchange_->sources().SetPromise(MakeCall(kSource), request).status());
  }
  v1::ListSourcesResponse List(const rpc::Call& call, int page_size = 0, const std::string& token = "") {
    v1::ListSourcesRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    auto response = exchange_->sources().List(call, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *std::move(response) : v1::ListSourcesResponse();
  }
  // A full export of so many records, one of them without a title if `bad`, and of so many rows that are kept, all
  // sent `times` times.
  void Export(uint64_t declared, int records, bool bad = false, int kept = 0, int times = 1) {
    v1::BeginRunRequest begin;
    begin.set_source(kSource);
    begin.set_declared_records(declared);
    const auto run = exchange_->runs().Begin(MakeCall(kSource), begin);
    ASSERT_TRUE(run.ok()) << run.status();
    v1::PushOptions options;
    options.set_source(kSource);
    options.set_run_id(run->run_id());
    std::vector<v1::PushItem> items;
    for (int i = 0; i < records; ++i) items.push_back(Upsert(MakeRecord("r" + std::to_string(i), "Soudeur")));
    if (bad) items[0].mutable_upsert()->mutable_vacancy()->clear_title();
    for (int i = 0; i < kept; ++i) {
      items.emplace_back().mutable_keep()->mutable_key()->set_record_id("kept" + std::to_string(i));
    }
    for (int i = 0; i < times; ++i)
      ASSERT_TRUE(exchange_->Write(MakeCall(kSource), options, Serialize(items)).ok());
    v1::EndRunRequest end;
    end.set_run_id(run->run_id());
    ASSERT_TRUE(exchange_->runs().End(MakeCall(kSource), end).ok());
    v1::GetRunRequest get;
    get.set_run_id(run->run_id());
    ASSERT_TRUE(
        Eventually([&] { return exchange_->runs().Get(MakeCall(kSource), get)->has_named_records(); }));
  }
};

TEST_F(SourcesTest, TheStateFollowsTheClock) {
  PushOne(Upsert(MakeRecord("a", "Soudeur")));
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_NO_PROMISE);
  ASSERT_EQ(Promise(MakeCall(kSource), kDay)->freshness(), v1::FRESHNESS_CURRENT);
  clock_.Advance(kDay);
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_CURRENT);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_LATE);
  EXPECT_EQ(Own().silence().seconds(), absl::ToInt64Seconds(kDay) + 1);
  clock_.Advance(kDay);
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_SILENT);
  EXPECT_EQ(Promise(MakeCall(kSource), kDay)->freshness(), v1::FRESHNESS_SILENT)
      << "a promise is no sign of life";
  PushOne(Upsert(MakeRecord("a", "Soudeur")));
  const v1::Source now = Own();
  EXPECT_EQ(now.freshness(), v1::FRESHNESS_CURRENT) << "an UNCHANGED record is one";
  EXPECT_GT(now.receive_time().seconds(), now.change_time().seconds());
  EXPECT_EQ(now.promised_interval().seconds(), absl::ToInt64Seconds(kDay));
  EXPECT_FALSE(Promise(MakeCall(kSource), absl::ZeroDuration())->has_promised_interval());
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_NO_PROMISE);
}

TEST_F(SourcesTest, ASourceThatHasPromisedAndNeverSentIsMissed) {
  ASSERT_TRUE(Promise(MakeCall(kSource), kDay).ok());
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_CURRENT);
  clock_.Advance(kDay / 2);
  ASSERT_TRUE(Promise(MakeCall(kSource), kDay).ok()) << "which does not begin its time anew";
  clock_.Advance(kDay);
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_LATE);
  EXPECT_FALSE(Own().has_receive_time());
  Push({Upsert(MakeRecord("a", "Soudeur"))}, kSource, true);
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_LATE) << "a dry run brings nothing";
  PushOne(Upsert(MakeRecord("a", "Soudeur")));
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_CURRENT);
  EXPECT_EQ(Own().open_records(), 1u);
}

TEST_F(SourcesTest, WhoHasNothingToSendProvesThatItIsEqual) {
  PushOne(Upsert(MakeRecord("a", "Soudeur")));
  ASSERT_TRUE(Promise(MakeCall(kSource), kDay).ok());
  clock_.Advance(3 * kDay);
  Copy copy;
  v1::Mark mark;
  ASSERT_TRUE(mark.ParseFromString(Follow(copy).mark.mark()));
  v1::ProveEqualRequest request;
  *request.mutable_whole() = mark.sources(0);
  ASSERT_TRUE(exchange_->reconciler().ProveEqual(MakeCall(kOther), request)->equal());
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_SILENT) << "another's proof is not its own";
  EXPECT_FALSE(Own().has_proof_time());
  ASSERT_TRUE(exchange_->reconciler().ProveEqual(MakeCall(kSource), request)->equal());
  EXPECT_EQ(Own().freshness(), v1::FRESHNESS_CURRENT);
  EXPECT_EQ(Own().proof_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
  EXPECT_EQ(Own().proof_sequence(), 1u);
}

TEST_F(SourcesTest, TheReportCountsWhatWasAnsweredAndWhy) {
  v1::Record untitled = MakeRecord("b", "x");
  untitled.mutable_vacancy()->clear_title();
  Push({Upsert(MakeRecord("a", "A")), Upsert(untitled), Close("never-there")});
  clock_.Advance(absl::Hours(30));
  Push({Upsert(MakeRecord("a", "A")), Upsert(untitled)});
  const v1::SourceReport report = Own().report();
  EXPECT_EQ(report.last_day().answered_items(), 2u);
  EXPECT_EQ(report.last_day().rejected_items(), 1u);
  ASSERT_EQ(report.last_day().rejections_size(), 1);
  EXPECT_EQ(report.last_day().rejections(0).reason(), common::v1::ERROR_REASON_REQUIRED);
  EXPECT_EQ(report.last_week().answered_items(), 5u);
  ASSERT_EQ(report.last_week().rejections_size(), 2);
  EXPECT_EQ(report.last_week().rejections(0).reason(), common::v1::ERROR_REASON_REQUIRED) << "most first";
  EXPECT_EQ(report.last_week().rejections(0).items(), 2u);
  EXPECT_EQ(report.last_week().rejections(1).reason(), common::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(SourcesTest, CompletenessIsOfWhatTheSourceDeclared) {
  Export(40, 40);
  EXPECT_EQ(Own().report().completeness(), 1000u);
  Export(40, 40, true);
  EXPECT_EQ(Own().report().completeness(), 975u) << "what was rejected did not arrive";
  Export(60, 40);
  EXPECT_EQ(Own().report().completeness(), 666u);
  EXPECT_EQ(Own().report().last_export().declared_records(), 60u);
  EXPECT_EQ(Own().report().held_runs_size(), 0) << "it would close nothing";
  Export(40, 10);
  EXPECT_TRUE(Eventually([&] { return Own().report().held_runs_size() == 1; }));
  EXPECT_EQ(Own().report().held_runs(0).to_close(), 30u);
}

TEST_F(SourcesTest, CompletenessIsOfRecordsThatWereTakenHoweverOftenTheyCame) {
  Export(40, 20, false, 0, 2);
  EXPECT_EQ(Own().report().completeness(), 500u) << "each counts once";
  Export(40, 20, true, 20);
  EXPECT_EQ(Own().report().completeness(), 475u) << "what was kept or rejected has not arrived";
  const v1::Run run = Own().report().last_export();
  EXPECT_EQ(run.named_records(), 40u);
  EXPECT_EQ(run.taken_records(), 19u);
  EXPECT_EQ(run.kept_records(), 20u);
  Export(10, 20);
  EXPECT_EQ(Own().report().completeness(), 1000u) << "more than it declared";
}

// What the newest export brought stands until the hub has counted the next one.
TEST_F(SourcesTest, AnExportThatIsNotCountedYetIsNotTheLast) {
  Export(40, 40);
  v1::BeginRunRequest begin;
  begin.set_source(kSource);
  ASSERT_TRUE(exchange_->runs().Begin(MakeCall(kSource), begin).ok());
  EXPECT_EQ(Own().report().completeness(), 1000u);
  EXPECT_EQ(Own().report().last_export().items(), 40u);
}

TEST_F(SourcesTest, RunsThatWaitAreCountedWithTheAgeOfTheOldest) {
  exchange_.reset();
  Options options;
  options.health_interval = absl::Milliseconds(20);
  exchange_ = NewExchange(options);
  Export(40, 40);
  Export(40, 10);
  clock_.Advance(absl::Hours(2));
  for (const char* const line :
       {"runs{kind=\"vacancy\",state=\"HELD\"} 1\n", "runs{kind=\"vacancy\",state=\"ENDING\"} 0\n",
        "run_age_seconds{kind=\"vacancy\",state=\"HELD\"} 7200\n",
        "run_age_seconds{kind=\"vacancy\",state=\"CLOSING\"} 0\n"}) {
    const std::string shown = std::string("\ntabadul_exchange_waiting_") + line;
    EXPECT_TRUE(Eventually([&] { return metrics::Serialize().find(shown) != std::string::npos; })) << line;
  }
}

TEST_F(SourcesTest, OthersSeeWhatIsPublishedAndNoMore) {
  v1::Record hidden = MakeRecord("b", "B");
  hidden.mutable_audience()->add_countries("TN");
  Push({Upsert(MakeRecord("a", "A")), Upsert(hidden)});
  for (const rpc::Call& call : {Visitor(), MakeCall(kOther)}) {
    const auto source = Ask(call);
    ASSERT_TRUE(source.ok()) << source.status();
    EXPECT_FALSE(source->has_report());
    EXPECT_EQ(source->open_records(), 1u) << "that there are hidden ones is hidden, too";
    EXPECT_TRUE(source->has_receive_time());
    EXPECT_EQ(List(call).sources(0).SerializeAsString(), source->SerializeAsString());
  }
  for (const rpc::Call& call : {MakeCall(kSource), Centre()}) {
    EXPECT_EQ(Ask(call)->report().last_day().answered_items(), 2u);
    EXPECT_EQ(Ask(call)->open_records(), 2u);
    EXPECT_TRUE(List(call).sources(0).has_report());
  }
}

TEST_F(SourcesTest, OnlyTheOwnerAndTheCentrePromise) {
  EXPECT_EQ(ReasonOf(Promise(MakeCall(kOther), kDay).status()), common::v1::ERROR_REASON_NOT_OWNER);
  EXPECT_EQ(ReasonOf(Promise(Visitor(), kDay).status()), common::v1::ERROR_REASON_NOT_OWNER);
  EXPECT_EQ(ReasonOf(Promise(Centre(), kDay).status()), common::v1::ERROR_REASON_NOT_FOUND)
      << "what the Centre mistypes is no source";
  ASSERT_TRUE(Promise(MakeCall(kSource), kDay).ok());
  EXPECT_EQ(Promise(Centre(), 7 * kDay)->promised_interval().seconds(), absl::ToInt64Seconds(7 * kDay));
  PushOne(Upsert(MakeRecord("a", "A")));
  EXPECT_EQ(Own().promised_interval().seconds(), absl::ToInt64Seconds(7 * kDay)) << "a push leaves it";
}

TEST_F(SourcesTest, PromisesThatMakeNoSenseAreRefused) {
  v1::SetPromiseRequest request;
  request.set_source(kSource);
  EXPECT_EQ(Refusal(request), common::v1::ERROR_REASON_REQUIRED);
  request.mutable_promised_interval()->set_seconds(59);
  EXPECT_EQ(Refusal(request), common::v1::ERROR_REASON_OUT_OF_RANGE);
  request.mutable_promised_interval()->set_seconds(367LL * 24 * 3600);
  EXPECT_EQ(Refusal(request), common::v1::ERROR_REASON_OUT_OF_RANGE);
  request.mutable_promised_interval()->set_seconds(3600);
  request.mutable_promised_interval()->set_nanos(1);
  EXPECT_EQ(Refusal(request), common::v1::ERROR_REASON_MALFORMED);
}

TEST_F(SourcesTest, SourcesAreListedByNameInPages) {
  for (const char* const source : {"MA/b/x", "AE/a/x", "MA/a/x"})
    PushOne(Upsert(MakeRecord("a", "A")), source);
  const auto first = List(Visitor(), 2);
  ASSERT_EQ(first.sources_size(), 2);
  EXPECT_EQ(first.sources(0).source(), "AE/a/x");
  EXPECT_EQ(first.sources(1).source(), "MA/a/x");
  const auto second = List(Visitor(), 2, first.next_page_token());
  ASSERT_EQ(second.sources_size(), 1);
  EXPECT_EQ(second.sources(0).source(), "MA/b/x");
  EXPECT_EQ(second.next_page_token(), "");
  v1::ListSourcesRequest request;
  request.set_page_token("nonsense");
  EXPECT_EQ(ReasonOf(exchange_->sources().List(Visitor(), request).status()),
            common::v1::ERROR_REASON_TOKEN_UNREADABLE);
  EXPECT_EQ(ReasonOf(Ask(Visitor(), "MA/c/x").status()), common::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(SourcesTest, MetricsFollowWithoutAScrapeWaitingForTheDatabase) {
  const std::string source = "MA/anapec/metrics";
  exchange_.reset();
  Options options;
  options.health_interval = absl::Milliseconds(20);
  exchange_ = NewExchange(options);
  v1::Record untitled = MakeRecord("b", "x");
  untitled.mutable_vacancy()->clear_title();
  Push({Upsert(MakeRecord("a", "A")), Upsert(untitled)}, source);
  ASSERT_TRUE(Promise(MakeCall(source), kDay, source).ok());
  clock_.Advance(absl::Hours(2));
  const auto shows = [&](const std::string& name, const std::string& value) {
    const std::string line =
        "tabadul_exchange_source_" + name + "{kind=\"vacancy\",source=\"" + source + "\"} " + value + "\n";
    EXPECT_TRUE(Eventually([&] { return metrics::Serialize().find(line) != std::string::npos; })) << line;
  };
  shows("silence_seconds", "7200");
  shows("promised_seconds", "86400");
  shows("unchanged_seconds", "7200");
  shows("unproven_seconds", "-1");
  shows("open_records", "1");
  shows("rejected_ratio", "0.5");
  shows("completeness_ratio", "-1");
  shows("held_runs", "0");
}

}  // namespace
}  // namespace tabadul::exchange
