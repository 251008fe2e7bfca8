#include "services/jobs/vacancy_card.h"

#include <algorithm>

#include "lib/platform/base/on_arena.h"
#include "services/jobs/coding.h"

namespace tabadul::jobs {
namespace {

constexpr int kShownLocations = 3;

void Fill(const exchange::Entry& entry, const v1::Vacancy& vacancy, v1::VacancyCard& card) {
  card.set_hub_id(entry.hub_id);
  card.set_source(entry.source);
  *card.mutable_title() = vacancy.title();
  if (vacancy.employer().has_name()) *card.mutable_employer() = vacancy.employer().name();
  for (int i = 0; i < std::min(vacancy.locations_size(), kShownLocations); ++i) {
    *card.add_locations() = vacancy.locations(i);
  }
  card.set_occupation(vacancy.occupation().code());
  card.set_suggested_occupation(SuggestedOccupation(entry));
  if (vacancy.has_pay()) *card.mutable_pay() = vacancy.pay();
  if (vacancy.has_published()) *card.mutable_published() = vacancy.published();
  if (vacancy.has_apply_by()) *card.mutable_apply_by() = vacancy.apply_by();
  if (vacancy.employer().has_register_checked())
    *card.mutable_employer_register_checked() = vacancy.employer().register_checked();
  *card.mutable_create_time() = finding::ToTimestamp(entry.created);
  *card.mutable_update_time() = finding::ToTimestamp(entry.updated);
}

}  // namespace

finding::Card MakeCard(const exchange::Entry& entry, const v1::Vacancy& vacancy) {
  OnArena<v1::VacancyCard> shown;
  return MakeCard(entry, vacancy, *shown);
}

finding::Card MakeCard(const exchange::Entry& entry, const v1::Vacancy& vacancy, v1::VacancyCard& shown) {
  Fill(entry, vacancy, shown);
  return finding::CardOf(entry, shown.SerializeAsString(),
                         vacancy.has_published() ? &vacancy.published() : nullptr);
}

}  // namespace tabadul::jobs
