// Clients that each ask again as soon as they are answered: how many answers a second, how long each takes, and the processor
// time that it costs which process. What is compared is measured by turns, in rounds. What fails ends the bench.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/cpu_time.h"
#include "tests/bench/exchange/stage.h"

namespace tabadul::bench {

class Load {
 public:
  static constexpr size_t kClients = 8;
  // The bytes of the answer's body. Called by each client on a thread of its own.
  using Ask = std::function<absl::StatusOr<size_t>(size_t client)>;

  Load(Stage& stage, std::string name, const char* path, Ask ask);

  void WarmUp() const;
  void Round();

  // NAME, "NAME, p50" and "NAME, p99"; `unit` is what an answer is.
  void AddRows(const std::string& unit, std::optional<double> bar, const std::string& note) const;
  // "processor time of WHAT, whole machine", and of each process: "…, web" with what each of its threads had.
  void AddCosts(const std::string& what) const;
  double rate() const;  // answers a second
  int bytes() const;    // mean

 private:
  struct Answers;
  std::vector<Answers> Run(absl::Duration time) const;
  CpuTimes TimesOfProcesses() const;
  double Each(absl::Duration time) const;  // us

  Stage& stage_;
  const std::string name_;
  const char* const path_;
  const Ask ask_;
  std::vector<double> rates_;         // of each round
  std::vector<double> milliseconds_;  // of each answer
  uint64_t bytes_ = 0;
  absl::Duration machine_;  // processor time
  CpuTimes processes_, threads_of_web_;
};

// Each gets ready, then each has its turn in each round.
void ByTurns(const std::vector<Load*>& loads);

}  // namespace tabadul::bench
