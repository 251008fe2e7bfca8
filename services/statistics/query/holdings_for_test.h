// Series of the core dataflow DF_UNEMPLOYMENT in memory, for the tests of this room.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/statistics/core/core_for_test.h"
#include "services/statistics/holdings.h"
#include "services/statistics/series/decimal.h"

namespace tabadul::statistics::query {

inline constexpr char kRate[] = "UNE_DEAP_RT", kPersons[] = "UNE_TUNE_NB";
inline constexpr char kUnemployment[] = "TABADUL:DF_UNEMPLOYMENT(1.0)";

class LabourHoldings final : public Holdings {
 public:
  LabourHoldings() {
    Structures::Builder builder;
    for (const Artefact& artefact : testing::Core()) builder.Add(artefact);
    structures_ = builder.Build();
    flow_ = testing::OfHub(ArtefactType::kDataflow, "DF_UNEMPLOYMENT");
    cube_ = std::make_unique<Cube>(*structures_->Find(flow_));
  }

  // A year or month and a value, with a status behind a slash: "2020=7.5/E"; "2021=" has none. `age`: of all ages unless said.
  struct What {
    std::string source = "MA/hcp/stat", area = "MAR", indicator = kRate, sex = "SEX_T", frequency = "A";
    std::string multiplier = "", note = "", age = "AGE_YTHADULT_YGE15";
  };
  void Put(const What& what, const std::vector<std::string>& observations) {
    v1::Series& series = series_.emplace_back();
    series.set_dataflow(kUnemployment);
    for (const std::string& code : {what.frequency, what.area, what.indicator, what.sex, what.age,
                                    std::string("EDU_AGGREGATE_TOTAL"), std::string("GEO_COV_NAT")})
      series.add_key(code);
    SetAttribute("UNIT_MEASURE", what.indicator == kRate ? "PT" : "PS", series);
    if (!what.multiplier.empty()) SetAttribute("UNIT_MULT", what.multiplier, series);
    if (!what.note.empty()) SetNote(what.note, static_cast<int>(observations.size()), series);
    Fill(observations, series);
    ++changes_;
    const CubeChange change{.source = what.source,
                            .key = {series.key().begin(), series.key().end()},
                            .series = &series,
                            .rank = 0,
                            .sequence = changes_,
                            .time = Now()};
    EXPECT_TRUE(cube_->Apply({&change, 1}).empty()) << series.ShortDebugString();
  }
  absl::Time Now() const { return absl::FromUnixSeconds(1'700'000'000 + static_cast<int64_t>(changes_)); }

  HeldStructures structures() const override { return {structures_, {"1", absl::UnixEpoch()}}; }
  std::optional<HeldFlow> Find(const Reference& dataflow) const override {
    if (dataflow.id != flow_.id || changes_ == 0) return std::nullopt;
    return HeldFlow{cube_->snapshot(), {std::to_string(changes_), Now()}};
  }
  std::vector<Reference> Flows() const override {
    return changes_ == 0 ? std::vector<Reference>() : std::vector<Reference>{flow_};
  }
  absl::Status ReadVintages(const Context&, const Reference&,
                            const std::function<bool(absl::Span<const std::string>)>&,
                            const std::function<absl::Status(const HeldVintages&)>&) const override {
    return absl::OkStatus();
  }

 private:
  static void SetAttribute(const std::string& id, const std::string& value, v1::Series& series) {
    v1::AttributeValue& added = *series.add_attributes();
    added.set_id(id);
    added.set_value(value);
  }
  // Of the first observation.
  static void SetNote(const std::string& note, int observations, v1::Series& series) {
    v1::AttributeColumn& column = *series.add_columns();
    column.set_id("NOTE");
    column.add_values(note);
    for (int i = 0; i < observations; ++i) column.add_at(i == 0 ? 1 : 0);
  }
  static void Fill(const std::vector<std::string>& observations, v1::Series& series) {
    v1::AttributeColumn status;
    status.set_id("OBS_STATUS");
    for (const std::string& text : observations) {
      const size_t equals = text.find('='), slash = std::min(text.find('/'), text.size());
      const auto number = ParseDecimal(text.substr(equals + 1, slash - equals - 1)).value_or(Decimal());
      if (slash == equals + 1) series.add_missing(static_cast<uint32_t>(series.periods_size()));
      series.add_periods(text.substr(0, equals));
      series.add_values(number.value);
      series.add_decimals(number.decimals);
      if (slash < text.size() && status.values().empty()) status.add_values(text.substr(slash + 1));
      status.add_at(slash < text.size() ? 1 : 0);
    }
    if (!status.values().empty()) *series.add_columns() = std::move(status);
  }

  std::shared_ptr<const Structures> structures_;
  Reference flow_;
  std::unique_ptr<Cube> cube_;
  std::deque<v1::Series> series_;
  uint64_t changes_ = 0;
};

// Of Morocco by sex and in two indicators, of Tunisia and Egypt the rate alone.
inline std::unique_ptr<LabourHoldings> FilledHoldings() {
  auto holdings = std::make_unique<LabourHoldings>();
  holdings->Put({.note = "enquête"}, {"2021=12.3", "2022=11.8", "2023=13.0/E"});
  holdings->Put({.sex = "SEX_F"}, {"2022=17.2", "2023=18.3"});
  holdings->Put({.indicator = kPersons, .multiplier = "3"}, {"2023=1580"});
  holdings->Put({.source = "TN/ins/stat", .area = "TUN"}, {"2020=17.4", "2022=15.20", "2023="});
  holdings->Put({.source = "DEMO/eg/stat", .area = "EGY"}, {"2023=7.1"});
  return holdings;
}

}  // namespace tabadul::statistics::query
