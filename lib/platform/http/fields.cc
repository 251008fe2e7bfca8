#include "absl/strings/match.h"
#include "lib/platform/http/server.h"

namespace tabadul::http {

void Fields::Add(std::string name, std::string value) {
  list_.emplace_back(std::move(name), std::move(value));
}

std::string_view Fields::Get(std::string_view name) const {
  for (const auto& [own, value] : list_) {
    if (absl::EqualsIgnoreCase(own, Absl(name))) return value;
  }
  return {};
}

size_t Fields::Count(std::string_view name) const {
  size_t count = 0;
  for (const auto& [own, value] : list_) count += absl::EqualsIgnoreCase(own, Absl(name)) ? 1 : 0;
  return count;
}

std::string_view Request::path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view Request::query() const {
  const size_t mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

}  // namespace tabadul::http
