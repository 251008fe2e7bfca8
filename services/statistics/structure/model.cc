#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

std::string_view InLanguage(const Texts& texts, std::string_view language) {
  const Text* english = nullptr;
  for (const Text& text : texts) {
    if (text.language == language) return text.text;
    if (text.language == "en") english = &text;
  }
  if (english != nullptr) return english->text;
  return texts.empty() ? std::string_view() : texts.front().text;
}

Reference ReferenceTo(const Artefact& artefact) {
  return {.type = artefact.type, .agency = artefact.agency, .id = artefact.id, .version = artefact.version};
}

}  // namespace tabadul::statistics
