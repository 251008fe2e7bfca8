// What a searcher may mean who has typed the beginning of a word or phrase: labels of things that documents have, those
// of many documents first. Living: things come and go with the documents. Thread-safe; readers wait for no other
// reader. A label is about 100 bytes a word in memory.
//
//   Completer completer;
//   completer.Add({.id = "O2221", .labels = {{"en", "Nurse"}, {"ar", "ممرض"}}});
//   completer.Complete("nur", "ar", 8)[0].label.text == "Nurse";
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "lib/search/lock.h"

namespace tabadul::search {

class Completer {
 public:
  struct Label {
    std::string language;  // BCP 47
    std::string text;
  };
  struct Thing {
    std::string id;
    std::vector<Label> labels;
    int64_t least = 1;  // documents that must have it for it to be told
  };
  struct Completion {
    std::string id;
    Label label;  // that fits, in the asked language if one does
    int64_t documents = 0;
  };

  Completer();
  ~Completer();

  // One more document has it. The labels of its first document are kept.
  void Add(const Thing& thing);
  // One document less.
  void Remove(std::string_view id);
  // Labels with a word at which `typed` begins, in any spelling of lib/language and with or without the Arabic article:
  // those in `language` first, then by documents. Of more than kMostLabels that fit, the first by alphabet
  // are looked at.
  std::vector<Completion> Complete(std::string_view typed, std::string_view language, size_t limit) const;

  static constexpr size_t kMostLabels = 5'000;

 private:
  struct Known;
  // A label from one of its words on.
  struct Start {
    uint64_t first;  // its first eight bytes, which order as the text does: most comparisons look no further
    const Known* known;
    uint32_t label;
    uint32_t offset;  // bytes of the folded label
    std::string_view rest() const;
  };
  struct ByText {
    using is_transparent = void;
    bool operator()(const Start& a, const Start& b) const;
    bool operator()(const Start& a, std::string_view b) const { return a.rest() < b; }
    bool operator()(std::string_view a, const Start& b) const { return a < b.rest(); }
  };
  // Things by size, the largest first: of the short beginnings, under which a scan would find too many. Those of one size
  // in an order that is cheap to tell, and the same in every replica: the hash of their ids.
  struct Sized {
    int magnitude;
    uint32_t hash;
    const Known* known;
    bool operator<(const Sized& other) const;
  };
  using Sizes = absl::btree_set<Sized>;

  static Start StartOf(const Known& known, uint32_t label, uint32_t offset);
  void List(const Known& known);
  void Unlist(const Known& known);
  void Resize(const Known& known, int from, int to);
  // Which label of each thing fits.
  using Fitting = absl::flat_hash_map<const Known*, uint32_t>;
  void Collect(std::string_view typed, std::string_view language, Fitting& found) const;

  mutable FairSharedMutex mutex_;
  absl::flat_hash_map<std::string, std::unique_ptr<Known>> known_;
  absl::btree_set<Start, ByText> starts_;
  absl::flat_hash_map<std::string, Sizes> beginnings_;
};

}  // namespace tabadul::search
