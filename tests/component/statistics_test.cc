// The service statistics over a real PostgreSQL: what is pushed is shown to everybody who may see it, structures are taken over by
// every process.
#include "lib/exchange/sharing_book.h"
#include "tests/component/statistics_fixture.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons
using harness::Eventually;

std::string Message(const std::vector<Artefact>& artefacts) {
  std::vector<sdmx::Wanted> wanted;
  for (const Artefact& artefact : artefacts) wanted.push_back({.artefact = &artefact});
  std::string message;
  sdmx::WriteStructures(sdmx::StructureFormat::kXml30,
                        {.id = "M", .prepared = absl::UnixEpoch(), .sender = {"EG"}}, wanted, "", &message);
  return message;
}

class Statistics : public StatisticsTest {
 protected:
  absl::StatusOr<v1::SubmitStructuresResponse> Submit(const std::vector<Artefact>& artefacts,
                                                      bool validate_only = false) {
    v1::SubmitStructuresRequest request;
    request.set_message(Message(artefacts));
    request.set_validate_only(validate_only);
    return process_->service.SubmitStructures(Centre(), request);
  }
  static rpc::Call Centre() {
    rpc::Caller caller;
    caller.kind = rpc::Caller::Kind::kSystem;
    caller.source = "HUB/centre/operator";
    caller.organisation = "HUB/centre";
    caller.scopes = {"admin"};
    return rpc::Call("test", "test", "en", caller, Context::WithTimeout(absl::Seconds(20)));
  }
  // A dataflow of a list of its own.
  static std::vector<Artefact> OwnFlow(const std::vector<std::string>& areas) {
    DataStructure structure = testing::SmallStructure();
    structure.dimensions[1].representation = testing::Coded("CL_OWN");
    Artefact flow = testing::Flow("DF_OWN");
    std::get<Dataflow>(flow.body).structure.id = "DSD_OWN";
    return {testing::Codelist("CL_OWN", areas),
            testing::Make(ArtefactType::kDataStructure, "DSD_OWN", std::move(structure)), std::move(flow)};
  }
  static v1::Series OwnSeries(const std::string& area) {
    v1::Series series = SmallSeries("A", 1, "AG:DF_OWN(1.0)");
    series.set_key(1, area);
    return series;
  }
};

TEST_F(Statistics, WhatIsPushedIsShownUntilItIsClosed) {
  EXPECT_TRUE(Eventually([&] { return process_->holder.Ready().ok(); }));
  EXPECT_TRUE(process_->holder.Flows().empty());
  PushSeries(SmallSeries("A", 1));
  PushSeries(SmallSeries("M", 2));
  EXPECT_TRUE(Shows("A.SYR M.SYR"));
  Push(exchange::Close(SeriesId(SmallSeries("A", 1))));
  EXPECT_TRUE(Shows("M.SYR"));
  Push(exchange::Erase(SeriesId(SmallSeries("M", 2))));
  EXPECT_TRUE(Shows(""));
  EXPECT_TRUE(process_->holder.Flows().empty());
}

TEST_F(Statistics, ASeriesStandsUnderItsOwnIdAlone) {
  auto item = UpsertOf(SmallSeries("A", 1));
  item.mutable_upsert()->set_record_id("AG:DF(1.0):M.SYR");
  const auto outcome = Push(item);
  ASSERT_EQ(outcome.errors_size(), 1) << outcome.ShortDebugString();
  EXPECT_EQ(outcome.errors(0).reason(), ERROR_REASON_MALFORMED);
  EXPECT_EQ(outcome.errors(0).field(), "record_id");
}

TEST_F(Statistics, WhatIsForFewIsNotShown) {
  PushSeries(SmallSeries("A", 1));
  EXPECT_TRUE(Shows("A.SYR"));
  Push(UpsertOf(SmallSeries("A", 2), {"EG"}));
  Push(UpsertOf(SmallSeries("M", 2), {"EG"}));
  EXPECT_TRUE(Shows(""));
}

TEST_F(Statistics, ASourceThatIsNotPublicAnyMoreIsNotShown) {
  PushSeries(SmallSeries("A", 1));
  PushSeries(SmallSeries("M", 1), "EG/capmas/lfs");
  EXPECT_TRUE(Shows("A.SYR M.SYR"));
  exchange::internal::Rights rights;
  rights.set_by_default(true);  // a PILOT
  process_->series.Share({{kMinistry, rights, 0}});
  EXPECT_TRUE(Shows("M.SYR"));
  rights.set_live(true);
  process_->series.Share({{kMinistry, rights, 0}});
  EXPECT_TRUE(Shows("A.SYR M.SYR"));
}

