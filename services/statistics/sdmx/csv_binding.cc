#include "services/statistics/sdmx/csv_binding.h"

#include <algorithm>
#include <utility>

#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/csv_subfields.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr size_t kMaxValues = 1'000;  // of one attribute in one row

bool HasDecimals(const LaidComponent& component) {
  const std::string& type = component.representation.text_type;
  return component.codes == nullptr &&
         (type.empty() || type == "Double" || type == "Float" || type == "Decimal");
}

// "12,4" and "-0,5", which files with semicolons have for 12.4.
std::string WithPoint(std::string_view number) {
  std::string text(number);
  const size_t comma = text.find(',');
  if (comma == std::string::npos) return text;
  const bool plain = text.find_first_not_of("0123456789,-+eE") == std::string::npos;
  if (plain && text.find(',', comma + 1) == std::string::npos) text[comma] = '.';
  return text;
}

// Text may have ": " in it. Where it is labelled the label of what has no name is the text again.
std::string_view WithoutRepetition(std::string_view cell) {
  constexpr size_t kBetween = 2;
  if (cell.size() < kBetween) return cell;
  const size_t half = (cell.size() - kBetween) / 2;
  const bool repeated = cell.size() == 2 * half + kBetween && cell.substr(half, kBetween) == ": " &&
                        cell.substr(0, half) == cell.substr(half + kBetween);
  return repeated ? cell.substr(0, half) : cell;
}

// Columns that are no components and may be in any file.
bool OfTheFormat(std::string_view id) {
  constexpr std::string_view kIds[] = {"SERIES_KEY", "OBS_KEY",    "STRUCTURE_NAME",
                                       "ACTION",     "VALID_FROM", "VALID_TO"};
  return std::ranges::find(kIds, id) != std::end(kIds);
}

}  // namespace

std::string CsvBinding::WithoutColumn(const std::vector<Slot>& slots, const Layout& layout) {
  for (size_t i = 0; i < layout.dimensions.size(); ++i) {
    const auto is = [&](const Slot& slot) {
      return slot.role == Role::kDimension && slot.number == static_cast<int>(i);
    };
    if (std::ranges::none_of(slots, is)) return layout.dimensions[i].id;
  }
  const auto is_time = [](const Slot& slot) { return slot.role == Role::kTime; };
  return layout.time && std::ranges::none_of(slots, is_time) ? layout.time->id : "";
}

CsvBinding::Slot CsvBinding::SlotOf(const std::string& id, const Layout& layout, char delimiter) {
  if (layout.time && layout.time->id == id) return {Role::kTime, 0, true};
  if (const int at = layout.FindDimension(id); at >= 0) return {Role::kDimension, at, true};
  if (const int at = layout.FindMeasure(id); at >= 0) {
    const LaidMeasure& measure = layout.measures[static_cast<size_t>(at)];
    return {Role::kMeasure, at, measure.codes != nullptr, delimiter == ';' && HasDecimals(measure)};
  }
  if (const int at = layout.FindAttribute(id); at >= 0) {
    return {Role::kAttribute, at, layout.attributes[static_cast<size_t>(at)].codes != nullptr};
  }
  return {};
}

absl::StatusOr<CsvBinding> CsvBinding::Of(const CsvHeader& header, const Layout& layout, char delimiter) {
  CsvBinding binding;
  binding.dimensions_ = layout.dimensions.size();
  binding.measures_ = layout.measures.size();
  bool custom = false;
  bool names = false;  // the next column has the names of this one's component
  for (size_t i = 0; i < header.columns.size(); ++i) {
    const int column = static_cast<int>(i);
    const CsvColumn& at = header.columns[i];
    const bool reserved = column == header.type || column == header.structure ||
                          (column == header.action && header.version == 2);
    Slot slot;
    const bool of_names = std::exchange(names, false);
    if (!reserved && !of_names) slot = SlotOf(at.id, layout, delimiter);
    const auto same = [&](const Slot& other) {
      return other.role == slot.role && other.number == slot.number;
    };
    if (slot.role != Role::kNone && std::ranges::any_of(binding.slots_, same)) {
      return Error(common::v1::ERROR_REASON_MALFORMED,
                   {{"field", at.id}, {"form", std::string(kCsvForm)}, {"line", "1"}});
    }
    names = header.name_columns && slot.role != Role::kNone;
    custom = custom || (slot.role == Role::kNone && !reserved && !of_names && !OfTheFormat(at.id));
    binding.slots_.push_back(slot);
  }
  if (custom) binding.doubtful_ = WithoutColumn(binding.slots_, layout);
  return binding;
}

std::optional<Violation> CsvBinding::Fill(const CsvHeader& header, absl::Span<const std::string_view> cells,
                                          DataRow& row) const {
  // In a deletion a dimension that is not stated means any.
  if (row.action == Action::kDelete && !doubtful_.empty()) {
    return Violation{doubtful_, common::v1::ERROR_REASON_REQUIRED, {}};
  }
  row.key.resize(dimensions_);
  for (std::string& code : row.key) code.clear();
  row.period.clear();
  row.measures.assign(measures_, std::nullopt);
  row.attributes.clear();
  for (size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    std::string_view cell = cells[i];
    if (slot.role == Role::kNone || cell.empty()) continue;
    if (slot.role == Role::kAttribute) {
      if (auto mistake = Attribute(header, i, cell, row)) return mistake;
      continue;
    }
    if (header.columns[i].labelled) cell = slot.coded ? WithoutLabel(cell) : WithoutRepetition(cell);
    const auto number = static_cast<size_t>(slot.number);
    if (slot.role == Role::kDimension) {
      row.key[number] = cell;
    } else if (slot.role == Role::kTime) {
      row.period = cell;
    } else {
      row.measures[number] = slot.decimal_comma ? WithPoint(cell) : std::string(cell);
    }
  }
  return std::nullopt;
}

std::optional<Violation> CsvBinding::Attribute(const CsvHeader& header, size_t column, std::string_view cell,
                                               DataRow& row) const {
  const CsvColumn& at = header.columns[column];
  const Slot& slot = slots_[column];
  const auto text = [&](std::string_view part) {
    if (!at.labelled) return std::string(part);
    return std::string(slot.coded ? WithoutLabel(part) : WithoutRepetition(part));
  };
  if (!at.multiple) {
    row.attributes.push_back({slot.number, text(cell), ""});
    return std::nullopt;
  }
  if (std::count(cell.begin(), cell.end(), header.subfield_delimiter) >= static_cast<int>(kMaxValues)) {
    return Violation{at.id, common::v1::ERROR_REASON_TOO_MANY, {{"limit", std::to_string(kMaxValues)}}};
  }
  const std::vector<Subfield> parts = SplitSubfields(cell, header.subfield_delimiter);
  if (at.languages.empty()) {
    for (const Subfield& part : parts) {
      if (!part.text.empty()) row.attributes.push_back({slot.number, text(part.text), ""});
    }
    return std::nullopt;
  }
  std::vector<LanguageValue> values;
  const bool sets = std::any_of(parts.begin(), parts.end(), [](const Subfield& part) { return part.quoted; });
  if (sets) {
    for (const Subfield& part : parts) {
      SplitLanguages(part.text, header.subfield_delimiter, at.languages, &values);
    }
  } else {
    SplitLanguages(cell, header.subfield_delimiter, at.languages, &values);
  }
  for (LanguageValue& value : values) {
    row.attributes.push_back({slot.number, std::move(value.text), std::move(value.language)});
  }
  return std::nullopt;
}

}  // namespace tabadul::statistics::sdmx
