// Whether the constraints on a layout's data let a key and its attributes in. For the records that come in (validate.h) and for
// the rows of files (collect.h). Pure.
#pragma once

#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "lib/platform/base/status.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics {

struct KeyRefusal {
  size_t dimension = 0;
  Violation violation;  // its field is the dimension's id
};

// Of a code that is in no key that is let in UNKNOWN_CODE {scheme: the constraint, code}; of one that is not beside another
// CONTRADICTION {other: the dimension of that, code}. Codes that are empty fit anything.
std::optional<KeyRefusal> RefusalOf(const Layout& layout, absl::Span<const std::string_view> key);

// Whether any value of the attribute is kept out of any key: else the next need not be asked.
bool IsRestricted(const Layout& layout, int attribute);
// Of a value that may not stand beside the key, which is let in: CONTRADICTION {other: "key"}. The field is the attribute's id.
std::optional<Violation> AttributeRefusal(const Layout& layout, absl::Span<const std::string_view> key,
                                          int attribute, std::string_view value);

}  // namespace tabadul::statistics
