// What follows from series, as SQL's aggregates say it of rows: the client's part of an answer of StatisticsService. Pure.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/bench/statistics/answerers.h"
#include "tests/bench/statistics/question.h"

namespace tabadul::bench {

// What a value is told under.
using Label = std::function<std::string(const Row& row, const Value& value)>;
Label Code(Dimension dimension);
std::string PeriodLabel(const Row& row, const Value& value);
// "EGY 2024"
Label CodeAndPeriod(Dimension dimension);

Answer Each(const std::vector<Row>& rows, const Label& label);
Answer Latest(const std::vector<Row>& rows, const Label& label);
Answer Sums(const std::vector<Row>& rows, const Label& label);
Answer Means(const std::vector<Row>& rows, const Label& label);
// Those that have the status.
Answer Counts(const std::vector<Row>& rows, const Label& label, const std::string& status);

// `part` of what another code of the dimension has under the same label, where both are there.
struct Parts {
  Dimension dimension;
  std::string part, whole;
};
Answer Ratios(const std::vector<Row>& rows, const Label& label, const Parts& parts);
// Of each code of the dimension, in per cent of what this one has.
Answer Shares(const std::vector<Row>& rows, Dimension dimension, const std::string& whole);

// By area, where both periods are there: the later less the earlier, and divided by it.
Answer Changes(const std::vector<Row>& rows, const std::string& from, const std::string& until);
Answer Growths(const std::vector<Row>& rows, const std::string& from, const std::string& until);
// By period of one series: divided by the same part of the year before it that is there, less one.
Answer YearlyGrowths(const Row& row);
// By area: years between the first and the last without a value.
Answer Gaps(const std::vector<Row>& rows);

// The largest so many; of equal ones the first by label.
Answer Largest(const Answer& answer, size_t count);

}  // namespace tabadul::bench
