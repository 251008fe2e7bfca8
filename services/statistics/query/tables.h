// Tables, latest values, countries side by side. Pure; names in `language`; bounded in observations, rows and bytes.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "services/statistics/holdings.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::statistics::query {

inline constexpr int kDefaultRows = 100, kMaxRows = 500;
inline constexpr size_t kMaxObservations = 50'000;
inline constexpr size_t kMaxBytes = 3u << 20;  // of an answer; gRPC takes 4 MiB
inline constexpr int kMaxAreas = 1'000;        // of GetLatest
inline constexpr int kMaxCountries = 60;

absl::StatusOr<v1::GetTableResponse> GetTable(const Holdings& holdings, const v1::GetTableRequest& request,
                                              std::string_view language);
absl::StatusOr<v1::GetLatestResponse> GetLatest(const Holdings& holdings, const v1::GetLatestRequest& request,
                                                std::string_view language);
absl::StatusOr<v1::CompareCountriesResponse> CompareCountries(const Holdings& holdings,
                                                              const v1::CompareCountriesRequest& request,
                                                              std::string_view language);

}  // namespace tabadul::statistics::query
