// Which occupation a query names, in whatever language: so that "ممرضة", "nurse" and "infirmière" bring the same
// records. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "lib/language/analyzer.h"
#include "lib/taxonomy/linker.h"
#include "lib/taxonomy/pack.h"

namespace tabadul::finding {

class Understanding {
 public:
  // The analyzer outlives it; of the packs their labels are taken, as names of unit groups.
  explicit Understanding(const language::Analyzer& analyzer, const std::vector<taxonomy::Pack>& packs = {});
  // The ISCO-08 unit group, if the query leaves no doubt. None for names, places, skills and vague words.
  std::optional<std::string> OccupationOf(const std::string& query) const;

 private:
  void AddHead(const std::string& title, std::string_view language, const std::string& code);

  const language::Analyzer& analyzer_;
  taxonomy::Linker linker_;
  // By unit group: the terms of the words that say who its people are ("nurse" of "hospital nurse"). A query without
  // one of them names something else ("hospital").
  absl::flat_hash_map<std::string, absl::flat_hash_set<std::string>> heads_;
};

}  // namespace tabadul::finding
