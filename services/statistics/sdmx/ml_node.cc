#include "services/statistics/sdmx/ml_node.h"

namespace tabadul::statistics::sdmx {

MlNode::MlNode(const XmlElement& element, uint64_t at) : name(element.name), line(at) {
  attributes.reserve(element.attributes.size());
  for (const XmlAttribute& attribute : element.attributes) {
    if (attribute.ns.empty() || attribute.ns == kXmlNamespace) {
      attributes.emplace_back(attribute.name, attribute.value);
    }
  }
}

std::string_view MlNode::Get(std::string_view attribute) const {
  for (const auto& [key, value] : attributes) {
    if (key == attribute) return value;
  }
  return {};
}

const MlNode* MlNode::Child(std::string_view child) const {
  for (const MlNode& node : children) {
    if (node.name == child) return &node;
  }
  return nullptr;
}

bool MlNode::Flag(std::string_view attribute, bool absent) const {
  const std::string_view value = Get(attribute);
  return value.empty() ? absent : value == "true" || value == "1";
}

}  // namespace tabadul::statistics::sdmx
