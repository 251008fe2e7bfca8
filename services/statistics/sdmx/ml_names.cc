#include "services/statistics/sdmx/ml_names.h"

namespace tabadul::statistics::sdmx {
namespace {

#define TABADUL_SDMX_ML(version) "http://www.sdmx.org/resources/sdmxml/schemas/" version

constexpr MlNamespaces k21 = {.message = TABADUL_SDMX_ML("v2_1/message"),
                              .structure = TABADUL_SDMX_ML("v2_1/structure"),
                              .common = TABADUL_SDMX_ML("v2_1/common"),
                              .footer = TABADUL_SDMX_ML("v2_1/message/footer"),
                              .generic = TABADUL_SDMX_ML("v2_1/data/generic"),
                              .structure_specific = TABADUL_SDMX_ML("v2_1/data/structurespecific")};
constexpr MlNamespaces k30 = {.message = TABADUL_SDMX_ML("v3_0/message"),
                              .structure = TABADUL_SDMX_ML("v3_0/structure"),
                              .common = TABADUL_SDMX_ML("v3_0/common"),
                              .footer = TABADUL_SDMX_ML("v3_0/message/footer"),
                              .generic = {},
                              .structure_specific = TABADUL_SDMX_ML("v3_0/data/structurespecific")};

#undef TABADUL_SDMX_ML

}  // namespace

const MlNamespaces& NamespacesOf(Edition edition) { return edition == Edition::k21 ? k21 : k30; }

std::optional<Edition> EditionOfMessage(std::string_view ns) {
  if (ns == k21.message) return Edition::k21;
  if (ns == k30.message) return Edition::k30;
  return std::nullopt;
}

}  // namespace tabadul::statistics::sdmx
