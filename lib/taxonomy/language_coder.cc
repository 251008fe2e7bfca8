#include "lib/taxonomy/language_coder.h"

#include <algorithm>

namespace tabadul::taxonomy {
namespace {

// A name or synonym of a classification is another kind of text than a title that somebody was coded by: it
// counts less.
constexpr float kLabelSimilarity = 0.85F, kLabelVote = 0.5F, kLabelStep = 0.5F;
// Titles kept for voting; the classifier goes on learning from more.
constexpr size_t kMostTitles = 100'000;

}  // namespace

uint32_t LanguageCoder::GroupNumber(const std::string& group) {
  const auto [found, fresh] = group_numbers_.try_emplace(group, static_cast<uint32_t>(groups_.size()));
  if (fresh) groups_.push_back(group);
  return found->second;
}

uint32_t LanguageCoder::CodeNumber(const TitleCode& code) {
  const auto [found, fresh] = code_numbers_.try_emplace(code.code, static_cast<uint32_t>(codes_.size()));
  if (fresh) codes_.push_back({code.code, GroupNumber(code.group.empty() ? code.code : code.group)});
  return found->second;
}

std::vector<uint64_t> LanguageCoder::FeatureHashes(const TitleFeatures& features) const {
  std::vector<uint64_t> hashes = features.words;
  hashes.insert(hashes.end(), features.grams.begin(), features.grams.end());
  return hashes;
}

std::vector<GroupClassifier::Part> LanguageCoder::Weighted(const std::vector<uint64_t>& hashes) const {
  std::vector<GroupClassifier::Part> parts;
  for (const VectorIndex::Part& part : index_.Weights(hashes))
    parts.push_back({index_.HashOf(part.feature), part.weight});
  return parts;
}

void LanguageCoder::Add(std::string_view title, const TitleCode& code, bool label) {
  const TitleFeatures features = FeaturesOf(title, language_);
  if (features.empty()) return;
  const uint32_t number = CodeNumber(code);
  const std::vector<uint64_t> hashes = FeatureHashes(features);
  if (titles_.size() < kMostTitles && seen_.insert(features.folded + '\t' + code.code).second) {
    index_.Add(static_cast<uint32_t>(titles_.size()), hashes);
    titles_.push_back({std::string(title), number, label});
    if (titles_.size() > weighed_at_ + weighed_at_ / 4 + 16) {
      index_.Weigh();
      weighed_at_ = titles_.size();
    }
  }
  classifier_.Learn(Weighted(hashes), codes_[number].group, label ? kLabelStep : 1);
  if (!label) Replay();
}

// One of the titles known before, again: a single pass over a stream would forget what it saw first.
void LanguageCoder::Replay() {
  const Known& known = titles_[random_() % titles_.size()];
  classifier_.Learn(Weighted(FeatureHashes(FeaturesOf(known.title, language_))), codes_[known.code].group,
                    known.label ? kLabelStep / 2 : 0.5F);
}

std::vector<LanguageCoder::Near> LanguageCoder::Nearest(const std::vector<uint64_t>& hashes) const {
  constexpr size_t kNearest = 30;
  constexpr float kTooFar = 0.1F;
  static thread_local std::vector<float> scores;
  index_.Score(index_.Weights(hashes), scores);
  std::vector<Near> nearest;
  for (uint32_t i = 0; i < scores.size(); ++i) {
    const float similarity = std::min(1.0F, scores[i]) * (titles_[i].label ? kLabelSimilarity : 1);
    if (similarity <= kTooFar) continue;
    const float squared = similarity * similarity;
    nearest.push_back({i, similarity, squared * squared * (titles_[i].label ? kLabelVote : 1)});
  }
  const size_t count = std::min(kNearest, nearest.size());
  std::partial_sort(nearest.begin(), nearest.begin() + static_cast<ptrdiff_t>(count), nearest.end(),
                    [](const Near& a, const Near& b) {
                      return a.similarity != b.similarity ? a.similarity > b.similarity : a.title < b.title;
                    });
  nearest.resize(count);
  float sum = 0;
  for (const Near& near : nearest) sum += near.vote;
  for (Near& near : nearest) near.vote /= sum;
  return nearest;
}

std::vector<float> LanguageCoder::GroupVotes(const std::vector<Near>& nearest) const {
  std::vector<float> votes(groups_.size());
  for (const Near& near : nearest) votes[codes_[titles_[near.title].code].group] += near.vote;
  return votes;
}

std::vector<float> LanguageCoder::GroupProbabilities(const std::vector<uint64_t>& hashes,
                                                     const std::vector<Near>& nearest) const {
  constexpr float kVotes = 0.5F;  // the share of the neighbours' opinion
  std::vector<float> joined = GroupVotes(nearest);
  std::vector<float> learned = classifier_.Probabilities(Weighted(hashes));
  learned.resize(joined.size());
  for (size_t i = 0; i < joined.size(); ++i) joined[i] = kVotes * joined[i] + (1 - kVotes) * learned[i];
  return joined;
}

std::vector<CodeSuggestion::Because> LanguageCoder::Because(const std::vector<Near>& nearest, uint32_t number,
                                                            bool by_group) const {
  constexpr size_t kReasons = 3;
  std::vector<CodeSuggestion::Because> because;
  for (const Near& near : nearest) {
    const Known& known = titles_[near.title];
    if ((by_group ? codes_[known.code].group : known.code) != number) continue;
    because.push_back({known.title, near.similarity, known.label});
    if (because.size() == kReasons) break;
  }
  return because;
}

std::vector<CodeSuggestion> LanguageCoder::Suggest(std::string_view title, size_t limit,
                                                   bool by_group) const {
  const TitleFeatures features = FeaturesOf(title, language_);
  if (features.empty() || titles_.empty()) return {};
  const std::vector<uint64_t> hashes = FeatureHashes(features);
  const std::vector<Near> nearest = Nearest(hashes);
  if (nearest.empty()) return {};
  const std::vector<float> groups = GroupProbabilities(hashes, nearest);
  std::vector<std::pair<float, uint32_t>> ranked;
  if (by_group) {
    for (uint32_t i = 0; i < groups.size(); ++i) ranked.emplace_back(groups[i], i);
  } else {
    // Within a group, the neighbours alone tell the codes apart.
    const std::vector<float> votes = GroupVotes(nearest);
    absl::flat_hash_map<uint32_t, float> codes;
    for (const Near& near : nearest) codes[titles_[near.title].code] += near.vote;
    for (const auto& [code, vote] : codes)
      ranked.emplace_back(vote / votes[codes_[code].group] * groups[codes_[code].group], code);
  }
  const size_t count = std::min(limit, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<ptrdiff_t>(count), ranked.end(),
                    [](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first > b.first : a.second < b.second;
                    });
  std::vector<CodeSuggestion> suggestions;
  for (size_t i = 0; i < count; ++i) {
    const auto [confidence, number] = ranked[i];
    suggestions.push_back(
        {by_group ? groups_[number] : codes_[number].code, confidence, Because(nearest, number, by_group)});
  }
  return suggestions;
}

}  // namespace tabadul::taxonomy
