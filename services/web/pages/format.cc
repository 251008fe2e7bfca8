#include "services/web/pages/format.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "lib/taxonomy/code_list.h"
#include "services/web/pages/decimals.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/text.h"
#include "unicode/coll.h"
#include "unicode/datefmt.h"
#include "unicode/locid.h"
#include "unicode/measunit.h"
#include "unicode/numberformatter.h"
#include "unicode/numberrangeformatter.h"
#include "unicode/timezone.h"

namespace tabadul::web::pages {
namespace {

using icu::number::LocalizedNumberFormatter;
using icu::number::LocalizedNumberRangeFormatter;
using icu::number::NumberFormatter;
using icu::number::NumberRangeFormatter;

using messages::Digits;

// English of no country: "1 June 2026", "US$".
icu::Locale LocaleOf(std::string_view language, Digits digits) {
  if (language == "ar" && digits == Digits::kArabic) return icu::Locale("ar@calendar=gregorian;numbers=arab");
  if (language == "ar") return icu::Locale("ar@calendar=gregorian;numbers=latn");
  if (language == "fr") return icu::Locale("fr");
  return icu::Locale("en_001");
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

icu::StringPiece Piece(std::string_view text) { return {text.data(), static_cast<int32_t>(text.size())}; }

// Of ICU's results, whose errors mean that what was given is no number or no currency.
template <class Formatted>
std::string Shown(const Formatted& formatted, UErrorCode error) {
  const icu::UnicodeString text = formatted.toString(error);
  return U_FAILURE(error) ? "" : Utf8(text);
}

absl::CivilDay CivilDay(const common::v1::Date& day) {
  return absl::CivilDay(day.year(), day.month(), day.day());
}

constexpr size_t kMostFraction = 6;  // digits, that a formatter is kept for

// ICU takes "1E500000000", too, and writes all of its digits.
bool IsAmount(std::string_view text) {
  constexpr size_t kLongest = 18;  // 14 digits before the point, 3 after it
  return !text.empty() && text.size() <= kLongest &&
         text.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

// Its formatters are immutable; a DateFormat is not in what it does.
class Format::Impl {
 public:
  Impl(std::string_view language, Digits digits)
      : locale_(LocaleOf(language, digits)),
        number_(NumberFormatter::withLocale(locale_)),
        year_number_(number_.grouping(UNUM_GROUPING_OFF)),
        of_clock_(number_.integerWidth(icu::number::IntegerWidth::zeroFillTo(2))),
        minutes_(Measuring(icu::MeasureUnit::getMinute())),
        hours_(Measuring(icu::MeasureUnit::getHour())),
        days_(Measuring(icu::MeasureUnit::getDay())),
        months_(Measuring(icu::MeasureUnit::getMonth())),
        years_(Measuring(icu::MeasureUnit::getYear())) {
    UErrorCode error = U_ZERO_ERROR;
    for (size_t fraction = 0; fraction <= kMostFraction; ++fraction)
      figures_.push_back(WithFraction(fraction));
    date_.reset(icu::DateFormat::createDateInstance(icu::DateFormat::kLong, locale_));
    month_.reset(icu::DateFormat::createInstanceForSkeleton(icu::UnicodeString("yMMMM"), locale_, error));
    if (month_ != nullptr) month_->setTimeZone(*icu::TimeZone::getGMT());
    collator_.reset(icu::Collator::createInstance(locale_, error));
    if (date_ != nullptr) date_->setTimeZone(*icu::TimeZone::getGMT());
  }

  std::string Number(int64_t number) const { return Whole(number_, number); }
  std::string Year(int year) const { return Whole(year_number_, year); }
  std::string OfClock(int64_t number) const { return Whole(of_clock_, number); }  // "05"

  std::string Figure(std::string_view number) const {
    const size_t point = number.find('.');
    const size_t digits = point == std::string_view::npos ? 0 : number.size() - point - 1;
    UErrorCode error = U_ZERO_ERROR;
    const auto formatted = digits < figures_.size()
                               ? figures_[digits].formatDecimal(Piece(number), error)
                               : WithFraction(digits).formatDecimal(Piece(number), error);
    return Shown(formatted, error);
  }

  std::string Day(absl::Time time) const { return Dated(date_.get(), time); }
  std::string Month(absl::Time time) const { return Dated(month_.get(), time); }

  std::string Money(std::string_view amount, std::string_view currency) const {
    const Currency* known = Of(currency);
    if (known == nullptr || !IsAmount(amount)) return "";
    UErrorCode error = U_ZERO_ERROR;
    return Shown(known->one.formatDecimal(Piece(amount), error), error);
  }

  std::string Money(std::string_view minimum, std::string_view maximum, std::string_view currency) const {
    const Currency* known = Of(currency);
    if (known == nullptr || !IsAmount(minimum) || !IsAmount(maximum)) return "";
    UErrorCode error = U_ZERO_ERROR;
    const icu::Formattable low(Piece(minimum), error), high(Piece(maximum), error);
    if (U_FAILURE(error)) return "";
    return Shown(known->range.formatFormattableRange(low, high, error), error);
  }

  std::string Minutes(double amount) const { return Measure(minutes_, amount); }
  std::string Hours(double amount) const { return Measure(hours_, amount); }
  std::string Days(double amount) const { return Measure(days_, amount); }
  std::string Months(double amount) const { return Measure(months_, amount); }
  std::string Years(double amount) const { return Measure(years_, amount); }

  bool Before(std::string_view one, std::string_view other) const {
    UErrorCode error = U_ZERO_ERROR;
    if (collator_ == nullptr) return one < other;
    return collator_->compareUTF8(Piece(one), Piece(other), error) == UCOL_LESS;
  }

 private:
  struct Currency {
    LocalizedNumberFormatter one;
    LocalizedNumberRangeFormatter range;
  };

  LocalizedNumberFormatter Measuring(const icu::MeasureUnit& unit) const {
    return NumberFormatter::withLocale(locale_)
        .unit(unit)
        .unitWidth(UNUM_UNIT_WIDTH_FULL_NAME)
        .precision(icu::number::Precision::maxFraction(1));
  }

  LocalizedNumberFormatter WithFraction(size_t digits) const {
    return number_.precision(icu::number::Precision::fixedFraction(static_cast<int32_t>(digits)));
  }

  // `as`: date_ or month_.
  std::string Dated(const icu::DateFormat* as, absl::Time time) const {
    icu::UnicodeString text;
    absl::MutexLock lock(&mutex_);
    if (as != nullptr) as->format(static_cast<UDate>(absl::ToUnixMillis(time)), text);
    return Utf8(text);
  }

  static std::string Whole(const LocalizedNumberFormatter& formatter, int64_t number) {
    UErrorCode error = U_ZERO_ERROR;
    return Shown(formatter.formatInt(number, error), error);
  }

  static std::string Measure(const LocalizedNumberFormatter& measuring, double amount) {
    UErrorCode error = U_ZERO_ERROR;
    return Shown(measuring.formatDouble(amount, error), error);
  }

  // Amounts without ",00".
  Currency Made(std::string_view code) const {
    UErrorCode error = U_ZERO_ERROR;
    const auto amount = NumberFormatter::with()
                            .unit(icu::CurrencyUnit(Piece(code), error))
                            .precision(icu::number::Precision::currency(UCURR_USAGE_STANDARD)
                                           .trailingZeroDisplay(UNUM_TRAILING_ZERO_HIDE_IF_WHOLE));
    return {.one = amount.locale(locale_),
            .range = NumberRangeFormatter::withLocale(locale_).numberFormatterBoth(amount).identityFallback(
                UNUM_IDENTITY_FALLBACK_SINGLE_VALUE)};
  }

  // Null: there is no such currency. One for each currency that there is, at most.
  const Currency* Of(std::string_view code) const {
    if (!taxonomy::List(taxonomy::kCurrencies).Contains(code)) return nullptr;
    absl::MutexLock lock(&mutex_);
    auto found = currencies_.find(code);
    if (found == currencies_.end()) found = currencies_.emplace(std::string(code), Made(code)).first;
    return &found->second;
  }

  const icu::Locale locale_;
  const LocalizedNumberFormatter number_, year_number_, of_clock_, minutes_, hours_, days_, months_, years_;
  std::vector<LocalizedNumberFormatter> figures_;  // by digits behind the point
  std::unique_ptr<icu::Collator> collator_;
  mutable absl::Mutex mutex_;
  std::unique_ptr<icu::DateFormat> date_, month_;  // used while mutex_ is held
  mutable std::map<std::string, Currency, std::less<>> currencies_ ABSL_GUARDED_BY(mutex_);
};

const Format::Impl& Format::ImplOf(std::string_view language, Digits digits) {
  static const auto* const arabic = new Impl("ar", Digits::kArabic);
  static const auto* const all = [] {
    auto* made = new std::map<std::string, Impl, std::less<>>;
    for (const std::string_view known : kLanguages)
      made->try_emplace(std::string(known), known, Digits::kLatin);
    return made;
  }();
  if (language == "ar" && digits == Digits::kArabic) return *arabic;
  const auto found = all->find(language);
  return found == all->end() ? all->find("en")->second : found->second;
}

Format::Format(std::string_view language, Digits digits)
    : language_(language), digits_(digits), impl_(ImplOf(language, digits)) {}

std::string Format::Number(int64_t number) const { return impl_.Number(number); }

std::string Format::Year(int year) const { return year == 0 ? "" : impl_.Year(year); }

std::string Format::Figure(std::string_view number) const {
  return IsDecimal(number) ? impl_.Figure(number) : "";
}

std::string Format::Month(int year, int month) const {
  return impl_.Month(absl::FromCivil(absl::CivilMonth(year, month), absl::UTCTimeZone()));
}

std::string Format::Counted(std::string_view key, int64_t count) const {
  return pages::Text(language_, key, {{"count", std::to_string(count)}}, digits_);
}

std::string Format::Day(const common::v1::Date& day) const {
  if (day.year() == 0) return "";
  return impl_.Day(absl::FromCivil(CivilDay(day), absl::UTCTimeZone()));
}

std::string Format::Day(absl::Time time) const { return impl_.Day(time); }

std::string Format::Moment(absl::Time time) const {
  const absl::CivilSecond second = absl::ToCivilSecond(time, absl::UTCTimeZone());
  return fmt::format("{}{} {}:{} UTC", Day(time), language_ == "ar" ? "،" : ",", impl_.OfClock(second.hour()),
                     impl_.OfClock(second.minute()));
}

std::string Format::Money(std::string_view amount, std::string_view currency) const {
  return impl_.Money(amount, currency);
}

std::string Format::Money(std::string_view minimum, std::string_view maximum,
                          std::string_view currency) const {
  return impl_.Money(minimum, maximum, currency);
}

std::string Format::Months(int months) const {
  if (months > 0 && months % 12 == 0) return impl_.Years(months / 12);
  return impl_.Months(months);
}

std::string Format::Days(int days) const { return impl_.Days(days); }

std::string Format::Hours(int minutes) const { return impl_.Hours(minutes / 60.0); }

std::string Format::Span(absl::Duration span) const {
  const int64_t minutes = absl::ToInt64Minutes(span);
  if (minutes < 60) return impl_.Minutes(static_cast<double>(minutes));
  const int64_t hours = minutes / 60;
  if (hours < 24) return impl_.Hours(static_cast<double>(hours));
  return impl_.Days(static_cast<double>(hours / 24));
}

bool Format::Before(std::string_view one, std::string_view other) const { return impl_.Before(one, other); }

std::string IsoDay(const common::v1::Date& day) {
  if (day.year() == 0) return "";
  return absl::FormatCivilTime(CivilDay(day));
}

std::string IsoDay(absl::Time time) {
  return absl::FormatCivilTime(absl::ToCivilDay(time, absl::UTCTimeZone()));
}

}  // namespace tabadul::web::pages
