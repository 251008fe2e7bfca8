#include "services/statistics/indicators/live_flow.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/platform/base/status.h"
#include "services/statistics/indicators/month.h"
#include "services/statistics/indicators/vacancy_classes.h"
#include "services/statistics/period.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics {
namespace {

constexpr char kUnit[] = "UNIT_MEASURE";  // attribute of series, and annotation of indicators
constexpr char kConfidentiality[] = "CONF_STATUS", kStatus[] = "OBS_STATUS";
constexpr char kMonthly[] = "M", kBothSexes[] = "SEX_T";

// How a status of the observation is written: two of its codes, in their order.
struct Status {
  const char* id;
  std::array<const char*, 2> codes;
  uint32_t shown, withheld;  // which of the codes, from 1
};
constexpr Status kStatuses[] = {{kConfidentiality, {"C", "F"}, 2, 1}, {kStatus, {"A", "Q"}, 1, 2}};

std::vector<std::string> CodesOf(std::string_view dimension) {
  if (dimension == "FREQ") return {kMonthly};
  if (dimension == "SEX") return {kBothSexes};
  if (dimension == "INDICATOR") return {std::string(kOpenVacancies), std::string(kNewVacancies)};
  std::vector<std::string> codes;
  if (dimension == "OCU") {
    for (size_t row = 0; row <= kMajorGroups; ++row) codes.push_back(MajorGroupCode(row));
  } else if (dimension == "ECO") {
    for (size_t column = 0; column <= kSections; ++column) codes.push_back(SectionCode(column));
  }
  return codes;
}

std::string UnitOf(const Codes& indicators, std::string_view code) {
  const int position = indicators.Find(code);
  if (position < 0) return "";
  for (const Annotation& annotation : indicators.items()[static_cast<size_t>(position)].annotations) {
    if (annotation.id == kUnit) return annotation.title;
  }
  return "";
}

bool HasCodes(const LaidComponent& component) {
  if (component.codes == nullptr) return false;
  for (const std::string& code : CodesOf(component.id)) {
    if (component.codes->Find(code) < 0) return false;
  }
  return true;
}

bool FillsDimension(std::string_view id) { return id == "REF_AREA" || !CodesOf(id).empty(); }

bool FillsAttribute(std::string_view id) { return id == kUnit || id == kConfidentiality || id == kStatus; }

}  // namespace

std::string LiveFlow::Misfit() const {
  // The prefix of an area's series is made of these.
  constexpr std::string_view kFirst[] = {"FREQ", "REF_AREA"};
  for (size_t i = 0; i < std::size(kFirst); ++i) {
    if (layout_->FindDimension(kFirst[i]) != static_cast<int>(i)) return std::string(kFirst[i]);
  }
  for (const char* needed : {"INDICATOR", "OCU", "ECO"}) {
    if (layout_->FindDimension(needed) < 0) return needed;
  }
  for (const LaidComponent& dimension : layout_->dimensions) {
    if (!FillsDimension(dimension.id) || !HasCodes(dimension)) return dimension.id;
  }
  for (const Status& status : kStatuses) {
    const int attribute = layout_->FindAttribute(status.id);
    if (attribute < 0 || !OfObservation(layout_->attributes[static_cast<size_t>(attribute)]))
      return status.id;
  }
  for (const LaidAttribute& attribute : layout_->attributes) {
    if (attribute.required && !FillsAttribute(attribute.id)) return attribute.id;
  }
  return "";
}

absl::StatusOr<LiveFlow> LiveFlow::Make(const Layouts& layouts) {
  ASSIGN_OR_RETURN(std::shared_ptr<const Layout> layout, layouts.Find(*ParseDataflow(kLiveDataflow)));
  LiveFlow flow(std::move(layout));
  if (std::string part = flow.Misfit(); !part.empty()) {
    return Error(common::v1::ERROR_REASON_PRECONDITION,
                 {{"structure", std::string(kLiveDataflow)}, {"part", std::move(part)}});
  }
  if (flow.layout_->FindAttribute(kUnit) >= 0) {
    const auto indicator = static_cast<size_t>(flow.layout_->FindDimension("INDICATOR"));
    flow.unit_ = UnitOf(*flow.layout_->dimensions[indicator].codes, kOpenVacancies);
  }
  return flow;
}

bool LiveFlow::HasArea(const std::string& area) const {
  return layout_->dimensions[1].codes->Find(area) >= 0;
}

std::string LiveFlow::PrefixOf(std::string_view area) const {
  return absl::StrCat(Absl(kLiveDataflow), ":", kMonthly, ".", Absl(area), ".");
}

std::vector<std::string> LiveFlow::KeyOf(const LiveCell& cell) const {
  std::vector<std::string> key;
  for (const LaidComponent& dimension : layout_->dimensions) {
    if (dimension.id == "REF_AREA") {
      key.push_back(cell.area);
    } else if (dimension.id == "INDICATOR") {
      key.emplace_back(cell.indicator);
    } else if (dimension.id == "OCU") {
      key.push_back(MajorGroupCode(cell.major_group));
    } else if (dimension.id == "ECO") {
      key.push_back(SectionCode(cell.section));
    } else {
      key.push_back(CodesOf(dimension.id).front());
    }
  }
  return key;
}

v1::Series LiveFlow::SeriesOf(const std::vector<std::string>& key, const LiveMonths& months) const {
  v1::Series series;
  series.set_dataflow(std::string(kLiveDataflow));
  for (const std::string& code : key) series.add_key(code);
  if (!unit_.empty()) {
    v1::AttributeValue& unit = *series.add_attributes();
    unit.set_id(kUnit);
    unit.set_value(unit_);
  }
  bool shown = false, withheld = false;
  for (const auto& [month, count] : months) {
    if (!count) series.add_missing(static_cast<uint32_t>(series.periods_size()));
    series.add_periods(MonthText(month));
    series.add_values(count.value_or(0));
    (count ? shown : withheld) = true;
  }
  for (const Status& status : kStatuses) {
    v1::AttributeColumn& column = *series.add_columns();
    column.set_id(status.id);
    for (uint32_t code = 1; code <= status.codes.size(); ++code) {
      if (code == status.shown ? shown : withheld) column.add_values(status.codes[code - 1]);
    }
    // With one of them alone, that one is the first.
    const bool both = shown && withheld;
    for (const auto& [month, count] : months)
      column.add_at(both ? (count ? status.shown : status.withheld) : 1);
  }
  return series;
}

absl::StatusOr<LiveMonths> MonthsOf(const v1::Series& series) {
  LiveMonths months;
  int missing = 0;
  for (int i = 0; i < series.periods_size(); ++i) {
    const auto period = Period::Parse(series.periods(i));
    if (!period || period->kind() != Period::Kind::kMonth || i >= series.values_size())
      return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "periods"}, {"form", "YYYY-MM"}});
    std::optional<uint32_t> count = static_cast<uint32_t>(series.values(i));
    if (missing < series.missing_size() && series.missing(missing) == static_cast<uint32_t>(i)) {
      count.reset();
      ++missing;
    }
    months[*period->ordinal()] = count;
  }
  return months;
}

}  // namespace tabadul::statistics
