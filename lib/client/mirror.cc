#include "lib/client/mirror.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "absl/time/clock.h"
#include "lib/client/retry.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/payload.h"
#include "lib/evidence/set_hash.h"
#include "lib/platform/base/on_arena.h"
#include "lib/platform/base/status.h"
#include "lib/platform/base/utc.h"

namespace tabadul::client {
namespace {

using exchange::v1::Change;
using exchange::v1::StoredRecord;

constexpr absl::Duration kFirstWait = absl::Milliseconds(100), kLongestWait = absl::Seconds(5);
constexpr size_t kSectionRows = 500;  // rewritten in one transaction

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// "OPEN" of LIFECYCLE_OPEN.
std::string Short(const std::string& name, std::string_view prefix) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

// The row as the message it was received as.
absl::StatusOr<StoredRecord> RecordOf(const MirrorRow& row) {
  StoredRecord stored;
  // The envelope names its payload by an empty message of that kind; the bytes come after it.
  if (stored.ParseFromString(row.envelope)) {
    exchange::v1::Record& record = *stored.mutable_record();
    const auto* field = evidence::PayloadField(record);
    if (field == nullptr && row.payload.empty()) return stored;
    if (field != nullptr &&
        record.GetReflection()->MutableMessage(&record, field)->ParseFromString(row.payload)) {
      return stored;
    }
  }
  return Internal("a mirror's row cannot be read");
}

void ClearSections(const exchange::v1::Withdrawn& withdrawn, StoredRecord* stored) {
  exchange::v1::Record& record = *stored->mutable_record();
  if (const auto* field = evidence::PayloadField(record); field != nullptr) {
    auto& payload = *record.GetReflection()->MutableMessage(&record, field);
    for (const std::string& section : withdrawn.sections()) {
      const auto* member = payload.GetDescriptor()->FindFieldByName(section);
      if (member != nullptr) payload.GetReflection()->ClearField(&payload, member);
    }
  }
  stored->set_partial(true);
}

bool IsGone(const StoredRecord& state) { return state.asserted() == exchange::v1::ASSERTED_STATE_ERASED; }

MirrorItem PartsOf(const MirrorRow& row) { return {row.source, row.record_id, row.digest, row.open}; }

// Whether the store's database may answer later.
bool MayPass(const absl::Status& status) { return status.code() == absl::StatusCode::kUnavailable; }

}  // namespace

std::string ItemOf(const MirrorItem& item) { return evidence::SetHash::Item(item.record_id, item.digest); }

void SetTimes(const StoredRecord& stored, MirrorRow* row) {
  if (stored.closure_reason() != exchange::v1::CLOSURE_REASON_UNSPECIFIED)
    row->closure_reason = Short(exchange::v1::ClosureReason_Name(stored.closure_reason()), "CLOSURE_REASON_");
  if (stored.has_create_time()) row->create_time = TimeOf(stored.create_time());
  if (stored.has_update_time()) row->update_time = TimeOf(stored.update_time());
  if (stored.has_expire_time()) row->expire_time = TimeOf(stored.expire_time());
}

std::string QuotedName(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::vector<std::string> TableNames(const std::vector<std::string>& columns) {
  std::set<std::string> taken;
  for (const char* fixed : kMirrorColumns) taken.insert(fixed);
  std::vector<std::string> names;
  for (std::string name : columns) {
    while (!taken.insert(Lower(name)).second) name += "_";
    names.push_back(std::move(name));
  }
  return names;
}

std::string SignatureOf(const MirrorColumns& columns) {
  std::string text;
  for (const std::string& name : columns.names) text += name + "\n";
  return text.empty() ? "" : evidence::Hex(evidence::Sha256(text + columns.form)).substr(0, 16);
}

absl::StatusOr<std::unique_ptr<Mirror>> Mirror::Open(std::unique_ptr<MirrorStore> store,
                                                     MirrorOptions options) {
  std::unique_ptr<Mirror> mirror(new Mirror(std::move(store), std::move(options)));
  RETURN_IF_ERROR(mirror->Load());
  if (mirror->options_.anew) RETURN_IF_ERROR(mirror->Restart());
  return mirror;
}

// Hashes the payloads that are held, not the digests beside them: whatever touched the table shows at the next
// mark.
absl::Status Mirror::Load() {
  hashes_.Clear();
  ASSIGN_OR_RETURN(place_, store_->Place());
  RETURN_IF_ERROR(store_->ForEach({}, [this](const MirrorRow& row) -> absl::Status {
    if (!row.open) return absl::OkStatus();
    StoredRecord stored;
    if (!stored.ParseFromString(row.envelope)) return Internal("a mirror's row cannot be read");
    const MirrorItem item{row.source, row.record_id, DigestOf(stored, row.payload), row.open};
    hashes_.Add(item.source, ItemOf(item));
    return absl::OkStatus();
  }));
  in_doubt_ = false;
  return absl::OkStatus();
}

MirrorRow Mirror::RowOf(const StoredRecord& stored) const {
  MirrorRow row;
  row.hub_id = stored.hub_id();
  row.source = stored.record().source();
  row.record_id = stored.record().record_id();
  row.open = stored.asserted() == exchange::v1::ASSERTED_STATE_OPEN;
  row.asserted = Short(exchange::v1::AssertedState_Name(stored.asserted()), "ASSERTED_STATE_");
  row.lifecycle = Short(exchange::v1::Lifecycle_Name(stored.lifecycle()), "LIFECYCLE_");
  row.version = static_cast<int64_t>(stored.version());
  row.sequence = static_cast<int64_t>(stored.sequence());
  SetTimes(stored, &row);
  row.payload = PayloadOf(stored.record());
  row.digest = DigestOf(stored, row.payload);
  OnArena<StoredRecord> envelope;
  *envelope = stored;
  auto& record = *envelope->mutable_record();
  if (const auto* field = evidence::PayloadField(record); field != nullptr) {
    record.GetReflection()->MutableMessage(&record, field)->Clear();
  }
  row.envelope = envelope->SerializeAsString();
  if (options_.columns.values) row.columns = options_.columns.values(stored);
  return row;
}

absl::Status Mirror::Apply(const ChangeList& changes, const std::string& cursor) {
  std::map<std::string, const StoredRecord*> last;  // null: it goes
  for (const Change& change : changes) {
    if (change.has_removal()) {
      last[change.removal().hub_id()] = nullptr;
    } else {
      last[change.state().hub_id()] = IsGone(change.state()) ? nullptr : &change.state();
    }
  }
  MirrorBatch batch;
  for (const auto& [hub_id, state] : last) {
    if (state == nullptr) {
      batch.removals.push_back(hub_id);
    } else {
      batch.upserts.push_back(RowOf(*state));
    }
  }
  batch.place = place_;
  batch.place.cursor = cursor;
  return Write(std::move(batch));
}

absl::Status Mirror::Withdraw(const exchange::v1::Withdrawn& withdrawn) {
  if (withdrawn.sections_size() > 0) return WithdrawSections(withdrawn);
  MirrorBatch batch;
  batch.source = withdrawn.source();
  batch.place = place_;
  return Write(std::move(batch));
}

absl::Status Mirror::WithdrawSections(const exchange::v1::Withdrawn& withdrawn) {
  MirrorStore::From from{withdrawn.source(), ""};
  while (true) {
    MirrorBatch batch;
    const absl::Status read = store_->ForEach(from, [&](const MirrorRow& row) -> absl::Status {
      if (row.source != from.source || batch.upserts.size() == kSectionRows)
        return Error(common::v1::ERROR_REASON_CANCELLED);
      ASSIGN_OR_RETURN(StoredRecord stored, RecordOf(row));
      ClearSections(withdrawn, &stored);
      batch.upserts.push_back(RowOf(stored));
      batch.upserts.back().round = row.round;  // nobody has said that the record is still there
      return absl::OkStatus();
    });
    if (!read.ok() && read.code() != absl::StatusCode::kCancelled) return read;
    if (batch.upserts.empty()) return absl::OkStatus();
    from.record_id = batch.upserts.back().record_id;
    batch.place = place_;
    RETURN_IF_ERROR(Write(std::move(batch)));
  }
}

absl::Status Mirror::Restart() {
  MirrorBatch batch;
  batch.place = place_;
  batch.place.cursor.clear();
  batch.place.settling = true;
  ++batch.place.round;
  return Write(std::move(batch));
}

absl::Status Mirror::Marked() {
  if (!place_.settling) return absl::OkStatus();
  MirrorBatch batch;
  batch.older_rounds = true;
  batch.place = place_;
  batch.place.settling = false;
  RETURN_IF_ERROR(Write(std::move(batch)));
  return Load();  // nothing of before counts any more, a row that had been tampered with included
}

// A batch may be written twice: when nobody knows whether the first time counted, what is held is read again.
absl::Status Mirror::Write(MirrorBatch batch) {
  Backoff backoff(kFirstWait, kLongestWait);
  const absl::Time end = absl::Now() + options_.patience;
  while (true) {
    absl::Status status = in_doubt_ ? Load() : absl::OkStatus();
    if (status.ok()) status = WriteOnce(batch);
    if (!MayPass(status) || absl::Now() >= end) return status;
    in_doubt_ = true;
    absl::SleepFor(backoff.Next(absl::ZeroDuration()));
  }
}

absl::Status Mirror::WriteOnce(const MirrorBatch& batch) {
  std::vector<MirrorItem> gone;
  RETURN_IF_ERROR(store_->Write(batch, place_.cursor, [&](const MirrorItem& item) { gone.push_back(item); }));
  for (const MirrorItem& item : gone) {
    if (item.open) hashes_.Remove(item.source, ItemOf(item));
  }
  if (!batch.source.empty()) hashes_.Drop(batch.source);
  for (const MirrorRow& row : batch.upserts) {
    if (row.open) hashes_.Add(row.source, ItemOf(PartsOf(row)));
  }
  place_ = batch.place;
  return absl::OkStatus();
}

absl::Status Mirror::ForEach(const std::function<absl::Status(const StoredRecord&)>& each) const {
  return store_->ForEach({}, [&](const MirrorRow& row) -> absl::Status {
    ASSIGN_OR_RETURN(const StoredRecord stored, RecordOf(row));
    return each(stored);
  });
}

}  // namespace tabadul::client
