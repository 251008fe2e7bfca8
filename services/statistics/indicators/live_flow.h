// The series of the dataflow of live indicators: their keys, their observations. Pure; a LiveFlow is immutable and thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/structure/layout.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

inline constexpr std::string_view kLiveDataflow = "TABADUL:DF_HUB_VACANCIES(1.0)";
inline constexpr char kLiveSource[] = "HUB/statistics/live";

// The counts of one series by month (month.h). Without a count: it is withheld.
using LiveMonths = std::map<int64_t, std::optional<uint32_t>>;

// A row or column of the tables beyond the last (vacancy_classes.h) is the total.
struct LiveCell {
  std::string area;            // code of REF_AREA
  std::string_view indicator;  // kOpenVacancies, kNewVacancies
  size_t major_group = 0, section = 0;
};
inline constexpr std::string_view kOpenVacancies = "VAC_OPEN_NB", kNewVacancies = "VAC_NEW_NB";

class LiveFlow {
 public:
  // NOT_FOUND; PRECONDITION {structure, part}: a dimension, code or attribute for which it has nothing, or which it lacks.
  static absl::StatusOr<LiveFlow> Make(const Layouts& layouts);

  bool HasArea(const std::string& area) const;
  // With what the ids of an area's series begin, and of no others.
  std::string PrefixOf(std::string_view area) const;
  std::vector<std::string> KeyOf(const LiveCell& cell) const;
  // What is withheld is a missing value, OBS_STATUS Q, CONF_STATUS C whatever the reason: who knew which counts are
  // small and which only protect them would know more of both.
  v1::Series SeriesOf(const std::vector<std::string>& key, const LiveMonths& months) const;

 private:
  explicit LiveFlow(std::shared_ptr<const Layout> layout) : layout_(std::move(layout)) {}
  // The first part of the structure that does not fit; empty if all do.
  std::string Misfit() const;

  std::shared_ptr<const Layout> layout_;
  std::string unit_;  // of both indicators; empty: none is stated
};

// The way back from SeriesOf. MALFORMED {field: "periods"}.
absl::StatusOr<LiveMonths> MonthsOf(const v1::Series& series);

}  // namespace tabadul::statistics
