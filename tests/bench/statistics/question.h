// What the mix asks about, in the words of everybody who answers: StatisticsService, the exchange's table, SQL. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tabadul/statistics/v1/statistics_service.pb.h"
#include "tests/bench/statistics/observations.h"

namespace tabadul::bench {

// What somebody learns: a number for each label.
using Answer = std::map<std::string, double>;

// Series, and of which periods.
struct Question {
  // Of each a code, several of them with "+" between, or "*" for all.
  std::string frequency = "A", indicator = "EMP_TEMP_NB", sex = "SEX_T", age = "AGE_YTHADULT_YGE15",
              eco = "ECO_SECTOR_TOTAL", ocu = "OCU_ISCO08_TOTAL", geo = "GEO_COV_NAT";
  std::vector<std::string> countries;  // ISO 3166-1 alpha-2; none: all
  std::string from, until;             // periods; empty: no bound
  // The RPC that is made for it.
  enum class Way { kTable, kLatest, kCompare } way = Way::kTable;
};

statistics::v1::GetTableRequest TableRequest(const Question& question);
statistics::v1::GetLatestRequest LatestRequest(const Question& question);
statistics::v1::CompareCountriesRequest CompareRequest(const Question& question);

// The key of the one series of an area, where the question names one code of each other dimension.
std::vector<std::string> KeyIn(const Question& question, const std::string& area);

// A condition for rows with the columns of SDMX-CSV in lower case.
std::string Where(const Question& question);

// Of LIKE, for ids of records: it lets in all that are meant, and others.
std::string Pattern(const Question& question);
bool IsMeant(const Question& question, const std::vector<std::string>& key);
bool IsMeant(const Question& question, const std::string& period);

}  // namespace tabadul::bench
