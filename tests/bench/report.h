// What a bench says: figures with their bars, printed as a table and written as JSON to $TABADUL_BENCH_OUT:
// [{part, figure, value, unit, bar, reached, path, clients, payload_bytes, note, measured, commit}]; null is what a row has
// not. A row is written as soon as it is measured, over the one that the same part wrote under that name before; the rows
// of other parts stay as they are. Not thread-safe; one process at a time writes to a file.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>

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
  // Of a bench, or of a part of it.
  explicit Report(std::string part) : part_(std::move(part)) {}
  // Printed at once, and written: what was measured stays when a long bench dies.
  void Add(Figure figure);
  // The number of figures, the machine, the file, from which rows go that this part wrote once and did not write now. The
  // exit code is 0 whether or not bars are reached (a bench tells, it does not judge), and 1 if the file cannot be written.
  int Finish() const;

 private:
  const std::string part_;
  std::set<std::string> measured_;  // the names
};

}  // namespace tabadul::bench
