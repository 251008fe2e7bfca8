// From a code of one list to the like of another. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace tabadul::taxonomy {

// ISO 3166-1; empty if there is no such country. (ILO's and SDMX's tables have alpha-3, this exchange alpha-2.)
std::string Alpha3FromAlpha2(std::string_view alpha2);
std::string Alpha2FromAlpha3(std::string_view alpha3);

// The major group of ISCO-88 that most of an ISCO-08 major group (its code, or any code below it) was in, and the
// way back: the ten correspond one to one, though some unit groups changed sides. Empty for no code of the list.
std::string_view Isco88MajorFromIsco08(std::string_view isco08);
std::string_view Isco08MajorFromIsco88(std::string_view isco88_major);

}  // namespace tabadul::taxonomy
