// What a list shows of a vacancy. Pure.
#pragma once

#include "lib/finding/card.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

// Of a record that searches show; its bytes are a v1::VacancyCard.
finding::Card MakeCard(const exchange::Entry& entry, const v1::Vacancy& vacancy);
// The same, with that message in `shown`, which is empty before.
finding::Card MakeCard(const exchange::Entry& entry, const v1::Vacancy& vacancy, v1::VacancyCard& shown);

}  // namespace tabadul::jobs
