#include "services/statistics/series/key_codes.h"

#include <utility>

#include "lib/platform/base/status.h"

namespace tabadul::statistics {

KeyCodes::KeyCodes(std::shared_ptr<const Layout> layout)
    : layout_(std::move(layout)), own_(layout_->dimensions.size()) {}

std::optional<uint32_t> KeyCodes::Find(size_t dimension, std::string_view code) const {
  if (const auto& codes = layout_->dimensions[dimension].codes) {
    const int number = codes->Find(code);
    if (number < 0) return std::nullopt;
    return static_cast<uint32_t>(number);
  }
  const auto found = own_[dimension].numbers.find(Absl(code));
  if (found == own_[dimension].numbers.end()) return std::nullopt;
  return found->second;
}

std::string_view KeyCodes::Text(size_t dimension, uint32_t number) const {
  if (const auto& codes = layout_->dimensions[dimension].codes) return codes->items()[number].id;
  return own_[dimension].codes[number];
}

uint32_t KeyCodes::Size(size_t dimension) const {
  const auto& codes = layout_->dimensions[dimension].codes;
  return static_cast<uint32_t>(codes ? codes->items().size() : own_[dimension].codes.size());
}

bool KeyCodes::MayAdd(size_t dimension, std::string_view code) const {
  return !layout_->dimensions[dimension].codes && !own_[dimension].numbers.contains(Absl(code));
}

void KeyCodes::Add(size_t dimension, std::string_view code) {
  Own& own = own_[dimension];
  own.numbers.emplace(std::string(code), static_cast<uint32_t>(own.codes.size()));
  own.codes.emplace_back(code);
}

}  // namespace tabadul::statistics
