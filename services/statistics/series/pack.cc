// To packed bytes.
#include <algorithm>
#include <optional>

#include "services/statistics/series/packed.h"
#include "services/statistics/series/packed_format.h"
#include "services/statistics/series/varint.h"

namespace tabadul::statistics {
namespace {

absl::Status Unknown(const std::string& id) {
  return Error(common::v1::ERROR_REASON_UNKNOWN_FIELD, {{"field", id}, {"by", "name"}});
}

absl::Status PackAttributes(const v1::Series& series, const Layout& layout, std::string& out) {
  AppendVarint(static_cast<uint64_t>(series.attributes_size()), out);
  for (const v1::AttributeValue& value : series.attributes()) {
    const int number = layout.FindAttribute(value.id());
    if (number < 0) return Unknown(value.id());
    AppendVarint(static_cast<uint64_t>(number), out);
    AppendText(value.language(), out);
    AppendText(value.value(), out);
  }
  return absl::OkStatus();
}

absl::Status PackColumns(const v1::Series& series, const Layout& layout, std::string& out) {
  AppendVarint(static_cast<uint64_t>(series.columns_size()), out);
  std::string packed;
  for (const v1::AttributeColumn& column : series.columns()) {
    const int number = layout.FindAttribute(column.id());
    if (number < 0) return Unknown(column.id());
    packed.clear();
    AppendVarint(static_cast<uint64_t>(number), packed);
    AppendVarint(static_cast<uint64_t>(column.values_size()), packed);
    for (const std::string& value : column.values()) AppendText(value, packed);
    for (int i = 0; i < column.at_size();) {
      int end = i;
      while (end < column.at_size() && column.at(end) == column.at(i)) ++end;
      AppendVarint(column.at(i), packed);
      AppendVarint(static_cast<uint64_t>(end - i), packed);
      i = end;
    }
    AppendText(packed, out);
  }
  return absl::OkStatus();
}

// Whether all can be told by ordinals of one kind.
bool AreOrdinal(const v1::Series& series, const std::vector<Period>& periods) {
  for (size_t i = 0; i < periods.size(); ++i) {
    const bool is = periods[i].kind() == periods[0].kind() && periods[i].ordinal() &&
                    periods[i].ToString() == series.periods(static_cast<int>(i));
    if (!is) return false;
  }
  return true;
}

void PackPeriods(const v1::Series& series, const std::vector<Period>& periods, std::string& out) {
  AppendVarint(periods.size(), out);
  if (!AreOrdinal(series, periods)) {
    out += kEach;
    for (const std::string& period : series.periods()) AppendText(period, out);
    return;
  }
  out += static_cast<char>(periods[0].kind());
  AppendZigzag(*periods[0].ordinal(), out);
  for (size_t i = 0; i < periods.size();) {
    size_t end = i + 1;
    while (end < periods.size() && *periods[end].ordinal() == *periods[end - 1].ordinal() + 1) ++end;
    AppendVarint(end - i, out);
    if (end < periods.size()) {
      AppendVarint(static_cast<uint64_t>(*periods[end].ordinal() - *periods[end - 1].ordinal()), out);
    }
    i = end;
  }
}

void PackDecimals(const v1::Series& series, std::string& out) {
  const bool alike = series.decimals_size() <= 1 ||
                     std::all_of(series.decimals().begin(), series.decimals().end(),
                                 [&](uint32_t decimals) { return decimals == series.decimals(0); });
  if (alike) {
    out += static_cast<char>(DecimalsAt(series, 0));
    return;
  }
  out += kEach;
  for (const uint32_t decimals : series.decimals()) out += static_cast<char>(decimals);
}

}  // namespace

absl::StatusOr<PackedSeries> PackSeries(const v1::Series& series, const Layout& layout) {
  std::vector<Period> periods;
  for (const std::string& text : series.periods()) {
    const auto period = Period::Parse(text);
    if (!period) {
      return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "periods"}, {"form", "SDMX period"}});
    }
    periods.push_back(*period);
  }
  if (periods.empty()) return Error(common::v1::ERROR_REASON_REQUIRED, {{"field", "periods"}});

  PackedSeries packed;
  packed.observations = static_cast<uint32_t>(periods.size());
  packed.begins = periods.front().start();
  packed.ends = periods.back().end();
  RETURN_IF_ERROR(PackAttributes(series, layout, packed.bytes));
  RETURN_IF_ERROR(PackColumns(series, layout, packed.bytes));
  PackPeriods(series, periods, packed.bytes);
  PackDecimals(series, packed.bytes);
  AppendVarint(static_cast<uint64_t>(series.missing_size()), packed.bytes);
  uint32_t before = 0;
  for (const uint32_t at : series.missing()) {
    AppendVarint(at - before, packed.bytes);
    before = at;
  }
  for (const int64_t value : series.values()) AppendZigzag(value, packed.bytes);
  return packed;
}

}  // namespace tabadul::statistics
