#include "lib/taxonomy/crosswalk.h"

#include <unicode/uloc.h>

#include "absl/container/flat_hash_map.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::taxonomy {

std::string Alpha3FromAlpha2(std::string_view alpha2) {
  if (!List(kCountries).Contains(alpha2)) return "";
  return uloc_getISO3Country(("und_" + std::string(alpha2)).c_str());
}

std::string Alpha2FromAlpha3(std::string_view alpha3) {
  static const auto& countries = *[] {
    auto* by_alpha3 = new absl::flat_hash_map<std::string, std::string>;
    for (const CodeList::Code& country : List(kCountries).codes())
      by_alpha3->emplace(Alpha3FromAlpha2(country.code), country.code);
    return by_alpha3;
  }();
  const auto found = countries.find(std::string(alpha3));
  return found == countries.end() ? "" : found->second;
}

std::string_view Isco88MajorFromIsco08(std::string_view isco08) {
  if (!List(kIsco08).Contains(isco08)) return "";
  const CodeList::Code* major = List(kIsco88Majors).Find(isco08.substr(0, 1));
  return major == nullptr ? std::string_view() : major->code;
}

std::string_view Isco08MajorFromIsco88(std::string_view isco88_major) {
  if (!List(kIsco88Majors).Contains(isco88_major)) return "";
  const CodeList::Code* major = List(kIsco08).Find(isco88_major);
  return major == nullptr ? std::string_view() : major->code;
}

}  // namespace tabadul::taxonomy
