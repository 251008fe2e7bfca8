// Vacancies as the feed brings them, for the tests of this room.
#pragma once

#include <string>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "lib/client/follower.h"
#include "lib/platform/base/utc.h"
#include "services/statistics/indicators/month.h"

namespace tabadul::statistics {

inline constexpr char kSampleVacancies[] = "EG/momp/pes";

inline absl::Time SampleTime(int month, int day, int hour = 12) {
  return absl::FromCivil(absl::CivilHour(2026, month, day, hour), absl::UTCTimeZone());
}
inline int64_t SampleMonth(int month) { return MonthOf(SampleTime(month, 15)); }

struct VacancySample {
  int id = 0;
  absl::Time created = SampleTime(3, 10);
  std::string country = "EG", occupation = "2221", industry = "8610";
  std::string source = kSampleVacancies;

  exchange::v1::Change Open() const {
    exchange::v1::Change change;
    auto& state = *change.mutable_state();
    state.set_hub_id(absl::StrFormat("%032x", id));
    state.set_asserted(exchange::v1::ASSERTED_STATE_OPEN);
    state.set_lifecycle(exchange::v1::LIFECYCLE_OPEN);
    *state.mutable_create_time() = TimestampOf(created);
    *state.mutable_update_time() = TimestampOf(created);
    state.mutable_record()->set_source(source);
    auto& vacancy = *state.mutable_record()->mutable_vacancy();
    vacancy.add_locations()->set_country(country);
    if (!occupation.empty()) vacancy.mutable_occupation()->set_code(occupation);
    if (!industry.empty()) vacancy.mutable_industry()->set_code(industry);
    return change;
  }
  exchange::v1::Change Closed(absl::Time at,
                              exchange::v1::ClosureReason why = exchange::v1::CLOSURE_REASON_FILLED) const {
    exchange::v1::Change change = Open();
    auto& state = *change.mutable_state();
    state.set_asserted(exchange::v1::ASSERTED_STATE_CLOSED);
    state.set_lifecycle(exchange::v1::LIFECYCLE_CLOSED);
    state.set_closure_reason(why);
    *state.mutable_update_time() = TimestampOf(at);
    return change;
  }
  exchange::v1::Change Erased() const {
    exchange::v1::Change change;
    change.mutable_state()->set_hub_id(absl::StrFormat("%032x", id));
    change.mutable_state()->set_asserted(exchange::v1::ASSERTED_STATE_ERASED);
    change.mutable_state()->mutable_record()->set_source(source);
    return change;
  }
  exchange::v1::Change Removed() const {
    exchange::v1::Change change;
    change.mutable_removal()->set_hub_id(absl::StrFormat("%032x", id));
    change.mutable_removal()->set_source(source);
    return change;
  }
};

inline client::ChangeList Changes(std::initializer_list<exchange::v1::Change> changes) {
  return {changes.begin(), changes.end()};
}

}  // namespace tabadul::statistics
