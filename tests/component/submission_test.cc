// Submissions over a real PostgreSQL: files are written through the exchange, those under embargo at their time and once, and
// one of a source after the other.
#include "tests/component/submission_fixture.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons

TEST_F(SubmissionTest, AFileIsMergedIntoWhatStands) {
  const auto first = Submit(Row("A,SYR,2023,7.1,PT"));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->state(), v1::SUBMISSION_STATE_DONE);
  EXPECT_EQ(first->report().created(), 1u) << first->DebugString();
  EXPECT_EQ(first->dataflows(0), "AG:DF(1.0)");
  const auto second = Submit(Row("A,SYR,2024,7.2,PT") + Row("M,SYR,2024-01,many,PT"));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->report().updated(), 1u);
  EXPECT_EQ(second->report().rejected(), 1u);
  EXPECT_EQ(second->report().mistakes(0).line(), 3u);
  EXPECT_FALSE(second->report().mistakes(0).violation().message().message().empty());
  EXPECT_EQ(PeriodsOf(kAnnual), "2023 2024");
  EXPECT_TRUE(Shows("A.SYR"));
  EXPECT_EQ(Sql("SELECT count(*) FROM series_vintage"), "2");

  const auto all = Submit(Row("A,,,,", "D"));
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->report().closed(), 1u) << all->DebugString();
  EXPECT_EQ(PeriodsOf(kAnnual), "");
  EXPECT_TRUE(Shows(""));
}

TEST_F(SubmissionTest, ATryLeavesNothing) {
  v1::SubmissionOptions options;
  options.set_validate_only(true);
  const auto tried = Submit(Row("A,SYR,2023,7.1,PT"), options);
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_EQ(tried->state(), v1::SUBMISSION_STATE_CHECKED);
  EXPECT_EQ(tried->report().created(), 1u);
  EXPECT_EQ(Sql("SELECT count(*) FROM series_record"), "0");
  EXPECT_EQ(Sql("SELECT count(*) FROM submission"), "0");
}

TEST_F(SubmissionTest, AnAudienceIsNotWidened) {
  Push(UpsertOf(SmallSeries("A", 1), {"JO"}));
  ASSERT_TRUE(Submit(Row("A,SYR,2025,7.2,PT")).ok());
  EXPECT_EQ(Sql("SELECT audience_countries, audience_public FROM series_record"), "JO|f");
  EXPECT_EQ(PeriodsOf(kAnnual), "2024 2025");
}

TEST_F(SubmissionTest, AnEmbargoIsKeptUntilItsTimeAndReleasedOnce) {
  const auto scheduled = Submit(Row("A,SYR,2024,7.2,PT"), Embargo(absl::Hours(1)));
  ASSERT_TRUE(scheduled.ok()) << scheduled.status();
  EXPECT_EQ(scheduled->state(), v1::SUBMISSION_STATE_SCHEDULED);
  EXPECT_EQ(scheduled->report().created(), 1u);
  Release();
  EXPECT_EQ(PeriodsOf(kAnnual), "");
  ASSERT_EQ(Calendar().size(), 1u);
  EXPECT_FALSE(Calendar()[0].released());

  clock_.Advance(absl::Hours(1));
  Release();
  EXPECT_EQ(PeriodsOf(kAnnual), "2024");
  EXPECT_EQ(Get(scheduled->id()).state(), v1::SUBMISSION_STATE_DONE);
  EXPECT_EQ(Sql("SELECT count(*) FROM submission_piece"), "0");
  Release();
  EXPECT_EQ(Sql("SELECT count(*) FROM series_vintage"), "1");
}

TEST_F(SubmissionTest, OneThatAProcessLeftHalfDoneIsReleasedByAnother) {
  const auto scheduled = Submit(Row("A,SYR,2024,7.2,PT"), Embargo(absl::Hours(1)));
  ASSERT_TRUE(scheduled.ok()) << scheduled.status();
  clock_.Advance(absl::Hours(1));
  // As if it had died between its claim and its answer, with everything written.
  const Context context = Context::WithTimeout(absl::Seconds(10));
  const absl::Time until = clock_.Now() + absl::Minutes(2);
  ASSERT_TRUE(*store_.TakeTurn(context, kMinistry, scheduled->id(), clock_.Now(), until));
  ASSERT_TRUE(*store_.Claim(context, scheduled->id(), clock_.Now()));
  Release();
  EXPECT_EQ(PeriodsOf(kAnnual), "") << "its turn is not over";
  EXPECT_EQ(ReasonOf(Submit(Row("M,SYR,2024-01,1,PT")).status()), ERROR_REASON_OVERLOADED);
  clock_.Advance(absl::Minutes(3));
  Release();
  EXPECT_EQ(PeriodsOf(kAnnual), "2024");
  EXPECT_EQ(Get(scheduled->id()).state(), v1::SUBMISSION_STATE_DONE);
}

