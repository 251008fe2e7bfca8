// A piece of a structure message in memory: an element with what is in it. Prefixes and namespaces are left out (but for
// xml:lang), as the names of SDMX-ML are told apart without them, and messages differ in where they put <Ref> and <URN>.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/statistics/sdmx/xml_events.h"

namespace tabadul::statistics::sdmx {

struct MlNode {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;  // "lang" is xml:lang
  std::string text;                                             // trimmed
  std::vector<MlNode> children;
  uint64_t line = 0;

  MlNode() = default;
  MlNode(const XmlElement& element, uint64_t line);

  // Empty if there is none.
  std::string_view Get(std::string_view attribute) const;
  // The first child of that name, or null.
  const MlNode* Child(std::string_view child) const;
  // xs:boolean; `absent` where it is not stated.
  bool Flag(std::string_view attribute, bool absent) const;
};

}  // namespace tabadul::statistics::sdmx
