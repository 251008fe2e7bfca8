// The words behind speller.h and what they may be found by. Internal to lib/search; not thread-safe.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "lib/search/speller.h"
#include "lib/search/speller_edits.h"
#include "lib/search/speller_words.h"

namespace tabadul::search {

class Speller::Vocabulary {
 public:
  explicit Vocabulary(size_t max_words) : max_words_(max_words) {}

  void Add(const SpelledWord& word);
  void Remove(const SpelledWord& word);
  // Terms go by their hash.
  static uint64_t HashOf(std::string_view term);
  void AddTerm(uint64_t hash);
  void RemoveTerm(uint64_t hash);

  bool Knows(const language::QueryWord& word) const;
  // What to write for an unknown word; none if nothing is near enough.
  std::optional<Better> Best(const SpelledWord& word) const;

  Figures figures() const;

 private:
  using WordId = DeletionIndex::WordId;
  struct Entry {
    std::string letters;
    uint64_t mask = 0;  // which letters it has
    uint32_t count = 0;
    uint32_t articled = 0;  // how many of these bear the article
    Script script = Script::kLatin;
    std::vector<std::pair<std::string, uint32_t>> spellings;  // those that are not its folded form
  };
  struct Key {
    Script script;
    std::string_view letters;
  };
  // Looks an entry up by its number or by its letters.
  struct Look {
    using is_transparent = void;
    const std::vector<Entry>* entries;
    Key Of(WordId id) const { return {(*entries)[id].script, (*entries)[id].letters}; }
    static Key Of(const Key& key) { return key; }
    template <class T>
    size_t operator()(const T& key) const {
      const Key k = Of(key);
      return absl::Hash<std::pair<int, absl::string_view>>()(
          {static_cast<int>(k.script), {k.letters.data(), k.letters.size()}});
    }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      const Key x = Of(a), y = Of(b);
      return x.script == y.script && x.letters == y.letters;
    }
  };
  struct Candidate {
    const Entry* entry = nullptr;  // null: none
    double cost = 0;               // of the transliteration
  };
  using Bucket = std::vector<WordId>;

  WordId Create(const SpelledWord& word);
  void Forget(WordId id);
  static std::vector<std::string> ConsonantKeys(Script script, std::string_view letters);
  const Entry* Nearest(const SpelledWord& word, int distance) const;
  const Entry* BehindArticle(const SpelledWord& word) const;
  Candidate Transliterated(const SpelledWord& word) const;
  static std::string Spelling(const Entry& entry);

  const size_t max_words_;
  uint64_t left_out_ = 0;
  std::vector<Entry> entries_;
  std::vector<WordId> free_;
  absl::flat_hash_set<WordId, Look, Look> ids_{0, Look{&entries_}, Look{&entries_}};
  absl::flat_hash_map<uint64_t, uint32_t> terms_;  // by hash, how often
  DeletionIndex deletions_;
  std::array<absl::flat_hash_map<std::string, Bucket>, 2> by_consonants_;  // Latin, Arabic
};

}  // namespace tabadul::search
