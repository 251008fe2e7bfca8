// tabadul-demo: writes demonstration records of one kind, one file per source: as contract JSON Lines, to be pushed with
// `tabadul push`, or (series) as SDMX-CSV, to be submitted. Prints one line per file: source, number of records, path
// (separated by tabs).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "data/demo/generator/generator.h"
#include "data/demo/generator/series_csv.h"
#include "fmt/format.h"
#include "google/protobuf/util/json_util.h"
#include "lib/platform/base/status.h"

namespace {

using Records = std::vector<tabadul::exchange::v1::Record>;

bool WriteJson(const Records& records, std::ostream& out) {
  for (const auto& record : records) {
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(record, &json).ok()) return false;
    out << json << '\n';
  }
  return true;
}

template <class Write>
bool WriteFile(const std::filesystem::path& path, Write write) {
  const std::string part = path.string() + ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  const bool written = write(file);
  file.close();
  if (!written || !file) return false;
  std::error_code error;
  std::filesystem::rename(part, path, error);
  return !error;
}

using Generate = decltype(&tabadul::demo::Generate);
const std::map<std::string, Generate> kKinds = {{"vacancy", tabadul::demo::Generate},
                                                {"training_offer", tabadul::demo::GenerateTrainings},
                                                {"series", tabadul::demo::GenerateSeries},
                                                {"good_practice", tabadul::demo::GeneratePractices}};

struct Asked {
  tabadul::demo::Options options;
  std::string out, kind = "vacancy", format = "jsonl";
};

int Run(const Asked& asked) {
  const auto vocabulary = tabadul::demo::LoadVocabulary();
  if (!vocabulary.ok()) {
    fmt::print(stderr, "tabadul-demo: {}\n", tabadul::Std(vocabulary.status().message()));
    return 1;
  }
  std::error_code error;
  std::filesystem::create_directories(asked.out, error);
  const bool csv = asked.format == "sdmx-csv";
  for (const auto& [source, records] : kKinds.at(asked.kind)(*vocabulary, asked.options)) {
    const auto path = std::filesystem::path(asked.out) /
                      (absl::StrReplaceAll(source, {{"/", "-"}}) + (csv ? ".csv" : ".jsonl"));
    const bool written = WriteFile(path, [&, &list = records](std::ostream& file) {
      if (!csv) return WriteJson(list, file);
      tabadul::demo::WriteSeriesCsv(vocabulary->series, list, file);
      return true;
    });
    if (!written) {
      fmt::print(stderr, "tabadul-demo: cannot write {}\n", path.string());
      return 1;
    }
    fmt::print("{}\t{}\t{}\n", source, records.size(), path.string());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Writes demonstration records: invented, plausible, plainly marked (sources DEMO/<country>/pes, "
      "DEMO/<country>/training, DEMO/<country>/stat, DEMO/<country>/practices)."};
  Asked asked;
  std::string today;
  app.add_option("--seed", asked.options.seed, "The same seed, count and day give the same records")
      ->capture_default_str();
  app.add_option("--out", asked.out, "Directory for the files")->required();
  app.add_option("--count", asked.options.count,
                 "Number of vacancies or training offers; of the other kinds all are written")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000'000));
  app.add_option("--kind", asked.kind, "vacancy, training_offer, series or good_practice")
      ->capture_default_str()
      ->check(CLI::IsMember({"vacancy", "training_offer", "series", "good_practice"}));
  app.add_option("--format", asked.format, "jsonl, or of series sdmx-csv")
      ->capture_default_str()
      ->check(CLI::IsMember({"jsonl", "sdmx-csv"}));
  app.add_option("--today", today, "Day of generation, YYYY-MM-DD (default: today, UTC)");
  CLI11_PARSE(app, argc, argv);

  asked.options.today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  if (!today.empty() && !absl::ParseCivilTime(today, &asked.options.today)) {
    fmt::print(stderr, "tabadul-demo: --today is written YYYY-MM-DD\n");
    return 2;
  }
  if (asked.format == "sdmx-csv" && asked.kind != "series") {
    fmt::print(stderr, "tabadul-demo: --format sdmx-csv is for --kind series\n");
    return 2;
  }
  return Run(asked);
}
