#include "lib/taxonomy/member_states.h"

#include <algorithm>
#include <iterator>

namespace tabadul::taxonomy {
namespace {

using enum StateGroup;

// Albania, Guyana and Suriname sit with the Asian group.
constexpr MemberState kStates[] = {
    {"AE", "ARE", kArab, "AED"},    {"AF", "AFG", kAsian, "AFN"},   {"AL", "ALB", kAsian, "ALL"},
    {"AZ", "AZE", kAsian, "AZN"},   {"BD", "BGD", kAsian, "BDT"},   {"BF", "BFA", kAfrican, "XOF"},
    {"BH", "BHR", kArab, "BHD"},    {"BJ", "BEN", kAfrican, "XOF"}, {"BN", "BRN", kAsian, "BND"},
    {"CI", "CIV", kAfrican, "XOF"}, {"CM", "CMR", kAfrican, "XAF"}, {"DJ", "DJI", kArab, "DJF"},
    {"DZ", "DZA", kArab, "DZD"},    {"EG", "EGY", kArab, "EGP"},    {"GA", "GAB", kAfrican, "XAF"},
    {"GM", "GMB", kAfrican, "GMD"}, {"GN", "GIN", kAfrican, "GNF"}, {"GW", "GNB", kAfrican, "XOF"},
    {"GY", "GUY", kAsian, "GYD"},   {"ID", "IDN", kAsian, "IDR"},   {"IQ", "IRQ", kArab, "IQD"},
    {"IR", "IRN", kAsian, "IRR"},   {"JO", "JOR", kArab, "JOD"},    {"KG", "KGZ", kAsian, "KGS"},
    {"KM", "COM", kArab, "KMF"},    {"KW", "KWT", kArab, "KWD"},    {"KZ", "KAZ", kAsian, "KZT"},
    {"LB", "LBN", kArab, "LBP"},    {"LY", "LBY", kArab, "LYD"},    {"MA", "MAR", kArab, "MAD"},
    {"ML", "MLI", kAfrican, "XOF"}, {"MR", "MRT", kArab, "MRU"},    {"MV", "MDV", kAsian, "MVR"},
    {"MY", "MYS", kAsian, "MYR"},   {"MZ", "MOZ", kAfrican, "MZN"}, {"NE", "NER", kAfrican, "XOF"},
    {"NG", "NGA", kAfrican, "NGN"}, {"OM", "OMN", kArab, "OMR"},    {"PK", "PAK", kAsian, "PKR"},
    {"PS", "PSE", kArab, "ILS"},    {"QA", "QAT", kArab, "QAR"},    {"SA", "SAU", kArab, "SAR"},
    {"SD", "SDN", kArab, "SDG"},    {"SL", "SLE", kAfrican, ""},    {"SN", "SEN", kAfrican, "XOF"},
    {"SO", "SOM", kArab, "SOS"},    {"SR", "SUR", kAsian, "SRD"},   {"SY", "SYR", kArab, "SYP"},
    {"TD", "TCD", kAfrican, "XAF"}, {"TG", "TGO", kAfrican, "XOF"}, {"TJ", "TJK", kAsian, "TJS"},
    {"TM", "TKM", kAsian, "TMT"},   {"TN", "TUN", kArab, "TND"},    {"TR", "TUR", kAsian, "TRY"},
    {"UG", "UGA", kAfrican, "UGX"}, {"UZ", "UZB", kAsian, "UZS"},   {"YE", "YEM", kArab, "YER"},
};
static_assert(std::size(kStates) == 57);

static_assert(std::ranges::is_sorted(kStates, {}, &MemberState::alpha2));

}  // namespace

absl::Span<const MemberState> MemberStates() { return kStates; }

const MemberState* FindMemberState(std::string_view alpha2) {
  const auto before = [](const MemberState& state, std::string_view code) { return state.alpha2 < code; };
  const MemberState* found = std::lower_bound(std::begin(kStates), std::end(kStates), alpha2, before);
  return found != std::end(kStates) && found->alpha2 == alpha2 ? found : nullptr;
}

}  // namespace tabadul::taxonomy
