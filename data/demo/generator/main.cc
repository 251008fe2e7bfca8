// tabadul-demo: writes demonstration records of one kind as contract JSON Lines, one file per source, to be pushed with
// `tabadul push`. Prints one line per file: source, number of records, path (separated by tabs).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "data/demo/generator/generator.h"
#include "fmt/format.h"
#include "google/protobuf/util/json_util.h"
#include "lib/platform/base/status.h"

namespace {

using Records = std::vector<tabadul::exchange::v1::Record>;

bool Write(const std::filesystem::path& path, const Records& records) {
  const std::string part = path.string() + ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  for (const auto& record : records) {
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(record, &json).ok()) return false;
    file << json << '\n';
  }
  file.close();
  if (!file) return false;
  std::error_code error;
  std::filesystem::rename(part, path, error);
  return !error;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Writes demonstration records: invented, plausible, plainly marked (sources DEMO/<country>/pes, "
      "DEMO/<country>/training)."};
  tabadul::demo::Options options;
  std::string out, today, kind = "vacancy";
  app.add_option("--seed", options.seed, "The same seed, count and day give the same records")
      ->capture_default_str();
  app.add_option("--out", out, "Directory for the files")->required();
  app.add_option("--count", options.count, "Number of records")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000'000));
  app.add_option("--kind", kind, "vacancy or training_offer")
      ->capture_default_str()
      ->check(CLI::IsMember({"vacancy", "training_offer"}));
  app.add_option("--today", today, "Day of generation, YYYY-MM-DD (default: today, UTC)");
  CLI11_PARSE(app, argc, argv);

  options.today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  if (!today.empty() && !absl::ParseCivilTime(today, &options.today)) {
    fmt::print(stderr, "tabadul-demo: --today is written YYYY-MM-DD\n");
    return 2;
  }
  const auto vocabulary = tabadul::demo::LoadVocabulary();
  if (!vocabulary.ok()) {
    fmt::print(stderr, "tabadul-demo: {}\n", tabadul::Std(vocabulary.status().message()));
    return 1;
  }
  std::error_code error;
  std::filesystem::create_directories(out, error);
  const auto generate = kind == "vacancy" ? tabadul::demo::Generate : tabadul::demo::GenerateTrainings;
  for (const auto& [source, records] : generate(*vocabulary, options)) {
    const auto path = std::filesystem::path(out) / (absl::StrReplaceAll(source, {{"/", "-"}}) + ".jsonl");
    if (!Write(path, records)) {
      fmt::print(stderr, "tabadul-demo: cannot write {}\n", path.string());
      return 1;
    }
    fmt::print("{}\t{}\t{}\n", source, records.size(), path.string());
  }
  return 0;
}
