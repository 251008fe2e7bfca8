// Merkle tree hash over a list (RFC 9162, 2.1.1): one hash that stands for all items and their order. Pure, thread-safe.
#pragma once

#include <string>
#include <vector>

namespace tabadul::evidence {

// SHA-256 of nothing for an empty list. `items`: any bytes each.
std::string MerkleRoot(const std::vector<std::string>& items);

}  // namespace tabadul::evidence
