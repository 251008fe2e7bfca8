// The records of one kind that searches show, in memory: follows the local exchange, from the beginning at start, and
// keeps lib/search's index, the cards, the texts and the vocabulary in step with it. A database that is down stops the
// following, never the searching. What a kind is made of, its Presentation says. Thread-safe. The exchange, the clock and
// the texts outlive it.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/exchange.h"
#include "lib/exchange/public_sources.h"
#include "lib/exchange/sharing_book.h"
#include "lib/finding/card.h"
#include "lib/finding/internal.pb.h"
#include "lib/finding/vocabulary.h"
#include "lib/language/analyzer.h"
#include "lib/platform/base/waker.h"
#include "lib/search/index.h"
#include "lib/search/text_store.h"

namespace tabadul::finding {

// What searches show of a kind, and find it by. Pure functions.
struct Presentation {
  struct Shown {
    Card card;
    search::Document document;
    Terms terms;       // of the card; none are needed if not everybody may see it
    std::string text;  // that snippets are cut from: a LocalizedText, serialized
  };
  search::Schema schema;
  VisibilityColumns visibility;
  // Of an open record; none: its payload cannot be read.
  std::function<std::optional<Shown>(const exchange::Entry&)> show;
  Vocabulary::TermsOf terms;
};

class RecordIndex {
 public:
  // `texts`: where the texts for snippets are kept, of other kinds too; none: there are no snippets.
  RecordIndex(exchange::Exchange& exchange, const Clock& clock, Presentation presentation,
              search::TextStore* texts = nullptr);
  ~RecordIndex();

  // Starts the exchange and follows it, in the background: a database that is not there yet is asked again.
  void Start();
  void Stop();

  // OK once the head has been reached for the first time (UNAVAILABLE before): then it answers for ever.
  absl::Status Ready() const;
  // What every search that begins now contains.
  exchange::Position Applied() const;
  // What every search contained that began this long ago, or a little less.
  uint64_t AppliedBefore(absl::Duration ago) const;
  // Waits until `position` is applied, woken by the follower. NOT_YET_VISIBLE at the deadline, and at once if
  // too many calls wait already: waiting must not take the threads that answer others.
  absl::Status WaitFor(const exchange::Position& position, absl::Time deadline);

  // The sources of which searches of `reader` find nothing, sorted.
  std::vector<std::string> HiddenFrom(const exchange::Reader& reader) const;
  // What a search finds of what `reader` may see: a moment's result, which replicas may share. Errors are those of
  // search::Index::Search.
  absl::StatusOr<internal::Found> Find(search::Query query, const exchange::Reader& reader) const;
  struct Shown {
    std::string hub_id;
    uint64_t sequence = 0;          // of the change that the card shows
    std::string card;               // Card::bytes
    std::optional<int64_t> metres;  // from search::Query::near
  };
  // Of what was found, what `reader` may be shown now.
  std::vector<Shown> Show(const internal::Found& found, const exchange::Reader& reader) const;

  // Their descriptions, as far as they are at hand and of the same change as the card: another one may be for other eyes.
  std::vector<common::v1::LocalizedText> Descriptions(absl::Span<const Shown> shown) const;

  // A query that finds nothing, with the words that no record has replaced by near ones that records have.
  std::optional<search::Correction> Correct(std::string_view query) const;
  // Of the records that everybody may see.
  const Vocabulary& vocabulary() const { return vocabulary_; }
  // By which texts and queries become words.
  const language::Analyzer& analyzer() const { return analyzer_; }
  // Whether a query has words to look for.
  bool HasWords(std::string_view text) const;

  // One page of the feed, in order. Start does this by itself; alone it is for tests.
  void Apply(const exchange::Page& page);

  static constexpr int kMaxWaiting = 4;

 private:
  bool StartExchange();
  void Follow();
  bool FollowOnce(exchange::Cursor& cursor);
  void Clear();
  void ApplySome(absl::Span<const exchange::Entry> entries);
  // What is to be shown of entries, in their order; none: nothing.
  std::vector<std::optional<Presentation::Shown>> Present(absl::Span<const exchange::Entry> entries) const;
  // Takes the texts out of `shown`.
  void KeepTexts(absl::Span<const exchange::Entry> entries,
                 absl::Span<std::optional<Presentation::Shown>> shown);
  void Upsert(Presentation::Shown shown);
  void Remove(const std::string& hub_id);
  std::shared_ptr<const Card> Replace(const std::string& hub_id, std::shared_ptr<const Card> card);
  void TellSizes() const;
  void Forget(const Card& card);
  void FollowRights();
  void Stamp(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(state_mutex_);

  exchange::Exchange& exchange_;
  const Clock& clock_;
  const Presentation presentation_;
  search::TextStore* const texts_;
  const language::Analyzer analyzer_;
  search::Index index_;
  Vocabulary vocabulary_{analyzer_, presentation_.terms};
  const std::shared_ptr<Waker> waker_;  // the exchange's watchers may call it while the index goes
  std::thread thread_;

  mutable absl::Mutex cards_mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<const Card>> cards_ ABSL_GUARDED_BY(cards_mutex_);
  absl::flat_hash_map<std::string, int64_t> cards_of_ ABSL_GUARDED_BY(cards_mutex_);  // by source, none is 0
  // The vocabulary has the words of these. The follower's thread only.
  exchange::PublicSources public_;

  mutable absl::Mutex state_mutex_;
  exchange::Position applied_ ABSL_GUARDED_BY(state_mutex_);
  bool caught_up_ ABSL_GUARDED_BY(state_mutex_) = false;
  // When which sequence was applied, for a few seconds; the first may be older.
  std::deque<std::pair<absl::Time, uint64_t>> stamps_ ABSL_GUARDED_BY(state_mutex_);
  int waiting_ ABSL_GUARDED_BY(state_mutex_) = 0;
};

}  // namespace tabadul::finding
