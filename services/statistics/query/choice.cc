#include "services/statistics/query/choice.h"

#include <algorithm>

#include "services/statistics/period.h"

namespace tabadul::statistics::query {
namespace {

using common::v1::ERROR_REASON_CONTRADICTION;
using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_TOO_MANY;
using common::v1::ERROR_REASON_UNKNOWN_CODE;

constexpr char kForm[] = "DIMENSION=CODE";
constexpr char kPeriodForm[] = "2024, 2024-Q3, 2024-07";
constexpr std::string_view kAll = "*";

void AddUnknown(std::string_view scheme, std::string_view code, Violations& v) {
  v.Add("", ERROR_REASON_UNKNOWN_CODE, {{"scheme", std::string(scheme)}, {"code", std::string(code)}});
}

// The code that is meant; nullopt: there is none.
std::optional<std::string> Meant(const LaidComponent& dimension, std::string_view code) {
  if (dimension.codes == nullptr) return std::string(code);
  int at = dimension.codes->Find(code);
  if (at < 0) at = dimension.codes->FindSynonym(code);
  if (at < 0) return std::nullopt;
  return dimension.codes->items()[static_cast<size_t>(at)].id;
}

// What was stated of each dimension, before "all" has swallowed the rest.
struct Parser {
  const Layout& layout;
  Choices choices;
  std::vector<bool> all;

  void Add(std::string_view text, Violations& v) {
    const size_t equals = text.find('=');
    if (text.size() > kMaxCodeBytes || equals == std::string_view::npos || equals + 1 == text.size())
      return v.Add("", ERROR_REASON_MALFORMED, {{"form", kForm}});
    const std::string_view id = text.substr(0, equals), code = text.substr(equals + 1);
    const int number = layout.FindDimension(id);
    if (number < 0) return AddUnknown(layout.structure->id, id, v);
    const auto dimension = static_cast<size_t>(number);
    choices[dimension].stated = true;
    if (code == kAll) {
      all[dimension] = true;
    } else if (const auto meant = Meant(layout.dimensions[dimension], code)) {
      std::vector<std::string>& codes = choices[dimension].codes;
      if (std::find(codes.begin(), codes.end(), *meant) == codes.end()) codes.push_back(*meant);
    } else {
      AddUnknown(layout.dimensions[dimension].codes->codelist().id, code, v);
    }
  }
};

}  // namespace

Choices ParseChoices(const Layout& layout, const Strings& codes, Violations& v) {
  const size_t dimensions = layout.dimensions.size();
  if (codes.size() > kMaxCodes) {
    v.Add("codes", ERROR_REASON_TOO_MANY, {{"limit", std::to_string(kMaxCodes)}});
    return Choices(dimensions);
  }
  Parser parser{.layout = layout, .choices = Choices(dimensions), .all = std::vector<bool>(dimensions)};
  for (int i = 0; i < codes.size(); ++i) {
    const auto in = v.In("codes", static_cast<size_t>(i));
    parser.Add(codes[i], v);
  }
  for (size_t i = 0; i < dimensions; ++i) {
    if (parser.all[i]) parser.choices[i].codes.clear();
  }
  return std::move(parser.choices);
}

void CheckSingle(const Layout& layout, const Choices& choices, Violations& v) {
  for (size_t i = 0; i < choices.size(); ++i) {
    const LaidComponent& dimension = layout.dimensions[i];
    if (dimension.id != kArea && choices[i].stated && choices[i].codes.size() != 1)
      v.Add("codes", ERROR_REASON_CONTRADICTION, {{"other", dimension.id}});
  }
}

bool Complete(const Snapshot& snapshot, Choices& choices) {
  for (size_t i = 0; i < choices.size(); ++i) {
    if (choices[i].stated || snapshot.layout().dimensions[i].id == kArea) continue;
    const Availability available = Available(snapshot, QueryOf(choices), AvailabilityMode::kExact);
    if (available.codes[i].empty()) return false;
    choices[i].codes = {std::string(snapshot.codes().Text(i, available.codes[i].front().number))};
  }
  return true;
}

TimeRange ParseRange(std::string_view start, std::string_view end, Violations& v) {
  TimeRange range;
  const auto parse = [&](std::string_view field, std::string_view text) -> std::optional<Period> {
    if (text.empty()) return std::nullopt;
    auto period = Period::Parse(text);
    if (!period) v.Add(field, ERROR_REASON_MALFORMED, {{"form", kPeriodForm}});
    return period;
  };
  const auto from = parse("start_period", start), until = parse("end_period", end);
  if (from) range.from = from->start();
  if (until) range.until = until->end();
  if (from && until && range.until < range.from)
    v.Add("end_period", ERROR_REASON_CONTRADICTION, {{"other", "start_period"}});
  return range;
}

CubeQuery QueryOf(const Choices& choices) {
  CubeQuery query;
  for (const Choice& choice : choices) query.key.push_back(choice.codes);
  return query;
}

}  // namespace tabadul::statistics::query
