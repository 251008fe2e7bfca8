#include "services/statistics/submission/report.h"

#include <gtest/gtest.h>

namespace tabadul::statistics {
namespace {

TEST(SubmissionReports, WhatIsToldIsBoundedAndAllIsCounted) {
  Report report;
  for (int i = 0; i < 1000; ++i) {
    report.AddMistake(static_cast<uint64_t>(1000 - i), "s", "2024",
                      {"SEX", common::v1::ERROR_REASON_REQUIRED, {}});
    report.AddWarning(
        1, "s", {.kind = SeriesWarning::Kind::kGap, .period = "2024", .before = "2022", .after = "2024"});
  }
  report.CountMistakes(7);
  const auto finished = report.Finish();
  EXPECT_EQ(finished.mistakes_size(), kMaxReported);
  EXPECT_EQ(finished.mistake_count(), 1007u);
  EXPECT_EQ(finished.warnings_size(), kMaxReported);
  EXPECT_EQ(finished.warning_count(), 1000u);
  EXPECT_LT(finished.mistakes(0).line(), finished.mistakes(1).line());
}

TEST(SubmissionReports, EveryOutcomeHasItsCount) {
  Report report;
  for (int outcome = exchange::v1::OUTCOME_CREATED; outcome <= exchange::v1::OUTCOME_REJECTED; ++outcome) {
    report.CountOutcome(static_cast<exchange::v1::Outcome>(outcome));
  }
  const auto finished = report.Finish();
  EXPECT_EQ(
      finished.created() + finished.updated() + finished.unchanged() + finished.closed() + finished.held(),
      5u);
  EXPECT_EQ(finished.rejected(), 4u) << "ERASED, STALE, CONFLICT and REJECTED";
}

TEST(SubmissionReports, PeopleReadThemInTheirLanguage) {
  Report report;
  report.AddMistake(
      7, "s", "2024",
      {"REF_AREA", common::v1::ERROR_REASON_UNKNOWN_CODE, {{"scheme", "CL_AREA"}, {"code", "XX"}}});
  using Kind = SeriesWarning::Kind;
  report.AddWarning(1, "s", {.kind = Kind::kJump, .period = "2024", .before = "7", .after = "70"});
  report.AddWarning(1, "s", {.kind = Kind::kUnit, .component = "UNIT", .before = "PT", .after = "NB"});
  report.AddWarning(1, "s", {.kind = Kind::kUnit, .period = "2024", .before = "1", .after = "1000"});
  report.AddWarning(1, "s", {.kind = Kind::kGap, .period = "2024", .before = "2021", .after = "2024"});
  const auto finished = report.Finish();
  for (const char* language : {"ar", "en", "fr"}) {
    v1::SubmissionReport shown = finished;
    Localise(language, shown);
    const std::string mistake = shown.mistakes(0).violation().message().message();
    EXPECT_NE(mistake.find("REF_AREA"), std::string::npos) << mistake;
    EXPECT_NE(mistake.find("XX"), std::string::npos) << mistake;
    for (const auto& warning : shown.warnings()) {
      const std::string& message = warning.message().message();
      EXPECT_NE(message.find(warning.after()), std::string::npos) << message;
      EXPECT_EQ(message.find("submission."), std::string::npos) << message;
      EXPECT_EQ(message.find_first_of("{}[]"), std::string::npos) << message;
    }
  }
}

}  // namespace
}  // namespace tabadul::statistics
