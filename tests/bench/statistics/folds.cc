#include "tests/bench/statistics/folds.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <utility>

namespace tabadul::bench {
namespace {

using Values = std::map<std::string, std::vector<double>>;  // by label

Values Gathered(const std::vector<Row>& rows, const Label& label) {
  Values values;
  for (const Row& row : rows) {
    for (const Value& value : row.values) values[label(row, value)].push_back(value.value);
  }
  return values;
}

double SumOf(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

double MeanOf(const std::vector<double>& values) {
  return SumOf(values) / static_cast<double>(values.size());
}

template <class Of>
Answer Folded(const std::vector<Row>& rows, const Label& label, const Of& of) {
  Answer answer;
  for (const auto& [name, values] : Gathered(rows, label)) answer[name] = of(values);
  return answer;
}

// By label where both have a value.
template <class Of>
Answer Both(const Answer& one, const Answer& other, const Of& of) {
  Answer answer;
  for (const auto& [label, value] : one) {
    const auto found = other.find(label);
    if (found != other.end()) answer[label] = of(value, found->second);
  }
  return answer;
}

Answer InPeriod(const std::vector<Row>& rows, const std::string& period) {
  Answer answer;
  for (const Row& row : rows) {
    for (const Value& value : row.values) {
      if (value.period == period) answer[row.key[kArea]] = value.value;
    }
  }
  return answer;
}

Answer OfCode(const std::vector<Row>& rows, const Label& label, Dimension dimension,
              const std::string& code) {
  std::vector<Row> some;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(some),
               [&](const Row& row) { return row.key[dimension] == code; });
  return Each(some, label);
}

}  // namespace

Label Code(Dimension dimension) {
  return [dimension](const Row& row, const Value&) { return row.key[dimension]; };
}
std::string PeriodLabel(const Row&, const Value& value) { return value.period; }
Label CodeAndPeriod(Dimension dimension) {
  return [dimension](const Row& row, const Value& value) { return row.key[dimension] + " " + value.period; };
}

Answer Each(const std::vector<Row>& rows, const Label& label) {
  return Folded(rows, label, [](const std::vector<double>& values) { return values.front(); });
}
Answer Latest(const std::vector<Row>& rows, const Label& label) {
  return Folded(rows, label, [](const std::vector<double>& values) { return values.back(); });
}
Answer Sums(const std::vector<Row>& rows, const Label& label) { return Folded(rows, label, SumOf); }
Answer Means(const std::vector<Row>& rows, const Label& label) { return Folded(rows, label, MeanOf); }

Answer Counts(const std::vector<Row>& rows, const Label& label, const std::string& status) {
  Answer answer;
  for (const Row& row : rows) {
    for (const Value& value : row.values) {
      if (value.status == status) ++answer[label(row, value)];
    }
  }
  return answer;
}

Answer Ratios(const std::vector<Row>& rows, const Label& label, const Parts& parts) {
  return Both(OfCode(rows, label, parts.dimension, parts.part),
              OfCode(rows, label, parts.dimension, parts.whole),
              [](double part, double whole) { return part / whole; });
}

Answer Shares(const std::vector<Row>& rows, Dimension dimension, const std::string& whole) {
  Answer answer = Each(rows, Code(dimension));
  const auto all = answer.find(whole);
  if (all == answer.end()) return {};
  const double hundred = all->second;
  for (auto& [label, value] : answer) value = 100 * value / hundred;
  return answer;
}

Answer Changes(const std::vector<Row>& rows, const std::string& from, const std::string& until) {
  return Both(InPeriod(rows, until), InPeriod(rows, from),
              [](double later, double earlier) { return later - earlier; });
}
Answer Growths(const std::vector<Row>& rows, const std::string& from, const std::string& until) {
  return Both(InPeriod(rows, until), InPeriod(rows, from),
              [](double later, double earlier) { return later / earlier; });
}

Answer YearlyGrowths(const Row& row) {
  constexpr size_t kYear = 4;  // "2024-Q3"
  Answer answer;
  std::map<std::string, double> before;  // by the part of the year
  for (const Value& value : row.values) {
    const auto [found, added] = before.try_emplace(value.period.substr(kYear), value.value);
    if (added) continue;
    answer[value.period] = value.value / found->second - 1;
    found->second = value.value;
  }
  return answer;
}

Answer Gaps(const std::vector<Row>& rows) {
  Answer answer;
  for (const Row& row : rows) {
    if (row.values.empty()) continue;
    const int first = std::atoi(row.values.front().period.c_str());
    const int last = std::atoi(row.values.back().period.c_str());
    answer[row.key[kArea]] = last - first + 1 - static_cast<int>(row.values.size());
  }
  return answer;
}

Answer Largest(const Answer& answer, size_t count) {
  std::vector<std::pair<std::string, double>> sorted(answer.begin(), answer.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& one, const auto& other) { return one.second > other.second; });
  sorted.resize(std::min(count, sorted.size()));
  return {sorted.begin(), sorted.end()};
}

}  // namespace tabadul::bench
