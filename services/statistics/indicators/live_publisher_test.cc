// From the feed to series that stand: what is released, once, and nothing that could be computed from several releases.
#include "services/statistics/indicators/live_publisher.h"

#include <gtest/gtest.h>

#include <map>

#include "lib/platform/base/status.h"
#include "services/statistics/core/core_for_test.h"
#include "services/statistics/indicators/live_samples.h"
#include "services/statistics/indicators/live_writer.h"
#include "services/statistics/series/series.h"
#include "services/statistics/series/validate.h"

namespace tabadul::statistics {
namespace {

constexpr int kMarch = 3, kApril = 4, kMay = 5;

// The exchange in memory, and what becomes of writing.
class MemoryStanding final : public StandingSeries {
 public:
  absl::StatusOr<std::vector<Standing>> Find(const Context&, const std::string&,
                                             absl::Span<const std::string>) const override {
    return std::vector<Standing>();
  }
  absl::StatusOr<std::vector<Standing>> After(const Context&, const std::string& source,
                                              std::string_view prefix, std::string_view after,
                                              int limit) const override {
    EXPECT_EQ(source, kLiveSource);
    std::vector<Standing> page;
    for (auto it = held.upper_bound(std::string(after));
         it != held.end() && page.size() < static_cast<size_t>(limit); ++it) {
      if (it->first.starts_with(prefix)) page.push_back({it->second, {}});
    }
    return page;
  }
  absl::StatusOr<exchange::v1::BatchPushResponse> Write(const rpc::Call& call,
                                                        const exchange::v1::PushOptions& options,
                                                        const std::vector<std::string>& items) {
    EXPECT_EQ(call.caller().source, kLiveSource);
    EXPECT_EQ(options.source(), kLiveSource);
    exchange::v1::BatchPushResponse response;
    for (const std::string& bytes : items) {
      if (room == 0) return Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "database"}});
      --room;
      exchange::v1::PushItem item;
      EXPECT_TRUE(item.ParseFromString(bytes));
      Violations violations;
      ValidateSeries(item.upsert().series(), testing::CoreStructures(), violations);
      EXPECT_TRUE(violations.ok()) << violations.ToStatus();
      held[item.upsert().record_id()] = item.upsert().series();
      response.add_outcomes()->set_outcome(refuse ? exchange::v1::OUTCOME_REJECTED
                                                  : exchange::v1::OUTCOME_UPDATED);
      ++written;
    }
    return response;
  }

  std::map<std::string, v1::Series, std::less<>> held;
  size_t room = 1'000'000;  // so many series, then the database is away
  size_t written = 0;
  bool refuse = false;
};

class LivePublisherTest : public ::testing::Test {
 protected:
  LivePublisher Publisher() {
    return LivePublisher(
        {.counts = counts_,
         .standing = standing_,
         .layouts = [] { return std::shared_ptr<const Layouts>(&testing::CoreStructures(), [](auto*) {}); },
         .write =
             [this](const Context& context, absl::Span<const v1::Series> series) {
               return WriteLive(
                   [this](const rpc::Call& call, const exchange::v1::PushOptions& options,
                          std::vector<std::string> items) { return standing_.Write(call, options, items); },
                   context, series);
             },
         .counted = [](std::string_view source) { return !source.starts_with("DEMO/"); }});
  }
  absl::Status Run() { return publisher_.Run(Context::WithTimeout(absl::Minutes(5))); }

  void Add(int count, VacancySample sample) {
    for (int i = 0; i < count; ++i) {
      sample.id = ++last_;
      ASSERT_TRUE(counts_.Apply(Changes({sample.Open()}), "c").ok());
    }
  }
  // The feed is complete up to then.
  void Reach(absl::Time time) {
    clock_.Advance(time - clock_.Now());
    ASSERT_TRUE(counts_.Marked().ok());
  }

  // "2026-03=12 2026-04=-": of a cell of the area.
  std::string Shown(const std::string& rest, const std::string& area = "EGY") const {
    const auto found = standing_.held.find(std::string(kLiveDataflow) + ":M." + area + "." + rest);
    if (found == standing_.held.end()) return "none";
    std::string text;
    for (const auto& [month, count] : *MonthsOf(found->second))
      text += (text.empty() ? "" : " ") + MonthText(month) + "=" + (count ? std::to_string(*count) : "-");
    return text;
  }
  std::string Total(std::string_view indicator = kOpenVacancies) const {
    return Shown(std::string(indicator) + ".SEX_T.ECO_SECTOR_TOTAL.OCU_ISCO08_TOTAL");
  }
  std::string Nurses() const { return Shown("VAC_OPEN_NB.SEX_T.ECO_ISIC4_Q.OCU_ISCO08_2"); }

