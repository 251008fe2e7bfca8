#include "services/statistics/submission/table_reader.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "lib/ingest/numbers.h"
#include "lib/ingest/tidy.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons

// What of a row of data a component fills.
struct Target {
  enum class Kind { kNone, kDimension, kTime, kMeasure, kAttribute };
  Kind kind = Kind::kNone;
  int number = 0;
};

Target TargetOf(const Layout& layout, std::string_view component) {
  if (const int at = layout.FindDimension(component); at >= 0) return {Target::Kind::kDimension, at};
  if (layout.time && layout.time->id == component) return {Target::Kind::kTime, 0};
  if (const int at = layout.FindMeasure(component); at >= 0) return {Target::Kind::kMeasure, at};
  if (const int at = layout.FindAttribute(component); at >= 0) return {Target::Kind::kAttribute, at};
  return {};
}

// "1.234,5" with ',' to "1234.5". Nullopt of what is not so written: to guess would be wrong by a factor.
std::optional<std::string> PlainNumber(const std::string& text, char decimal) {
  const std::string ascii = ingest::AsciiDigits(text);
  std::string_view number = ascii;
  std::string sign;
  for (const std::string_view minus : {"-", "−"}) {
    if (!number.starts_with(minus)) continue;
    number.remove_prefix(minus.size());
    sign = "-";
    break;
  }
  const size_t point = number.rfind(decimal);
  const auto whole = ingest::ParseDecimal(number.substr(0, point), decimal);
  if (!whole || whole->find('.') != std::string::npos) return std::nullopt;
  if (point == std::string_view::npos) return sign + *whole;
  const std::string_view fraction = number.substr(point + 1);
  if (fraction.empty() || fraction.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  return sign + *whole + "." + std::string(fraction);
}

class TableRows {
 public:
  TableRows(const TableMapping& mapping, const Layout& layout, std::vector<size_t> order,
            sdmx::DataReceiver& receiver)
      : mapping_(mapping), layout_(layout), order_(std::move(order)), receiver_(receiver) {
    for (const TableValue& value : mapping.values) targets_.push_back(TargetOf(layout, value.component));
    if (!mapping.spread.empty()) spread_ = TargetOf(layout, mapping.spread);
  }

  absl::Status Take(const ingest::Row& row) {
    const auto line = static_cast<uint64_t>(row.number);
    if (row.error != ERROR_REASON_UNSPECIFIED) {
      return receiver_.OnMistake({line, {"", row.error, row.error_metadata}});
    }
    cells_.resize(order_.size());
    for (size_t i = 0; i < order_.size(); ++i)
      cells_[i] = ingest::Tidy(row.cells[order_[i]], ingest::Lines::kOne);
    data_ = sdmx::DataRow();
    data_.line = line;
    data_.key.resize(layout_.dimensions.size());
    data_.measures.resize(layout_.measures.size());
    const TableValue* measure = nullptr;
    for (size_t i = 0; i < mapping_.values.size(); ++i) {
      const TableValue& value = mapping_.values[i];
      if (targets_[i].kind == Target::Kind::kMeasure && spread_.kind != Target::Kind::kNone) {
        measure = &value;
        continue;
      }
      const std::string cell = value.column ? cells_[*value.column] : *value.constant;
      if (!Place(value, targets_[i], cell)) return receiver_.OnMistake({line, *std::move(fault_)});
    }
    return measure != nullptr ? TakeSpread(*measure) : Tell();
  }

 private:
  absl::Status TakeSpread(const TableValue& measure) {
    const sdmx::DataRow common = data_;
    for (const auto& [column, code] : mapping_.spread_columns) {
      data_ = common;
      Set(spread_, code, "");
      if (!Place(measure, {Target::Kind::kMeasure, 0}, cells_[column])) {
        RETURN_IF_ERROR(receiver_.OnMistake({data_.line, *std::move(fault_)}));
        continue;
      }
      if (data_.measures[0]) RETURN_IF_ERROR(Tell());
    }
    return absl::OkStatus();
  }

  absl::Status Missing(const LaidComponent& component) {
    return receiver_.OnMistake({data_.line, {component.id, ERROR_REASON_REQUIRED, {}}});
  }

  // A part of a key, which SDMX lets stand for all series that fit, is a cell left empty here.
  absl::Status Tell() {
    for (size_t i = 0; i < data_.key.size(); ++i) {
      if (data_.key[i].empty()) return Missing(layout_.dimensions[i]);
    }
    if (data_.period.empty() && layout_.time) return Missing(*layout_.time);
    const bool says =
        data_.measures[0].has_value() ||
        std::any_of(data_.attributes.begin(), data_.attributes.end(), [&](const auto& attribute) {
          return OfObservation(layout_.attributes[static_cast<size_t>(attribute.attribute)]);
        });
    return says ? receiver_.OnRow(data_) : absl::OkStatus();
  }

  bool IsAbsent(const std::string& text) const {
    return ingest::IsPlaceholder(text) ||
           std::find(mapping_.absent.begin(), mapping_.absent.end(), text) != mapping_.absent.end();
  }

  // False: fault_ says why.
  bool Place(const TableValue& value, Target target, const std::string& cell) {
    std::vector<std::string> values;
    if (!IsAbsent(cell)) values.push_back(cell);
    for (const ingest::Transform& step : value.as) {
      if (values.empty() || step.apply(values)) continue;
      fault_ = Violation{value.column ? mapping_.columns[*value.column] : value.component,
                         ERROR_REASON_MALFORMED,
                         {{"form", step.form}}};
      return false;
    }
    std::erase_if(values, [&](const std::string& text) { return IsAbsent(text); });
    if (values.empty() && value.fallback) values.push_back(*value.fallback);
    if (values.size() > 1 && target.kind != Target::Kind::kAttribute) {
      fault_ = Violation{value.component, ERROR_REASON_TOO_MANY, {{"limit", "1"}}};
      return false;
    }
    for (std::string& text : values) {
      if (const auto found = value.map.find(text); found != value.map.end()) text = found->second;
      if (value.decimal) {
        const auto number = PlainNumber(text, *value.decimal);
        if (!number) {
          fault_ = Violation{value.component, ERROR_REASON_MALFORMED, {{"form", "number"}}};
          return false;
        }
        text = *number;
      }
      Set(target, text, value.language);
    }
    return true;
  }

  void Set(Target target, const std::string& text, const std::string& language) {
    switch (target.kind) {
      case Target::Kind::kNone:
        return;
      case Target::Kind::kDimension:
        data_.key[static_cast<size_t>(target.number)] = text;
        return;
      case Target::Kind::kTime:
        data_.period = text;
        return;
      case Target::Kind::kMeasure:
        data_.measures[static_cast<size_t>(target.number)] = text;
        return;
      case Target::Kind::kAttribute:
        data_.attributes.push_back({target.number, text, language});
        return;
    }
  }

  const TableMapping& mapping_;
  const Layout& layout_;
  const std::vector<size_t> order_;  // where the mapping's columns stand in a row
  sdmx::DataReceiver& receiver_;
  std::vector<Target> targets_;  // of the mapping's values
  Target spread_;
  std::vector<std::string> cells_;
  sdmx::DataRow data_;
  std::optional<Violation> fault_;
};

absl::StatusOr<std::vector<size_t>> OrderOf(const std::vector<std::string>& wanted,
                                            const std::vector<std::string>& columns) {
  std::vector<size_t> order;
  std::vector<std::string> missing;
  for (const std::string& name : wanted) {
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end()) missing.push_back(name);
    order.push_back(static_cast<size_t>(found - columns.begin()));
  }
  if (missing.empty()) return order;
  return Error(ERROR_REASON_PRECONDITION, {{"columns", absl::StrJoin(missing, ", ")}, {"file", "table"}});
}

}  // namespace

