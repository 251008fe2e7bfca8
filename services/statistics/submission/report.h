// The report of a submission as it is gathered, and as a person is shown it. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/platform/base/status.h"
#include "services/statistics/series/warnings.h"
#include "tabadul/exchange/v1/outcome.pb.h"
#include "tabadul/statistics/v1/submission_service.pb.h"

namespace tabadul::statistics {

inline constexpr int kMaxReported = 200;  // mistakes, and warnings; all are counted

class Report {
 public:
  void CountObservations(uint64_t observations) { report_.set_observations(observations); }
  void CountOutcome(exchange::v1::Outcome outcome);
  void CountRejected() { report_.set_rejected(report_.rejected() + 1); }
  // Mistakes that are counted and not told.
  void CountMistakes(uint64_t more) { report_.set_mistake_count(report_.mistake_count() + more); }
  void AddMistake(uint64_t line, const std::string& series, std::string_view period,
                  const Violation& violation);
  void AddWarning(uint64_t line, const std::string& series, const SeriesWarning& warning);

  // With the mistakes by line, without texts for people.
  v1::SubmissionReport Finish();

 private:
  v1::SubmissionReport report_;
};

// Fills the messages of mistakes and warnings.
void Localise(const std::string& language, v1::SubmissionReport& report);

}  // namespace tabadul::statistics
