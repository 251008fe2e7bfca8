#include "lib/exchange/travel.h"

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "lib/exchange/feed.h"
#include "lib/platform/base/utc.h"

namespace tabadul::exchange {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

void AppendVarint(uint64_t value, std::string& out) {
  uint8_t bytes[10];
  out.append(reinterpret_cast<const char*>(bytes),
             static_cast<size_t>(CodedOutputStream::WriteVarint64ToArray(value, bytes) - bytes));
}

constexpr uint32_t TagOf(int field) {
  return static_cast<uint32_t>(field) << 3 | WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
}

size_t SizeOfField(int field, size_t length) {
  return CodedOutputStream::VarintSize32(TagOf(field)) +
         CodedOutputStream::VarintSize32(static_cast<uint32_t>(length)) + length;
}

void AppendHead(int field, size_t length, std::string& out) {
  AppendVarint(TagOf(field), out);
  AppendVarint(length, out);
}

void AppendField(int field, std::string_view bytes, std::string& out) {
  AppendHead(field, bytes.size(), out);
  out += bytes;
}

// What the source said, but the payload.
void FillEnvelope(const Entry& entry, v1::Record& record) {
  record.set_source(entry.source);
  if (entry.asserted == v1::ASSERTED_STATE_ERASED) return;
  record.set_record_id(entry.record_id);
  record.set_version(entry.version);
  if (entry.audience_public && entry.audience_countries.empty()) return;
  auto& audience = *record.mutable_audience();
  audience.mutable_countries()->Add(entry.audience_countries.begin(), entry.audience_countries.end());
  audience.set_public_(entry.audience_public);
}

// What the hub added, but its id, which stands before the record.
void FillAdded(const Entry& entry, v1::StoredRecord& stored) {
  stored.set_asserted(entry.asserted);
  stored.set_lifecycle(entry.lifecycle);
  stored.set_digest(entry.digest);
  stored.set_version(entry.version);
  stored.set_sequence(entry.sequence);
  *stored.mutable_create_time() = TimestampOf(entry.created);
  *stored.mutable_update_time() = TimestampOf(entry.updated);
  if (entry.expires != absl::InfiniteFuture()) *stored.mutable_expire_time() = TimestampOf(entry.expires);
  stored.set_closure_reason(entry.closure);
  stored.mutable_annotations()->Assign(entry.annotations.begin(), entry.annotations.end());
  stored.set_partial(entry.partial);
}

// Writes changes one after the other; keeps the messages that it makes them of.
class ChangeWriter {
 public:
  explicit ChangeWriter(const RecordKind& kind) : kind_(kind) {}

  // As a field of v1::Changes.
  void Append(const Entry& entry, std::string& out) {
    if (entry.removed) return AppendRemoval(entry, out);
    envelope_.Clear();
    added_.Clear();
    FillEnvelope(entry, envelope_);
    FillAdded(entry, added_);
    const bool has_payload = entry.asserted != v1::ASSERTED_STATE_ERASED;
    const int payload = kind_.payload->number();  // above the envelope's fields: it stands last
    const size_t record =
        envelope_.ByteSizeLong() + (has_payload ? SizeOfField(payload, entry.payload.size()) : 0);
    const size_t stored = SizeOfField(v1::StoredRecord::kHubIdFieldNumber, entry.hub_id.size()) +
                          SizeOfField(v1::StoredRecord::kRecordFieldNumber, record) + added_.ByteSizeLong();
    AppendHead(v1::Changes::kChangesFieldNumber, SizeOfField(v1::Change::kStateFieldNumber, stored), out);
    AppendHead(v1::Change::kStateFieldNumber, stored, out);
    AppendField(v1::StoredRecord::kHubIdFieldNumber, entry.hub_id, out);
    AppendHead(v1::StoredRecord::kRecordFieldNumber, record, out);
    envelope_.AppendToString(&out);
    if (has_payload) AppendField(payload, entry.payload, out);
    added_.AppendToString(&out);
  }

 private:
  static void AppendRemoval(const Entry& entry, std::string& out) {
    v1::Change change;
    change.mutable_removal()->set_hub_id(entry.hub_id);
    change.mutable_removal()->set_source(entry.source);
    change.mutable_removal()->set_sequence(entry.sequence);
    AppendField(v1::Changes::kChangesFieldNumber, change.SerializeAsString(), out);
  }

  const RecordKind& kind_;
  v1::Record envelope_;
  v1::StoredRecord added_;
};

}  // namespace

v1::StoredRecord ToStoredRecord(const RecordKind& kind, const Entry& entry) {
  v1::StoredRecord stored;
  stored.set_hub_id(entry.hub_id);
  v1::Record& record = *stored.mutable_record();
  FillEnvelope(entry, record);
  FillAdded(entry, stored);
  if (entry.asserted != v1::ASSERTED_STATE_ERASED)
    record.GetReflection()->MutableMessage(&record, kind.payload)->ParseFromString(entry.payload);
  return stored;
}

std::string ToWatchResponse(const RecordKind& kind, const Page& page, absl::Time now) {
  if (page.entries.empty() && page.at_head) {
    v1::WatchResponse response;
    response.mutable_heartbeat()->set_cursor(Encode(page.cursor));
    *response.mutable_heartbeat()->mutable_time() = TimestampOf(now);
    *response.mutable_heartbeat()->mutable_mark() = page.mark;
    return response.SerializeAsString();
  }
  constexpr size_t kFixed = 400;  // of a change beside its payload, about
  size_t about = 0;
  for (const Entry& entry : page.entries) about += entry.payload.size() + kFixed;
  std::string changes;
  changes.reserve(about);
  ChangeWriter writer(kind);
  for (const Entry& entry : page.entries) writer.Append(entry, changes);
  v1::Changes rest;
  rest.set_cursor(Encode(page.cursor));
  if (page.at_head) *rest.mutable_mark() = page.mark;
  rest.AppendToString(&changes);
  std::string response;
  response.reserve(changes.size() + 16);
  AppendField(v1::WatchResponse::kChangesFieldNumber, changes, response);
  return response;
}

}  // namespace tabadul::exchange
