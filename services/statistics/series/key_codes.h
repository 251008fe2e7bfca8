// Codes of keys as numbers: of a dimension with a code list the place in the list, else the order in which they came.
// Immutable but for Add: a writer adds to a copy of its own, so that readers share theirs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics {

class KeyCodes {
 public:
  explicit KeyCodes(std::shared_ptr<const Layout> layout);

  const std::shared_ptr<const Layout>& layout() const { return layout_; }
  size_t dimensions() const { return layout_->dimensions.size(); }
  std::optional<uint32_t> Find(size_t dimension, std::string_view code) const;
  // Valid as long as this object.
  std::string_view Text(size_t dimension, uint32_t number) const;
  // Numbers of the dimension are below it.
  uint32_t Size(size_t dimension) const;

  // Whether Add may be called with the code: the dimension has no code list, and the code is not there.
  bool MayAdd(size_t dimension, std::string_view code) const;
  void Add(size_t dimension, std::string_view code);

 private:
  struct Own {  // of a dimension without code list
    std::vector<std::string> codes;
    absl::flat_hash_map<std::string, uint32_t> numbers;
  };
  std::shared_ptr<const Layout> layout_;
  std::vector<Own> own_;
};

}  // namespace tabadul::statistics