  ManualClock clock_{SampleTime(kMarch, 31)};
  VacancyCounts counts_{clock_};
  MemoryStanding standing_;
  LivePublisher publisher_ = Publisher();
  int last_ = 0;
};

TEST_F(LivePublisherTest, AMonthIsDueWhenTheFeedIsKnownUntilItHasSettled) {
  EXPECT_FALSE(publisher_.Due());
  ASSERT_TRUE(Run().ok());
  Add(12, {});
  Reach(SampleTime(kApril, 5, 23));
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(Total(), "none");
  Reach(SampleTime(kApril, 6, 1));
  EXPECT_TRUE(publisher_.Due());
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(Total(), "2026-03=12");
  EXPECT_FALSE(publisher_.Due());
}

TEST_F(LivePublisherTest, TheClockAloneMakesNothingDue) {
  Add(12, {});
  Reach(SampleTime(kApril, 6, 1));
  ASSERT_TRUE(Run().ok());
  clock_.Advance(absl::Hours(24 * 40));
  EXPECT_FALSE(publisher_.Due());
}

TEST_F(LivePublisherTest, StocksAndNewOnesStandByCountryMajorGroupAndSection) {
  Add(12, {});
  Add(20, {.created = SampleTime(2, 10), .country = "JO", .occupation = "", .industry = ""});
  Add(7, {.source = "DEMO/XA/jobs"});
  Reach(SampleTime(kApril, 7));
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(Nurses(), "2026-03=12");
  EXPECT_EQ(Total(kNewVacancies), "2026-03=12");
  EXPECT_EQ(Shown("VAC_OPEN_NB.SEX_T.ECO_ISIC4_X.OCU_ISCO08_X", "JOR"), "2026-03=20");
  EXPECT_EQ(Shown("VAC_NEW_NB.SEX_T.ECO_ISIC4_X.OCU_ISCO08_X", "JOR"), "none");
  EXPECT_EQ(Shown("VAC_OPEN_NB.SEX_T.ECO_SECTOR_TOTAL.OCU_ISCO08_TOTAL", "TUN"), "none");
}

TEST_F(LivePublisherTest, EachMonthIsAddedToWhatStands) {
  Add(12, {});
  Reach(SampleTime(kApril, 7));
  ASSERT_TRUE(Run().ok());
  Add(3, {.created = SampleTime(kApril, 10)});
  Reach(SampleTime(kMay, 7));
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(Total(), "2026-03=12 2026-04=15");
  EXPECT_EQ(Total(kNewVacancies), "2026-03=12 2026-04=-");
}

TEST_F(LivePublisherTest, WhatWasReleasedStaysWhateverBecomesOfItsVacancies) {
  Add(12, {});
  Reach(SampleTime(kApril, 7));
  ASSERT_TRUE(Run().ok());
  ASSERT_TRUE(
      counts_.Apply(Changes({VacancySample{.id = 1}.Erased(), VacancySample{.id = 2}.Removed()}), "c").ok());
  LivePublisher another = Publisher();  // a replica, or the process started anew
  ASSERT_TRUE(another.Due());
  const size_t written = standing_.written;
  ASSERT_TRUE(another.Run(Context::WithTimeout(absl::Minutes(5))).ok());
  EXPECT_EQ(standing_.written, written);
  Reach(SampleTime(kMay, 7));
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(Total(), "2026-03=12 2026-04=10");
}

TEST_F(LivePublisherTest, ACountryWhoseVacanciesAreGoneHasZeros) {
  Add(6, {});
  Reach(SampleTime(kApril, 7));
  ASSERT_TRUE(Run().ok());
  for (int id = 1; id <= last_; ++id)
    ASSERT_TRUE(counts_.Apply(Changes({VacancySample{.id = id}.Closed(SampleTime(kApril, 20))}), "c").ok());
  Reach(SampleTime(kMay, 7));
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(Nurses(), "2026-03=6 2026-04=0");
}

