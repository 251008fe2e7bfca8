#include "lib/exchange/feed.h"

#include <algorithm>

#include "lib/evidence/digest.h"
#include "lib/exchange/visible.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/utc.h"

namespace tabadul::exchange {
namespace {

constexpr int kRowsOfPage = 1000;
constexpr int kFewestRows = 16;
constexpr absl::Duration kCommitPatience = absl::Seconds(1);  // of who is to lose a right

// The row as this reader gets it, or nothing: not for him, now or before.
std::optional<Entry> Seen(const Store::Read& read, uint64_t settled, const v1::Filter& filter,
                          const RecordKind& kind, ReaderView& view) {
  const Row& row = read.row;
  const Reader& reader = view.reader();
  const SourceAccess& source = view.Of(row.source);
  const Access access = source.whole() ? Access::Whole() : source.At(row.sequence);
  // What he may have held of the source was withdrawn.
  if (!access.any() || (!access.whole() && LooksWithin(filter))) return std::nullopt;
  const bool erased = row.asserted == v1::ASSERTED_STATE_ERASED;
  const bool matches = erased ? !LooksWithin(filter) && Matches(row.keys, row.source, filter, reader)
                              : Matches(row.keys, row.source, filter, reader);
  if (MUTANT("skip_a_change") && row.sequence % 3 == 0) return std::nullopt;
  if (!matches && (MUTANT("forget_removals") || !MayHold(row.former, row.source, settled, filter, reader)))
    return std::nullopt;
  if (matches) {
    Entry entry = ToEntry(read);
    Strip(kind, access, entry);
    return entry;
  }
  Entry removal;
  removal.hub_id = evidence::Hex(row.hub_id);
  removal.source = row.source;
  removal.sequence = row.sequence;
  removal.removed = true;
  return removal;
}

// What the reader has lost since `after`.
std::vector<Loss> LossesSince(uint64_t after, const v1::Filter& filter, const RecordKind& kind,
                              const ReaderView& view) {
  std::vector<Loss> losses;
  const Sharings& sharings = view.sharings();
  if (sharings.newest_change <= after || MUTANT("forget_losses")) return losses;
  for (const auto& [source, state] : sharings.sources) {
    if (!SourceMatches(source, filter)) continue;
    const LostParts lost = LostSince(*state, sharings.defaults.by_default, source,
                                     kind.payload->message_type(), view.reader(), after);
    if (lost.at == 0) continue;
    Loss& loss = losses.emplace_back(Loss{source, {}, lost.at});
    if (!lost.all && !LooksWithin(filter)) loss.sections.assign(lost.sections.begin(), lost.sections.end());
  }
  return losses;
}

// Cursor.settled of who reads from here. At the beginning nothing is held.
uint64_t SettledAt(const Cursor& from, const HeadRow& head) {
  if (MUTANT("settled_at_the_cursor")) return from.position.sequence();
  return from.position.epoch == 0 ? head.sequence : from.settled;
}

// Where a reader of everything up to `last` goes on.
Cursor GoOn(const HeadRow& head, uint64_t last, const v1::Filter& filter, const Cursor& from) {
  if (MUTANT("early_cursor")) last += 3;  // promises changes that are not visible yet
  const uint64_t newest = std::max(head.sequence, from.head);
  return {.position = {head.epoch, {last}},
          .filter = FilterFingerprint(filter),
          .head = newest,
          .settled = newest <= last ? last : SettledAt(from, head)};
}

}  // namespace

bool GoesOn(const Cursor& cursor, const HeadRow& head, const Epochs& epochs) {
  const Position& at = cursor.position;
  if (at.epoch == head.epoch) return at.sequence() <= head.sequence;
  if (MUTANT("cursor_without_head")) return epochs.Share(at.epoch, at.sequence(), head.epoch);
  return cursor.head >= at.sequence() && epochs.Share(at.epoch, cursor.head, head.epoch);
}

absl::Status CheckCursor(const Cursor& cursor, const v1::Filter& filter, const HeadRow& head,
                         const Epochs& epochs) {
  if (cursor.position.epoch == 0) return absl::OkStatus();
  if (cursor.filter != FilterFingerprint(filter)) {
    return Error(common::v1::ERROR_REASON_TOKEN_MISMATCH, {{"field", "cursor"}});
  }
  if (!GoesOn(cursor, head, epochs)) {
    return Error(common::v1::ERROR_REASON_EPOCH_CHANGED, {{"epoch", std::to_string(head.epoch)}});
  }
  return absl::OkStatus();
}

Entry ToEntry(const Store::Read& read) {
  const Row& row = read.row;
  Entry entry;
  entry.hub_id = evidence::Hex(row.hub_id);
  entry.source = row.source;
  entry.record_id = row.record_id;
  entry.sequence = row.sequence;
  entry.version = row.version;
  entry.asserted = row.asserted;
  entry.lifecycle = row.lifecycle;
  entry.closure = row.closure;
  entry.countries = row.keys.countries;
  entry.occupation = row.keys.occupation;
  entry.audience_countries = row.keys.audience_countries;
  entry.audience_public = row.keys.audience_public;
  if (read.payload) entry.payload = *read.payload;
  entry.digest = row.digest;
  entry.created = row.created;
  entry.updated = row.updated;
  entry.expires = row.expires;
  if (internal::Annotations annotations;
      !row.annotations.empty() && annotations.ParseFromString(row.annotations))
    entry.annotations.assign(annotations.annotations().begin(), annotations.annotations().end());
  return entry;
}

absl::StatusOr<Page> Feed::Changes(const Context& context, const Cursor& cursor, const v1::Filter& filter,
                                   const Reader& reader, size_t budget, HeadRow newest,
                                   Exchange::AtHead at_head) const {
  const auto slice = recent_.After(newest, cursor.position.sequence(), kRowsOfPage, budget);
  const bool enough =
      slice && (at_head == Exchange::AtHead::kKnownHere || slice->last < slice->head.sequence);
  if (enough) {
    auto sharings = book_.Committed();
    const SharingVersion version{slice->head.epoch, slice->head.sharing};
    // Who is about to lose something asks the database, which knows whether it is so already.
    if (sharings->version == version && !book_.IsAboutToLose(reader)) {
      ReaderView view(std::move(sharings), reader);
      return FromMemory(*slice, cursor, filter, view);
    }
  }
  ASSIGN_OR_RETURN(Page page, FromDatabase(context, cursor, filter, reader, budget));
  // It should have been committed by now (the database takes no writes, or has been restored to what was before): he is
  // shown nothing rather than too much.
  if (book_.IsAboutToLose(reader, kCommitPatience) && !MUTANT("wait_for_the_commit"))
    return WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "sharing"}}), kCommitPatience);
  return page;
}

