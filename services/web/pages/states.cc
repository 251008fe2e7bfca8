#include "services/web/pages/states.h"

namespace tabadul::web::pages {

absl::Span<const State> States() {
  using enum Group;
  // Albania, Guyana and Suriname sit with the Asian group.
  static constexpr State kStates[] = {
      {"AE", kArab, "AED"},    {"BH", kArab, "BHD"},    {"DJ", kArab, "DJF"},    {"DZ", kArab, "DZD"},
      {"EG", kArab, "EGP"},    {"IQ", kArab, "IQD"},    {"JO", kArab, "JOD"},    {"KM", kArab, "KMF"},
      {"KW", kArab, "KWD"},    {"LB", kArab, "LBP"},    {"LY", kArab, "LYD"},    {"MA", kArab, "MAD"},
      {"MR", kArab, "MRU"},    {"OM", kArab, "OMR"},    {"PS", kArab, "ILS"},    {"QA", kArab, "QAR"},
      {"SA", kArab, "SAR"},    {"SD", kArab, "SDG"},    {"SO", kArab, "SOS"},    {"SY", kArab, "SYP"},
      {"TN", kArab, "TND"},    {"YE", kArab, "YER"},    {"AF", kAsian, "AFN"},   {"AL", kAsian, "ALL"},
      {"AZ", kAsian, "AZN"},   {"BD", kAsian, "BDT"},   {"BN", kAsian, "BND"},   {"GY", kAsian, "GYD"},
      {"ID", kAsian, "IDR"},   {"IR", kAsian, "IRR"},   {"KG", kAsian, "KGS"},   {"KZ", kAsian, "KZT"},
      {"MV", kAsian, "MVR"},   {"MY", kAsian, "MYR"},   {"PK", kAsian, "PKR"},   {"SR", kAsian, "SRD"},
      {"TJ", kAsian, "TJS"},   {"TM", kAsian, "TMT"},   {"TR", kAsian, "TRY"},   {"UZ", kAsian, "UZS"},
      {"BF", kAfrican, "XOF"}, {"BJ", kAfrican, "XOF"}, {"CI", kAfrican, "XOF"}, {"CM", kAfrican, "XAF"},
      {"GA", kAfrican, "XAF"}, {"GM", kAfrican, "GMD"}, {"GN", kAfrican, "GNF"}, {"GW", kAfrican, "XOF"},
      {"ML", kAfrican, "XOF"}, {"MZ", kAfrican, "MZN"}, {"NE", kAfrican, "XOF"}, {"NG", kAfrican, "NGN"},
      {"SL", kAfrican, ""},    {"SN", kAfrican, "XOF"}, {"TD", kAfrican, "XAF"}, {"TG", kAfrican, "XOF"},
      {"UG", kAfrican, "UGX"}};
  static_assert(std::size(kStates) == 57);
  return kStates;
}

}  // namespace tabadul::web::pages
