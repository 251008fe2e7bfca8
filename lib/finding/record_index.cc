#include "lib/finding/record_index.h"

#include <algorithm>
#include <utility>

#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::finding {
namespace {

struct Metrics {
  const metrics::Gauge documents{"tabadul_index_documents", "Records that searches show", {"kind"}};
  const metrics::Gauge behind{
      "tabadul_index_behind_sequences", "Head of the feed less what is applied", {"kind"}};
  const metrics::Gauge texts{"tabadul_index_text_documents",
                             "Records of all kinds whose texts for snippets are at hand"};
  const metrics::Histogram apply{
      "tabadul_index_apply_seconds", "Time to apply one page of the feed", {"kind"}};
  const metrics::Histogram delay{
      "tabadul_index_delay_seconds", "From a record's commit to its being searchable", {"kind"}};
};

const Metrics& Figures() {
  static const auto* figures = new Metrics;
  return *figures;
}

// A record is found when the page is applied that brings it. Each page has its cost, so that they grow with what there is to
// do; but one is an eighth of that at most (of records of 4 KB), so that few wait for what comes with them.
constexpr size_t kLeastPage = 128u << 10, kMostPage = 4u << 20;
size_t PageFor(uint64_t sequences_behind) {
  constexpr size_t kBytesEach = 4096 / 8;
  return std::max(kLeastPage, std::min<size_t>(sequences_behind, kMostPage / kBytesEach) * kBytesEach);
}
constexpr absl::Duration kReadTimeout = absl::Seconds(10);
constexpr absl::Duration kRetryAfter = absl::Milliseconds(250);
// The exchange wakes the follower; this is the longest it trusts that.
constexpr absl::Duration kLongestPause = absl::Seconds(1);

// So many entries are taken through all steps before the next ones: what one step makes of them is still in the processor's
// cache in the next.
constexpr size_t kTogether = 64;

// A text is of one change. Ids rise with the sequence, so that new texts come to the end of the store, where they cost least.
std::string TextId(std::string_view hub_id, uint64_t sequence) {
  std::string id(sizeof sequence, '\0');
  for (size_t i = sizeof sequence; i-- > 0; sequence >>= 8) id[i] = static_cast<char>(sequence & 0xFF);
  id += hub_id;
  return id;
}

bool IsShown(exchange::ReaderView& view, const std::string& source) {
  return view.sharings().open.contains(source) || view.Of(source).whole();
}

// How long it is remembered what was applied when, and how finely.
constexpr absl::Duration kRemembered = absl::Seconds(5), kFineness = absl::Milliseconds(50);

}  // namespace

RecordIndex::RecordIndex(exchange::Exchange& exchange, const Clock& clock, Presentation presentation,
                         search::TextStore* texts)
    : exchange_(exchange),
      clock_(clock),
      presentation_(std::move(presentation)),
      texts_(texts),
      index_(presentation_.schema, analyzer_),
      waker_(std::make_shared<Waker>()),
      public_(exchange) {}

RecordIndex::~RecordIndex() { Stop(); }

void RecordIndex::Start() {
  thread_ = std::thread([this] {
    NameThread("index " + exchange_.kind().name);
    Follow();
  });
}

void RecordIndex::Stop() {
  waker_->Stop();
  if (thread_.joinable()) thread_.join();
}

// False when it is time to stop.
bool RecordIndex::StartExchange() {
  while (true) {
    const absl::Status started = exchange_.Start();
    if (started.ok()) return true;
    log::Warn("exchange_not_started", {{"reason", ReasonName(ReasonOf(started))}});
    if (!waker_->Pause(kRetryAfter)) return false;
  }
}

void RecordIndex::Follow() {
  if (!StartExchange()) return;
  const auto handle = exchange_.OnHead([waker = waker_] { waker->Wake(); });
  exchange::Cursor cursor;
  bool up_to_date = false;
  do {
    up_to_date = FollowOnce(cursor);
  } while (waker_->Pause(up_to_date ? kLongestPause : absl::ZeroDuration()));
}

