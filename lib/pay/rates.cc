#include "lib/pay/rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "embed/rates.h"
#include "lib/platform/base/status.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::pay {
namespace {

constexpr char kHeader[] = "date\tcurrency\tusd";

absl::Status Wrong(int line, std::string_view what) {
  return absl::InvalidArgumentError(Absl(fmt::format("line {}: {}", line, what)));
}

}  // namespace

absl::StatusOr<Rates> Rates::Parse(std::string_view table) {
  Rates rates;
  int line = 0;
  for (absl::string_view row : absl::StrSplit(Absl(table), '\n', absl::SkipEmpty())) {
    row = absl::StripSuffix(row, "\r");
    if (++line == 1) {
      if (row != kHeader) return Wrong(1, "the header must be date, currency, usd, by tabs");
      continue;
    }
    const std::vector<std::string> cells = absl::StrSplit(row, '\t');
    if (cells.size() != 3) return Wrong(line, "three columns are needed");
    absl::CivilDay date;
    if (!absl::ParseCivilTime(cells[0], &date)) return Wrong(line, "the date is not of the form 2026-01-31");
    if (line > 2 && date != rates.date_) return Wrong(line, "all rows must be of one date");
    rates.date_ = date;
    if (!taxonomy::List(taxonomy::kCurrencies).Contains(cells[1])) {
      return Wrong(line, fmt::format("{} is no currency of ISO 4217 in use", cells[1]));
    }
    double usd = 0;
    if (!absl::SimpleAtod(cells[2], &usd) || !std::isfinite(usd) || usd <= 0) {
      return Wrong(line, "usd must be a number above 0");
    }
    if (!rates.usd_.emplace(cells[1], usd).second)
      return Wrong(line, fmt::format("{} stands twice", cells[1]));
  }
  if (rates.usd_.empty()) return Wrong(std::max(line, 1), "there are no rates");
  return rates;
}

absl::StatusOr<Rates> Rates::FromFile(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(Absl(fmt::format("{} cannot be read", path)));
  std::ostringstream all;
  all << file.rdbuf();
  return Parse(all.str());
}

const Rates& Rates::Shipped() {
  static const auto* rates = new Rates(Parse(embed::rates().front().bytes).value());
  return *rates;
}

std::optional<double> Rates::Usd(std::string_view currency) const {
  const auto found = usd_.find(Absl(currency));
  return found == usd_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace tabadul::pay
