// What a search asks the index for. Pure, thread-safe.
#pragma once

#include "lib/pay/rates.h"
#include "services/jobs/document.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

// Of a valid search, without the continuation. `has_words`: whether its query has any.
Wanted ToWanted(const v1::SearchVacanciesRequest& request, bool has_words, const pay::Rates& rates);

}  // namespace tabadul::jobs
