// Vacancies as a public employment service states them, with pay, place, skills, dates and conditions in three languages
// (data/demo), and with descriptions of real length (corpus.h). The same number on the same day are the same. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "tabadul/exchange/v1/push.pb.h"

namespace tabadul::bench {

// All open; of no source yet, each with a version.
std::vector<exchange::v1::PushItem> MakeFullItems(size_t count);

}  // namespace tabadul::bench
