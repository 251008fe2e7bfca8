// Writes XML to the end of a string: escaped, without white space, well-formed by construction. Texts are UTF-8; characters
// that XML 1.0 cannot say (controls, U+FFFE, U+FFFF) become U+FFFD. No allocation but the growth of the string. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::statistics::sdmx {

class XmlWriter {
 public:
  // `out` outlives it; the caller may empty it between any two calls. Writes the declaration.
  explicit XmlWriter(std::string* out);
  XmlWriter(const XmlWriter&) = delete;
  XmlWriter& operator=(const XmlWriter&) = delete;

  // `name` is qualified ("str:Codelist"), as is that of an attribute; both must be names.
  void Start(std::string_view name);
  // Of the element just started, before anything in it.
  void Attribute(std::string_view name, std::string_view value);
  void Text(std::string_view text);
  // Ends the element that was started last; one without content is "<name/>".
  void End();
  void EndAll();

  // An element of text alone.
  void Element(std::string_view name, std::string_view text) {
    Start(name);
    Text(text);
    End();
  }
  // Where there is a value only.
  void AttributeIfAny(std::string_view name, std::string_view value) {
    if (!value.empty()) Attribute(name, value);
  }

  size_t depth() const { return lengths_.size(); }

 private:
  void CloseTag();

  std::string* const out_;
  std::string names_;              // of the open elements, one after the other
  std::vector<uint32_t> lengths_;  // and how long each is
  bool in_tag_ = false;
};

// Appends `text` with what markup would take for its own escaped: of attribute values in double quotes.
void AppendXmlAttribute(std::string_view text, std::string* out);
void AppendXmlText(std::string_view text, std::string* out);

}  // namespace tabadul::statistics::sdmx
