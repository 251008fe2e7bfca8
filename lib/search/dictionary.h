// Numbers for terms, with how many documents hold each. Internal to lib/search. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "lib/language/analyzer.h"

namespace tabadul::search {

using TermId = uint32_t;

// The term of a concept: no rule of lib/language makes one that begins so.
inline std::string ConceptTerm(std::string_view concept_id) { return "#" + std::string(concept_id); }

class Dictionary {
 public:
  Dictionary();
  // One more document holds the term.
  TermId Acquire(std::string_view term);
  void Acquire(TermId id) { ++entries_[id].documents; }
  // One document less. After the last one the term is forgotten and its number goes to another: postings that
  // still bear it belong to removed documents only.
  void Release(TermId id);

  std::optional<TermId> Find(std::string_view term) const;
  // The same by the term's memo, where it is one of this dictionary; else it is written: a text repeats its words, and
  // texts repeat one another's.
  std::optional<TermId> Find(std::string_view term, language::Memo& memo) const {
    if (memo.owner == serial_ && entries_[memo.number].generation == memo.generation) return memo.number;
    return FindAnew(term, memo);
  }
  uint32_t documents(TermId id) const { return entries_[id].documents; }
  size_t size() const { return ids_.size(); }
  size_t ids() const { return entries_.size(); }  // each below this

 private:
  std::optional<TermId> FindAnew(std::string_view term, language::Memo& memo) const;

  struct Entry {
    const std::string* term = nullptr;  // the key in ids_
    uint32_t documents = 0;
    uint32_t generation = 0;  // how many terms had this number before
  };
  const uint64_t serial_;  // of this dictionary in this process
  absl::node_hash_map<std::string, TermId> ids_;
  std::vector<Entry> entries_;
  std::vector<TermId> free_;
};

}  // namespace tabadul::search
