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

std::string Verdict(const Figure& figure) {
  if (!figure.bar) return "";
  return fmt::format("{} {}", figure.value >= *figure.bar ? "reached" : "MISSED ", Number(*figure.bar));
}

}  // namespace

void Report::Add(Figure figure) {
  fmt::print("{:<58} {:>10} {:<10} {:<14} {}\n", figure.figure, Number(figure.value), figure.unit,
             Verdict(figure), figure.note);
  std::fflush(stdout);
  figures_.push_back(std::move(figure));
}

int Report::Finish() const {
  const char* path = std::getenv("TABADUL_BENCH_OUT");
  fmt::print("{} figures on {} cores\n", figures_.size(), std::thread::hardware_concurrency());
  if (path == nullptr) return 0;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Figure& figure : figures_) {
    nlohmann::ordered_json row = {{"figure", figure.figure}, {"value", figure.value}, {"unit", figure.unit}};
    row["bar"] = figure.bar ? nlohmann::ordered_json(*figure.bar) : nlohmann::ordered_json();
    row["reached"] =
        figure.bar ? nlohmann::ordered_json(figure.value >= *figure.bar) : nlohmann::ordered_json();
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
