// Steps about amounts and lengths of time.
#include <algorithm>

#include "absl/strings/str_join.h"
#include "lib/ingest/quantities.h"
#include "lib/ingest/transform_steps.h"

namespace tabadul::ingest {
namespace {

// One of `names` under `key` of the argument, or the whole argument.
std::optional<size_t> Choice(Argument& argument, const char* key, const Values& names, bool bare) {
  const YAML::Node& node = argument.node();
  const YAML::Node chosen = node.IsMap() ? node[key] : bare ? node : YAML::Node(YAML::NodeType::Undefined);
  if (!chosen) return 0;
  const auto found = chosen.IsScalar() ? std::find(names.begin(), names.end(), chosen.Scalar()) : names.end();
  if (found == names.end()) return argument.Wrong(absl::StrJoin(names, " | "));
  return static_cast<size_t>(found - names.begin());
}
bool OnlyKeys(const YAML::Node& node, const Values& allowed) {
  if (!node.IsMap()) return node.IsScalar();
  return std::all_of(node.begin(), node.end(), [&](const auto& entry) {
    return entry.first.IsScalar() &&
           std::find(allowed.begin(), allowed.end(), entry.first.Scalar()) != allowed.end();
  });
}

}  // namespace

std::optional<Transform> Number(Argument& argument) {
  char decimal = '.';
  if (argument.node().IsDefined() && !argument.node().IsNull()) {
    if (!argument.node().IsMap() || argument.node().size() != 1) return argument.Wrong("{decimal: \",\"}");
    const YAML::Node wanted = argument.node()["decimal"];
    if (!wanted || !wanted.IsScalar() || (wanted.Scalar() != "," && wanted.Scalar() != ".")) {
      return argument.Wrong("{decimal: \",\"}");
    }
    decimal = wanted.Scalar()[0];
  }
  return Transform{decimal == '.' ? "1,234.56" : "1.234,56",
                   Map([decimal](const std::string& s) { return ParseDecimal(s, decimal); })};
}
std::optional<Transform> Range(Argument& argument) {
  constexpr std::string_view kForm = "lower | upper | {of: lower, decimal: \",\"}";
  if (!argument.node().IsDefined() || !OnlyKeys(argument.node(), {"of", "decimal"}))
    return argument.Wrong(kForm);
  const auto bound = Choice(argument, "of", {"lower", "upper"}, true);
  const auto decimal = Choice(argument, "decimal", {".", ","}, false);
  if (!bound || !decimal) return std::nullopt;
  return Transform{"1,234 - 5,678", FlatMap([of = *bound == 0 ? Bound::kLower : Bound::kUpper,
                                             point = *decimal == 0 ? '.' : ','](const std::string& s) {
                     auto value = RangeBound(s, of, point);
                     return std::optional(value ? Values{*std::move(value)} : Values{});
                   })};
}
std::optional<Transform> Duration(Argument& argument) {
  constexpr std::string_view kForm = "months | days | minutes | {of: upper, in: months}";
  if (!argument.node().IsDefined() || !OnlyKeys(argument.node(), {"of", "in"})) return argument.Wrong(kForm);
  const auto bound = Choice(argument, "of", {"lower", "upper"}, false);
  const auto unit = Choice(argument, "in", {"months", "days", "minutes"}, true);
  if (!bound || !unit) return std::nullopt;
  constexpr TimeUnit kUnits[] = {TimeUnit::kMonths, TimeUnit::kDays, TimeUnit::kMinutes};
  return Transform{"3 years", FlatMap([of = *bound == 0 ? Bound::kLower : Bound::kUpper,
                                       in = kUnits[*unit]](const std::string& s) {
                     const auto value = DurationBound(s, of, in);
                     return std::optional(value ? Values{std::to_string(*value)} : Values{});
                   })};
}
std::optional<Transform> Times(Argument& argument) {
  const auto factor = argument.Count(1'000'000);
  if (!factor) return std::nullopt;
  return Transform{
      "123", Map([by = static_cast<int64_t>(*factor)](const std::string& s) -> std::optional<std::string> {
        const auto number = ParseInteger(s);
        if (!number || *number > 1'000'000'000 || *number < 0) return std::nullopt;
        return std::to_string(*number * by);
      })};
}

}  // namespace tabadul::ingest
