#include "lib/exchange/feed.h"

#include <algorithm>

#include "lib/evidence/digest.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::exchange {
namespace {

constexpr int kRowsOfPage = 1000;

// The row as this reader gets it, or nothing: not for him, now or before.
std::optional<Entry> Seen(Store::Read read, uint64_t after, const v1::Filter& filter, const Reader& reader) {
  const Row& row = read.row;
  const bool erased = row.asserted == v1::ASSERTED_STATE_ERASED;
  const bool unfiltered = filter.countries().empty() && filter.occupations().empty();
  const bool matches = erased ? unfiltered && Matches(row.keys, row.source, filter, reader)
                              : Matches(row.keys, row.source, filter, reader);
  if (!matches && !MayHold(row.former, row.source, after, filter, reader)) return std::nullopt;
  Entry entry = ToEntry(std::move(read));
  if (!matches) {
    Entry removal;
    removal.hub_id = std::move(entry.hub_id);
    removal.source = std::move(entry.source);
    removal.sequence = entry.sequence;
    removal.removed = true;
    return removal;
  }
  return entry;
}

}  // namespace

absl::Status CheckCursor(const Cursor& cursor, const v1::Filter& filter, const HeadRow& head) {
  if (cursor.position.epoch == 0) return absl::OkStatus();
  if (cursor.filter != FilterFingerprint(filter)) {
    return Error(common::v1::ERROR_REASON_TOKEN_MISMATCH, {{"field", "cursor"}});
  }
  if (cursor.position.epoch != head.epoch || cursor.position.sequence() > head.sequence) {
    return Error(common::v1::ERROR_REASON_EPOCH_CHANGED, {{"epoch", std::to_string(head.epoch)}});
  }
  return absl::OkStatus();
}

void ToProto(absl::Time time, google::protobuf::Timestamp* out) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  out->set_seconds(seconds);
  out->set_nanos(static_cast<int>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

Entry ToEntry(Store::Read read) {
  Row& row = read.row;
  Entry entry;
  entry.hub_id = evidence::Hex(row.hub_id);
  entry.source = std::move(row.source);
  entry.record_id = std::move(row.record_id);
  entry.sequence = row.sequence;
  entry.version = row.version;
  entry.asserted = row.asserted;
  entry.lifecycle = row.lifecycle;
  entry.closure = row.closure;
  entry.countries = std::move(row.keys.countries);
  entry.occupation = std::move(row.keys.occupation);
  entry.audience_countries = std::move(row.keys.audience_countries);
  entry.audience_public = row.keys.audience_public;
  entry.payload = std::move(read.payload);
  entry.digest = std::move(row.digest);
  entry.created = row.created;
  entry.updated = row.updated;
  entry.expires = row.expires;
  return entry;
}

absl::StatusOr<Page> Feed::Changes(const Context& context, const Cursor& cursor, const v1::Filter& filter,
                                   const Reader& reader, size_t budget) const {
  Page page;
  const auto body = [&](pg::Transaction& tx) -> absl::Status {
    page = {};
    ASSIGN_OR_RETURN(const HeadRow head, store_.ReadHead(tx));
    RETURN_IF_ERROR(CheckCursor(cursor, filter, head));
    const uint64_t after = cursor.position.sequence();
    uint64_t last = after;
    if (head.sequence > after) {
      ASSIGN_OR_RETURN(auto reads, store_.After(tx, after, kRowsOfPage, budget));
      for (Store::Read& read : reads) {
        last = read.row.sequence;
        if (auto entry = Seen(std::move(read), after, filter, reader))
          page.entries.push_back(*std::move(entry));
      }
    }
    page.at_head = last >= head.sequence;
    if (MUTANT("early_cursor")) last += 3;  // promises changes that are not visible yet
    page.cursor = {{head.epoch, {last}}, FilterFingerprint(filter)};
    if (page.at_head) {
      ASSIGN_OR_RETURN(page.mark, MakeMark(tx, head, filter, reader));
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(pool_.Run(context, body, pg::Isolation::kRepeatableReadOnly));
  return page;
}

// Only sources that this reader gets whole are in a mark: of a filtered or partly hidden source its copy
// rightly differs from the hub's.
absl::StatusOr<v1::SignedMark> Feed::MakeMark(pg::Transaction& tx, const HeadRow& head,
                                              const v1::Filter& filter, const Reader& reader) const {
  v1::Mark mark;
  mark.set_kind(kind_.name);
  mark.set_epoch(head.epoch);
  mark.set_head(head.sequence);
  ToProto(clock_.Now(), mark.mutable_time());
  if (filter.countries().empty() && filter.occupations().empty()) {
    ASSIGN_OR_RETURN(const auto sources, store_.AllSources(tx));
    for (const SourceRow& row : sources) {
      const auto& wanted = filter.sources();
      if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), row.source) == wanted.end()) continue;
      if (row.restricted > 0 && !reader.all && reader.source != row.source) continue;
      auto* out = mark.add_sources();
      out->set_source(row.source);
      out->set_count(row.set.count());
      out->set_set_hash(row.set.Digest());
    }
  }
  v1::SignedMark signed_mark;
  signed_mark.set_mark(mark.SerializeAsString());
  signed_mark.set_key_id(signer_.key_id());
  signed_mark.set_signature(signer_.Sign(evidence::kMarkContext, signed_mark.mark()));
  return signed_mark;
}

}  // namespace tabadul::exchange
