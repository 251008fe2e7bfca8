// Which dataflows there are, and what can be asked of one. Pure; names in `language`.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "services/statistics/holdings.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::statistics::query {

inline constexpr size_t kMaxQueryBytes = 500;

absl::StatusOr<v1::ListDataflowsResponse> ListDataflows(const Holdings& holdings,
                                                        const v1::ListDataflowsRequest& request,
                                                        std::string_view language);
absl::StatusOr<v1::GetDataflowResponse> GetDataflow(const Holdings& holdings,
                                                    const v1::GetDataflowRequest& request,
                                                    std::string_view language);

}  // namespace tabadul::statistics::query