TEST_F(Statistics, TheRevisionIsThatOfEveryProcessThatShowsTheSame) {
  const auto revision = [](const Process& process) {
    const auto held = process.holder.Find(*ParseDataflow(kSmallFlow));
    return held ? held->revision.id : "";
  };
  PushSeries(SmallSeries("A", 1));
  PushSeries(SmallSeries("M", 2));
  ASSERT_TRUE(Shows("A.SYR M.SYR"));
  const std::string both = revision(*process_);
  Push(exchange::Erase(SeriesId(SmallSeries("M", 2))));
  ASSERT_TRUE(Shows("A.SYR"));
  const std::string one = revision(*process_);
  EXPECT_NE(one, both);
  EXPECT_EQ(one.find_first_not_of("0123456789abcdef.-"), std::string::npos) << one;
  const auto other = NewProcess();
  EXPECT_TRUE(Eventually([&] { return revision(*other) == one; })) << "which never saw what was erased";
}

TEST_F(Statistics, StructuresAreTakenOverByEveryProcess) {
  const auto other = NewProcess();
  const auto submitted = Submit(OwnFlow({"SYR"}));
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  EXPECT_EQ(submitted->outcomes_size(), 3);
  const Reference flow = *ParseDataflow("AG:DF_OWN(1.0)");
  EXPECT_TRUE(process_->structures.Now().structures->Find(flow).ok()) << "at once";
  EXPECT_TRUE(Eventually([&] { return other->structures.Now().structures->Find(flow).ok(); }));
  EXPECT_EQ(other->structures.Now().revision.id, process_->structures.Now().revision.id);
  EXPECT_EQ(Submit(OwnFlow({"SYR"}))->outcomes(0).outcome(), exchange::v1::OUTCOME_UNCHANGED);
}

TEST_F(Statistics, ADryRunChangesNothing) {
  const std::string before = process_->structures.Now().revision.id;
  const auto tried = Submit(OwnFlow({"SYR"}), true);
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_EQ(tried->outcomes(0).outcome(), exchange::v1::OUTCOME_CREATED);
  EXPECT_EQ(process_->structures.Now().revision.id, before);
}

TEST_F(Statistics, SeriesOfANewCodeAreShownBesideThoseThatWereThere) {
  const auto other = NewProcess();
  ASSERT_TRUE(Submit(OwnFlow({"SYR"})).ok());
  PushSeries(OwnSeries("SYR"));
  EXPECT_TRUE(Shows("A.SYR", "AG:DF_OWN(1.0)"));
  ASSERT_TRUE(Submit(OwnFlow({"MAR", "SYR"})).ok());
  PushSeries(OwnSeries("MAR"));
  EXPECT_TRUE(Shows("A.MAR A.SYR", "AG:DF_OWN(1.0)")) << "in the order of the new list";
  EXPECT_TRUE(Eventually([&] { return Shown(other->holder, "AG:DF_OWN(1.0)") == "A.MAR A.SYR"; }));
}

TEST_F(Statistics, WhatSeriesNeedStays) {
  ASSERT_TRUE(Submit(OwnFlow({"SYR", "MAR"})).ok());
  PushSeries(OwnSeries("SYR"));
  EXPECT_EQ(ReasonOf(Submit(OwnFlow({"MAR"})).status()), ERROR_REASON_PRECONDITION);
  v1::DeleteStructureRequest request;
  request.set_urn("urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=AG:DF_OWN(1.0)");
  EXPECT_EQ(ReasonOf(process_->service.DeleteStructure(Centre(), request).status()),
            ERROR_REASON_PRECONDITION);
  Push(exchange::Erase(SeriesId(OwnSeries("SYR"))));
  EXPECT_TRUE(process_->service.DeleteStructure(Centre(), request).ok());
  EXPECT_FALSE(process_->structures.Now().structures->Find(*ParseDataflow("AG:DF_OWN(1.0)")).ok());
}

TEST_F(Statistics, WithoutTheDatabaseItAnswersAndSaysThatNothingWasWritten) {
  PushSeries(SmallSeries("A", 1));
  EXPECT_TRUE(Shows("A.SYR"));
  harness::Postgres::Shared().Stop();
  EXPECT_FALSE(Submit(OwnFlow({"SYR"})).ok());
  EXPECT_EQ(Shown(process_->holder), "A.SYR");
  harness::Postgres::Shared().Start();
  EXPECT_TRUE(Eventually([&] { return Submit(OwnFlow({"SYR"})).ok(); }));
  PushSeries(SmallSeries("M", 1));
  EXPECT_TRUE(Eventually([&] { return Shown(process_->holder) == "A.SYR M.SYR"; }, absl::Seconds(30)));
}

}  // namespace
}  // namespace tabadul::statistics
