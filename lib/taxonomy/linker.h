// Text in one of the three languages to the concepts it may mean. The linker holds labels (names and synonyms
// of concepts, in any of the languages); a text is compared with each label, with all labels of a concept and
// with those of its group, by words and by runs of letters, and the signs are weighed by what was learned.
//
//   Linker linker;
//   linker.Add({.concept_id = "2221", .group = "222", .text = "Nursing professionals", .preferred = true}, "en");
//   linker.Find("nurses", "en")[0].concept_id == "2221";
//
// Thread-safe; readers do not wait for one another. A Find takes well under a millisecond on 30,000 labels.
#pragma once

#include <array>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::taxonomy {

struct Label {
  std::string concept_id;
  std::string group;  // what the concept stands in, with its like; may be the concept itself
  std::string text;
  bool preferred = false;  // the concept's name, not a synonym
};

struct Link {
  std::string concept_id;
  double confidence = 0;  // that this concept is meant; those of an answer sum to at most 1
  std::string label;      // of the concept, the nearest to the text
};

class LanguageLinker;

class Linker {
 public:
  Linker();
  ~Linker();
  Linker(const Linker&) = delete;
  Linker& operator=(const Linker&) = delete;

  // `language` is "ar", "en" or "fr"; labels of others, and labels without a word, are left out.
  void Add(const Label& label, std::string_view language);
  // After many labels: takes the rarity of words as it is by now.
  void Settle();
  // Settles, and learns the weights anew from the labels themselves: some are held out and looked for among the
  // rest. Seconds for tens of thousands. Without it, weights learned from ESCO hold.
  void Learn();

  // Best first. `language` empty: found out from the text.
  std::vector<Link> Find(std::string_view text, std::string_view language, size_t limit = 10) const;

 private:
  LanguageLinker* Of(std::string_view language) const;

  mutable std::shared_mutex mutex_;
  std::array<std::unique_ptr<LanguageLinker>, 3> languages_;
};

}  // namespace tabadul::taxonomy
