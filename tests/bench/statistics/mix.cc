// Twenty analytic questions, answered from the cubes by StatisticsService, and by others beside it: PostgreSQL alone from a plain
// table with indexes, from the payloads in the exchange's table, and DuckDB. All must answer the same.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "tests/bench/statistics/parts.h"
#include "tests/bench/statistics/plain_tables.h"
#include "tests/bench/statistics/questions.h"
#include "tests/harness/process.h"

namespace tabadul::bench {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr char kFolder[] = "tests/bench/statistics";
constexpr char kCsv[] = "application/vnd.sdmx.data+csv;version=1.0.0";
constexpr char kValue[] = "obs_value";
constexpr double kRounding = 1e-9;  // of sums in another order, relative
constexpr absl::Duration kDuckPatience = absl::Minutes(30);

// Whoever answers: what he says, and how long it took him, by question.
struct Answerer {
  std::string name;
  const char* path;
  std::function<Answer(const Mixed&)> ask;
  std::vector<Answer> answers = {};
  std::vector<std::vector<double>> milliseconds = std::vector<std::vector<double>>(Mix().size());

  double MedianOf(size_t question) const { return Quantile(milliseconds[question], 0.5); }
  double Median() const {
    std::vector<double> medians;
    for (size_t i = 0; i < Mix().size(); ++i) medians.push_back(MedianOf(i));
    return Quantile(medians, 0.5);
  }
};

// The whole dataflow as SDMX-CSV.
std::string Export(Hub& hub) {
  std::string path = hub.stage().cluster().directory() + "/observations.csv";
  std::ofstream file(path);
  hub.GetDirect({"/data/TABADUL,DF_EMPLOYMENT_STRUCTURE,1.0", "", kCsv},
                [&](std::string_view piece) { file << piece; });
  file.close();
  if (!file.good()) Die(path + " cannot be written");
  return path;
}

// With an index for those who compare areas, and one for those who look at one; both hold the value.
void MakeTables(PlainTables& tables, const std::string& csv) {
  tables.Run("SET maintenance_work_mem = '1GB'");
  tables.Load(kObservationTable, csv, "double precision");
  for (const char* const columns :
       {"freq, indicator, sex, age, ste, eco, ocu, edu, geo, ref_area, time_period",
        "ref_area, freq, indicator, sex, age, ste, eco, ocu, edu, geo, time_period"})
    tables.Run(fmt::format("CREATE INDEX ON {} ({}) INCLUDE ({})", kObservationTable, columns, kValue));
  for (const std::string& statement : GroupStatements()) tables.Run(statement);
  tables.Run(fmt::format("VACUUM ANALYZE {}", kObservationTable));
}

// By turns: each question goes to one after the other. Once before that, for what they say.
void AskAll(std::vector<Answerer>& answerers) {
  for (Answerer& answerer : answerers) {
    for (const Mixed& mixed : Mix()) answerer.answers.push_back(answerer.ask(mixed));
  }
  for (int round = 0; round < kRounds; ++round) {
    for (size_t i = 0; i < Mix().size(); ++i) {
      for (Answerer& answerer : answerers) {
        const absl::Time begun = absl::Now();
        answerer.ask(Mix()[i]);
        answerer.milliseconds[i].push_back(absl::ToDoubleMilliseconds(absl::Now() - begun));
      }
    }
  }
}

// In a process of its own, after the others, with all cores. Nothing if it is not installed.
void AskDuckDb(const std::string& csv, const std::string& directory, std::vector<Answerer>& answerers) {
  if (!fs::exists(fmt::format("{}/node_modules/made", kFolder))) {
    std::printf("DuckDB is not installed (cmake/npm-ci %s): without it\n", kFolder);
    return;
  }
  Json task = {{"database", directory + "/duckdb"}, {"csv", csv},
               {"table", kObservationTable},        {"value", kValue},
               {"statements", GroupStatements()},   {"rounds", kRounds}};
  for (const Mixed& mixed : Mix()) task["questions"].push_back(mixed.sql);
  const std::string asked = directory + "/duckdb-task.json", told = directory + "/duckdb-answers.json";
  std::ofstream(asked) << task;
  const auto run =
      harness::RunCommand({"node", fmt::format("{}/duckdb.mjs", kFolder), asked, told}, {}, kDuckPatience);
  if (run.exit != 0) Die("DuckDB: " + run.errors);
  const Json answered = Json::parse(harness::ReadFile(told));
  Answerer& duck = answerers.emplace_back(Answerer{"DuckDB", "in process (Node.js)", nullptr});
  for (size_t i = 0; i < Mix().size(); ++i) {
    duck.answers.push_back(answered["questions"][i]["answer"].get<Answer>());
    duck.milliseconds[i] = answered["questions"][i]["milliseconds"].get<std::vector<double>>();
  }
}

bool IsSame(const Answer& one, const Answer& other) {
  return one.size() == other.size() &&
         std::equal(one.begin(), one.end(), other.begin(), [](const auto& a, const auto& b) {
           return a.first == b.first &&
                  std::abs(a.second - b.second) <= kRounding * std::max(1.0, std::abs(a.second));
         });
}

void MustAgree(const std::vector<Answerer>& answerers) {
  for (size_t i = 0; i < Mix().size(); ++i) {
    if (answerers[0].answers[i].empty()) Die("nothing is answered to: " + Mix()[i].name);
    for (const Answerer& answerer : answerers) {
      if (!IsSame(answerers[0].answers[i], answerer.answers[i]))
        Die(fmt::format("{} answers otherwise: {}", answerer.name, Mix()[i].name));
    }
  }
}

void AddRatio(const Answerer& service, const Answerer& other, Report& report) {
  std::vector<double> ratios;
  for (size_t i = 0; i < Mix().size(); ++i) ratios.push_back(other.MedianOf(i) / service.MedianOf(i));
  report.Add({fmt::format("{} / {}", other.name, service.name),
              Quantile(ratios, 0.5),
              "times",
              {},
              "",
              1,
              0,
              fmt::format("median over the questions of the ratios of their times; {:.2f} to {:.2f}",
                          Quantile(ratios, 0), Quantile(ratios, 1))});
}

void AddQuestion(const std::vector<Answerer>& answerers, size_t question, Report& report) {
  std::string note = fmt::format("{} numbers", answerers[0].answers[question].size());
  for (size_t i = 1; i < answerers.size(); ++i)
    note += fmt::format("; {} {:.2f} ms", answerers[i].name, answerers[i].MedianOf(question));
  report.Add({"mix: " + Mix()[question].name,
              answerers[0].MedianOf(question),
              "ms",
              {},
              answerers[0].path,
              1,
              0,
              note});
}

}  // namespace

