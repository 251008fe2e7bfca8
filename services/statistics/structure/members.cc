#include "services/statistics/structure/members.h"

#include <algorithm>

namespace tabadul::statistics {
namespace {

constexpr std::string_view kMembers[] = {
    "AE", "AF", "AL", "AZ", "BD", "BF", "BH", "BJ", "BN", "CI", "CM", "DJ", "DZ", "EG", "GA",
    "GM", "GN", "GW", "GY", "ID", "IQ", "IR", "JO", "KG", "KM", "KW", "KZ", "LB", "LY", "MA",
    "ML", "MR", "MV", "MY", "MZ", "NE", "NG", "OM", "PK", "PS", "QA", "SA", "SD", "SL", "SN",
    "SO", "SR", "SY", "TD", "TG", "TJ", "TM", "TN", "TR", "UG", "UZ", "YE"};
static_assert(std::size(kMembers) == 57);
static_assert(std::is_sorted(std::begin(kMembers), std::end(kMembers)));

}  // namespace

absl::Span<const std::string_view> OicMembers() { return kMembers; }

}  // namespace tabadul::statistics
