// All texts of all languages, parsed. Immutable.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "embed/message_catalogues.h"
#include "lib/platform/messages/pattern.h"

namespace tabadul::messages {

class Catalogue {
 public:
  using Texts = std::map<std::string, Pattern, std::less<>>;  // by key

  // From files named "<language>/<file>.yaml". INTERNAL if one is not YAML or a text is no pattern.
  static absl::StatusOr<Catalogue> Make(std::span<const embed::File> files);
  const Pattern* Find(std::string_view language, std::string_view key) const;  // nullptr if there is none
  const std::map<std::string, Texts, std::less<>>& languages() const { return languages_; }

 private:
  std::map<std::string, Texts, std::less<>> languages_;
};

}  // namespace tabadul::messages
