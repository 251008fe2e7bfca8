#include "services/statistics/indicators/vacancy_counts.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "lib/platform/base/status.h"
#include "lib/platform/base/utc.h"
#include "services/statistics/indicators/month.h"

namespace tabadul::statistics {
namespace {

namespace wire = exchange::v1;

absl::Status Beyond(std::string_view field, size_t limit) {
  return Error(common::v1::ERROR_REASON_TOO_MANY,
               {{"field", std::string(field)}, {"limit", std::to_string(limit)}});
}

bool NeverWas(const wire::StoredRecord& stored) {
  return stored.asserted() == wire::ASSERTED_STATE_ERASED ||
         stored.closure_reason() == wire::CLOSURE_REASON_RETRACTED ||
         stored.closure_reason() == wire::CLOSURE_REASON_DUPLICATE;
}

absl::Time BeginningOf(const wire::StoredRecord& stored) {
  const absl::Time known = TimeOf(stored.create_time());
  if (!stored.record().vacancy().has_published()) return known;
  const auto& day = stored.record().vacancy().published();
  return std::min(known,
                  absl::FromCivil(absl::CivilDay(day.year(), day.month(), day.day()), absl::UTCTimeZone()));
}

}  // namespace

VacancyCounts::Minutes VacancyCounts::MinutesOf(absl::Time time) {
  const int64_t minutes = absl::ToInt64Minutes(absl::Floor(time - absl::UnixEpoch(), absl::Minutes(1)));
  return static_cast<Minutes>(
      std::clamp<int64_t>(minutes, std::numeric_limits<Minutes>::min(), kOpen - int64_t{1}));
}

std::optional<VacancyCounts::Id> VacancyCounts::IdOf(std::string_view hub_id) {
  constexpr size_t kHalf = 16;
  Id id;
  if (hub_id.size() != 2 * kHalf || !absl::SimpleHexAtoi(Absl(hub_id.substr(0, kHalf)), &id.first) ||
      !absl::SimpleHexAtoi(Absl(hub_id.substr(kHalf)), &id.second)) {
    return std::nullopt;
  }
  return id;
}

std::optional<VacancyCounts::Held> VacancyCounts::HeldOf(const wire::StoredRecord& stored) {
  const VacancyClasses classes = ClassesOf(stored);
  if (NeverWas(stored) || classes.country.size() != sizeof(Held::country)) return std::nullopt;
  Held held{.begins = MinutesOf(BeginningOf(stored)),
            .major_group = classes.major_group,
            .section = classes.section,
            .ended = stored.lifecycle() != wire::LIFECYCLE_OPEN};
  classes.country.copy(held.country, sizeof(held.country));
  if (stored.has_expire_time()) held.ends = MinutesOf(TimeOf(stored.expire_time()));
  if (held.ended) held.ends = std::min(held.ends, MinutesOf(TimeOf(stored.update_time())));
  return held;
}

absl::StatusOr<uint32_t> VacancyCounts::NumberOf(const std::string& source) {
  if (const auto found = by_source_.find(source); found != by_source_.end()) return found->second;
  if (sources_.size() >= limits_.sources) return Beyond("sources", limits_.sources);
  const auto number = static_cast<uint32_t>(sources_.size());
  sources_.push_back(source);
  by_source_.emplace(source, number);
  return number;
}

absl::Status VacancyCounts::Take(const wire::Change& change) {
  const std::string& hub_id = change.has_removal() ? change.removal().hub_id() : change.state().hub_id();
  const std::optional<Id> id = IdOf(hub_id);
  if (!id) return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "hub_id"}, {"form", "32 hex digits"}});
  const auto found = held_.find(*id);
  std::optional<Held> held = change.has_removal() ? std::nullopt : HeldOf(change.state());
  // The time of a later change of a vacancy that had ended is not its end.
  if (held && held->ended && found != held_.end() && found->second.ended)
    held->ends = std::min(held->ends, found->second.ends);
  if (!held || held->ends < forgotten_) {
    if (found != held_.end()) held_.erase(found);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(held->source, NumberOf(change.state().record().source()));
  if (found != held_.end()) {
    found->second = *held;
    return absl::OkStatus();
  }
  if (held_.size() >= limits_.vacancies) return Beyond("vacancies", limits_.vacancies);
  held_.emplace(*id, *held);
  return absl::OkStatus();
}

absl::Status VacancyCounts::Apply(const client::ChangeList& changes, const std::string& cursor) {
  absl::MutexLock lock(&mutex_);
  for (const wire::Change& change : changes) RETURN_IF_ERROR(Take(change));
  cursor_ = cursor;
  return absl::OkStatus();
}

absl::Status VacancyCounts::Withdraw(const wire::Withdrawn& withdrawn) {
  absl::MutexLock lock(&mutex_);
  const auto source = by_source_.find(withdrawn.source());
  if (source == by_source_.end()) return absl::OkStatus();
  // Sections are parts of a payload: whoever loses one gets the record anew, without it.
  absl::erase_if(held_, [&](const auto& entry) { return entry.second.source == source->second; });
  return absl::OkStatus();
}

absl::Status VacancyCounts::Restart() {
  absl::MutexLock lock(&mutex_);
  for (auto& [id, held] : held_) held.unseen = true;
  cursor_.clear();
  complete_until_ = absl::InfinitePast();
  return absl::OkStatus();
}

absl::Status VacancyCounts::Marked() {
  absl::MutexLock lock(&mutex_);
  if (complete_until_ == absl::InfinitePast())
    absl::erase_if(held_, [](const auto& entry) { return entry.second.unseen; });
  complete_until_ = clock_.Now();
  return absl::OkStatus();
}

std::string VacancyCounts::Applied() const {
  absl::MutexLock lock(&mutex_);
  return cursor_;
}

absl::Time VacancyCounts::complete_until() const {
  absl::MutexLock lock(&mutex_);
  return complete_until_;
}

CountsByCountry VacancyCounts::Count(int64_t month,
                                     const std::function<bool(std::string_view source)>& counts) const {
  const Minutes begins = MinutesOf(statistics::BeginningOf(month)), ends = MinutesOf(EndOf(month));
  CountsByCountry counted;
  absl::MutexLock lock(&mutex_);
  std::vector<bool> wanted;
  for (const std::string& source : sources_) wanted.push_back(counts(source));
  for (const auto& [id, held] : held_) {
    if (!wanted[held.source] || held.begins >= ends || held.ends < begins) continue;
    const bool open = held.ends >= ends, opened = held.begins >= begins;
    if (!open && !opened) continue;
    MonthCounts& country = counted[std::string(held.country, sizeof(held.country))];
    if (open) country.open.Add(held.major_group, held.section);
    if (opened) country.opened.Add(held.major_group, held.section);
  }
  return counted;
}

void VacancyCounts::Forget(int64_t month) {
  absl::MutexLock lock(&mutex_);
  const Minutes forgotten = forgotten_ = std::max(forgotten_, MinutesOf(EndOf(month)));
  absl::erase_if(held_, [&](const auto& entry) { return entry.second.ends < forgotten; });
}

size_t VacancyCounts::size() const {
  absl::MutexLock lock(&mutex_);
  return held_.size();
}

}  // namespace tabadul::statistics
