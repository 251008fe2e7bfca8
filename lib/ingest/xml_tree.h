// One element of an XML file in memory, and what its paths find. Pure but for building; not thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tabadul::ingest {

struct XmlElement {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  // Texts and elements in their order; a text has no name.
  std::vector<std::unique_ptr<XmlElement>> children;
  std::string text;  // of a text
};

// "PositionTitle", "Pay/Minimum", "Id/@schemeID", "Location[1]/City", "Title[@languageCode=ar]", "." (the element).
class XmlPath {
 public:
  explicit XmlPath(std::string_view text);
  // The texts of all that it meets. An attribute that is not there is not met; an empty element is "".
  std::vector<std::string> Find(const XmlElement& root) const;

 private:
  struct Step {
    std::string name;
    std::optional<size_t> index;
    std::string attribute, value;  // the filter
  };
  std::vector<Step> steps_;
  std::string attribute_;  // the last step
};

// All text below an element; elements begin and end lines, but for those of XHTML that stand within one.
std::string TextOf(const XmlElement& element);

}  // namespace tabadul::ingest
