#include "services/statistics/area.h"

#include "lib/taxonomy/crosswalk.h"

namespace tabadul::statistics {

std::string CountryOf(const Layout& layout, absl::Span<const std::string> key) {
  const int area = layout.FindDimension("REF_AREA");
  if (area < 0 || static_cast<size_t>(area) >= key.size()) return "";
  return taxonomy::Alpha2FromAlpha3(key[static_cast<size_t>(area)]);
}

uint32_t RankOf(std::string_view source, std::string_view country) {
  if (source.starts_with("DEMO/")) return 3;
  if (source.starts_with("HUB/")) return 2;
  return !country.empty() && source.substr(0, source.find('/')) == country ? 0 : 1;
}

}  // namespace tabadul::statistics