// As they were when the transaction's snapshot was taken.
absl::StatusOr<std::shared_ptr<const Sharings>> Feed::SharingsAt(pg::Transaction& tx,
                                                                 const HeadRow& head) const {
  const SharingVersion version{head.epoch, head.sharing};
  auto known = book_.Committed();
  if (known->version == version) return known;
  ASSIGN_OR_RETURN(const auto rows, store_.sharing().All(tx));
  return book_.Read(version, rows);
}

absl::StatusOr<Page> Feed::FromMemory(const Recent::Slice& slice, const Cursor& cursor,
                                      const v1::Filter& filter, ReaderView& view) const {
  RETURN_IF_ERROR(CheckCursor(cursor, filter, slice.head, epochs_));
  Page page;
  const uint64_t after = cursor.position.sequence(), settled = SettledAt(cursor, slice.head);
  page.losses = LossesSince(std::max(after, settled), filter, kind_, view);
  for (const Recent::Change& change : slice.changes) {
    if (auto entry = Seen(*change, settled, filter, kind_, view)) page.entries.push_back(*std::move(entry));
  }
  FAULT_POINT("feed_memory_read");
  page.at_head = slice.last >= slice.head.sequence;
  page.cursor = GoOn(slice.head, slice.last, filter, cursor);
  if (page.at_head && view.reader().marks) {
    ASSIGN_OR_RETURN(page.mark, MakeMark(slice.head, slice.sources, filter, view));
  }
  return page;
}

