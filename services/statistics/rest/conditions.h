// Filters by component of REST 2.x: "c[REF_AREA]=EGY,MAR", "c[TIME_PERIOD]=ge:2020+le:2023", "c[TITLE]=co:rate". A comma is an
// or, a plus an and; each value may have an operator before it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "services/statistics/series/period_texts.h"

namespace tabadul::statistics::rest {

enum class Operator : uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kContains,
  kContainsNot,
  kStartsWith,
  kEndsWith,
};

struct Test {
  Operator op = Operator::kEqual;
  std::string value;
};

struct Condition {
  std::string component;
  std::vector<std::vector<Test>> any_of;  // each: all of them
  bool numeric = false;                   // of a measure: 10 equals 10.0
};

// MALFORMED {field: "c[SEX]"} without a value or component, TOO_MANY.
absl::StatusOr<Condition> ParseCondition(std::string_view component, std::string_view value);

// Order is that of numbers where both are such, else that of bytes; so is equality if `numeric`, else to the letter.
bool Holds(const Test& test, std::string_view value, bool numeric = false);
// Of a component that may have several values, or none: equality, order and parts ask for one that is so, their
// negations for none that is not.
bool Holds(const Condition& condition, absl::Span<const std::string_view> values);

// Of the time dimension, by when periods begin and end.
class TimeCondition {
 public:
  // MALFORMED {field, form} of what is no period.
  static absl::StatusOr<TimeCondition> Of(const Condition& condition);

  // Has all periods for which Holds is true.
  const TimeRange& range() const { return range_; }
  // Whether it has others too, so that Holds has to be asked.
  bool exact() const { return exact_; }
  bool Holds(std::string_view period) const;

 private:
  struct Bound {
    Operator op = Operator::kEqual;
    Period period;
    std::string text;
  };
  static bool HoldsFor(const Bound& bound, const Period& period, std::string_view text);

  std::vector<std::vector<Bound>> any_of_;
  TimeRange range_;
  bool exact_ = true;
};

// Has what begins with the period or later; what ends with it or before.
absl::Time From(const Period& period);
absl::Time Until(const Period& period);

}  // namespace tabadul::statistics::rest
