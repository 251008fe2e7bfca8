#include "services/statistics/rest/key.h"

#include <algorithm>

#include "services/statistics/rest/identity.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics::rest {
namespace {

constexpr char kField[] = "key";
constexpr char kForm[] = "CODE.CODE";

bool Has(const std::vector<std::string>& codes, std::string_view code) {
  return codes.empty() || std::find(codes.begin(), codes.end(), code) != codes.end();
}

absl::StatusOr<KeyPattern> ParsePattern(std::string_view text) {
  ASSIGN_OR_RETURN(const std::vector<std::string> parts, SplitList(text, '.', kField));
  if (parts.size() > kMaxDimensions) return Malformed(kField, kForm);
  KeyPattern pattern;
  for (const std::string& part : parts) {
    std::vector<std::string>& codes = pattern.emplace_back();
    if (part == "*") continue;
    ASSIGN_OR_RETURN(codes, SplitList(part, '+', kField));
    // "A+" asks for a code that has no name.
    if (std::find(codes.begin(), codes.end(), "") != codes.end()) return Malformed(kField, kForm);
  }
  return pattern;
}

// By dimension all codes that any has; any code, if one has no choice.
KeyPattern HullOf(const std::vector<KeyPattern>& patterns, size_t dimensions) {
  KeyPattern hull(dimensions);
  for (size_t i = 0; i < dimensions; ++i) {
    for (const KeyPattern& pattern : patterns) {
      if (pattern[i].empty()) {
        hull[i].clear();
        break;
      }
      for (const std::string& code : pattern[i]) {
        if (hull[i].empty() || !Has(hull[i], code)) hull[i].push_back(code);
      }
    }
  }
  return hull;
}

// Whether the patterns differ in one dimension at most: then the hull has nothing more than they have.
bool IsHullExact(const std::vector<KeyPattern>& patterns, size_t dimensions) {
  size_t differing = 0;
  for (size_t i = 0; i < dimensions; ++i) {
    const bool same = std::all_of(patterns.begin(), patterns.end(), [&](const KeyPattern& pattern) {
      return pattern[i] == patterns.front()[i];
    });
    differing += same ? 0 : 1;
  }
  return differing <= 1;
}

}  // namespace

absl::StatusOr<std::vector<KeyPattern>> ParseKeys(std::string_view text, Rest rest) {
  std::vector<KeyPattern> patterns;
  if (IsAny(text, rest)) return patterns;
  std::vector<std::string> keys = {std::string(text)};
  if (rest == Rest::kV2) {
    ASSIGN_OR_RETURN(keys, SplitList(text, ',', kField));
  }
  if (keys.size() > kMaxKeys) {
    return Error(common::v1::ERROR_REASON_TOO_MANY, {{"field", kField}, {"limit", std::to_string(kMaxKeys)}});
  }
  for (const std::string& key : keys) {
    if (key.empty()) return Malformed(kField, kForm);
    ASSIGN_OR_RETURN(KeyPattern pattern, ParsePattern(key));
    patterns.push_back(std::move(pattern));
  }
  return patterns;
}

bool Keys::Fit(absl::Span<const std::string_view> key) const {
  if (exact.empty()) return true;
  return std::any_of(exact.begin(), exact.end(), [key](const KeyPattern& pattern) {
    for (size_t i = 0; i < key.size(); ++i) {
      if (!Has(pattern[i], key[i])) return false;
    }
    return true;
  });
}

absl::StatusOr<Keys> KeysOf(const std::vector<KeyPattern>& patterns, size_t dimensions, Rest rest) {
  Keys keys;
  if (patterns.empty()) return keys;
  std::vector<KeyPattern> whole = patterns;
  for (KeyPattern& pattern : whole) {
    if (pattern.size() > dimensions || (rest == Rest::kV1 && pattern.size() < dimensions)) {
      return Error(common::v1::ERROR_REASON_CONTRADICTION, {{"field", kField}, {"other", "datastructure"}});
    }
    pattern.resize(dimensions);
  }
  keys.hull = HullOf(whole, dimensions);
  if (!IsHullExact(whole, dimensions)) keys.exact = std::move(whole);
  return keys;
}

void Narrow(Keys& keys, size_t dimension, size_t dimensions, const std::vector<std::string>& codes) {
  keys.hull.resize(dimensions);
  std::vector<std::string> both;
  for (const std::string& code : codes) {
    if (Has(keys.hull[dimension], code)) both.push_back(code);
  }
  // A code that no list has, so that there is a choice and nothing fits it.
  if (both.empty()) both.emplace_back();
  keys.hull[dimension] = std::move(both);
}

}  // namespace tabadul::statistics::rest
