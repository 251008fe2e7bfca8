#include "tests/bench/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace tabadul::bench {
namespace {

using Row = nlohmann::ordered_json;

std::string Number(double value) {
  if (value >= 100) return fmt::format("{:.0f}", value);
  return value >= 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.2f}", value);
}

// None if there is nothing to be reached here.
std::optional<bool> Reached(const Figure& figure) {
  if (!figure.bar || figure.bound == Bound::kElsewhere) return std::nullopt;
  return figure.bound == Bound::kAtMost ? figure.value <= *figure.bar : figure.value >= *figure.bar;
}

std::string Verdict(const Figure& figure) {
  const auto reached = Reached(figure);
  if (!reached) return "";
  return fmt::format("{} {}{}", *reached ? "reached" : "MISSED ", figure.bound == Bound::kAtMost ? "<= " : "",
                     Number(*figure.bar));
}

template <class Value>
Row OrNull(const std::optional<Value>& value) {
  return value ? Row(*value) : Row();
}

// "bb6bfd0", "bb6bfd0-dirty" if the tree has changes; empty outside a checkout.
std::string Commit() {
  FILE* const git = popen("git --no-optional-locks describe --always --dirty --exclude='*' 2>/dev/null", "r");
  if (git == nullptr) return "";
  char line[128] = "";
  const bool read = std::fgets(line, sizeof(line), git) != nullptr;
  pclose(git);
  const std::string commit = read ? line : "";
  return commit.substr(0, commit.find('\n'));
}

Row RowOf(const std::string& part, const Figure& figure) {
  static const std::string commit = Commit();
  const bool here = figure.bound != Bound::kElsewhere;
  Row row;
  row["part"] = part;
  row["figure"] = figure.figure;
  row["value"] = OrNull(here ? std::optional(figure.value) : std::nullopt);
  row["unit"] = figure.unit;
  row["bar"] = OrNull(figure.bar);
  row["reached"] = OrNull(Reached(figure));
  row["path"] = figure.path;
  row["clients"] = figure.clients;
  row["payload_bytes"] = figure.payload_bytes;
  row["note"] = figure.note;
  row["measured"] =
      here ? Row(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now(), absl::UTCTimeZone())) : Row();
  row["commit"] = here && !commit.empty() ? Row(commit) : Row();
  return row;
}

const char* File() { return std::getenv("TABADUL_BENCH_OUT"); }

// The rows of the file that say whose they are; none if it is not there or not such a file.
Row Read(const std::string& path) {
  std::ifstream file(path);
  const Row all = Row::parse(file, nullptr, /*allow_exceptions=*/false);
  Row rows = Row::array();
  if (!all.is_array()) return rows;
  for (const Row& row : all) {
    if (row.is_object() && row.contains("part") && row.contains("figure")) rows.push_back(row);
  }
  return rows;
}

// All of it or nothing.
bool Write(const std::string& path, const Row& rows) {
  const std::string unfinished = path + ".part";
  std::ofstream file(unfinished);
  file << rows.dump(2) << "\n";
  file.close();
  std::error_code error;
  if (file.good()) std::filesystem::rename(unfinished, path, error);
  return file.good() && !error;
}

}  // namespace

void Report::Add(Figure figure) {
  fmt::print("{:<58} {:>10} {:<11} {:<16} {}\n", figure.figure,
             figure.bound == Bound::kElsewhere ? "-" : Number(figure.value), figure.unit, Verdict(figure),
             figure.note);
  std::fflush(stdout);
  measured_.insert(figure.figure);
  if (File() == nullptr) return;
  Row rows = Read(File());
  const auto before = std::find_if(rows.begin(), rows.end(), [&](const Row& row) {
    return row["part"] == part_ && row["figure"] == figure.figure;
  });
  Row row = RowOf(part_, figure);
  before == rows.end() ? rows.push_back(std::move(row)) : void(*before = std::move(row));
  Write(File(), rows);
}

int Report::Finish() const {
  fmt::print("{} figures on {} cores\n", measured_.size(), std::thread::hardware_concurrency());
  if (File() == nullptr) return 0;
  Row kept = Row::array();
  for (const Row& row : Read(File())) {
    if (row["part"] != part_ || measured_.contains(row["figure"].get<std::string>())) kept.push_back(row);
  }
  const bool written = Write(File(), kept);
  fmt::print(fmt::runtime(written ? "written: {}\n" : "{} cannot be written\n"), File());
  std::fflush(stdout);
  return written ? 0 : 1;
}

}  // namespace tabadul::bench
