#include "lib/ingest/xml_tree.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "absl/strings/str_split.h"
#include "lib/ingest/tidy.h"
#include "lib/platform/base/status.h"

namespace tabadul::ingest {
namespace {

// "[1]" or "[@name=value]" behind a name.
struct Filter {
  std::optional<size_t> index;
  std::string attribute, value;
};
Filter ParseFilter(std::string_view text) {
  Filter filter;
  if (!text.empty() && text[0] == '@') {
    const size_t equals = text.find('=');
    filter.attribute = std::string(text.substr(1, equals == std::string_view::npos ? equals : equals - 1));
    if (equals != std::string_view::npos) filter.value = std::string(text.substr(equals + 1));
    return filter;
  }
  size_t value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && rest == text.data() + text.size()) filter.index = value;
  return filter;
}

const std::string* AttributeOf(const XmlElement& element, std::string_view name) {
  for (const auto& [key, value] : element.attributes) {
    if (key == name) return &value;
  }
  return nullptr;
}

// XHTML's elements that stand within a line; data has other names.
bool IsInline(std::string_view name) {
  static constexpr std::string_view kInline[] = {"a", "b", "em", "i", "span", "strong", "sub", "sup", "u"};
  return std::find(std::begin(kInline), std::end(kInline), name) != std::end(kInline);
}

void EndLine(std::string* text) {
  if (!text->empty() && text->back() != '\n') *text += '\n';
}

void Collect(const XmlElement& element, std::string* text) {
  if (element.name.empty()) {
    *text += element.text;
    return;
  }
  for (const auto& child : element.children) {
    const bool block = !child->name.empty() && !IsInline(child->name);
    if (block) EndLine(text);
    Collect(*child, text);
    if (block) EndLine(text);
  }
}

}  // namespace

XmlPath::XmlPath(std::string_view text) {
  if (text == ".") return;
  for (const auto& part : absl::StrSplit(Absl(text), '/')) {
    const std::string_view step = Std(part);
    if (!step.empty() && step[0] == '@') {
      attribute_ = std::string(step.substr(1));
      return;
    }
    const size_t open = step.find('[');
    if (open == std::string_view::npos || step.back() != ']') {
      steps_.push_back({std::string(step), {}, "", ""});
    } else {
      Filter filter = ParseFilter(step.substr(open + 1, step.size() - open - 2));
      steps_.push_back({std::string(step.substr(0, open)), filter.index, filter.attribute, filter.value});
    }
  }
}

std::vector<std::string> XmlPath::Find(const XmlElement& root) const {
  std::vector<const XmlElement*> at = {&root};
  for (const Step& step : steps_) {
    std::vector<const XmlElement*> next;
    for (const XmlElement* parent : at) {
      size_t count = 0;
      for (const auto& child : parent->children) {
        if (child->name.empty() || child->name != step.name) continue;
        const std::string* value = step.attribute.empty() ? nullptr : AttributeOf(*child, step.attribute);
        if (!step.attribute.empty() && (!value || *value != step.value)) continue;
        if (!step.index || count == *step.index) next.push_back(child.get());
        ++count;
      }
    }
    at = std::move(next);
  }
  std::vector<std::string> found;
  for (const XmlElement* element : at) {
    if (attribute_.empty()) {
      found.push_back(TextOf(*element));
    } else if (const std::string* value = AttributeOf(*element, attribute_)) {
      found.push_back(*value);
    }
  }
  return found;
}

std::string TextOf(const XmlElement& element) {
  std::string text;
  Collect(element, &text);
  return Tidy(text, Lines::kMany);
}

}  // namespace tabadul::ingest