// Whether the head was reached, or a failure makes a pause sensible.
bool RecordIndex::FollowOnce(exchange::Cursor& cursor) {
  const exchange::Position known = exchange_.Head();
  const bool anew = known.epoch != cursor.position.epoch;
  const uint64_t applied = cursor.position.sequence();
  const uint64_t behind = known.sequence() > applied ? known.sequence() - applied : 0;
  const auto page =
      exchange_.Changes(Context::WithTimeout(kReadTimeout), cursor, tabadul::exchange::v1::Filter(),
                        exchange::Reader::Own(), anew ? kMostPage : PageFor(behind));
  const auto head = static_cast<double>(exchange_.Head().sequence());
  if (page.ok()) {
    Apply(*page);
    cursor = page->cursor;
    Figures()
        .behind.With({exchange_.kind().name})
        .Set(std::max(0.0, head - static_cast<double>(cursor.position.sequence())));
    return page->at_head;
  }
  FollowRights();
  if (ReasonOf(page.status()) == common::v1::ERROR_REASON_EPOCH_CHANGED) {
    log::Warn("index_epoch_changed", {{"epoch", cursor.position.epoch}});
    Clear();
    cursor = exchange::Cursor();
    return false;
  }
  log::Warn("index_follow_failed", {{"reason", ReasonName(ReasonOf(page.status()))}});
  waker_->Pause(kRetryAfter);
  return false;
}

void RecordIndex::Apply(const exchange::Page& page) {
  const absl::Time begin = absl::Now();
  FollowRights();
  const absl::Span<const exchange::Entry> entries = page.entries;
  for (size_t from = 0; from < entries.size(); from += kTogether) ApplySome(entries.subspan(from, kTogether));
  TellSizes();
  bool live = false;
  {
    absl::MutexLock lock(&state_mutex_);
    applied_ = page.cursor.position;
    Stamp(begin);
    live = caught_up_;
    caught_up_ = caught_up_ || page.at_head;
  }
  const absl::Time end = absl::Now();
  Figures().apply.With({exchange_.kind().name}).Observe(absl::ToDoubleSeconds(end - begin));
  if (!live) return;
  const auto delay = Figures().delay.With({exchange_.kind().name});
  for (const exchange::Entry& entry : page.entries)
    delay.Observe(std::max(0.0, absl::ToDoubleSeconds(end - entry.updated)));
}

// Each is of another record: a page has the last change of one.
void RecordIndex::ApplySome(absl::Span<const exchange::Entry> entries) {
  std::vector<std::optional<Presentation::Shown>> shown = Present(entries);
  // The texts first: what is found is shown with its own text, never with the one before.
  KeepTexts(entries, absl::MakeSpan(shown));
  for (size_t i = 0; i < shown.size(); ++i) {
    if (shown[i]) {
      Upsert(*std::move(shown[i]));
    } else {
      Remove(entries[i].hub_id);
    }
  }
}

std::vector<std::optional<Presentation::Shown>> RecordIndex::Present(
    absl::Span<const exchange::Entry> entries) const {
  std::vector<std::optional<Presentation::Shown>> all;
  all.reserve(entries.size());
  for (const exchange::Entry& entry : entries) {
    auto& shown = all.emplace_back();
    if (entry.lifecycle != tabadul::exchange::v1::LIFECYCLE_OPEN || entry.removed) continue;
    shown = presentation_.show(entry);
    if (!shown) log::Error("index_payload_unreadable", {{"hub_id", entry.hub_id}});
  }
  return all;
}

void RecordIndex::KeepTexts(absl::Span<const exchange::Entry> entries,
                            absl::Span<std::optional<Presentation::Shown>> shown) {
  if (texts_ == nullptr) return;
  std::vector<search::TextStore::Change> changes;
  changes.reserve(2 * entries.size());
  {
    absl::ReaderMutexLock lock(&cards_mutex_);
    for (const exchange::Entry& entry : entries) {
      const auto before = cards_.find(entry.hub_id);
      if (before != cards_.end())
        changes.push_back({TextId(entry.hub_id, before->second->sequence), std::nullopt});
    }
  }
  for (size_t i = 0; i < entries.size(); ++i) {
    if (shown[i])
      changes.push_back({TextId(entries[i].hub_id, entries[i].sequence), std::move(shown[i]->text)});
  }
  const absl::Status kept = texts_->Apply(changes);
  if (!kept.ok()) log::Error("texts_lost", {{"error", Std(kept.message())}});
}

