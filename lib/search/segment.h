// A bounded number of documents with their postings. Documents are appended and marked dead; only what is not of their
// words ever changes. A segment that is mostly dead is emptied into another and dropped. Internal to lib/search. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lib/search/dictionary.h"

namespace tabadul::search {

using Slot = uint32_t;  // a document's place in its segment

// One field of one document that holds a term. A term's postings are sorted by (slot, field).
struct Posting {
  Slot slot;
  uint16_t field;
  uint16_t frequency;
};

struct TermInField {
  TermId term;
  uint16_t field;
  uint16_t frequency;
};

inline constexpr int64_t kMissing = std::numeric_limits<int64_t>::min();

// A document as the index keeps it.
struct Stored {
  std::string id;
  std::vector<TermId> terms;      // each once: those of its words, then those of its concepts
  std::vector<uint32_t> lengths;  // words, by field
  std::vector<uint32_t> values;   // of all keyword columns, as numbers
  std::vector<int64_t> numbers;   // by number column, or kMissing
  uint64_t texts = 0;             // a hash: by which equal ones are known
  uint32_t words = 0;             // how many of the terms are theirs
  bool live = true;

  std::span<const TermId> concepts() const { return std::span(terms).subspan(words); }
};
// A concept is about the whole document: it stands in the first field, once.
inline constexpr uint16_t kConceptField = 0, kConceptFrequency = 1;

class Segment {
 public:
  // The fields of a term side by side, rising.
  Slot Append(Stored document, std::span<const TermInField> terms);
  // A live document is about other concepts (each once), and has other values and numbers.
  void Revise(Slot slot, std::span<const TermId> concepts, std::vector<uint32_t> values,
              std::vector<int64_t> numbers);
  // Never found again. Its postings stay until the segment goes.
  void Kill(Slot slot);
  // The terms of a live document, as they were appended.
  std::vector<TermInField> TermsOf(Slot slot) const;

  const Stored& document(Slot slot) const { return documents_[slot]; }
  Slot size() const { return static_cast<Slot>(documents_.size()); }
  Slot live() const { return live_; }
  Slot dead() const { return size() - live_; }
  std::span<const Posting> postings(TermId term) const {
    const auto it = postings_.find(term);
    return it == postings_.end() ? std::span<const Posting>() : it->second;
  }

 private:
  std::vector<Stored> documents_;
  absl::flat_hash_map<TermId, std::vector<Posting>> postings_;
  Slot live_ = 0;
};

}  // namespace tabadul::search
