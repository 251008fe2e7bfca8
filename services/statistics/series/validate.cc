#include "services/statistics/series/validate.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/series/allowed_checks.h"
#include "services/statistics/series/component_checks.h"
#include "services/statistics/series/decimal.h"
#include "services/statistics/series/series.h"
#include "services/statistics/series/validate_attributes.h"

namespace tabadul::statistics {
namespace {

constexpr size_t kMaxRecordIdBytes = 255;  // lib/exchange: of every kind of record

std::shared_ptr<const Layout> FindLayout(const v1::Series& series, const Layouts& layouts, Violations& v) {
  if (series.dataflow().empty()) {
    v.Add("dataflow", common::v1::ERROR_REASON_REQUIRED);
    return nullptr;
  }
  const auto reference = ParseDataflow(series.dataflow());
  if (!reference) {
    v.Add("dataflow", common::v1::ERROR_REASON_MALFORMED, {{"form", "AGENCY:FLOW(VERSION)"}});
    return nullptr;
  }
  const auto layout = layouts.Find(*reference);
  if (!layout.ok()) {
    v.Add("dataflow", ReasonOf(layout.status()), MetadataOf(layout.status()));
    return nullptr;
  }
  if (const auto fault = WhyNoSeries(**layout)) {
    v.Add("dataflow", fault->reason, fault->metadata);
    return nullptr;
  }
  return *layout;
}

// Whether the constraints of the layout let in a key of its codes.
bool CheckAllowed(const v1::Series& series, const Layout& layout, Violations& v) {
  const std::vector<std::string_view> key(series.key().begin(), series.key().end());
  const auto refusal = RefusalOf(layout, key);
  if (!refusal) return true;
  auto in = v.In("key", refusal->dimension);
  v.Add("", refusal->violation.reason, refusal->violation.metadata);
  return false;
}

// Whether the key is one of the layout.
bool CheckKey(const v1::Series& series, const Layout& layout, Violations& v) {
  const auto found = static_cast<size_t>(series.key_size());
  if (found == 0 && !layout.dimensions.empty()) {
    v.Add("key", common::v1::ERROR_REASON_REQUIRED);
    return false;
  }
  if (found != layout.dimensions.size()) {
    v.Add("key", common::v1::ERROR_REASON_CONTRADICTION,
          {{"other", "dataflow"},
           {"expected", std::to_string(layout.dimensions.size())},
           {"found", std::to_string(found)}});
    return false;
  }
  bool right = true;
  for (size_t i = 0; i < found; ++i) {
    const auto fault = KeyFault(layout.dimensions[i], series.key(static_cast<int>(i)));
    if (!fault) continue;
    auto in = v.In("key", i);
    v.Add("", fault->reason, fault->metadata);
    right = false;
  }
  if (right) right = CheckAllowed(series, layout, v);
  if (SeriesId(series).size() > kMaxRecordIdBytes) {
    v.Add("key", common::v1::ERROR_REASON_TOO_LONG,
          {{"limit", std::to_string(kMaxRecordIdBytes)}, {"unit", "bytes"}});
  }
  return right;
}

// `frequency`: a code of CL_FREQ; empty where the key has none, then that of the first period.
void CheckPeriods(const v1::Series& series, std::string_view frequency, Violations& v) {
  if (series.periods_size() == 0) v.Add("periods", common::v1::ERROR_REASON_REQUIRED);
  if (series.periods_size() > kMaxPeriods) {
    v.Add("periods", common::v1::ERROR_REASON_TOO_MANY, {{"limit", std::to_string(kMaxPeriods)}});
    return;
  }
  std::optional<Period> before;
  for (int i = 0; i < series.periods_size(); ++i) {
    auto in = v.In("periods", static_cast<size_t>(i));
    const auto period = Period::Parse(series.periods(i));
    if (!period) {
      v.Add("", common::v1::ERROR_REASON_MALFORMED, {{"form", "SDMX period"}});
      continue;
    }
    if (!FitsFrequency(frequency, *period) ||
        (frequency.empty() && before && before->frequency() != period->frequency())) {
      v.Add("", common::v1::ERROR_REASON_CONTRADICTION,
            {{"other", frequency.empty() ? "periods" : "key"}, {"frequency", std::string(frequency)}});
    } else if (before && *period <= *before) {
      v.Add("", common::v1::ERROR_REASON_CONTRADICTION, {{"other", "periods"}});
    }
    before = period;
  }
}

// `other` has another number of entries than the periods.
void CheckLength(std::string_view field, int length, const v1::Series& series, Violations& v) {
  if (length != series.periods_size()) {
    v.Add(field, common::v1::ERROR_REASON_CONTRADICTION, {{"other", "periods"}});
  }
}

void CheckDecimals(const v1::Series& series, const Layout* layout, Violations& v) {
  if (series.decimals_size() > 1) CheckLength("decimals", series.decimals_size(), series, v);
  for (int i = 0; i < std::min(series.decimals_size(), kMaxPeriods); ++i) {
    auto in = v.In("decimals", static_cast<size_t>(i));
    if (series.decimals(i) > kMaxDecimals) {
      v.Add("", common::v1::ERROR_REASON_OUT_OF_RANGE,
            {{"minimum", "0"}, {"maximum", std::to_string(kMaxDecimals)}});
    } else if (layout != nullptr && !TakesDecimals(layout->measures[0], series.decimals(i))) {
      v.Add("", common::v1::ERROR_REASON_OUT_OF_RANGE, {{"minimum", "0"}, {"maximum", "0"}});
    }
  }
}

void CheckMissing(const v1::Series& series, Violations& v) {
  int64_t before = -1;
  for (int i = 0; i < std::min(series.missing_size(), kMaxPeriods); ++i) {
    auto in = v.In("missing", static_cast<size_t>(i));
    const int64_t at = series.missing(i);
    if (at >= series.periods_size()) {
      v.Add("", common::v1::ERROR_REASON_OUT_OF_RANGE,
            {{"minimum", "0"}, {"maximum", std::to_string(series.periods_size() - 1)}});
    } else if (at <= before) {
      v.Add("", common::v1::ERROR_REASON_CONTRADICTION, {{"other", "missing"}});
    } else if (at < series.values_size() && series.values(static_cast<int>(at)) != 0) {
      v.Add("", common::v1::ERROR_REASON_CONTRADICTION, {{"other", "values"}});
    }
    before = std::max(before, at);
  }
  if (series.missing_size() > kMaxPeriods) {
    v.Add("missing", common::v1::ERROR_REASON_TOO_MANY, {{"limit", std::to_string(kMaxPeriods)}});
  }
}

}  // namespace

void ValidateSeries(const v1::Series& series, const Layouts& layouts, Violations& v) {
  const auto layout = FindLayout(series, layouts, v);
  std::string_view frequency;
  const bool right = layout && CheckKey(series, *layout, v);
  if (right) {
    const int dimension = FrequencyDimension(*layout);
    if (dimension >= 0) frequency = series.key(dimension);
  }
  CheckPeriods(series, frequency, v);
  CheckLength("values", series.values_size(), series, v);
  CheckDecimals(series, layout.get(), v);
  CheckMissing(series, v);
  if (layout) {
    CheckSeriesAttributes(series, *layout, v);
    CheckColumns(series, *layout, v);
    if (right) CheckAllowedAttributes(series, *layout, v);
  }
}

}  // namespace tabadul::statistics