void RecordIndex::Upsert(Presentation::Shown shown) {
  const auto card = std::make_shared<const Card>(std::move(shown.card));
  // The card first: who finds the document finds its card.
  if (const auto before = Replace(shown.document.id, card)) Forget(*before);
  if (public_.Has(card->source)) vocabulary_.Add(*card, shown.terms);
  index_.Upsert(shown.document);
}

void RecordIndex::Remove(const std::string& hub_id) {
  index_.Remove(hub_id);
  if (const auto before = Replace(hub_id, nullptr)) Forget(*before);
}

void RecordIndex::Forget(const Card& card) {
  if (public_.Has(card.source)) vocabulary_.Remove(card);
}

// What was for few eyes is for all now, or the other way round: the words of the cards come, or go. At once: the feed tells
// of it when it is committed.
void RecordIndex::FollowRights() {
  for (const auto& [source, is_public] : public_.Changes()) {
    std::vector<std::shared_ptr<const Card>> cards;
    {
      absl::ReaderMutexLock lock(&cards_mutex_);
      for (const auto& [id, card] : cards_) {
        if (card->source == source) cards.push_back(card);
      }
    }
    for (const auto& card : cards) is_public ? vocabulary_.Add(*card) : vocabulary_.Remove(*card);
  }
}

// The card that stood there before.
std::shared_ptr<const Card> RecordIndex::Replace(const std::string& hub_id,
                                                 std::shared_ptr<const Card> card) {
  absl::MutexLock lock(&cards_mutex_);
  std::shared_ptr<const Card> before;
  if (const auto found = cards_.find(hub_id); found != cards_.end()) before = std::move(found->second);
  if (before != nullptr && --cards_of_[before->source] == 0) cards_of_.erase(before->source);
  if (card != nullptr) {
    ++cards_of_[card->source];
    cards_[hub_id] = std::move(card);
  } else {
    cards_.erase(hub_id);
  }
  return before;
}

void RecordIndex::TellSizes() const {
  if (texts_ != nullptr) Figures().texts.Set(static_cast<double>(texts_->size()));
  absl::ReaderMutexLock lock(&cards_mutex_);
  Figures().documents.With({exchange_.kind().name}).Set(static_cast<double>(cards_.size()));
}

// Everything goes: the feed is told anew from its beginning. Not ready until it has been.
void RecordIndex::Clear() {
  std::vector<std::string> ids;
  std::vector<search::TextStore::Change> texts;
  {
    absl::MutexLock lock(&cards_mutex_);
    for (const auto& [id, card] : cards_) {
      ids.push_back(id);
      texts.push_back({TextId(id, card->sequence), std::nullopt});
    }
  }
  for (const std::string& id : ids) Remove(id);
  if (texts_ != nullptr) texts_->Apply(texts).IgnoreError();  // on an error it empties itself
  TellSizes();
  absl::MutexLock lock(&state_mutex_);
  stamps_.clear();
  applied_ = exchange::Position();
  caught_up_ = false;
}

absl::Status RecordIndex::Ready() const {
  absl::ReaderMutexLock lock(&state_mutex_);
  if (caught_up_) return absl::OkStatus();
  return Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "index"}});
}

void RecordIndex::Stamp(absl::Time now) {
  if (stamps_.empty() || now - stamps_.back().first >= kFineness)
    stamps_.emplace_back(now, applied_.sequence());
  while (stamps_.size() > 1 && stamps_[1].first <= now - kRemembered) stamps_.pop_front();
}

uint64_t RecordIndex::AppliedBefore(absl::Duration ago) const {
  const absl::Time then = absl::Now() - ago;
  absl::ReaderMutexLock lock(&state_mutex_);
  uint64_t sequence = 0;
  for (const auto& [when, applied] : stamps_) {
    if (when > then) break;
    sequence = applied;
  }
  return sequence;
}

exchange::Position RecordIndex::Applied() const {
  absl::ReaderMutexLock lock(&state_mutex_);
  return applied_;
}

