#include "services/statistics/query/summary.h"

#include "absl/time/civil_time.h"
#include "lib/platform/base/utc.h"
#include "services/statistics/query/names.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics::query {
namespace {

int YearOf(absl::Time time) { return static_cast<int>(absl::ToCivilYear(time, absl::UTCTimeZone()).year()); }

}  // namespace

v1::DataflowSummary SummaryOf(const Flow& flow, const Availability& available, std::string_view language) {
  v1::DataflowSummary summary;
  summary.set_dataflow(DataflowText(ReferenceTo(*flow.dataflow)));
  summary.set_label(std::string(InLanguage(flow.dataflow->names, language)));
  summary.set_description(std::string(InLanguage(flow.dataflow->descriptions, language)));
  if (flow.snapshot == nullptr || available.series == 0) return summary;
  summary.set_series(static_cast<int64_t>(available.series));
  summary.set_first_year(YearOf(*available.begins));
  summary.set_last_year(YearOf(*available.ends - absl::Nanoseconds(1)));
  *summary.mutable_update_time() = TimestampOf(flow.changed);
  if (const int area = flow.layout->FindDimension(kArea); area >= 0)
    summary.set_areas(static_cast<int>(available.codes[static_cast<size_t>(area)].size()));
  const int indicator = flow.layout->FindDimension(kIndicator);
  if (indicator < 0) return summary;
  const auto number = static_cast<size_t>(indicator);
  for (const Availability::Code& code : available.codes[number]) {
    *summary.add_indicators() = NamedCode(flow.layout->dimensions[number],
                                          flow.snapshot->codes().Text(number, code.number), language);
  }
  return summary;
}

Availability WholeOf(const Flow& flow) {
  return flow.snapshot == nullptr ? Availability() : Available(*flow.snapshot, {}, AvailabilityMode::kExact);
}

}  // namespace tabadul::statistics::query
