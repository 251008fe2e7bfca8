// The index behind index.h: segments, their dictionary, and who may touch them when. Thread-safe.
// Internal to lib/search.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/container/node_hash_map.h"
#include "absl/status/statusor.h"
#include "lib/language/analyzer.h"
#include "lib/search/continuation.h"
#include "lib/search/dictionary.h"
#include "lib/search/index.h"
#include "lib/search/lock.h"
#include "lib/search/page.h"
#include "lib/search/segment.h"

namespace tabadul::search {

class Index::Engine {
 public:
  Engine(Schema schema, const language::Analyzer& analyzer, uint32_t segment_documents);

  void Upsert(const Document& document);
  bool Remove(std::string_view id);
  absl::StatusOr<Hits> Search(const Query& query) const;
  bool Knows(const language::QueryWord& word) const;
  Figures figures() const;

 private:
  struct Location {
    Segment* segment;
    Slot slot;
  };
  // A document's words, counted before the lock is taken: those that the dictionary has, and others. How often each
  // is there, field after field. The same for every document, so that it has the room it needs.
  struct Counted {
    using Frequencies = absl::InlinedVector<uint16_t, 4>;
    std::vector<TermId> known;
    std::vector<uint16_t> frequencies;  // of `known`
    absl::flat_hash_map<std::string, Frequencies> others;
    std::vector<uint32_t> lengths;
  };
  // A query in terms of what the index holds.
  struct Plan {
    std::vector<std::vector<TermId>> words;
    std::optional<TermId> alternative;      // none: no document is about it
    std::vector<std::vector<bool>> values;  // by any_of: by number of value, whether it is asked for
    std::vector<bool> excluded;             // by number of value; empty: nothing is
    std::vector<bool> faceted;              // by keyword column
    Statistics statistics;
    bool impossible = false;  // a word that no document has
  };
  static constexpr int kPasses = -1, kFails = -2;

  // While writing_ is held.
  void Count(const Document& document);  // in counted_
  // Where a document of this id and with these texts stands.
  const Location* WithTexts(const std::string& id, uint64_t texts) const;
  // Under the lock.
  Segment& Open();
  std::vector<TermInField> AcquireWords();
  std::vector<TermId> AcquireConcepts(const Document& document);
  std::vector<uint32_t> AcquireValues(const Document& document);
  std::vector<int64_t> NumbersOf(const Document& document) const;
  void Add(const Document& document, uint64_t texts, std::vector<TermInField> terms);
  void Revise(const Document& document, const Location& at);
  bool Drop(std::string_view id);
  void Tidy();
  void Move(Slot slot);
  uint32_t ValueOf(int column, const std::string& value);
  void ReleaseValue(uint32_t value);
  // Under the shared lock.
  Plan MakePlan(const Query& query, const std::vector<language::QueryWord>& words) const;
  void Mark(const Query::AnyOf& any_of, std::vector<bool>& values) const;
  bool InRanges(const Query& query, const Stored& document) const;
  bool IsExcluded(const Plan& plan, const Stored& document) const;
  int FailingColumn(const Query& query, const Plan& plan, const Stored& document) const;
  void Take(const Query& query, const Plan& plan, const Stored& document, double score, Page& page,
            std::vector<int64_t>& counts) const;
  double AlternativeScore(const Query& query, const Stored& document) const;
  void SearchSegment(const Segment& segment, const Query& query, const Plan& plan, Page& page,
                     std::vector<int64_t>& counts) const;
  std::vector<Hits::Count> Top(const Query::Facet& facet, const std::vector<int64_t>& counts) const;
  Hits Answer(uint64_t fingerprint, const Statistics& statistics, Page& page) const;

  const Schema schema_;
  const language::Analyzer& analyzer_;
  const uint32_t segment_documents_;

  // Guarded by writing_.
  std::vector<uint32_t> rows_;  // Count's, by term
  Counted counted_;

  std::mutex writing_;  // one writer at a time; taken before mutex_: who holds it may read without that
  mutable FairSharedMutex mutex_;                   // guards all below
  std::vector<std::unique_ptr<Segment>> segments_;  // new documents go to the last
  Dictionary dictionary_;
  absl::flat_hash_map<std::string, Location> locations_;
  using Value = std::pair<int, std::string>;  // column, value
  absl::node_hash_map<Value, uint32_t> values_;
  std::vector<const Value*> value_of_;  // by number: the keys of values_; null: free
  std::vector<uint32_t> value_uses_;    // by number: documents that have it
  std::vector<uint32_t> free_values_;
  std::vector<uint64_t> field_lengths_;
  // The segment that is being emptied, how far, and what was dropped but is to be freed outside the lock.
  Segment* emptied_ = nullptr;
  Slot emptied_to_ = 0;
  std::unique_ptr<Segment> dropped_;
};

}  // namespace tabadul::search
