#include "services/statistics/structure/version.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "lib/platform/base/status.h"

namespace tabadul::statistics {
namespace {

constexpr size_t kMaxVersion = 64;  // bytes

int Sign(bool less, bool greater) { return less ? -1 : greater ? 1 : 0; }

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

std::optional<uint32_t> Number(std::string_view text) {
  uint32_t number = 0;
  if (!AllDigits(text) || !absl::SimpleAtoi(Absl(text), &number)) return std::nullopt;
  return number;
}

bool IsExtension(std::string_view text) {
  for (const absl::string_view part : absl::StrSplit(Absl(text), '.')) {
    if (part.empty()) return false;
    if (!std::all_of(part.begin(), part.end(), [](char c) { return absl::ascii_isalnum(c) || c == '-'; }))
      return false;
  }
  return true;
}

// Semantic Versioning 2.0.0 §11: numbers by value and before words, words by their bytes, a longer one after its beginning.
int CompareExtensions(std::string_view a, std::string_view b) {
  const std::vector<absl::string_view> as = absl::StrSplit(Absl(a), '.'), bs = absl::StrSplit(Absl(b), '.');
  for (size_t i = 0; i < std::min(as.size(), bs.size()); ++i) {
    if (as[i] == bs[i]) continue;
    const std::optional<uint32_t> x = Number(Std(as[i])), y = Number(Std(bs[i]));
    if (x.has_value() && y.has_value() && *x != *y) return Sign(*x < *y, true);
    if (x.has_value() != y.has_value()) return x.has_value() ? -1 : 1;
    return Sign(as[i] < bs[i], true);
  }
  return Sign(as.size() < bs.size(), as.size() > bs.size());
}

int CompareNumbers(const Version& a, const Version& b) {
  for (size_t i = 0; i < std::max(a.numbers.size(), b.numbers.size()); ++i) {
    const uint32_t x = i < a.numbers.size() ? a.numbers[i] : 0, y = i < b.numbers.size() ? b.numbers[i] : 0;
    if (x != y) return Sign(x < y, true);
  }
  return 0;
}

absl::Status Malformed() {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "version"}, {"form", "1.0.0"}});
}

}  // namespace

std::optional<Version> ParseVersion(std::string_view text) {
  if (text.empty() || text.size() > kMaxVersion) return std::nullopt;
  Version version;
  const size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    version.extension = text.substr(dash + 1);
    if (!IsExtension(version.extension)) return std::nullopt;
  }
  for (const absl::string_view part : absl::StrSplit(Absl(text.substr(0, dash)), '.')) {
    const std::optional<uint32_t> number = Number(Std(part));
    if (!number.has_value() || version.numbers.size() == Version::kMaxNumbers) return std::nullopt;
    version.numbers.push_back(*number);
  }
  if (!version.extension.empty() && !version.semantic()) return std::nullopt;
  return version;
}

int CompareVersions(std::string_view a, std::string_view b) {
  const std::optional<Version> x = ParseVersion(a), y = ParseVersion(b);
  if (!x.has_value() && !y.has_value()) return Sign(a<b, a> b);
  if (x.has_value() != y.has_value()) return x.has_value() ? 1 : -1;
  if (const int order = CompareNumbers(*x, *y); order != 0) return order;
  if (x->extension.empty() != y->extension.empty()) return x->extension.empty() ? 1 : -1;
  if (const int order = CompareExtensions(x->extension, y->extension); order != 0) return order;
  return Sign(x->numbers.size() < y->numbers.size(), x->numbers.size() > y->numbers.size());
}

VersionFilter VersionFilter::All() {
  VersionFilter filter;
  filter.kind_ = Kind::kAll;
  return filter;
}

VersionFilter VersionFilter::Latest() { return {}; }

absl::StatusOr<VersionFilter> VersionFilter::Parse(std::string_view text) {
  if (text.empty() || absl::EqualsIgnoreCase(Absl(text), "latest")) return Latest();
  if (absl::EqualsIgnoreCase(Absl(text), "all")) return All();
  VersionFilter filter;
  const size_t at = text.find_first_of("+~*");
  if (at == std::string_view::npos) {
    if (!ParseVersion(text).has_value()) return Malformed();
    filter.kind_ = Kind::kExact;
    filter.exact_ = text;
    return filter;
  }
  if (text.size() > kMaxVersion) return Malformed();
  filter.kind_ = text[at] == '+' ? Kind::kStable : text[at] == '~' ? Kind::kLatest : Kind::kAll;
  if (text.size() == 1) return filter;
  for (const absl::string_view part : absl::StrSplit(Absl(text), '.')) {
    std::string_view digits = Std(part);
    // An operator is the whole of a number, or its last sign.
    const bool here = part.data() <= text.data() + at && text.data() + at < part.data() + part.size();
    if (here) {
      if (digits.back() != text[at]) return Malformed();
      digits.remove_suffix(1);
      filter.fixed_ = filter.from_.size();
    }
    const std::optional<uint32_t> number = here && digits.empty() ? 0 : Number(digits);
    if (!number.has_value() || filter.from_.size() == 3) return Malformed();
    filter.from_.push_back(*number);
  }
  return filter;
}

bool VersionFilter::InRange(const Version& version) const {
  if (from_.empty()) return true;
  const bool legacy_stable = kind_ == Kind::kStable && from_.size() < 3;
  if (version.numbers.size() != from_.size() && !(legacy_stable && version.numbers.size() > from_.size())) {
    return false;
  }
  if (!std::equal(from_.begin(), from_.begin() + fixed_, version.numbers.begin())) return false;
  return !std::lexicographical_compare(version.numbers.begin(), version.numbers.end(), from_.begin(),
                                       from_.end());
}

bool VersionFilter::Matches(std::string_view text) const {
  if (kind_ == Kind::kExact) return text == exact_;
  const std::optional<Version> version = ParseVersion(text);
  if (!version.has_value()) return from_.empty() && kind_ != Kind::kStable;
  return InRange(*version) && (kind_ != Kind::kStable || version->stable());
}

std::vector<size_t> VersionFilter::Select(absl::Span<const std::string_view> sorted) const {
  std::vector<size_t> found;
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (Matches(sorted[i])) found.push_back(i);
  }
  if (found.empty() || kind_ == Kind::kAll || kind_ == Kind::kExact) return found;
  if (kind_ == Kind::kStable) {
    for (auto i = found.rbegin(); i != found.rend(); ++i) {
      if (ParseVersion(sorted[*i])->semantic()) return {*i};
    }
  }
  return {found.back()};
}

}  // namespace tabadul::statistics
