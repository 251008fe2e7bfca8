// One language of the coder. Internal to lib/taxonomy. Reading is thread-safe while nobody writes; Coder locks.
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "lib/taxonomy/coder.h"
#include "lib/taxonomy/features.h"
#include "lib/taxonomy/group_classifier.h"
#include "lib/taxonomy/vector_index.h"

namespace tabadul::taxonomy {

class LanguageCoder {
 public:
  explicit LanguageCoder(std::string language) : language_(std::move(language)) {}

  void Add(std::string_view title, const TitleCode& code, bool label);
  std::vector<CodeSuggestion> Suggest(std::string_view title, size_t limit, bool by_group) const;

 private:
  struct Known {
    std::string title;
    uint32_t code = 0;
    bool label = false;
  };
  struct Code {
    std::string code;
    uint32_t group = 0;
  };
  struct Near {
    uint32_t title = 0;
    float similarity = 0, vote = 0;
  };

  uint32_t CodeNumber(const TitleCode& code);
  uint32_t GroupNumber(const std::string& group);
  std::vector<uint64_t> FeatureHashes(const TitleFeatures& features) const;
  std::vector<GroupClassifier::Part> Weighted(const std::vector<uint64_t>& hashes) const;
  std::vector<Near> Nearest(const std::vector<uint64_t>& hashes) const;
  std::vector<float> GroupVotes(const std::vector<Near>& nearest) const;
  std::vector<float> GroupProbabilities(const std::vector<uint64_t>& hashes,
                                        const std::vector<Near>& nearest) const;
  std::vector<CodeSuggestion::Because> Because(const std::vector<Near>& nearest, uint32_t number,
                                               bool by_group) const;
  void Replay();

  const std::string language_;
  std::vector<Known> titles_;
  std::vector<Code> codes_;
  std::vector<std::string> groups_;
  absl::flat_hash_map<std::string, uint32_t> code_numbers_, group_numbers_;
  absl::flat_hash_set<std::string> seen_;  // folded title and code
  VectorIndex index_;                      // of titles
  size_t weighed_at_ = 0;                  // titles when rarity was last taken
  GroupClassifier classifier_;
  std::minstd_rand random_{1};
};

}  // namespace tabadul::taxonomy