void QuestionMix(Hub& hub, Report& report) {
  const std::string csv = Export(hub);
  PlainTables tables(hub.database());
  MakeTables(tables, csv);
  std::vector<Answerer> answerers;
  answerers.push_back({"StatisticsService", kDirect, [&](const Mixed& mixed) {
                         return mixed.fold(FromService(hub.direct(), mixed.question));
                       }});
  answerers.push_back({"PostgreSQL, plain table with indexes", "PostgreSQL, socket",
                       [&](const Mixed& mixed) { return tables.Ask(mixed.sql); }});
  answerers.push_back({"PostgreSQL, payloads in the exchange's table", "PostgreSQL, socket",
                       [&](const Mixed& mixed) { return mixed.fold(FromRecords(tables, mixed.question)); }});
  AskAll(answerers);
  AskDuckDb(csv, hub.stage().cluster().directory(), answerers);
  MustAgree(answerers);
  for (const Answerer& answerer : answerers) {
    report.Add(
        {fmt::format("mix, {}", answerer.name),
         answerer.Median(),
         "ms",
         {},
         answerer.path,
         1,
         0,
         fmt::format("median of {} questions, of each the median of {} rounds", Mix().size(), kRounds)});
  }
  for (size_t i = 1; i < answerers.size(); ++i) AddRatio(answerers[0], answerers[i], report);
  for (size_t i = 0; i < Mix().size(); ++i) AddQuestion(answerers, i, report);
  fs::remove(csv);
}

}  // namespace tabadul::bench