TEST_F(LivePublisherTest, MonthsThatWereMissedAreMadeUpForBeforeTheyAreForgotten) {
  Add(12, {});
  Reach(SampleTime(kApril, 7));
  ASSERT_TRUE(Run().ok());
  Add(5, {.created = SampleTime(kMay, 10)});
  Reach(SampleTime(7, 7));
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(Total(), "2026-03=12 2026-04=12 2026-05=17 2026-06=17");
}

TEST_F(LivePublisherTest, AfterALongPauseAYearIsMadeUpFor) {
  Add(12, {});
  Reach(SampleTime(kApril, 7));
  ASSERT_TRUE(Run().ok());
  Reach(SampleTime(kApril, 7) + absl::Hours(24 * 3 * 365));
  ASSERT_TRUE(Run().ok());
  const std::string shown = Total();
  EXPECT_TRUE(shown.starts_with("2026-03=12 2028-04=12 ")) << shown;
  EXPECT_TRUE(shown.ends_with(" 2029-03=12")) << shown;
}

TEST_F(LivePublisherTest, WhatCouldNotBeWrittenIsWrittenByTheNextRun) {
  Add(12, {});
  Reach(SampleTime(kApril, 7));
  standing_.room = 0;
  EXPECT_EQ(ReasonOf(Run()), common::v1::ERROR_REASON_UNAVAILABLE);
  EXPECT_TRUE(publisher_.Due());
  standing_.room = 1'000;
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(Total(), "2026-03=12");
}

TEST_F(LivePublisherTest, OfAMonthThatWasWrittenInPartNoMoreIsTold) {
  Add(12, {});
  Reach(SampleTime(kApril, 7));
  standing_.room = 3;  // of eight series: four of new vacancies, then four of open ones
  ASSERT_FALSE(Run().ok());
  ASSERT_TRUE(counts_.Apply(Changes({VacancySample{.id = 1}.Erased()}), "c").ok());
  const auto before = standing_.held;
  standing_.room = 1'000;
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(standing_.held.size(), 8u);
  for (const auto& [id, series] : standing_.held) {
    if (const auto stood = before.find(id); stood != before.end()) {
      EXPECT_EQ(series.SerializeAsString(), stood->second.SerializeAsString()) << id;
    } else {
      EXPECT_EQ(series.missing_size(), 1) << id;
    }
  }
  Reach(SampleTime(kMay, 7));
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(Total(), "2026-03=- 2026-04=11");
}

TEST_F(LivePublisherTest, SeriesThatAreRefusedAreAFaultOfTheHub) {
  Add(12, {});
  Reach(SampleTime(kApril, 7));
  standing_.refuse = true;
  EXPECT_EQ(ReasonOf(Run()), common::v1::ERROR_REASON_INTERNAL);
}

TEST_F(LivePublisherTest, ARunEndsWithItsTime) {
  Add(12, {});
  Reach(SampleTime(kApril, 7));
  EXPECT_EQ(ReasonOf(publisher_.Run(Context::WithTimeout(absl::ZeroDuration()))),
            common::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_TRUE(publisher_.Due());
}

TEST_F(LivePublisherTest, SmallCountsAreWithheldWithWhatWouldGiveThemAway) {
  Add(3, {});
  Add(30, {.occupation = "5120"});
  Add(30, {.industry = "4711"});
  Add(30, {.occupation = "5120", .industry = "4711"});
  Reach(SampleTime(kApril, 7));
  ASSERT_TRUE(Run().ok());
  EXPECT_EQ(Nurses(), "2026-03=-");
  EXPECT_EQ(Shown("VAC_OPEN_NB.SEX_T.ECO_ISIC4_Q.OCU_ISCO08_5"), "2026-03=-");
  EXPECT_EQ(Shown("VAC_OPEN_NB.SEX_T.ECO_ISIC4_G.OCU_ISCO08_2"), "2026-03=-");
  EXPECT_EQ(Shown("VAC_OPEN_NB.SEX_T.ECO_ISIC4_Q.OCU_ISCO08_TOTAL"), "2026-03=33");
  EXPECT_EQ(Total(), "2026-03=93");
}

}  // namespace
}  // namespace tabadul::statistics
