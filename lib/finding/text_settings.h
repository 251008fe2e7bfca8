// The settings of a service that has snippets: where the texts are that they are cut from. Used once, in main.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "lib/platform/config/config.h"
#include "lib/search/text_store.h"

namespace tabadul::finding {

struct TextSettings {
  std::string directory;
  int mib = 16'384;

  void Bind(config::Table& table);
  // None without a directory: there are no snippets. An error says what is wrong with the directory.
  absl::StatusOr<std::unique_ptr<search::TextStore>> Open() const;
};

}  // namespace tabadul::finding