// As many as will fill the budget, by the sizes of the last page: what is read beyond it is thrown away.
int Feed::RowsFor(size_t budget) const {
  const size_t mean = mean_bytes_.load(std::memory_order_relaxed);
  if (mean == 0) return kRowsOfPage;
  return static_cast<int>(std::clamp<size_t>(budget / mean * 5 / 4, kFewestRows, kRowsOfPage));
}

void Feed::Learn(size_t rows, size_t bytes) const {
  if (rows > 0) mean_bytes_.store(bytes / rows, std::memory_order_relaxed);
}

absl::StatusOr<Page> Feed::FromDatabase(const Context& context, const Cursor& cursor,
                                        const v1::Filter& filter, const Reader& reader, size_t budget) const {
  Page page;
  HeadRow head;
  std::vector<SourceState> sources;
  std::optional<ReaderView> view;
  const auto body = [&](pg::Transaction& tx) -> absl::Status {
    page = {};
    ASSIGN_OR_RETURN(head, store_.ReadHead(tx));
    RETURN_IF_ERROR(CheckCursor(cursor, filter, head, epochs_));
    ASSIGN_OR_RETURN(auto sharings, SharingsAt(tx, head));
    view.emplace(std::move(sharings), reader);
    const uint64_t after = cursor.position.sequence(), settled = SettledAt(cursor, head);
    page.losses = LossesSince(std::max(after, settled), filter, kind_, *view);
    uint64_t last = after;
    if (head.sequence > after) {
      const int rows = RowsFor(budget);
      ASSIGN_OR_RETURN(const auto reads, store_.After(tx, after, rows, budget));
      size_t bytes = 0;
      for (const Store::Read& read : reads) {
        last = read.row.sequence;
        bytes += read.payload ? read.payload->size() : 0;
        if (auto entry = Seen(read, settled, filter, kind_, *view)) page.entries.push_back(*std::move(entry));
      }
      Learn(reads.size(), bytes);
      // Nothing was left for the next page: what lies between the last row and the head is no record's.
      if (reads.size() < static_cast<size_t>(rows) && bytes < budget) last = head.sequence;
    }
    page.at_head = last >= head.sequence;
    page.cursor = GoOn(head, last, filter, cursor);
    FAULT_POINT("feed_rows_read");
    sources.clear();
    if (!page.at_head) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto rows, store_.AllSources(tx));
    for (const SourceRow& row : rows) sources.push_back(StateOf(row));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(pool_.Run(context, body, pg::Isolation::kRepeatableReadOnly));
  if (page.at_head) {
    recent_.Learn(head, sources);
    if (reader.marks) {
      ASSIGN_OR_RETURN(page.mark, MakeMark(head, sources, filter, *view));
    }
  }
  return page;
}

// Only sources that this reader gets whole are in a mark: of a filtered or partly hidden source its copy
// rightly differs from the hub's.
absl::StatusOr<v1::SignedMark> Feed::MakeMark(const HeadRow& head, const std::vector<SourceState>& sources,
                                              const v1::Filter& filter, ReaderView& view) const {
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(signer_.MaySign(now));
  v1::Mark mark;
  mark.set_kind(kind_.name);
  mark.set_epoch(head.epoch);
  mark.set_head(head.sequence);
  *mark.mutable_time() = TimestampOf(now);
  if (!LooksWithin(filter)) {
    for (const SourceState& state : sources) {
      if (!SourceMatches(state.source, filter) || !ReceivesWhole(view, state)) continue;
      auto* out = mark.add_sources();
      out->set_source(state.source);
      out->set_count(state.count);
      out->set_set_hash(state.set_hash);
    }
  }
  v1::SignedMark signed_mark;
  signed_mark.set_mark(mark.SerializeAsString());
  signed_mark.set_key_id(signer_.key_id());
  signed_mark.set_signature(signer_.Sign(evidence::kMarkContext, signed_mark.mark()));
  return signed_mark;
}

}  // namespace tabadul::exchange
