// The sources whose records everybody may see: what is learned of records (words, titles) and told to all is of these alone.
// As the rights are from the call of Exchange::Share on, committed or not. Not thread-safe; the exchange outlives it.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lib/exchange/exchange.h"

namespace tabadul::exchange {

class PublicSources {
 public:
  explicit PublicSources(const Exchange& exchange) : exchange_(exchange) {}

  // As it was when Changes() was called last, or this source was asked for first.
  bool Has(const std::string& source);
  // Those that have become so, or have ceased to be, since.
  struct Change {
    std::string source;
    bool is_public = false;
  };
  std::vector<Change> Changes();

 private:
  const Exchange& exchange_;
  absl::flat_hash_map<std::string, bool> known_;
};

}  // namespace tabadul::exchange
