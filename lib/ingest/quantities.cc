#include "lib/ingest/quantities.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/ascii.h"
#include "lib/ingest/numbers.h"
#include "lib/ingest/tidy.h"
#include "re2/re2.h"

namespace tabadul::ingest {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

size_t Digits(std::string_view text, size_t at) {
  size_t count = 0;
  while (at + count < text.size() && IsDigit(text[at + count])) ++count;
  return count;
}

struct Found {
  std::string number;  // the contract's form
  size_t begin, end;   // in the text
};

// The number that begins at `at`, a digit: its groups of three, then its fraction.
std::optional<Found> NumberAt(std::string_view text, size_t at, char decimal) {
  const char thousands = decimal == '.' ? ',' : '.';
  size_t end = at + Digits(text, at);
  bool grouped = end - at <= 3;
  while (grouped && end + 1 < text.size() && Digits(text, end + 1) == 3) {
    const char c = text[end];
    if (c != thousands && c != ' ' && c != '\'') break;
    end += 4;
  }
  if (end + 1 < text.size() && text[end] == decimal) {
    if (const size_t fraction = Digits(text, end + 1); fraction > 0) end += 1 + fraction;
  }
  auto number = ParseDecimal(text.substr(at, end - at), decimal);
  if (!number) return std::nullopt;
  const bool last = end + 1 >= text.size() || !absl::ascii_isalpha(static_cast<unsigned char>(text[end + 1]));
  if (end < text.size() && (text[end] == 'k' || text[end] == 'K') && last) {
    const double value = std::strtod(number->c_str(), nullptr) * 1000;
    if (value >= 1e14) return std::nullopt;  // more digits than an amount may have
    number = std::to_string(std::llround(value));
    ++end;
  }
  return Found{*std::move(number), at, end};
}

std::vector<Found> NumbersIn(std::string_view text, char decimal) {
  std::vector<Found> found;
  for (size_t at = 0; at < text.size();) {
    if (!IsDigit(text[at])) {
      ++at;
      continue;
    }
    if (auto number = NumberAt(text, at, decimal)) {
      at = number->end;
      found.push_back(*std::move(number));
    } else {
      at += Digits(text, at);
    }
  }
  return found;
}

// Whether what stands beside the only number leaves this end of the range open.
bool Open(std::string_view before, std::string_view after, Bound bound) {
  static const RE2 no_lower(
      R"((?i)(?:less than|up to|under|below|max\w*|at most|jusqu\W*[àa]?|moins de|au plus|inférieure? à|حتى|[أا]قل من|لا يزيد عن|لا يزيد على|<|≤)[^0-9]*$)");
  static const RE2 no_upper(
      R"((?i)(?:above|more than|over|from|min\w*|at least|starting|à partir d\S*|plus de|au moins|supérieure? à|dès|[أا]كثر من|ابتداء من|لا يقل عن|>|≥)[^0-9]*$)");
  static const RE2 plus(R"(^\s*(?:\+|et plus|and (?:above|more|over)|or more|فأكثر|فما فوق))");
  if (bound == Bound::kLower) return RE2::PartialMatch({before.data(), before.size()}, no_lower);
  return RE2::PartialMatch({before.data(), before.size()}, no_upper) ||
         RE2::PartialMatch({after.data(), after.size()}, plus);
}

// Minutes, days or months of one; 0 = the unit cannot say it.
struct Word {
  int64_t minutes, days, months;
};
std::optional<Word> UnitOf(std::string_view word) {
  static const RE2 years(R"((?i)^(?:years?|yrs?|ans?|années?|annees?|سنة|سنه|سنوات|سنين|عام|[أا]عوام)$)");
  static const RE2 months(R"((?i)^(?:months?|mois|شهر|شهور|[أا]شهر|شهرا)$)");
  static const RE2 weeks(R"((?i)^(?:weeks?|semaines?|[أا]سبوع|[أا]سابيع)$)");
  static const RE2 days(R"((?i)^(?:days?|jours?|يوم|[أا]يام|يوما)$)");
  static const RE2 hours(R"((?i)^(?:hours?|hrs?|heures?|h|ساعة|ساعه|ساعات)$)");
  static const RE2 minutes(R"((?i)^(?:minutes?|mins?|دقيقة|دقيقه|دقائق)$)");
  const re2::StringPiece piece(word.data(), word.size());
  if (RE2::FullMatch(piece, years)) return Word{0, 365, 12};
  if (RE2::FullMatch(piece, months)) return Word{0, 30, 1};
  if (RE2::FullMatch(piece, weeks)) return Word{0, 7, 0};
  if (RE2::FullMatch(piece, days)) return Word{0, 1, 0};
  if (RE2::FullMatch(piece, hours)) return Word{60, 0, 0};
  if (RE2::FullMatch(piece, minutes)) return Word{1, 0, 0};
  return std::nullopt;
}

// Arabic says one and two of a thing in its own form.
std::optional<std::pair<int64_t, Word>> DualOf(std::string_view word) {
  static const RE2 years("^(?:سنتان|سنتين|عامان|عامين)$");
  static const RE2 months("^(?:شهران|شهرين)$");
  static const RE2 hours("^(?:ساعتان|ساعتين)$");
  const re2::StringPiece piece(word.data(), word.size());
  if (RE2::FullMatch(piece, years)) return {{2, {0, 365, 12}}};
  if (RE2::FullMatch(piece, months)) return {{2, {0, 30, 1}}};
  if (RE2::FullMatch(piece, hours)) return {{2, {60, 0, 0}}};
  return std::nullopt;
}

int64_t In(const Word& word, TimeUnit unit) {
  switch (unit) {
    case TimeUnit::kMinutes:
      return word.minutes;
    case TimeUnit::kDays:
      return word.days;
    case TimeUnit::kMonths:
      return word.months;
  }
  return 0;
}

// Numbers wait for the unit that follows them: "3 to 7 years".
class Durations {
 public:
  explicit Durations(TimeUnit unit) : unit_(unit) {}
  void Number(double value) { waiting_.push_back(value); }
  void Say(std::string_view word) {
    if (const auto dual = DualOf(word)) {
      Add(static_cast<double>(dual->first), dual->second);
    } else if (const auto one = UnitOf(word)) {
      if (waiting_.empty() && static_cast<unsigned char>(word[0]) >= 0x80)
        waiting_.push_back(1);  // سنة: a year
      for (const double value : waiting_) Add(value, *one);
      waiting_.clear();
    }
  }
  const std::vector<int64_t>& found() const { return found_; }

