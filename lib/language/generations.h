// What was made of texts, remembered while it is in use: two generations, so that what is asked for stays, what is not asked
// for goes, and memory is bounded by twice `kMost` values. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace tabadul::language {

template <class Value, size_t kMost>
class Generations {
 public:
  // `make(text)`, of now or of before. Valid for kMost further calls.
  template <class Make>
  Value& Of(std::string_view text, const Make& make) {
    const absl::string_view key(text.data(), text.size());
    if (const auto it = young_.find(key); it != young_.end()) return *it->second;
    std::unique_ptr<Value> value;
    if (const auto it = old_.find(key); it != old_.end()) {
      value = std::move(it->second);
      old_.erase(it);
    } else {
      value = std::make_unique<Value>(make(text));
    }
    if (young_.size() >= kMost) old_ = std::exchange(young_, {});
    return *(young_[key] = std::move(value));
  }
  size_t size() const { return young_.size() + old_.size(); }

 private:
  using Generation = absl::flat_hash_map<std::string, std::unique_ptr<Value>>;
  Generation young_, old_;
};

}  // namespace tabadul::language
