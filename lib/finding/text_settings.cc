#include "lib/finding/text_settings.h"

namespace tabadul::finding {

void TextSettings::Bind(config::Table& table) {
  table.String(
      "TEXTS", &directory,
      "directory for the texts that snippets are cut from, emptied at every start; default: no snippets");
  table.Int("TEXTS_MIB", &mib, 16, 1 << 20,
            "largest size of that directory; beyond: no snippets until the next start");
}

absl::StatusOr<std::unique_ptr<search::TextStore>> TextSettings::Open() const {
  if (directory.empty()) return nullptr;
  return search::TextStore::Open(directory, static_cast<size_t>(mib) << 20);
}

}  // namespace tabadul::finding