 private:
  void Add(double value, const Word& word) {
    const int64_t each = In(word, unit_);
    if (each > 0 && value <= 100'000) found_.push_back(std::llround(value * static_cast<double>(each)));
  }
  const TimeUnit unit_;
  std::vector<double> waiting_;
  std::vector<int64_t> found_;
};

}  // namespace

std::optional<std::string> RangeBound(std::string_view text, Bound bound, char decimal) {
  const std::string ascii = Tidy(AsciiDigits(text), Lines::kOne);
  const std::vector<Found> found = NumbersIn(ascii, decimal);
  if (found.empty()) return std::nullopt;
  if (found.size() == 1) {
    const std::string_view all = ascii;
    if (Open(all.substr(0, found[0].begin), all.substr(found[0].end), bound)) return std::nullopt;
  }
  const auto less = [](const Found& a, const Found& b) {
    return std::strtod(a.number.c_str(), nullptr) < std::strtod(b.number.c_str(), nullptr);
  };
  return (bound == Bound::kLower ? std::min_element(found.begin(), found.end(), less)
                                 : std::max_element(found.begin(), found.end(), less))
      ->number;
}

std::optional<int64_t> DurationBound(std::string_view text, Bound bound, TimeUnit unit) {
  const std::string ascii = Tidy(AsciiDigits(text), Lines::kOne);
  static const RE2 token(R"((\d+(?:[.,]\d+)?)|([\p{L}\p{M}]+))");
  Durations durations(unit);
  re2::StringPiece rest(ascii);
  size_t numbers = 0, first = 0, last = 0;
  for (std::string number, word; RE2::FindAndConsume(&rest, token, &number, &word);) {
    if (!number.empty()) {
      last = static_cast<size_t>(rest.data() - ascii.data());
      if (++numbers == 1) first = last - number.size();
      std::replace(number.begin(), number.end(), ',', '.');
      durations.Number(std::strtod(number.c_str(), nullptr));
    } else {
      durations.Say(word);
    }
  }
  const auto& found = durations.found();
  if (found.empty()) return std::nullopt;
  const std::string_view all = ascii;
  if (numbers == 1 && Open(all.substr(0, first), all.substr(last), bound)) return std::nullopt;
  return bound == Bound::kLower ? *std::min_element(found.begin(), found.end())
                                : *std::max_element(found.begin(), found.end());
}

}  // namespace tabadul::ingest
