#include "tests/bench/report.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

namespace tabadul::bench {
namespace {

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
nlohmann::ordered_json OrNull(const std::optional<Value>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

}  // namespace

void Report::Add(Figure figure) {
  fmt::print("{:<58} {:>10} {:<11} {:<16} {}\n", figure.figure,
             figure.bound == Bound::kElsewhere ? "-" : Number(figure.value), figure.unit, Verdict(figure),
             figure.note);
  std::fflush(stdout);
  figures_.push_back(std::move(figure));
}

int Report::Finish() const {
  const char* path = std::getenv("TABADUL_BENCH_OUT");
  fmt::print("{} figures on {} cores\n", figures_.size(), std::thread::hardware_concurrency());
  if (path == nullptr) return 0;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Figure& figure : figures_) {
    const bool here = figure.bound != Bound::kElsewhere;
    nlohmann::ordered_json row;
    row["figure"] = figure.figure;
    row["value"] = OrNull(here ? std::optional(figure.value) : std::nullopt);
    row["unit"] = figure.unit;
    row["bar"] = OrNull(figure.bar);
    row["reached"] = OrNull(Reached(figure));
    row["path"] = figure.path;
    row["clients"] = figure.clients;
    row["payload_bytes"] = figure.payload_bytes;
    row["note"] = figure.note;
    list.push_back(std::move(row));
  }
  std::ofstream(path) << list.dump(2) << "\n";
  fmt::print("written: {}\n", path);
  return 0;
}

}  // namespace tabadul::bench
