#include "services/web/pages/view.h"

namespace tabadul::web::pages {

View& View::Set(std::string_view name, std::string value) {
  values_.insert_or_assign(std::string(name), std::move(value));
  return *this;
}

View& View::Add(std::string_view name) { return Include(name, ""); }

View& View::Include(std::string_view name, std::string_view included) {
  parts_.push_back({std::string(name), std::string(included), std::make_unique<View>()});
  return *parts_.back().view;
}

std::string_view View::Get(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string_view() : found->second;
}

std::vector<const View*> View::All(std::string_view name) const {
  std::vector<const View*> all;
  for (const Part& part : parts_) {
    if (part.name == name) all.push_back(part.view.get());
  }
  return all;
}

}  // namespace tabadul::web::pages
