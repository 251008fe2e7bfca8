// The templates of portal/templates, compiled once for each language: HTML of a view. Every value is escaped for the place
// in which it stands. Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lib/platform/base/status.h"
#include "services/web/pages/view.h"

namespace tabadul::web::pages {

class Templates {
 public:
  // INTERNAL, with the template's name: it does not parse, does not escape by itself, or names a text that is not there.
  static absl::StatusOr<Templates> Make();
  Templates(Templates&&) noexcept;
  ~Templates();

  // "layout.tpl" in "ar". INTERNAL: there is no such template, or one that the view includes.
  absl::StatusOr<std::string> Render(std::string_view language, std::string_view name,
                                     const View& view) const;

 private:
  class Impl;
  explicit Templates(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::web::pages
