#include "lib/taxonomy/coder.h"

#include <algorithm>
#include <mutex>

#include "lib/language/detect.h"
#include "lib/taxonomy/language_coder.h"

namespace tabadul::taxonomy {
namespace {

constexpr std::array<std::string_view, 3> kLanguages = {"ar", "en", "fr"};

}  // namespace

Coder::Coder() {
  for (size_t i = 0; i < kLanguages.size(); ++i)
    languages_[i] = std::make_unique<LanguageCoder>(std::string(kLanguages[i]));
}
Coder::~Coder() = default;

LanguageCoder* Coder::Of(std::string_view language) const {
  for (size_t i = 0; i < kLanguages.size(); ++i) {
    if (kLanguages[i] == language) return languages_[i].get();
  }
  return nullptr;
}

void Coder::AddLabel(std::string_view text, std::string_view language, const TitleCode& code) {
  LanguageCoder* of = Of(language);
  if (of == nullptr) return;
  const std::unique_lock lock(mutex_);
  of->Add(text, code, true);
}

void Coder::Learn(std::string_view title, std::string_view language, const TitleCode& code) {
  LanguageCoder* of = Of(language);
  if (of == nullptr) return;
  const std::unique_lock lock(mutex_);
  of->Add(title, code, false);
}

std::vector<CodeSuggestion> Coder::Suggest(std::string_view title, std::string_view language, size_t limit,
                                           bool by_group) const {
  const std::shared_lock lock(mutex_);
  const LanguageCoder* of = Of(language.empty() ? language::DetectLanguage(title) : language);
  return (of == nullptr ? Of("en") : of)->Suggest(title, limit, by_group);
}

}  // namespace tabadul::taxonomy
