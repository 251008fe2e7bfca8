#include "services/statistics/indicators/live_flow.h"

#include <gtest/gtest.h>

#include <functional>

#include "lib/platform/base/status.h"
#include "services/statistics/core/core_for_test.h"
#include "services/statistics/indicators/live_samples.h"
#include "services/statistics/indicators/vacancy_classes.h"
#include "services/statistics/series/series.h"
#include "services/statistics/series/series_samples.h"
#include "services/statistics/series/validate.h"

namespace tabadul::statistics {
namespace {

using testing::CoreStructures;

LiveFlow Flow() {
  auto flow = LiveFlow::Make(CoreStructures());
  EXPECT_TRUE(flow.ok()) << flow.status();
  return *std::move(flow);
}

LiveCell TotalOf(std::string_view indicator) {
  return {.area = "EGY", .indicator = indicator, .major_group = kMajorGroups, .section = kSections};
}

void ExpectValid(const v1::Series& series) {
  Violations violations;
  ValidateSeries(series, CoreStructures(), violations);
  for (const Violation& violation : violations.list())
    ADD_FAILURE() << SeriesId(series) << " " << violation.field << " " << ReasonName(violation.reason);
}

TEST(LiveFlow, EachCellIsAValidSeriesOfTheHubsDataflow) {
  const LiveFlow flow = Flow();
  const LiveMonths months = {{SampleMonth(3), 12}, {SampleMonth(4), std::nullopt}};
  for (const std::string_view indicator : {kOpenVacancies, kNewVacancies}) {
    for (size_t row = 0; row <= kMajorGroups; ++row) {
      for (size_t column = 0; column <= kSections; ++column) {
        const auto key =
            flow.KeyOf({.area = "EGY", .indicator = indicator, .major_group = row, .section = column});
        ExpectValid(flow.SeriesOf(key, months));
      }
    }
  }
}

TEST(LiveFlow, WithheldCountsAreMissingAndConfidential) {
  const LiveFlow flow = Flow();
  const v1::Series series =
      flow.SeriesOf(flow.KeyOf(TotalOf(kOpenVacancies)),
                    {{SampleMonth(3), 12}, {SampleMonth(4), std::nullopt}, {SampleMonth(5), 0}});
  EXPECT_EQ(SeriesId(series),
            "TABADUL:DF_HUB_VACANCIES(1.0):M.EGY.VAC_OPEN_NB.SEX_T.ECO_SECTOR_TOTAL.OCU_ISCO08_TOTAL");
  EXPECT_EQ(series.periods(1), "2026-04");
  EXPECT_EQ(series.values(1), 0);
  ASSERT_EQ(series.missing_size(), 1);
  EXPECT_EQ(series.missing(0), 1u);
  std::string statuses;
  for (const v1::AttributeColumn& column : series.columns()) {
    statuses += column.id() + "=";
    for (const uint32_t at : column.at()) statuses += column.values(static_cast<int>(at) - 1);
    statuses += " ";
  }
  EXPECT_EQ(statuses, "CONF_STATUS=FCF OBS_STATUS=AQA ");
}

TEST(LiveFlow, SeriesAreReadBackAsTheyWereWritten) {
  const LiveFlow flow = Flow();
  const auto key = flow.KeyOf(TotalOf(kNewVacancies));
  const LiveMonths cases[] = {
      {{SampleMonth(3), 12}},
      {{SampleMonth(3), std::nullopt}},
      {{SampleMonth(1), 0}, {SampleMonth(2), std::nullopt}, {SampleMonth(12), 4'000'000}}};
  for (const LiveMonths& months : cases) {
    const v1::Series series = flow.SeriesOf(key, months);
    ExpectValid(series);
    const auto read = MonthsOf(series);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, months);
  }
}

TEST(LiveFlow, ReadsMonthsAlone) {
  for (const char* period : {"2026", "2026-Q1", "soon"}) {
    v1::Series series;
    series.add_periods(period);
    series.add_values(7);
    EXPECT_EQ(ReasonOf(MonthsOf(series).status()), common::v1::ERROR_REASON_MALFORMED) << period;
  }
}

TEST(LiveFlow, AnAreasSeriesBeginWithItsPrefix) {
  const LiveFlow flow = Flow();
  const std::string id = SeriesId(kLiveDataflow, flow.KeyOf(TotalOf(kOpenVacancies)));
  EXPECT_TRUE(id.starts_with(flow.PrefixOf("EGY")));
  EXPECT_TRUE(flow.HasArea("EGY"));
  EXPECT_FALSE(flow.HasArea(""));
}

class OneLayout final : public Layouts {
 public:
  explicit OneLayout(Layout layout) : layout_(std::make_shared<Layout>(std::move(layout))) {}
  absl::StatusOr<std::shared_ptr<const Layout>> Find(const Reference&) const override { return layout_; }

 private:
  const std::shared_ptr<const Layout> layout_;
};

TEST(LiveFlow, RefusesStructuresThatDoNotFit) {
  const Layout fits = **CoreStructures().Find(*ParseDataflow(kLiveDataflow));
  ASSERT_TRUE(LiveFlow::Make(OneLayout(fits)).ok());
  struct Case {
    const char* part;
    std::function<void(Layout&)> change;
  };
  const Case cases[] = {
      {"FREQ", [](Layout& layout) { std::swap(layout.dimensions[0], layout.dimensions[1]); }},
      {"OCU", [](Layout& layout) { layout.dimensions.pop_back(); }},
      {"NEW", [](Layout& layout) { layout.dimensions.emplace_back().id = "NEW"; }},
      {"ECO",
       [](Layout& layout) {
         layout.dimensions[static_cast<size_t>(layout.FindDimension("ECO"))].codes =
             SampleCodes("CL_ECO", {"ECO_SECTOR_TOTAL"});
       }},
      {"CONF_STATUS",
       [](Layout& layout) {
         std::erase_if(layout.attributes,
                       [](const auto& attribute) { return attribute.id == "CONF_STATUS"; });
       }},
      {"OWNER", [](Layout& layout) {
         layout.attributes.emplace_back().id = "OWNER";
         layout.attributes.back().required = true;
       }}};
  for (const auto& [part, change] : cases) {
    Layout layout = fits;
    change(layout);
    const absl::Status status = LiveFlow::Make(OneLayout(std::move(layout))).status();
    EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_PRECONDITION) << part;
    EXPECT_EQ(MetadataOf(status)["part"], part);
  }
}

}  // namespace
}  // namespace tabadul::statistics