absl::Status CheckMapping(const TableMapping& mapping, const Layout& layout) {
  Violations violations;
  std::vector<std::string> filled;
  for (const TableValue& value : mapping.values) {
    const std::string at = "mapping.components." + value.component;
    if (TargetOf(layout, value.component).kind == Target::Kind::kNone) {
      violations.Add(at, ERROR_REASON_UNKNOWN_FIELD, {{"by", "name"}});
    }
    const bool spread =
        !mapping.spread.empty() && TargetOf(layout, value.component).kind == Target::Kind::kMeasure;
    const bool sourced = value.column || value.constant;
    if (!spread && !sourced) violations.Add(at + ".column", ERROR_REASON_REQUIRED);
    if (spread && sourced) violations.Add(at, ERROR_REASON_CONTRADICTION, {{"other", "mapping.spread"}});
    if (value.component == mapping.spread) {
      violations.Add(at, ERROR_REASON_CONTRADICTION, {{"other", "mapping.spread.component"}});
    }
    filled.push_back(value.component);
  }
  if (!mapping.spread.empty()) {
    const Target::Kind kind = TargetOf(layout, mapping.spread).kind;
    if (kind != Target::Kind::kDimension && kind != Target::Kind::kTime) {
      violations.Add("mapping.spread.component", ERROR_REASON_UNKNOWN_FIELD, {{"by", "name"}});
    }
    filled.push_back(mapping.spread);
  }
  const auto require = [&](const LaidComponent& component) {
    if (std::find(filled.begin(), filled.end(), component.id) == filled.end()) {
      violations.Add("mapping.components." + component.id, ERROR_REASON_REQUIRED);
    }
  };
  for (const LaidComponent& dimension : layout.dimensions) require(dimension);
  if (layout.time) require(*layout.time);
  for (const LaidMeasure& measure : layout.measures) require(measure);
  return violations.ToStatus();
}

absl::Status ReadTable(const std::string& path, const TableMapping& mapping,
                       const std::shared_ptr<const Layout>& layout, sdmx::DataReceiver& receiver) {
  ASSIGN_OR_RETURN(const auto source, ingest::OpenRows(path, mapping.input, mapping.columns));
  ASSIGN_OR_RETURN(std::vector<size_t> order, OrderOf(mapping.columns, source->columns()));
  sdmx::DataSetHead head;
  head.layout = layout;
  head.structure = ReferenceTo(*layout->dataflow);
  head.dimension_at_observation = sdmx::kAllDimensions;
  RETURN_IF_ERROR(receiver.OnDataSet(head));
  TableRows rows(mapping, *layout, std::move(order), receiver);
  ingest::Row row;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, source->Next(row));
    if (!more) return absl::OkStatus();
    RETURN_IF_ERROR(rows.Take(row));
  }
}

}  // namespace tabadul::statistics