TEST_F(SubmissionTest, AReleaseThatFailsDoesNotKeepOthersFromTheirs) {
  const auto first = Submit(Row("A,SYR,2024,7.2,PT"), Embargo(absl::Hours(1)));
  ASSERT_TRUE(first.ok());
  auto other = Embargo(absl::Hours(2));
  ASSERT_TRUE(Submit(Row("M,SYR,2024-01,7.2,PT"), other).ok());
  clock_.Advance(absl::Hours(3));
  Sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.record_id LIKE '%:A.SYR' "
      "THEN "
      "RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END IF; RETURN NEW; END $$");
  Sql("CREATE TRIGGER refuse BEFORE INSERT ON series_record FOR EACH ROW EXECUTE FUNCTION refuse()");
  Release();
  EXPECT_EQ(PeriodsOf(kAnnual), "");
  EXPECT_EQ(PeriodsOf("AG:DF(1.0):M.SYR"), "2024-01");
  Sql("DROP TRIGGER refuse ON series_record");
  Release();
  EXPECT_EQ(PeriodsOf(kAnnual), "") << "a minute later";
  clock_.Advance(absl::Minutes(2));
  Release();
  EXPECT_EQ(PeriodsOf(kAnnual), "2024");
}

TEST_F(SubmissionTest, AScheduledOneIsMovedAndCancelledByItsOwner) {
  const auto scheduled = Submit(Row("A,SYR,2024,7.2,PT"), Embargo(absl::Hours(1)));
  ASSERT_TRUE(scheduled.ok());
  v1::MoveReleaseRequest move;
  move.set_id(scheduled->id());
  *move.mutable_release_time() = TimestampOf(clock_.Now() + absl::Hours(5));
  EXPECT_EQ(ReasonOf(service_.MoveRelease(Caller("SY/other/stat"), move).status()), ERROR_REASON_NOT_FOUND);
  ASSERT_TRUE(service_.MoveRelease(Caller(), move).ok());
  clock_.Advance(absl::Hours(2));
  Release();
  EXPECT_EQ(PeriodsOf(kAnnual), "");
  v1::CancelSubmissionRequest cancel;
  cancel.set_id(scheduled->id());
  ASSERT_TRUE(service_.CancelSubmission(Caller(), cancel).ok());
  EXPECT_EQ(ReasonOf(service_.CancelSubmission(Caller(), cancel).status()), ERROR_REASON_PRECONDITION);
  EXPECT_EQ(Sql("SELECT count(*) FROM submission_piece"), "0");
  EXPECT_TRUE(Calendar().empty());
  clock_.Advance(absl::Hours(5));
  Release();
  EXPECT_EQ(PeriodsOf(kAnnual), "");
}

TEST_F(SubmissionTest, ARequestIsCarriedOutOnce) {
  const auto first = Submit(Row("A,SYR,2024,7.2,PT"), Embargo(absl::Hours(1), "lfs-2024"));
  const auto second = Submit(Row("A,SYR,2024,7.2,PT"), Embargo(absl::Hours(1), "lfs-2024"));
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->id(), second->id());
  EXPECT_EQ(Sql("SELECT count(*) FROM submission"), "1");
}

TEST_F(SubmissionTest, OneOfASourceIsWrittenAtATime) {
  absl::Status other;
  before_write_ = [&] {
    v1::SubmissionOptions options;
    options.set_source(kMinistry);
    auto file = Spool::Open();
    ASSERT_TRUE(file.ok() && file->Append(kSubmissionHead + Row("A,SYR,2022,1,PT")).ok());
    other = submissions_.Submit(Caller(), options, *file, nullptr).status();
  };
  ASSERT_TRUE(Submit(Row("A,SYR,2024,7.2,PT")).ok());
  EXPECT_EQ(ReasonOf(other), ERROR_REASON_OVERLOADED);
  EXPECT_EQ(PeriodsOf(kAnnual), "2024");
  EXPECT_EQ(Sql("SELECT count(*) FROM submission_turn"), "0");
}

TEST_F(SubmissionTest, ListsHavePages) {
  for (const char* year : {"2021", "2022", "2023"}) {
    ASSERT_TRUE(Submit(Row(std::string("A,SYR,") + year + ",1,PT")).ok());
    ASSERT_TRUE(Submit(Row(std::string("M,SYR,") + year + "-01,1,PT"), Embargo(absl::Hours(1))).ok());
  }
  v1::ListSubmissionsRequest request;
  request.set_source(kMinistry);
  request.set_page_size(4);
  const auto first = service_.ListSubmissions(Caller(), request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->submissions_size(), 4);
  request.set_page_token(first->next_page_token());
  const auto second = service_.ListSubmissions(Caller(), request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->submissions_size(), 2);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_EQ(ReasonOf(service_.ListSubmissions(Caller("SY/other/stat"), request).status()),
            ERROR_REASON_NOT_OWNER);

  v1::ListReleasesRequest calendar;
  calendar.set_page_size(2);
  calendar.set_dataflow("AG:DF(1.0)");
  const auto page = service_.ListReleases(Visitor(), calendar);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->releases_size(), 2);
  calendar.set_page_token(page->next_page_token());
  const auto rest = service_.ListReleases(Visitor(), calendar);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_EQ(rest->releases_size(), 1);
  calendar.set_dataflow("AG:OTHER(1.0)");
  EXPECT_EQ(ReasonOf(service_.ListReleases(Visitor(), calendar).status()), ERROR_REASON_TOKEN_MISMATCH);
}

}  // namespace
}  // namespace tabadul::statistics
