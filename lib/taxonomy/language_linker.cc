#include "lib/taxonomy/language_linker.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace tabadul::taxonomy {
namespace {

// The signs of a candidate, in the order of the weights.
enum Sign : size_t {
  kBestGrams,     // the label nearest by letters
  kBestWords,     // the label nearest by words
  kConceptWords,  // all labels of the concept together
  kConceptGrams,
  kGroupWords,  // all labels of its group
  kGroupGrams,
  kSameStems,  // a label is the text, but for inflection
  kNextGrams,  // the second and third nearest label: many near ones say more than one
  kLabelCount,
  kBestGramsSquared,
  kLastWord,  // the text's last (first) word opens or ends a label: the head of the phrase
  kFirstWord,
  kBestWordsSquared,
  kForeignGrams,  // the labels of the concept in another language of the same script: many words travel
  kNone,          // 1 for "none of them"
};
static_assert(kNone + 1 == Ranker::kSigns);

// Learned from the English labels of ESCO 1.1.1 (Learn()); what a pack of a few hundred labels cannot teach.
constexpr Ranker::Weights kLearned = {3.5,  -1.5, 3.7, 3.3, 3.5, 2.5, 0.7, 0.3,
                                      -1.5, 2.6,  1.3, 1.6, 1.4, 0,   6.2};

constexpr size_t kCandidates = 50;
constexpr uint32_t kNoLabel = UINT32_MAX;

}  // namespace

struct LanguageLinker::Scores {
  std::vector<float> label_words, label_grams, concept_words, concept_grams, group_words, group_grams,
      foreign_grams;
  struct Best {
    float grams[3] = {};  // falling
    float words = 0;
    uint32_t label = 0;  // of grams[0]
  };
  std::vector<Best> best;        // by concept
  std::vector<float> promising;  // by concept
  std::vector<uint32_t> order;
};

LanguageLinker::LanguageLinker(std::string language)
    : language_(std::move(language)),
      label_level_{VectorIndex(1), VectorIndex(1)},
      concept_level_{VectorIndex(0.3F), VectorIndex(0.5F)},
      group_level_{VectorIndex(0.3F), VectorIndex(0.5F)},
      foreign_(0.5F),
      ranker_(kLearned) {}

void LanguageLinker::Level::Add(uint32_t document, const TitleFeatures& features) {
  words.Add(document, features.words);
  grams.Add(document, features.grams);
}

void LanguageLinker::Level::Settle() {
  words.Weigh();
  grams.Weigh();
}

uint32_t LanguageLinker::ConceptNumber(const Label& label) {
  const auto [found, fresh] =
      concept_numbers_.try_emplace(label.concept_id, static_cast<uint32_t>(concepts_.size()));
  if (fresh) {
    const std::string& group = label.group.empty() ? label.concept_id : label.group;
    const auto number = group_numbers_.try_emplace(group, static_cast<uint32_t>(group_numbers_.size())).first;
    concepts_.push_back({.id = label.concept_id, .group = number->second, .labels = {}, .heads = {}});
  }
  return found->second;
}

void LanguageLinker::Add(const Label& label) {
  const TitleFeatures features = FeaturesOf(label.text, language_);
  if (features.empty()) return;
  const auto number = static_cast<uint32_t>(labels_.size());
  labels_.push_back({label.text, label.preferred});
  owners_.push_back(ConceptNumber(label));
  AddFeatures(number, features);
}

void LanguageLinker::AddForeign(const Label& label, const TitleFeatures& features) {
  foreign_.Add(ConceptNumber(label), features.grams);
}

void LanguageLinker::AddFeatures(uint32_t label, const TitleFeatures& features) {
  Concept& owner = concepts_[owners_[label]];
  owner.labels.push_back(label);
  owner.heads.insert(features.first);
  owner.heads.insert(features.last);
  by_stems_[features.stems].push_back(label);
  label_level_.Add(label, features);
  concept_level_.Add(owners_[label], features);
  group_level_.Add(owner.group, features);
}

