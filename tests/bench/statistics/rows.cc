// A million rows out: SDMX-CSV beside COPY (…) TO STDOUT of the same rows from a plain table of the same PostgreSQL, by turns; then
// through the gateway, and in other forms.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "fmt/format.h"
#include "lib/taxonomy/member_states.h"
#include "tests/bench/statistics/parts.h"
#include "tests/bench/statistics/plain_tables.h"

namespace tabadul::bench {
namespace {

constexpr uint64_t kRows = 1'000'000;
constexpr double kBar = 100;  // per cent of COPY as text
constexpr char kTable[] = "bench_million";
constexpr char kCsv[] = "application/vnd.sdmx.data+csv;version=1.0.0";

// What one form took, round by round.
struct Form {
  std::string name;
  const char* path;
  std::function<uint64_t()> get;  // all of it: how many bytes
  std::vector<double> seconds = {};
  uint64_t bytes = 0;  // of one

  void Round() {
    const absl::Time begun = absl::Now();
    bytes = get();
    seconds.push_back(absl::ToDoubleSeconds(absl::Now() - begun));
  }
};

// All series of so many countries that there are a million rows, or of all.
Asked RowsOf(const Observations& observations, const char* accept) {
  const uint64_t each = observations.observations() / Observations::countries();
  const size_t count = std::min<uint64_t>(kRows / each + 1, Observations::countries());
  std::vector<std::string> areas;
  for (const taxonomy::MemberState& state : taxonomy::MemberStates().first(count))
    areas.emplace_back(state.alpha3);
  const std::string key = fmt::format(".{}........", absl::StrJoin(areas, "+"));
  return {"/data/TABADUL,DF_EMPLOYMENT_STRUCTURE,1.0/" + key, "", accept};
}

// The table with what SdmxService answers. How many rows.
uint64_t MakeTable(Hub& hub, PlainTables& tables) {
  const std::string file = hub.stage().cluster().directory() + "/million.csv";
  std::ofstream out(file);
  uint64_t lines = 0;
  hub.GetDirect(RowsOf(hub.observations(), kCsv), [&](std::string_view piece) {
    lines += static_cast<uint64_t>(std::count(piece.begin(), piece.end(), '\n'));
    out << piece;
  });
  out.close();
  if (!out.good()) Die("the file cannot be written");
  tables.Load(kTable, file, "numeric");  // which keeps the decimals as they are
  std::filesystem::remove(file);
  tables.Run(fmt::format("VACUUM ANALYZE {}", kTable));
  return lines - 1;
}

Form Copying(PlainTables& tables, const char* name, const char* format, uint64_t rows) {
  return {name, "PostgreSQL, socket", [&tables, format, rows] {
            const PlainTables::Copied copied = tables.CopyOut(kTable, format);
            if (copied.rows != rows) Die("COPY has other rows than SDMX-CSV");
            return copied.bytes;
          }};
}

Form Direct(Hub& hub, const char* name, const char* accept) {
  return {fmt::format("{}, direct", name), kDirect, [&hub, asked = RowsOf(hub.observations(), accept)] {
            uint64_t bytes = 0;
            hub.GetDirect(asked, [&bytes](std::string_view piece) { bytes += piece.size(); });
            return bytes;
          }};
}

Form ThroughGateway(Hub& hub, const char* name, bool gzip) {
  return {name, kHttp, [&hub, asked = RowsOf(hub.observations(), kCsv), gzip] {
            uint64_t bytes = 0;
            hub.GetThroughGateway(
                asked, [&bytes](std::string_view piece) { bytes += piece.size(); }, gzip);
            return bytes;
          }};
}

// By turns, each once before that.
void Measure(std::vector<Form>& forms) {
  for (Form& form : forms) form.Round(), form.seconds.clear();
  for (int round = 0; round < kRounds; ++round) {
    for (Form& form : forms) form.Round();
  }
}

void AddRates(const std::vector<Form>& forms, uint64_t rows, Report& report) {
  for (const Form& form : forms) {
    report.Add({form.name,
                static_cast<double>(rows) / Quantile(form.seconds, 0.5),
                "rows/s",
                {},
                form.path,
                1,
                static_cast<int>(form.bytes / rows),
                fmt::format("{} rows; median of {} rounds, by turns", rows, kRounds)});
  }
}

void AddRatio(const Form& form, const Form& copy, std::optional<double> bar, uint64_t rows, Report& report) {
  std::vector<double> ratios;
  for (size_t i = 0; i < form.seconds.size(); ++i) ratios.push_back(100 * copy.seconds[i] / form.seconds[i]);
  report.Add({form.name + " / " + copy.name, Quantile(ratios, 0.5), "%", bar, form.path, 1,
              static_cast<int>(form.bytes / rows),
              fmt::format("median of {} rounds; least {:.0f}", kRounds, Quantile(ratios, 0))});
}

}  // namespace

void ManyRows(Hub& hub, Report& report) {
  PlainTables tables(hub.database());
  const uint64_t rows = MakeTable(hub, tables);
  std::vector<Form> forms = {Direct(hub, "SDMX-CSV", kCsv), Copying(tables, "COPY (…) TO STDOUT", "", rows),
                             Copying(tables, "COPY (…) TO STDOUT (FORMAT csv)", "(FORMAT csv)", rows),
                             ThroughGateway(hub, "SDMX-CSV, through the gateway", false),
                             ThroughGateway(hub, "SDMX-CSV, through the gateway, gzip", true)};
  Measure(forms);
  AddRates(forms, rows, report);
  AddRatio(forms[0], forms[1], kBar, rows, report);
  AddRatio(forms[0], forms[2], {}, rows, report);
  AddRatio(forms[3], forms[1], {}, rows, report);
  tables.Run(fmt::format("DROP TABLE {}", kTable));
  std::vector<Form> others = {
      Direct(hub, "generic SDMX-ML 2.1", "application/vnd.sdmx.genericdata+xml;version=2.1"),
      Direct(hub, "structure-specific SDMX-ML 2.1",
             "application/vnd.sdmx.structurespecificdata+xml;version=2.1"),
      Direct(hub, "SDMX-JSON 1.0", "application/vnd.sdmx.data+json;version=1.0.0")};
  Measure(others);
  AddRates(others, rows, report);
}

}  // namespace tabadul::bench
