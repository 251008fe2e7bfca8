// What records of several kinds promise, as their keyword columns say it.
#pragma once

namespace tabadul::jobs {

inline constexpr char kOpenToForeigners[] = "open_to_foreigners";

}  // namespace tabadul::jobs
