#include "services/statistics/rest/conditions.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/numbers.h"
#include "services/statistics/rest/request.h"

namespace tabadul::statistics::rest {
namespace {

constexpr Word<Operator> kOperators[] = {{"eq", Operator::kEqual},      {"ne", Operator::kNotEqual},
                                         {"lt", Operator::kLess},       {"le", Operator::kLessOrEqual},
                                         {"gt", Operator::kGreater},    {"ge", Operator::kGreaterOrEqual},
                                         {"co", Operator::kContains},   {"nc", Operator::kContainsNot},
                                         {"sw", Operator::kStartsWith}, {"ew", Operator::kEndsWith}};

Test ParseTest(std::string_view text) {
  constexpr size_t kColon = 2;
  if (text.size() > kColon && text[kColon] == ':') {
    if (const auto op = ValueOf(kOperators, text.substr(0, kColon))) {
      return {*op, std::string(text.substr(kColon + 1))};
    }
  }
  return {Operator::kEqual, std::string(text)};
}

bool IsNegation(Operator op) { return op == Operator::kNotEqual || op == Operator::kContainsNot; }

int Compare(std::string_view a, std::string_view b) {
  double x = 0, y = 0;
  if (absl::SimpleAtod(Absl(a), &x) && absl::SimpleAtod(Absl(b), &y) && !std::isnan(x) && !std::isnan(y)) {
    return x < y ? -1 : x > y ? 1 : 0;
  }
  return a.compare(b);
}

// What the alternative lets through lies in it.
TimeRange Narrowed(TimeRange range, Operator op, const Period& period) {
  switch (op) {
    case Operator::kEqual:
      range.from = std::max(range.from, From(period));
      range.until = std::min(range.until, Until(period));
      break;
    case Operator::kGreaterOrEqual:
      range.from = std::max(range.from, From(period));
      break;
    case Operator::kGreater:
      range.from = std::max(range.from, Until(period));
      break;
    case Operator::kLessOrEqual:
      range.until = std::min(range.until, Until(period));
      break;
    case Operator::kLess:
      range.until = std::min(range.until, From(period));
      break;
    default:
      break;
  }
  return range;
}

}  // namespace

absl::StatusOr<Condition> ParseCondition(std::string_view component, std::string_view value) {
  const std::string field = "c[" + std::string(component) + "]";
  if (component.empty() || value.empty()) return Malformed(field, "c[COMPONENT]=op:value");
  Condition condition;
  condition.component = component;
  ASSIGN_OR_RETURN(const std::vector<std::string> alternatives, SplitList(value, ',', field));
  for (const std::string& alternative : alternatives) {
    ASSIGN_OR_RETURN(const std::vector<std::string> tests, SplitList(alternative, '+', field));
    if (tests.empty()) return Malformed(field, "c[COMPONENT]=op:value");
    std::vector<Test>& all = condition.any_of.emplace_back();
    for (const std::string& test : tests) all.push_back(ParseTest(test));
  }
  return condition;
}

bool Holds(const Test& test, std::string_view value, bool numeric) {
  switch (test.op) {
    case Operator::kEqual:
      return numeric ? Compare(value, test.value) == 0 : value == test.value;
    case Operator::kNotEqual:
      return numeric ? Compare(value, test.value) != 0 : value != test.value;
    case Operator::kLess:
      return Compare(value, test.value) < 0;
    case Operator::kLessOrEqual:
      return Compare(value, test.value) <= 0;
    case Operator::kGreater:
      return Compare(value, test.value) > 0;
    case Operator::kGreaterOrEqual:
      return Compare(value, test.value) >= 0;
    case Operator::kContains:
      return value.find(test.value) != std::string_view::npos;
    case Operator::kContainsNot:
      return value.find(test.value) == std::string_view::npos;
    case Operator::kStartsWith:
      return value.starts_with(test.value);
    case Operator::kEndsWith:
      return value.ends_with(test.value);
  }
  return false;
}

bool Holds(const Condition& condition, absl::Span<const std::string_view> values) {
  const auto holds = [&](const Test& test) {
    const auto of = [&](std::string_view value) { return Holds(test, value, condition.numeric); };
    return IsNegation(test.op) ? std::all_of(values.begin(), values.end(), of)
                               : std::any_of(values.begin(), values.end(), of);
  };
  return std::any_of(condition.any_of.begin(), condition.any_of.end(), [&](const std::vector<Test>& all) {
    return std::all_of(all.begin(), all.end(), holds);
  });
}

absl::Time From(const Period& period) { return period.start(); }

// An instant has no length: what is at it still counts.
absl::Time Until(const Period& period) {
  return period.end() > period.start() ? period.end() : period.end() + absl::Nanoseconds(1);
}

absl::StatusOr<TimeCondition> TimeCondition::Of(const Condition& condition) {
  TimeCondition time;
  std::optional<TimeRange> hull;
  // A range has what lies within a period, "eq" what is that period; and between two ranges there is what is in neither.
  time.exact_ = condition.any_of.size() == 1;
  for (const std::vector<Test>& all : condition.any_of) {
    TimeRange range;
    std::vector<Bound>& bounds = time.any_of_.emplace_back();
    for (const Test& test : all) {
      const auto period = Period::Parse(test.value);
      if (!period) return Malformed("c[" + condition.component + "]", "ObservationalTimePeriod");
      range = Narrowed(range, test.op, *period);
      const bool by_order =
          test.op != Operator::kEqual && !IsNegation(test.op) && Narrowed({}, test.op, *period).bounded();
      time.exact_ = time.exact_ && by_order;
      bounds.push_back({test.op, *period, test.value});
    }
    if (!hull) hull = range;
    hull->from = std::min(hull->from, range.from);
    hull->until = std::max(hull->until, range.until);
  }
  if (hull) time.range_ = *hull;
  return time;
}

bool TimeCondition::HoldsFor(const Bound& bound, const Period& period, std::string_view text) {
  switch (bound.op) {
    case Operator::kEqual:
      return period == bound.period;
    case Operator::kNotEqual:
      return period != bound.period;
    case Operator::kLess:
      return Until(period) <= From(bound.period);
    case Operator::kLessOrEqual:
      return Until(period) <= Until(bound.period);
    case Operator::kGreater:
      return From(period) >= Until(bound.period);
    case Operator::kGreaterOrEqual:
      return From(period) >= From(bound.period);
    default:
      return rest::Holds({bound.op, bound.text}, text);
  }
}

bool TimeCondition::Holds(std::string_view text) const {
  const auto period = Period::Parse(text);
  if (!period) return false;
  return std::any_of(any_of_.begin(), any_of_.end(), [&](const std::vector<Bound>& all) {
    return std::all_of(all.begin(), all.end(),
                       [&](const Bound& bound) { return HoldsFor(bound, *period, text); });
  });
}

}  // namespace tabadul::statistics::rest
