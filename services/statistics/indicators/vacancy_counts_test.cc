#include "services/statistics/indicators/vacancy_counts.h"

#include <gtest/gtest.h>

#include "lib/platform/base/status.h"
#include "services/statistics/indicators/live_samples.h"

namespace tabadul::statistics {
namespace {

constexpr int kMarch = 3, kApril = 4, kMay = 5;

bool All(std::string_view) { return true; }

class VacancyCountsTest : public testing::Test {
 protected:
  void Apply(std::initializer_list<exchange::v1::Change> changes) {
    const absl::Status status = counts_.Apply(Changes(changes), "cursor");
    ASSERT_TRUE(status.ok()) << status;
  }
  // "open/new" of a month, over all countries.
  std::string In(int month) const {
    uint32_t open = 0, opened = 0;
    for (const auto& [country, counted] : counts_.Count(SampleMonth(month), All)) {
      open += counted.open.total();
      opened += counted.opened.total();
    }
    return std::to_string(open) + "/" + std::to_string(opened);
  }

  ManualClock clock_{SampleTime(6, 1)};
  VacancyCounts counts_{clock_};
  VacancySample one_{.id = 1};
};

TEST_F(VacancyCountsTest, IsNewInItsFirstMonthAndOpenFromThenOn) {
  Apply({one_.Open()});
  EXPECT_EQ(In(kMarch - 1), "0/0");
  EXPECT_EQ(In(kMarch), "1/1");
  EXPECT_EQ(In(kApril), "1/0");
}

TEST_F(VacancyCountsTest, IsOpenAtNoMonthsEndAfterItsOwn) {
  Apply({one_.Closed(SampleTime(kApril, 2))});
  EXPECT_EQ(In(kMarch), "1/1");
  EXPECT_EQ(In(kApril), "0/0");
}

TEST_F(VacancyCountsTest, ClosedInItsFirstMonthItWasNewAllTheSame) {
  Apply({one_.Closed(SampleTime(kMarch, 20))});
  EXPECT_EQ(In(kMarch), "0/1");
}

TEST_F(VacancyCountsTest, AMonthEndsWithItsLastMoment) {
  Apply({one_.Closed(SampleTime(kApril, 1, 0)),
         VacancySample{.id = 2, .created = SampleTime(kApril, 1, 0)}.Open()});
  EXPECT_EQ(In(kMarch), "1/1");
  EXPECT_EQ(In(kApril), "1/1");
}

TEST_F(VacancyCountsTest, EndsWhenItsTimeIsOverThoughNothingHasBeenSaidYet) {
  exchange::v1::Change change = one_.Open();
  *change.mutable_state()->mutable_expire_time() = TimestampOf(SampleTime(kApril, 10));
  Apply({change});
  EXPECT_EQ(In(kMarch), "1/1");
  EXPECT_EQ(In(kApril), "0/0");
}

TEST_F(VacancyCountsTest, IsOutOfSightWhileItIsSuspended) {
  exchange::v1::Change change = one_.Open();
  change.mutable_state()->set_lifecycle(exchange::v1::LIFECYCLE_SUSPENDED);
  *change.mutable_state()->mutable_update_time() = TimestampOf(SampleTime(kApril, 10));
  Apply({change});
  EXPECT_EQ(In(kApril), "0/0");
  Apply({one_.Open()});
  EXPECT_EQ(In(kApril), "1/0");
}

TEST_F(VacancyCountsTest, ALaterChangeOfAClosedVacancyIsNotItsEnd) {
  Apply({one_.Closed(SampleTime(kMarch, 20))});
  Apply({one_.Closed(SampleTime(kMay, 20))});
  EXPECT_EQ(In(kApril), "0/0");
}

TEST_F(VacancyCountsTest, BeginsWhenItWasPublishedIfTheHubGotItLater) {
  exchange::v1::Change change = one_.Open();
  auto& published = *change.mutable_state()->mutable_record()->mutable_vacancy()->mutable_published();
  published.set_year(2026);
  published.set_month(2);
  published.set_day(28);
  Apply({change});
  EXPECT_EQ(In(kMarch - 1), "1/1");
  EXPECT_EQ(In(kMarch), "1/0");
  published.set_month(kMay);
  Apply({change});
  EXPECT_EQ(In(kMarch), "1/1");
}

TEST_F(VacancyCountsTest, WhatShouldNotHaveBeenPublishedIsNotCounted) {
  for (const auto why : {exchange::v1::CLOSURE_REASON_RETRACTED, exchange::v1::CLOSURE_REASON_DUPLICATE}) {
    Apply({one_.Open()});
    EXPECT_EQ(In(kMarch), "1/1");
    Apply({one_.Closed(SampleTime(kMay, 1), why)});
    EXPECT_EQ(In(kMarch), "0/0");
  }
}

TEST_F(VacancyCountsTest, WhatIsErasedOrRemovedOrWithdrawnIsGone) {
  const VacancySample two{.id = 2}, three{.id = 3}, other{.id = 4, .source = "JO/mol/jobs"};
  Apply({one_.Open(), two.Open(), three.Open(), other.Open()});
  Apply({one_.Erased(), two.Removed(), VacancySample{.id = 9}.Removed()});
  EXPECT_EQ(counts_.size(), 2u);
  exchange::v1::Withdrawn withdrawn;
  withdrawn.set_source(kSampleVacancies);
  ASSERT_TRUE(counts_.Withdraw(withdrawn).ok());
  EXPECT_EQ(In(kMarch), "1/1");
}

TEST_F(VacancyCountsTest, CountsSourcesThatAreWanted) {
  Apply({one_.Open(), VacancySample{.id = 2, .source = "DEMO/XA/jobs"}.Open()});
  const auto counted = counts_.Count(SampleMonth(kMarch),
                                     [](std::string_view source) { return !source.starts_with("DEMO/"); });
  EXPECT_EQ(counted.at("EG").open.total(), 1u);
}

TEST_F(VacancyCountsTest, CountsByCountryMajorGroupAndSection) {
  Apply({one_.Open(), VacancySample{.id = 2, .country = "JO", .occupation = "", .industry = "C"}.Open()});
  const auto counted = counts_.Count(SampleMonth(kMarch), All);
  ASSERT_EQ(counted.size(), 2u);
  const CountTable& egypt = counted.at("EG").open;
  EXPECT_EQ(egypt.At(egypt.Cell(2, 'Q' - 'A')), 1u);
  const CountTable& jordan = counted.at("JO").open;
  EXPECT_EQ(jordan.At(jordan.Cell(kMajorGroups - 1, 'C' - 'A')), 1u);
}

TEST_F(VacancyCountsTest, ForgetsWhatCountsNoMore) {
  const VacancySample two{.id = 2};
  Apply({one_.Closed(SampleTime(kMarch, 20)), two.Open()});
  counts_.Forget(SampleMonth(kMarch));
  EXPECT_EQ(counts_.size(), 1u);
  Apply({one_.Closed(SampleTime(kMarch, 20))});
  EXPECT_EQ(counts_.size(), 1u);
  EXPECT_EQ(In(kApril), "1/0");
}

TEST_F(VacancyCountsTest, IsCompleteUpToTheLastMark) {
  EXPECT_EQ(counts_.complete_until(), absl::InfinitePast());
  ASSERT_TRUE(counts_.Marked().ok());
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(counts_.complete_until(), SampleTime(6, 1));
}

TEST_F(VacancyCountsTest, AfterARestartWhatDoesNotComeAgainGoesAtTheMark) {
  const VacancySample two{.id = 2};
  Apply({one_.Open(), two.Open()});
  ASSERT_TRUE(counts_.Marked().ok());
  ASSERT_TRUE(counts_.Restart().ok());
  EXPECT_EQ(counts_.Applied(), "");
  EXPECT_EQ(counts_.complete_until(), absl::InfinitePast());
  Apply({two.Open()});
  EXPECT_EQ(counts_.size(), 2u);
  ASSERT_TRUE(counts_.Marked().ok());
  EXPECT_EQ(counts_.size(), 1u);
}

TEST(VacancyCounts, HasLimits) {
  const ManualClock clock(SampleTime(6, 1));
  VacancyCounts counts(clock, {.vacancies = 1, .sources = 1});
  ASSERT_TRUE(counts.Apply(Changes({VacancySample{.id = 1}.Open()}), "c").ok());
  const absl::Status many = counts.Apply(Changes({VacancySample{.id = 2}.Open()}), "d");
  EXPECT_EQ(ReasonOf(many), common::v1::ERROR_REASON_TOO_MANY);
  EXPECT_EQ(MetadataOf(many)["field"], "vacancies");
  EXPECT_EQ(counts.Applied(), "c");
  const absl::Status sources =
      counts.Apply(Changes({VacancySample{.id = 1, .source = "JO/mol/jobs"}.Open()}), "e");
  EXPECT_EQ(MetadataOf(sources)["field"], "sources");
}

TEST(VacancyCounts, RefusesIdsThatAreNotTheHubs) {
  const ManualClock clock(SampleTime(6, 1));
  VacancyCounts counts(clock);
  for (const char* id : {"", "1", "0123456789abcdef0123456789abcdeg", "0123456789abcdef0123456789abcdef0"}) {
    exchange::v1::Change change = VacancySample{.id = 1}.Open();
    change.mutable_state()->set_hub_id(id);
    EXPECT_EQ(ReasonOf(counts.Apply(Changes({change}), "c")), common::v1::ERROR_REASON_MALFORMED) << id;
  }
}

}  // namespace
}  // namespace tabadul::statistics
