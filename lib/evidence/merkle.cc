#include "lib/evidence/merkle.h"

#include "lib/evidence/digest.h"

namespace tabadul::evidence {
namespace {

constexpr char kLeaf = 0, kNode = 1;

// The tree of RFC 9162 splits at the largest power of two below the size, which is what pairing level by level gives:
// an odd one out moves up as it is.
void PairUp(std::vector<std::string>& level) {
  size_t out = 0;
  for (size_t i = 0; i < level.size(); i += 2) {
    level[out++] = i + 1 < level.size() ? Sha256(kNode + level[i] + level[i + 1]) : std::move(level[i]);
  }
  level.resize(out);
}

}  // namespace

std::string MerkleRoot(const std::vector<std::string>& items) {
  if (items.empty()) return Sha256("");
  std::vector<std::string> level;
  level.reserve(items.size());
  for (const std::string& item : items) level.push_back(Sha256(kLeaf + item));
  while (level.size() > 1) PairUp(level);
  return level[0];
}

}  // namespace tabadul::evidence
