// A form that a browser has sent (application/x-www-form-urlencoded, WHATWG URL §5). A value; reading is pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/platform/base/status.h"

namespace tabadul::web::owner {

class Form {
 public:
  static constexpr size_t kMostBytes = 256u << 10;  // of the body; of fields it has at most 1,000

  Form() = default;
  // UNSUPPORTED_MEDIA_TYPE of another type; MESSAGE_TOO_LARGE; TOO_MANY; MALFORMED, INVALID_UTF8: nothing of a form is left out.
  static absl::StatusOr<Form> Read(std::string_view content_type, std::string_view body);

  // Of the first of that name, without spaces around it; empty if there is none.
  std::string_view Get(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }  // as they came

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace tabadul::web::owner
