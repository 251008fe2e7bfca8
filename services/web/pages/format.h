// Numbers, days, money and spans of time as readers of a language write them (ICU): the Gregorian calendar, and Latin digits
// in Arabic too, since much that is copied stands beside them, or Arabic ones for whoever prefers them. What is no number stays
// as it is: codes, ids, addresses. What it takes of ICU is made once for each language. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "lib/platform/messages/messages.h"
#include "tabadul/common/v1/text.pb.h"

namespace tabadul::web::pages {

class Format {
 public:
  // `digits` are those of Arabic pages: no other has a choice.
  explicit Format(std::string_view language, messages::Digits digits = messages::Digits::kLatin);

  const std::string& language() const { return language_; }

  std::string Number(int64_t number) const;
  // "1,234.50": with as many digits behind the point as `number` has. Empty: it is no decimal (decimals.h).
  std::string Figure(std::string_view number) const;
  std::string Month(int year, int month) const;  // "July 2024"
  std::string Year(int year) const;              // "2026"; empty of 0
  // A text of the portal (text.h) that counts by its parameter "count".
  std::string Counted(std::string_view key, int64_t count) const;
  std::string Day(const common::v1::Date& day) const;  // "1 June 2026"; empty without
  std::string Day(absl::Time time) const;              // in UTC
  std::string Moment(absl::Time time) const;           // "1 June 2026, 08:05 UTC"
  // `amount` and the others are decimals as in Pay, the currency one in use. Empty: they are none.
  std::string Money(std::string_view amount, std::string_view currency) const;
  std::string Money(std::string_view minimum, std::string_view maximum, std::string_view currency) const;
  std::string Months(int months) const;  // "18 months", "2 years"
  std::string Days(int days) const;
  std::string Hours(int minutes) const;         // "37.5 hours"
  std::string Span(absl::Duration span) const;  // the largest unit of minutes, hours and days, rounded down
  // Whether one name stands before another in a list.
  bool Before(std::string_view one, std::string_view other) const;

 private:
  class Impl;
  static const Impl& ImplOf(std::string_view language, messages::Digits digits);

  const std::string language_;
  const messages::Digits digits_;
  const Impl& impl_;
};

// "2026-06-01", for programs; empty without.
std::string IsoDay(const common::v1::Date& day);
std::string IsoDay(absl::Time time);

}  // namespace tabadul::web::pages
