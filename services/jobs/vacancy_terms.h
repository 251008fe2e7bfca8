// What a vacancy adds to the vocabulary, and what a completion means to a searcher of vacancies. Pure, thread-safe.
#pragma once

#include "lib/finding/card.h"
#include "lib/finding/vocabulary.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

// Titles, the occupation and cities to complete to; titles, employers and cities to correct by.
finding::Terms TermsOfVacancy(const finding::Card& card);
finding::Terms TermsOf(const v1::VacancyCard& shown);
v1::Completion ToProto(search::Completer::Completion found);

}  // namespace tabadul::jobs
