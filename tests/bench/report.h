// What a bench says: figures with their bars, printed as a table and written as JSON to $TABADUL_BENCH_OUT
// ([{figure, value, unit, bar, reached, path, clients, payload_bytes, note}]; null is what a row has not). Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tabadul::bench {

// How a value stands to its bar.
enum class Bound {
  kAtLeast,
  kAtMost,
  kElsewhere,  // another command measures it, which the note names: no value here
};

struct Figure {
  std::string figure;
  double value = 0;
  std::string unit;
  std::optional<double> bar;  // none = a measurement that others are compared with
  std::string path;           // what lies between: "gateway, TLS" …
  int clients = 1;
  int payload_bytes = 0;  // mean
  std::string note;
  Bound bound = Bound::kAtLeast;
};

class Report {
 public:
  explicit Report(std::string name) : name_(std::move(name)) {}
  // Printed at once: a long bench shows where it is.
  void Add(Figure figure);
  // The table, the machine, the file. The exit code is 0 whether or not bars are reached: a bench tells, it does
  // not judge.
  int Finish() const;

 private:
  std::string name_;
  std::vector<Figure> figures_;
};

}  // namespace tabadul::bench
