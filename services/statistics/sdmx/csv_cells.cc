#include "services/statistics/sdmx/csv_cells.h"

#include <array>

namespace tabadul::statistics::sdmx {
namespace {

using Labels = CsvOptions::Labels;

constexpr std::array<bool, 256> kQuotedFor = [] {
  std::array<bool, 256> table{};
  for (const char c : {',', '"', '\r', '\n'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool IsPlain(std::string_view text) {
  for (const char c : text) {
    if (kQuotedFor[static_cast<unsigned char>(c)]) return false;
  }
  return true;
}

}  // namespace

void AppendCsvText(std::string_view text, std::string* out) {
  if (IsPlain(text)) {
    out->append(text);
    return;
  }
  *out += '"';
  for (const char c : text) {
    if (c == '"') *out += '"';
    *out += c;
  }
  *out += '"';
}

void CsvCells::Header(const LaidComponent& component, std::string_view brackets, std::string* out) const {
  const std::string id = component.id + std::string(brackets);
  const std::string name(InLanguage(component.names, language_));
  *out += ',';
  AppendCsvText(labels_ == Labels::kBoth && !name.empty() ? id + ": " + name : id, out);
  if (labels_ != Labels::kName) return;
  *out += ',';
  AppendCsvText(name, out);
}

void CsvCells::Value(const LaidComponent* component, std::string_view value, std::string* out) const {
  *out += ',';
  if (labels_ == Labels::kId || component == nullptr) {
    AppendCsvText(value, out);
    if (labels_ == Labels::kName) *out += ',';
    return;
  }
  const std::string_view name = NameOf(*component, value);
  if (labels_ == Labels::kName) {
    AppendCsvText(value, out);
    *out += ',';
    AppendCsvText(name, out);
  } else if (name.empty()) {
    AppendCsvText(value, out);
  } else {
    std::string both;
    Labelled(*component, value, &both);
    AppendCsvText(both, out);
  }
}

void CsvCells::Labelled(const LaidComponent& component, std::string_view value, std::string* out) const {
  out->append(value);
  if (labels_ != Labels::kBoth) return;
  if (const std::string_view name = NameOf(component, value); !name.empty()) out->append(": ").append(name);
}

void CsvCells::Several(std::string_view values, std::string* out) const {
  *out += ',';
  AppendCsvText(values, out);
  if (labels_ == Labels::kName) *out += ',';
}

std::string_view CsvCells::NameOf(const LaidComponent& component, std::string_view value) const {
  if (component.codes == nullptr || value.empty()) return {};
  const int at = component.codes->Find(value);
  if (at < 0) return {};
  return InLanguage(component.codes->items()[static_cast<size_t>(at)].names, language_);
}

}  // namespace tabadul::statistics::sdmx