void LanguageLinker::Settle() {
  for (Level* level : {&label_level_, &concept_level_, &group_level_}) level->Settle();
  foreign_.Weigh();
}

void LanguageLinker::ScoreAll(const TitleFeatures& features, Scores& scores) const {
  const auto score = [&features](const Level& level, std::vector<float>& words, std::vector<float>& grams) {
    level.words.Score(level.words.Weights(features.words), words);
    level.grams.Score(level.grams.Weights(features.grams), grams);
  };
  score(label_level_, scores.label_words, scores.label_grams);
  score(concept_level_, scores.concept_words, scores.concept_grams);
  score(group_level_, scores.group_words, scores.group_grams);
  foreign_.Score(foreign_.Weights(features.grams), scores.foreign_grams);
  // Concepts without a label in this or in the other language have no vector yet.
  for (std::vector<float>* by_concept : {&scores.concept_words, &scores.concept_grams, &scores.foreign_grams})
    by_concept->resize(concepts_.size());
  for (std::vector<float>* by_group : {&scores.group_words, &scores.group_grams})
    by_group->resize(group_numbers_.size());
  scores.best.assign(concepts_.size(), {});
  for (uint32_t i = 0; i < labels_.size(); ++i) {
    const float grams = scores.label_grams[i], words = scores.label_words[i];
    if (grams == 0) continue;
    Scores::Best& best = scores.best[owners_[i]];
    if (grams > best.grams[0]) best.label = i;
    float falling = grams;
    for (float& place : best.grams) {
      if (falling > place) std::swap(falling, place);
    }
    best.words = std::max(best.words, words);
  }
  scores.promising.resize(concepts_.size());
  for (size_t i = 0; i < concepts_.size(); ++i) {
    scores.promising[i] = scores.best[i].grams[0] + scores.best[i].words +
                          (scores.concept_words[i] + scores.concept_grams[i] + scores.foreign_grams[i]) / 2;
  }
}

Ranker::Signs LanguageLinker::SignsOf(uint32_t concept_number, const TitleFeatures& features,
                                      const Scores& scores) const {
  const Concept& owner = concepts_[concept_number];
  const Scores::Best& best = scores.best[concept_number];
  Ranker::Signs signs{};
  signs[kBestGrams] = best.grams[0];
  signs[kBestWords] = best.words;
  signs[kConceptWords] = scores.concept_words[concept_number];
  signs[kConceptGrams] = scores.concept_grams[concept_number];
  signs[kGroupWords] = scores.group_words[owner.group];
  signs[kGroupGrams] = scores.group_grams[owner.group];
  signs[kNextGrams] = (best.grams[1] + best.grams[2]) / 2;
  signs[kLabelCount] = std::log(1 + static_cast<float>(owner.labels.size())) / 4;
  signs[kBestGramsSquared] = best.grams[0] * best.grams[0];
  signs[kLastWord] = owner.heads.contains(features.last) ? 1 : 0;
  signs[kFirstWord] = owner.heads.contains(features.first) ? 1 : 0;
  signs[kBestWordsSquared] = best.words * best.words;
  signs[kForeignGrams] = scores.foreign_grams[concept_number];
  return signs;
}

