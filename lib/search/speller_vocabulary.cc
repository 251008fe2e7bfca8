#include "lib/search/speller_vocabulary.h"

#include <algorithm>

#include "absl/hash/hash.h"
#include "lib/language/transliterate.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::search {
namespace {

constexpr std::string_view kArticle = "ال";

uint64_t MaskOf(std::string_view letters) {
  uint64_t mask = 0;
  for (const char letter : letters) mask |= uint64_t{1} << (static_cast<unsigned char>(letter) & 63);
  return mask;
}

uint32_t SaltOf(Script script) { return static_cast<uint32_t>(script); }

// More frequent; of equal ones the first by its letters, so that nothing depends on history.
template <class Entry>
bool IsBetter(const Entry& a, const Entry* b) {
  return b == nullptr || a.count > b->count || (a.count == b->count && a.letters < b->letters);
}

}  // namespace

std::vector<std::string> Speller::Vocabulary::ConsonantKeys(Script script, std::string_view letters) {
  if (script == Script::kCyrillic) return {};
  std::vector<std::string> keys = language::ConsonantKeys(Unpack(script, letters));
  if (script == Script::kLatin) {
    for (std::string& key : language::ConsonantKeys(language::WithoutLatinArticle(letters))) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
    }
  }
  return keys;
}

