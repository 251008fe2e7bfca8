// From the parameters of the pages of results to the requests that they mean. Pure.
//
// A mistake names the parameter (MALFORMED, OUT_OF_RANGE, UNKNOWN_CODE); what the service knows better, it refuses itself,
// and ParameterOf says which parameter that was.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "lib/platform/base/status.h"
#include "services/web/pages/query.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tabadul/jobs/v1/training_service.pb.h"
#include "tabadul/statistics/v1/practice_service.pb.h"

namespace tabadul::web::pages {

// The parameters that a page of results knows, in the order of its address.
absl::Span<const std::string_view> VacancyParameters();
absl::Span<const std::string_view> TrainingParameters();
absl::Span<const std::string_view> PracticeParameters();
// Of them, what of a query as it was sent means something: lists aside each once, of those that are on or off "1", a currency
// and a unit beside an amount.
Query VacancyQuery(std::string_view sent);
Query TrainingQuery(std::string_view sent);
Query PracticeQuery(std::string_view sent);

absl::StatusOr<jobs::v1::SearchVacanciesRequest> ToVacancyRequest(const Query& query, absl::Time now);
absl::StatusOr<jobs::v1::SearchTrainingOffersRequest> ToTrainingRequest(const Query& query);
absl::StatusOr<statistics::v1::SearchGoodPracticesRequest> ToPracticeRequest(const Query& query);

// The amount of "pay", as the contract has it: digits of any script, with spaces between thousands, may be typed.
std::string AmountOf(const Query& query);

// "pay" for "pay.minimum", "country" for "countries[2]".
std::string_view ParameterOf(std::string_view field);

}  // namespace tabadul::web::pages