LanguageLinker::Candidates LanguageLinker::CandidatesOf(const TitleFeatures& features) const {
  static thread_local Scores scores;
  ScoreAll(features, scores);
  Candidates candidates;
  scores.order.resize(concepts_.size());
  std::iota(scores.order.begin(), scores.order.end(), 0);
  const size_t count = std::min(kCandidates, concepts_.size());
  std::partial_sort(
      scores.order.begin(), scores.order.begin() + static_cast<ptrdiff_t>(count), scores.order.end(),
      [&](uint32_t a, uint32_t b) {
        return scores.promising[a] != scores.promising[b] ? scores.promising[a] > scores.promising[b] : a < b;
      });
  absl::flat_hash_map<uint32_t, size_t> places;  // of concepts among the candidates
  for (size_t i = 0; i < count && scores.promising[scores.order[i]] > 0; ++i) {
    const uint32_t number = scores.order[i];
    places.emplace(number, i);
    const Scores::Best& best = scores.best[number];
    candidates.list.push_back({number, best.grams[0] > 0 ? best.label : kNoLabel});
    candidates.signs.push_back(SignsOf(number, features, scores));
  }
  if (const auto same = by_stems_.find(features.stems); same != by_stems_.end()) {
    for (const uint32_t label : same->second) {
      if (const auto place = places.find(owners_[label]); place != places.end())
        candidates.signs[place->second][kSameStems] = 1;
    }
  }
  Ranker::Signs none{};
  none[kNone] = 1;
  candidates.signs.push_back(none);
  return candidates;
}

std::vector<Link> LanguageLinker::Find(std::string_view text, size_t limit) const {
  const TitleFeatures features = FeaturesOf(text, language_);
  if (features.empty() || concepts_.empty()) return {};
  const Candidates candidates = CandidatesOf(features);
  const std::vector<double> probabilities = ranker_.Probabilities(candidates.signs);
  std::vector<size_t> order(candidates.list.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return probabilities[a] > probabilities[b]; });
  std::vector<Link> links;
  for (const size_t i : order) {
    if (links.size() == limit) break;
    const Candidate& candidate = candidates.list[i];
    links.push_back({concepts_[candidate.of].id, probabilities[i],
                     candidate.label == kNoLabel ? "" : labels_[candidate.label].text});
  }
  return links;
}

// One label in eight, and with it all that are spelt alike; never a concept's name, so that none goes empty.
bool LanguageLinker::Hold(uint32_t label) const {
  if (labels_[label].preferred) return false;
  const std::string stems = FeaturesOf(labels_[label].text, language_).stems;
  uint64_t hash = 14695981039346656037ULL;
  for (const char c : stems) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return (hash >> 32) % 8 == 0;
}

void LanguageLinker::Learn() {
  constexpr size_t kFewest = 2'000, kMost = 4'000;  // labels to learn from; questions of each kind
  Settle();
  if (labels_.size() < kFewest) return;
  LanguageLinker rest(language_);
  for (const Concept& owner : concepts_)
    rest.ConceptNumber({owner.id, std::to_string(owner.group), "", false});
  rest.foreign_ = foreign_;
  std::vector<uint32_t> held, seen;
  for (uint32_t i = 0; i < labels_.size(); ++i) {
    (Hold(i) ? held : seen).push_back(i);
  }
  for (const uint32_t i : seen) {
    const Concept& owner = concepts_[owners_[i]];
    rest.Add({owner.id, std::to_string(owner.group), labels_[i].text, labels_[i].preferred});
  }
  rest.Settle();
  std::vector<Ranker::Question> questions;
  std::mt19937 random(7);
  for (std::vector<uint32_t>* labels : {&held, &seen}) {
    std::shuffle(labels->begin(), labels->end(), random);
    for (size_t i = 0; i < std::min({kMost, labels->size(), held.size()}); ++i) {
      const uint32_t label = (*labels)[i];
      const auto answer = rest.concept_numbers_.find(concepts_[owners_[label]].id);
      if (answer == rest.concept_numbers_.end()) continue;
      Candidates candidates = rest.CandidatesOf(FeaturesOf(labels_[label].text, language_));
      const auto place = std::find_if(candidates.list.begin(), candidates.list.end(),
                                      [&](const Candidate& c) { return c.of == answer->second; });
      questions.push_back(
          {std::move(candidates.signs), static_cast<size_t>(place - candidates.list.begin())});
    }
  }
  ranker_.Learn(questions);
}

}  // namespace tabadul::taxonomy
