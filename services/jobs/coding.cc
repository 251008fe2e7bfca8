#include "services/jobs/coding.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/hash/hash.h"
#include "lib/language/detect.h"
#include "lib/platform/base/on_arena.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/features.h"
#include "lib/taxonomy/labels.h"

namespace tabadul::jobs {
namespace {

namespace wire = tabadul::exchange::v1;

constexpr size_t kUnitGroup = 4;  // digits
// Learned from; beyond, the coder knows enough. What they cost: docs/operations.md#memory.
constexpr size_t kMostTitles = 100'000;

// Of a title that is the name of a group, or an everyday title of it, in all its words. Of 47 such titles of eight boards,
// read by hand, 44 had the right code.
constexpr double kConfidenceOfName = 0.9;

const metrics::Gauge& Titles() {
  static const auto* const gauge = new metrics::Gauge(
      "tabadul_jobs_coder_documents", "Titles of coded vacancies that the coder has learned from");
  return *gauge;
}

const std::vector<taxonomy::Pack>& NoPacks() {
  static const auto* const none = new std::vector<taxonomy::Pack>;
  return *none;
}

uint64_t HashOf(const std::string& text) { return absl::HashOf(text); }

// What the coder tells apart: the tag's language, or the one the words show.
std::string LanguageOf(std::string_view text, std::string_view tag) {
  const std::string_view language = tag.substr(0, tag.find('-'));
  for (const std::string_view known : {"ar", "en", "fr"}) {
    if (language == known) return std::string(known);
  }
  return std::string(language::DetectLanguage(text));
}

// Whether the nearest known title is a name of the group, and the same title but for inflection.
bool IsName(std::string_view title, const std::string& language, const taxonomy::CodeSuggestion& suggestion) {
  if (suggestion.because.empty() || !suggestion.because[0].label) return false;
  const std::string stems = taxonomy::FeaturesOf(title, language).stems;
  return stems == taxonomy::FeaturesOf(suggestion.because[0].title, language).stems;
}

// The first rises to `confidence`, the others make room.
void Raise(std::vector<taxonomy::CodeSuggestion>& suggestions, double confidence) {
  const double before = suggestions[0].confidence;
  if (before >= confidence) return;
  for (taxonomy::CodeSuggestion& other : suggestions) other.confidence *= (1 - confidence) / (1 - before);
  suggestions[0].confidence = confidence;
}

}  // namespace

Coding::Coding() : Coding(NoPacks()) {}

Coding::Coding(const std::vector<taxonomy::Pack>& packs) : packs_(packs), coder_(MakeCoder()) {}

std::shared_ptr<taxonomy::Coder> Coding::MakeCoder() const {
  auto coder = std::make_shared<taxonomy::Coder>();
  taxonomy::AddIscoLabels(*coder);
  for (const taxonomy::Pack& pack : packs_) taxonomy::AddPackLabels(pack, *coder);
  return coder;
}

std::shared_ptr<taxonomy::Coder> Coding::TheCoder() const {
  absl::ReaderMutexLock lock(&mutex_);
  return coder_;
}

bool Coding::HasOldTitles() const {
  absl::ReaderMutexLock lock(&mutex_);
  return !hidden_.empty();
}

void Coding::Forget() {
  auto fresh = MakeCoder();
  absl::MutexLock lock(&mutex_);
  coder_ = std::move(fresh);
  learned_.clear();
  taught_.clear();
  hidden_.clear();
  Titles().Set(0);
}

// None if not everybody may see the record, now.
std::vector<Coding::Title> Coding::TitlesToLearn(const exchange::Entry& entry) {
  const bool shown =
      entry.lifecycle == wire::LIFECYCLE_OPEN || entry.lifecycle == wire::LIFECYCLE_EXPIRED ||
      (entry.lifecycle == wire::LIFECYCLE_CLOSED && entry.closure != wire::CLOSURE_REASON_RETRACTED);
  if (!shown || entry.removed || !entry.audience_public || entry.occupation.size() != kUnitGroup) return {};
  OnArena<v1::Vacancy> vacancy;
  if (!vacancy->ParseFromString(entry.payload)) return {};
  std::vector<Title> titles;
  for (const auto& translation : vacancy->title().translations()) {
    titles.push_back(
        {translation.text(), LanguageOf(translation.text(), translation.language()), entry.occupation});
  }
  return titles;
}

void Coding::See(const exchange::Entry& entry, bool public_source) {
  const std::vector<Title> titles = public_source ? TitlesToLearn(entry) : std::vector<Title>();
  absl::flat_hash_set<uint64_t> public_now;
  for (const Title& title : titles) {
    public_now.insert(HashOf(title.text));
    Learn(entry.hub_id, title);
  }
  absl::MutexLock lock(&mutex_);
  const auto taught = taught_.find(entry.hub_id);
  if (taught == taught_.end()) return;
  for (const uint64_t hash : taught->second) {
    if (public_now.contains(hash)) {
      hidden_.erase(hash);
    } else {
      hidden_.insert(hash);
    }
  }
}

void Coding::Learn(const std::string& hub_id, const Title& title) {
  {
    absl::MutexLock lock(&mutex_);
    if (learned_.size() >= kMostTitles) return;
    if (!learned_.insert(absl::HashOf(title.text, title.language, title.code)).second) return;
    taught_[hub_id].push_back(HashOf(title.text));
    Titles().Set(static_cast<double>(learned_.size()));
  }
  TheCoder()->Learn(title.text, title.language, {title.code, title.code});
}

std::vector<taxonomy::CodeSuggestion> Coding::Suggest(std::string_view title, std::string_view language,
                                                      size_t limit) const {
  const std::string chosen = LanguageOf(title, language);
  std::vector<taxonomy::CodeSuggestion> suggestions = TheCoder()->Suggest(title, chosen, limit, true);
  if (suggestions.empty()) return suggestions;
  if (IsName(title, chosen, suggestions[0])) Raise(suggestions, kConfidenceOfName);
  absl::ReaderMutexLock lock(&mutex_);
  for (taxonomy::CodeSuggestion& suggestion : suggestions) {
    std::erase_if(suggestion.because, [this](const taxonomy::CodeSuggestion::Because& because) {
      mutex_.AssertReaderHeld();
      return !because.label && hidden_.contains(HashOf(because.title));
    });
  }
  return suggestions;
}

std::optional<wire::Annotation> Coding::AnnotationFor(const v1::Vacancy& vacancy) const {
  taxonomy::CodeSuggestion best;
  for (const auto& translation : vacancy.title().translations()) {
    const auto suggestions = Suggest(translation.text(), translation.language(), 1);
    if (!suggestions.empty() && suggestions[0].confidence > best.confidence) best = suggestions[0];
  }
  if (best.confidence < kSureOfCode) return std::nullopt;
  wire::Annotation annotation;
  annotation.set_name(kSuggestedOccupation);
  annotation.mutable_code()->set_scheme(std::string(taxonomy::kIsco08));
  annotation.mutable_code()->set_code(best.code);
  annotation.set_confidence_permille(static_cast<int>(std::lround(best.confidence * 1000)));
  return annotation;
}

std::string SuggestedOccupation(const exchange::Entry& entry) {
  for (const wire::Annotation& annotation : entry.annotations) {
    if (annotation.name() == kSuggestedOccupation) return annotation.code().code();
  }
  return "";
}

std::string SearchedOccupation(const exchange::Entry& entry) {
  return entry.occupation.empty() ? SuggestedOccupation(entry) : entry.occupation;
}

}  // namespace tabadul::jobs
