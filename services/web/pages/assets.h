// Style, script and images, in the binary. The address of each has the digest of its bytes, so that a browser may keep it for ever.
// Thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "services/web/answers.h"

namespace tabadul::web::pages {

class Assets {
 public:
  Assets();
  // By the name in its address: "portal.9f2c41d07a55.css". Null: there is none.
  const Document* Find(std::string_view name) const;
  // "/assets/portal.9f2c41d07a55.css" of "portal.css"; empty if there is none.
  std::string AddressOf(std::string_view file) const;

 private:
  std::map<std::string, Document, std::less<>> files_;         // by name with digest
  std::map<std::string, std::string, std::less<>> addresses_;  // by file
};

}  // namespace tabadul::web::pages
