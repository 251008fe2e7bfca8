// The namespaces of SDMX-ML 2.1 and 3.0 (the targetNamespace of each schema). Thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "services/statistics/structure/artefact_types.h"

namespace tabadul::statistics::sdmx {

struct MlNamespaces {
  std::string_view message, structure, common, footer;
  std::string_view generic;  // of generic data; 2.1 alone
  std::string_view
      structure_specific;  // of structure-specific data: the attributes of a data set that are not components
};

const MlNamespaces& NamespacesOf(Edition edition);

// Of the namespace of a message's root element; nullopt for SDMX 2.0 and all else.
std::optional<Edition> EditionOfMessage(std::string_view ns);

}  // namespace tabadul::statistics::sdmx