auto Speller::Vocabulary::Create(const SpelledWord& word) -> WordId {
  WordId id = static_cast<WordId>(entries_.size());
  if (free_.empty()) {
    entries_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  Entry& entry = entries_[id];
  entry.letters = word.letters;
  entry.script = word.script;
  entry.mask = MaskOf(word.letters);
  ids_.insert(id);
  deletions_.Add(id, word.letters, SaltOf(word.script));
  for (const std::string& key : ConsonantKeys(word.script, word.letters))
    by_consonants_[static_cast<size_t>(word.script)][key].push_back(id);
  return id;
}

void Speller::Vocabulary::Forget(WordId id) {
  Entry& entry = entries_[id];
  ids_.erase(id);
  deletions_.Remove(id, entry.letters, SaltOf(entry.script));
  for (const std::string& key : ConsonantKeys(entry.script, entry.letters)) {
    auto& buckets = by_consonants_[static_cast<size_t>(entry.script)];
    const auto bucket = buckets.find(key);
    bucket->second.erase(std::find(bucket->second.begin(), bucket->second.end(), id));
    if (bucket->second.empty()) buckets.erase(bucket);
  }
  entry = {};
  free_.push_back(id);
}

void Speller::Vocabulary::Add(const SpelledWord& word) {
  const auto found = ids_.find(Key{word.script, word.letters});
  if (found == ids_.end() && ids_.size() >= max_words_) {
    ++left_out_;
    return;
  }
  Entry& entry = entries_[found == ids_.end() ? Create(word) : *found];
  ++entry.count;
  entry.articled += word.before.ends_with(kArticle);
  if (word.plain) return;
  const auto spelling = std::find_if(entry.spellings.begin(), entry.spellings.end(),
                                     [&](const auto& known) { return known.first == word.spelling; });
  if (spelling == entry.spellings.end()) {
    entry.spellings.emplace_back(word.spelling, 1);
  } else {
    ++spelling->second;
  }
}

void Speller::Vocabulary::Remove(const SpelledWord& word) {
  const auto found = ids_.find(Key{word.script, word.letters});
  if (found == ids_.end()) return;  // it was left out
  Entry& entry = entries_[*found];
  entry.articled -= std::min<uint32_t>(entry.articled, word.before.ends_with(kArticle));
  const auto spelling = word.plain
                            ? entry.spellings.end()
                            : std::find_if(entry.spellings.begin(), entry.spellings.end(),
                                           [&](const auto& known) { return known.first == word.spelling; });
  if (spelling != entry.spellings.end() && --spelling->second == 0) entry.spellings.erase(spelling);
  if (--entry.count == 0) Forget(*found);
}

uint64_t Speller::Vocabulary::HashOf(std::string_view term) {
  return absl::Hash<absl::string_view>()({term.data(), term.size()});
}

void Speller::Vocabulary::AddTerm(uint64_t hash) {
  const auto found = terms_.find(hash);
  if (found != terms_.end()) {
    ++found->second;
  } else if (terms_.size() < 2 * max_words_) {  // numbers and short words have terms, too
    terms_.emplace(hash, 1);
  } else {
    ++left_out_;
  }
}

void Speller::Vocabulary::RemoveTerm(uint64_t hash) {
  const auto found = terms_.find(hash);
  if (found != terms_.end() && --found->second == 0) terms_.erase(found);
}

bool Speller::Vocabulary::Knows(const language::QueryWord& word) const {
  return std::any_of(word.any_of.begin(), word.any_of.end(),
                     [this](const std::string& term) { return terms_.contains(HashOf(term)); });
}

auto Speller::Vocabulary::Nearest(const SpelledWord& word, int distance) const -> const Entry* {
  std::vector<WordId> found;
  deletions_.Find(word.letters, SaltOf(word.script), distance, found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  const uint64_t mask = MaskOf(word.letters);
  const Entry* best = nullptr;
  for (const WordId id : found) {
    const Entry& entry = entries_[id];
    // A mistake adds at most one letter and takes at most one away.
    if (entry.script != word.script || __builtin_popcountll(mask ^ entry.mask) > 2 * distance) continue;
    if (!IsBetter(entry, best)) continue;
    if (EditDistance(word.letters, entry.letters, distance) <= distance) best = &entry;
  }
  return best;
}

auto Speller::Vocabulary::BehindArticle(const SpelledWord& word) const -> const Entry* {
  if (word.script != Script::kArabic || !word.before.empty()) return nullptr;
  const Entry* best = nullptr;
  for (const std::string& letters : BehindAMendedArticle(word.letters)) {
    const auto found = ids_.find(Key{word.script, letters});
    if (found != ids_.end() && IsBetter(entries_[*found], best)) best = &entries_[*found];
  }
  return best;
}

auto Speller::Vocabulary::Transliterated(const SpelledWord& word) const -> Candidate {
  if (word.script == Script::kCyrillic || MUTANT("keep_the_script")) return {};
  const bool latin = word.script == Script::kLatin;
  const std::string folded = Unpack(word.script, word.letters);
  std::vector<Candidate> candidates;
  double least = 1e9;
  for (const std::string& key : ConsonantKeys(word.script, word.letters)) {
    const auto& buckets = by_consonants_[static_cast<size_t>(latin ? Script::kArabic : Script::kLatin)];
    const auto bucket = buckets.find(key);
    if (bucket == buckets.end()) continue;
    for (const WordId id : bucket->second) {
      const Entry& entry = entries_[id];
      const std::string other = Unpack(entry.script, entry.letters);
      const std::string_view arabic = latin ? other : folded, spelled = latin ? folded : other;
      std::optional<double> cost = language::TransliterationCost(arabic, spelled);
      if (const auto bare = language::WithoutLatinArticle(spelled); bare.size() < spelled.size()) {
        const std::optional<double> bare_cost = language::TransliterationCost(arabic, bare);
        if (bare_cost && (!cost || *bare_cost < *cost)) cost = bare_cost;
      }
      if (!cost) continue;
      least = std::min(least, *cost);
      candidates.push_back({&entry, *cost});
    }
  }
  constexpr double kAsGood = .1;  // a vowel more or less
  Candidate best;
  for (const Candidate& candidate : candidates) {
    if (candidate.cost <= least + kAsGood && IsBetter(*candidate.entry, best.entry)) best = candidate;
  }
  return best;
}

std::string Speller::Vocabulary::Spelling(const Entry& entry) {
  uint32_t folded = entry.count;
  const std::pair<std::string, uint32_t>* common = nullptr;
  for (const auto& spelling : entry.spellings) {
    folded -= spelling.second;
    if (common == nullptr || spelling.second > common->second ||
        (spelling.second == common->second && spelling.first < common->first)) {
      common = &spelling;
    }
  }
  return common != nullptr && common->second >= folded ? common->first : Unpack(entry.script, entry.letters);
}

auto Speller::Vocabulary::Best(const SpelledWord& word) const -> std::optional<Better> {
  constexpr size_t kFewestToEdit = 4, kFewestToEditTwice = 8;
  if (ids_.contains(Key{word.script, word.letters})) return std::nullopt;
  // Arabic does not write short vowels: three of its letters are a long word in Latin ones.
  const size_t fewest = word.script == Script::kArabic ? 3 : kFewestToEdit;
  if (word.letters.size() < fewest) return std::nullopt;
  const bool may_edit = word.letters.size() >= kFewestToEdit && !MUTANT("keep_typos");
  const Entry* best = may_edit ? Nearest(word, 1) : nullptr;
  const Entry* behind = may_edit ? BehindArticle(word) : nullptr;
  if (behind != nullptr && behind != best && !IsBetter(*behind, best)) behind = nullptr;
  if (behind != nullptr) best = behind;
  // The same letters in the same order are seldom chance: a mistake must be far likelier.
  const Candidate other = Transliterated(word);
  constexpr double kCloseCost = .15;
  const uint64_t likelier = other.cost <= kCloseCost ? 4 : 1;
  if (other.entry != nullptr && (best == nullptr || other.entry->count * likelier > best->count))
    best = other.entry;
  if (best == nullptr && may_edit && word.letters.size() >= kFewestToEditTwice) best = Nearest(word, 2);
  if (best == nullptr) return std::nullopt;
  const bool same_script = best->script == word.script;
  const bool articled = same_script ? best == behind : best->articled * 2 > best->count;
  return Better{(same_script ? word.before : "") + (articled ? std::string(kArticle) : "") + Spelling(*best),
                !same_script};
}

auto Speller::Vocabulary::figures() const -> Figures {
  constexpr size_t kHashed = 2;  // a hash table's room for one of its entries, beside the entry
  size_t bytes = deletions_.bytes() + entries_.capacity() * sizeof(Entry) + terms_.capacity() * 17 +
                 ids_.capacity() * (sizeof(WordId) + 1);
  for (const Entry& entry : entries_) {
    if (entry.letters.capacity() > 15) bytes += entry.letters.capacity() + 1;
    bytes += entry.spellings.capacity() * sizeof(entry.spellings[0]);
    for (const auto& spelling : entry.spellings) {
      if (spelling.first.capacity() > 15) bytes += spelling.first.capacity() + 1;
    }
  }
  for (const auto& buckets : by_consonants_) {
    bytes += buckets.capacity() * (sizeof(std::string) + sizeof(Bucket) + 1);
    for (const auto& [key, bucket] : buckets) bytes += bucket.capacity() * sizeof(WordId) * kHashed;
  }
  return {ids_.size(), terms_.size(), deletions_.entries(), bytes, left_out_};
}

}  // namespace tabadul::search
