// One language of the linker. Internal to lib/taxonomy. Reading is thread-safe while nobody writes; Linker
// locks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "lib/taxonomy/features.h"
#include "lib/taxonomy/linker.h"
#include "lib/taxonomy/ranker.h"
#include "lib/taxonomy/vector_index.h"

namespace tabadul::taxonomy {

class LanguageLinker {
 public:
  explicit LanguageLinker(std::string language);

  void Add(const Label& label);
  // A label in another language of the same script.
  void AddForeign(const Label& label, const TitleFeatures& features);
  void Settle();
  void Learn();
  std::vector<Link> Find(std::string_view text, size_t limit) const;

 private:
  struct Concept {
    std::string id;
    uint32_t group = 0;
    std::vector<uint32_t> labels;
    absl::flat_hash_set<uint64_t> heads;  // first and last words of its labels
  };
  struct StoredLabel {
    std::string text;
    bool preferred = false;
  };
  // Words and letters of one level: labels, concepts or groups.
  struct Level {
    VectorIndex words, grams;
    void Add(uint32_t document, const TitleFeatures& features);
    void Settle();
  };
  struct Scores;  // of one text, reused by the next of the thread
  struct Candidate {
    uint32_t of = 0;
    uint32_t label = 0;  // the nearest, if there is one
  };
  struct Candidates {
    std::vector<Candidate> list;
    std::vector<Ranker::Signs> signs;  // one more than candidates: the last stands for "none of them"
  };

  void AddFeatures(uint32_t label, const TitleFeatures& features);
  uint32_t ConceptNumber(const Label& label);
  void ScoreAll(const TitleFeatures& features, Scores& scores) const;
  Candidates CandidatesOf(const TitleFeatures& features) const;
  Ranker::Signs SignsOf(uint32_t concept_number, const TitleFeatures& features, const Scores& scores) const;
  bool Hold(uint32_t label) const;

  const std::string language_;
  std::vector<Concept> concepts_;
  std::vector<StoredLabel> labels_;
  std::vector<uint32_t> owners_;  // by label: its concept
  absl::flat_hash_map<std::string, uint32_t> concept_numbers_, group_numbers_;
  absl::flat_hash_map<std::string, std::vector<uint32_t>> by_stems_;  // labels
  Level label_level_, concept_level_, group_level_;
  VectorIndex foreign_;  // letters of the labels in the other language, by concept
  Ranker ranker_;
};

}  // namespace tabadul::taxonomy
