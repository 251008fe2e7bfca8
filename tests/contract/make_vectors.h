// The vectors that hold every language's client to the same bytes: payloads with their canonical bytes and digests,
// set hashes, trees of records, a signed mark, receipts. `bin/make-vectors FOLDER` writes them to tests/contract/vectors; vectors_test says whether
// what stands there is what this code makes.
#pragma once

#include <map>
#include <string>

namespace tabadul {

// File name → its text.
std::map<std::string, std::string> MakeVectors();

}  // namespace tabadul
