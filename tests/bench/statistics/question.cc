#include "tests/bench/statistics/question.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/taxonomy/crosswalk.h"

namespace tabadul::bench {
namespace {

constexpr char kAny[] = "*";
constexpr int kMostSeries = 500;  // that GetTable gives

using Codes = std::vector<std::string>;

// By dimension; none: all.
std::array<Codes, kDimensions> CodesOf(const Question& question) {
  const auto codes = [](const std::string& text) {
    return text == kAny ? Codes() : Codes(absl::StrSplit(text, '+'));
  };
  Codes areas;
  for (const std::string& country : question.countries) areas.push_back(taxonomy::Alpha3FromAlpha2(country));
  return {codes(question.frequency), areas,
          codes(question.indicator), codes(question.sex),
          codes(question.age),       {"STE_AGGREGATE_TOTAL"},
          codes(question.eco),       codes(question.ocu),
          {"EDU_AGGREGATE_TOTAL"},   codes(question.geo)};
}

// "SEX=SEX_F", and "ECO=*" of all; areas that are not named are all.
template <class Request>
void AddCodes(const Question& question, bool with_areas, Request& request) {
  const auto codes = CodesOf(question);
  for (size_t i = 0; i < kDimensions; ++i) {
    if (i == kArea && !with_areas) continue;
    for (const std::string& code : codes[i]) request.add_codes(absl::StrCat(kDimensionIds[i], "=", code));
    if (codes[i].empty() && i != kArea) request.add_codes(absl::StrCat(kDimensionIds[i], "=", kAny));
  }
}

template <class Request>
void SetRange(const Question& question, Request& request) {
  request.set_start_period(question.from);
  request.set_end_period(question.until);
}

}  // namespace

statistics::v1::GetTableRequest TableRequest(const Question& question) {
  statistics::v1::GetTableRequest request;
  request.set_dataflow(kFlow);
  AddCodes(question, /*with_areas=*/true, request);
  SetRange(question, request);
  request.set_max_series(kMostSeries);
  return request;
}

statistics::v1::GetLatestRequest LatestRequest(const Question& question) {
  statistics::v1::GetLatestRequest request;
  request.set_dataflow(kFlow);
  AddCodes(question, /*with_areas=*/true, request);
  return request;
}

statistics::v1::CompareCountriesRequest CompareRequest(const Question& question) {
  statistics::v1::CompareCountriesRequest request;
  request.set_dataflow(kFlow);
  AddCodes(question, /*with_areas=*/false, request);
  for (const std::string& country : question.countries) request.add_countries(country);
  SetRange(question, request);
  return request;
}

std::vector<std::string> KeyIn(const Question& question, const std::string& area) {
  std::vector<std::string> key;
  for (const Codes& codes : CodesOf(question)) key.push_back(codes.size() == 1 ? codes[0] : "");
  key[kArea] = area;
  return key;
}

std::string Where(const Question& question) {
  const auto codes = CodesOf(question);
  std::vector<std::string> conditions;
  for (size_t i = 0; i < kDimensions; ++i) {
    const std::string column = absl::AsciiStrToLower(kDimensionIds[i]);
    if (codes[i].size() == 1) conditions.push_back(absl::StrCat(column, " = '", codes[i][0], "'"));
    if (codes[i].size() > 1)
      conditions.push_back(absl::StrCat(column, " IN ('", absl::StrJoin(codes[i], "', '"), "')"));
  }
  if (!question.from.empty()) conditions.push_back(absl::StrCat("time_period >= '", question.from, "'"));
  if (!question.until.empty()) conditions.push_back(absl::StrCat("time_period <= '", question.until, "'"));
  return absl::StrJoin(conditions, " AND ");
}

std::string Pattern(const Question& question) {
  std::vector<std::string> parts;
  for (const Codes& codes : CodesOf(question)) parts.push_back(codes.size() == 1 ? codes[0] : "%");
  return absl::StrCat(kFlow, ":", absl::StrJoin(parts, "."));
}

bool IsMeant(const Question& question, const std::vector<std::string>& key) {
  const auto codes = CodesOf(question);
  for (size_t i = 0; i < kDimensions; ++i) {
    if (!codes[i].empty() && std::find(codes[i].begin(), codes[i].end(), key[i]) == codes[i].end())
      return false;
  }
  return true;
}

bool IsMeant(const Question& question, const std::string& period) {
  return (question.from.empty() || period >= question.from) &&
         (question.until.empty() || period <= question.until);
}

}  // namespace tabadul::bench
