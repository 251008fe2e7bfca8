// What a template is filled with: texts by their names, and parts of it that are shown, as often as they were added. Plain
// data; render.h makes HTML of it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tabadul::web::pages {

// Inside a part, what it has not itself is taken from outside: the names of a template are all different.
class View {
 public:
  struct Part {
    std::string name;
    std::string
        included;  // the template that stands in this place; empty: {{#NAME}} … {{/NAME}} of the same one
    std::unique_ptr<View> view;
  };

  View() = default;
  View(View&&) = default;
  View& operator=(View&&) = default;

  // {{NAME}}. A text that is not empty shows {{#NAME}} … {{/NAME}}, too.
  View& Set(std::string_view name, std::string value);
  // Once more {{#NAME}} … {{/NAME}}. The reference lives as long as this.
  View& Add(std::string_view name);
  // {{>NAME}} is this template, which sees nothing of this one's names.
  View& Include(std::string_view name, std::string_view included);

  // Empty if it was not set.
  std::string_view Get(std::string_view name) const;
  std::vector<const View*> All(std::string_view name) const;  // parts of this name
  const std::map<std::string, std::string, std::less<>>& values() const { return values_; }
  const std::vector<Part>& parts() const { return parts_; }

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::vector<Part> parts_;
};

}  // namespace tabadul::web::pages
