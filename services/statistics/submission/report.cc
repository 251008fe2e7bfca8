#include "services/statistics/submission/report.h"

#include <algorithm>

#include "lib/platform/messages/messages.h"

namespace tabadul::statistics {
namespace {

v1::SubmissionWarningKind KindOf(SeriesWarning::Kind kind) {
  switch (kind) {
    case SeriesWarning::Kind::kJump:
      return v1::SUBMISSION_WARNING_KIND_JUMP;
    case SeriesWarning::Kind::kUnit:
      return v1::SUBMISSION_WARNING_KIND_UNIT;
    case SeriesWarning::Kind::kGap:
      return v1::SUBMISSION_WARNING_KIND_GAP;
  }
  return v1::SUBMISSION_WARNING_KIND_UNSPECIFIED;
}

const char* MessageOf(const v1::SubmissionWarning& warning) {
  switch (warning.kind()) {
    case v1::SUBMISSION_WARNING_KIND_JUMP:
      return "submission.warnings.jump";
    case v1::SUBMISSION_WARNING_KIND_UNIT:
      return warning.component().empty() ? "submission.warnings.factor" : "statistics.warnings.unit";
    default:
      return "submission.warnings.gap";
  }
}

}  // namespace

void Report::CountOutcome(exchange::v1::Outcome outcome) {
  switch (outcome) {
    case exchange::v1::OUTCOME_CREATED:
      return report_.set_created(report_.created() + 1);
    case exchange::v1::OUTCOME_UPDATED:
      return report_.set_updated(report_.updated() + 1);
    case exchange::v1::OUTCOME_UNCHANGED:
      return report_.set_unchanged(report_.unchanged() + 1);
    case exchange::v1::OUTCOME_CLOSED:
      return report_.set_closed(report_.closed() + 1);
    case exchange::v1::OUTCOME_HELD:
      return report_.set_held(report_.held() + 1);
    default:  // ERASED, STALE and CONFLICT come of items that no submission has
      return CountRejected();
  }
}

void Report::AddMistake(uint64_t line, const std::string& series, std::string_view period,
                        const Violation& violation) {
  CountMistakes(1);
  if (report_.mistakes_size() == kMaxReported) return;
  v1::SubmissionMistake& mistake = *report_.add_mistakes();
  mistake.set_line(line);
  mistake.set_series(series);
  mistake.set_period(std::string(period));
  *mistake.mutable_violation() = violation.ToProto();
}

void Report::AddWarning(uint64_t line, const std::string& series, const SeriesWarning& warning) {
  report_.set_warning_count(report_.warning_count() + 1);
  if (report_.warnings_size() == kMaxReported) return;
  v1::SubmissionWarning& added = *report_.add_warnings();
  added.set_line(line);
  added.set_series(series);
  added.set_kind(KindOf(warning.kind));
  added.set_period(warning.period);
  added.set_component(warning.component);
  added.set_before(warning.before);
  added.set_after(warning.after);
}

v1::SubmissionReport Report::Finish() {
  std::stable_sort(report_.mutable_mistakes()->begin(), report_.mutable_mistakes()->end(),
                   [](const auto& a, const auto& b) { return a.line() < b.line(); });
  return std::move(report_);
}

void Localise(const std::string& language, v1::SubmissionReport& report) {
  for (v1::SubmissionMistake& mistake : *report.mutable_mistakes()) {
    common::v1::FieldViolation& violation = *mistake.mutable_violation();
    Metadata metadata(violation.metadata().begin(), violation.metadata().end());
    if (!violation.field().empty()) metadata["field"] = violation.field();
    violation.mutable_message()->set_locale(language);
    violation.mutable_message()->set_message(messages::ErrorText(language, violation.reason(), metadata));
  }
  for (v1::SubmissionWarning& warning : *report.mutable_warnings()) {
    Metadata metadata = {{"before", warning.before()}, {"after", warning.after()}};
    if (!warning.period().empty()) metadata["period"] = warning.period();
    if (!warning.component().empty()) metadata["component"] = warning.component();
    warning.mutable_message()->set_locale(language);
    warning.mutable_message()->set_message(messages::Text(language, MessageOf(warning), metadata));
  }
}

}  // namespace tabadul::statistics