absl::Status RecordIndex::WaitFor(const exchange::Position& position, absl::Time deadline) {
  const auto reached = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    return applied_.epoch == position.epoch && applied_.sequence() >= position.sequence();
  };
  absl::MutexLock lock(&state_mutex_);
  if (reached()) return absl::OkStatus();
  bool in_time = false;
  if (waiting_ < kMaxWaiting) {
    ++waiting_;
    in_time = state_mutex_.AwaitWithDeadline(absl::Condition(&reached), deadline);
    --waiting_;
  }
  if (in_time) return absl::OkStatus();
  return WithRetry(Error(common::v1::ERROR_REASON_NOT_YET_VISIBLE, {{"field", "at_least"}}),
                   absl::Milliseconds(250));
}

bool RecordIndex::HasWords(std::string_view text) const { return !analyzer_.AnalyzeQuery(text).empty(); }

std::vector<std::string> RecordIndex::HiddenFrom(const exchange::Reader& reader) const {
  exchange::ReaderView view(exchange_.sharing().Now(), reader);
  std::vector<std::string> hidden;
  absl::ReaderMutexLock lock(&cards_mutex_);
  for (const auto& [source, cards] : cards_of_) {
    if (!IsShown(view, source)) hidden.push_back(source);
  }
  std::sort(hidden.begin(), hidden.end());
  return hidden;
}

absl::StatusOr<internal::Found> RecordIndex::Find(search::Query query, const exchange::Reader& reader) const {
  internal::Found found;
  found.set_token(exchange_.TokenOf(Applied()));  // before the search: it contains at least this
  search::Hits hits;
  // Again, if the first record of a hidden source has come meanwhile: it may have been counted.
  std::vector<std::string> hidden = HiddenFrom(reader), without;
  do {
    search::Query restricted = query;
    Restrict(restricted, presentation_.visibility, reader, hidden, clock_.Now());
    ASSIGN_OR_RETURN(hits, index_.Search(restricted));
    without = std::exchange(hidden, HiddenFrom(reader));
  } while (hidden != without);
  for (search::Hit& hit : hits.hits) {
    internal::Found::Hit& added = *found.add_hits();
    added.set_hub_id(std::move(hit.id));
    if (hit.metres) added.set_metres(*hit.metres);
  }
  found.set_total(hits.total);
  found.set_continuation(std::move(hits.continuation));
  for (std::vector<search::Hits::Count>& counts : hits.facets) {
    internal::Found::Facet& facet = *found.add_facets();
    for (search::Hits::Count& count : counts) {
      facet.add_values(std::move(count.value));
      facet.add_documents(count.documents);
    }
  }
  return found;
}

std::vector<RecordIndex::Shown> RecordIndex::Show(const internal::Found& found,
                                                  const exchange::Reader& reader) const {
  const absl::Time now = clock_.Now();
  std::vector<Shown> shown;
  exchange::ReaderView view(exchange_.sharing().Now(), reader);
  absl::ReaderMutexLock lock(&cards_mutex_);
  for (const internal::Found::Hit& hit : found.hits()) {
    // Whether it may be shown is asked again of the card: it may have changed since it was found.
    const auto card = cards_.find(hit.hub_id());
    if (card == cards_.end() || !Shows(*card->second, reader, now)) continue;
    if (!IsShown(view, card->second->source)) continue;
    shown.push_back({hit.hub_id(), card->second->sequence, card->second->bytes,
                     hit.has_metres() ? std::optional(hit.metres()) : std::nullopt});
  }
  return shown;
}

std::optional<search::Correction> RecordIndex::Correct(std::string_view query) const {
  return vocabulary_.Correct(query, [this](const language::QueryWord& word) { return index_.Knows(word); });
}

std::vector<common::v1::LocalizedText> RecordIndex::Descriptions(absl::Span<const Shown> shown) const {
  std::vector<common::v1::LocalizedText> descriptions(shown.size());
  if (texts_ == nullptr) return descriptions;
  std::vector<std::string> ids;
  for (const Shown& one : shown) ids.push_back(TextId(one.hub_id, one.sequence));
  texts_->Read(ids, [&](size_t place, std::string_view bytes) {
    descriptions[place].ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  });
  return descriptions;
}

}  // namespace tabadul::finding
