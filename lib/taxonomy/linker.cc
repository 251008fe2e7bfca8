#include "lib/taxonomy/linker.h"

#include <algorithm>
#include <mutex>

#include "lib/language/detect.h"
#include "lib/taxonomy/features.h"
#include "lib/taxonomy/language_linker.h"

namespace tabadul::taxonomy {
namespace {

constexpr std::array<std::string_view, 3> kLanguages = {"ar", "en", "fr"};

// Both answers in one, each concept at its best.
std::vector<Link> Merged(std::vector<Link> links, std::vector<Link> others, size_t limit) {
  for (Link& other : others) {
    const auto same = std::find_if(links.begin(), links.end(),
                                   [&](const Link& link) { return link.concept_id == other.concept_id; });
    if (same == links.end()) {
      links.push_back(std::move(other));
    } else if (other.confidence > same->confidence) {
      *same = std::move(other);
    }
  }
  std::stable_sort(links.begin(), links.end(),
                   [](const Link& a, const Link& b) { return a.confidence > b.confidence; });
  double sum = 0;
  for (const Link& link : links) sum += link.confidence;
  if (sum > 1) {
    for (Link& link : links) link.confidence /= sum;
  }
  if (links.size() > limit) links.resize(limit);
  return links;
}

}  // namespace

Linker::Linker() {
  for (size_t i = 0; i < kLanguages.size(); ++i)
    languages_[i] = std::make_unique<LanguageLinker>(std::string(kLanguages[i]));
}
Linker::~Linker() = default;

LanguageLinker* Linker::Of(std::string_view language) const {
  for (size_t i = 0; i < kLanguages.size(); ++i) {
    if (kLanguages[i] == language) return languages_[i].get();
  }
  return nullptr;
}

void Linker::Add(const Label& label, std::string_view language) {
  LanguageLinker* of = Of(language);
  if (of == nullptr) return;
  const std::unique_lock lock(mutex_);
  of->Add(label);
  if (language == "ar") return;
  Of(language == "en" ? "fr" : "en")->AddForeign(label, FeaturesOf(label.text, language));
}

void Linker::Settle() {
  const std::unique_lock lock(mutex_);
  for (const auto& language : languages_) language->Settle();
}

void Linker::Learn() {
  const std::unique_lock lock(mutex_);
  for (const auto& language : languages_) language->Learn();
}

std::vector<Link> Linker::Find(std::string_view text, std::string_view language, size_t limit) const {
  const std::shared_lock lock(mutex_);
  if (const LanguageLinker* of = Of(language)) return of->Find(text, limit);
  const std::string_view found = language::DetectLanguage(text);
  if (found == "ar") return Of(found)->Find(text, limit);
  // A title is too short to tell English from French for sure: both are asked.
  return Merged(Of("en")->Find(text, limit), Of("fr")->Find(text, limit), limit);
}

}  // namespace tabadul::taxonomy
