// A time series of the hub's own structures, as a statistics office sends it. Pure.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tabadul/exchange/v1/push.pb.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul {

inline constexpr char kUnemployment[] = "TABADUL:DF_UNEMPLOYMENT(1.0)";

// The unemployment rate of a country ("EGY"), everybody of 15 and over, by FREQ.REF_AREA.INDICATOR.SEX.AGE.EDU.GEO.
inline std::vector<std::string> UnemploymentKey(const std::string& area, const std::string& sex = "SEX_T") {
  return {"A", area, "UNE_DEAP_RT", sex, "AGE_YTHADULT_YGE15", "EDU_AGGREGATE_TOTAL", "GEO_COV_NAT"};
}
inline std::string SeriesIdOf(const std::vector<std::string>& key) {
  return absl::StrCat(kUnemployment, ":", absl::StrJoin(key, "."));
}

// Of each year from 2020 on, in tenths of a percent: {72, 71} is 7.2 in 2020, 7.1 in 2021.
inline exchange::v1::PushItem Unemployment(const std::vector<std::string>& key,
                                           const std::vector<int64_t>& tenths) {
  exchange::v1::PushItem item;
  auto& record = *item.mutable_upsert();
  record.set_record_id(SeriesIdOf(key));
  auto& series = *record.mutable_series();
  series.set_dataflow(kUnemployment);
  for (const std::string& code : key) series.add_key(code);
  auto& unit = *series.add_attributes();
  unit.set_id("UNIT_MEASURE");
  unit.set_value("PT");
  for (size_t i = 0; i < tenths.size(); ++i) {
    series.add_periods(std::to_string(2020 + i));
    series.add_values(tenths[i]);
  }
  series.add_decimals(1);
  return item;
}

}  // namespace tabadul
