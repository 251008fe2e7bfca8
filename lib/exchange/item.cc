#include "lib/exchange/item.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/validate.h"
#include "lib/exchange/wire.h"
#include "lib/platform/base/on_arena.h"
#include "lib/platform/base/utf8.h"

namespace tabadul::exchange {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr uint64_t kMaxVersion = INT64_MAX;

void ValidateVersion(const std::optional<uint64_t>& version, Violations& violations) {
  if (version && (*version == 0 || *version > kMaxVersion)) {
    violations.Add("version", ERROR_REASON_OUT_OF_RANGE,
                   {{"minimum", "1"}, {"maximum", std::to_string(kMaxVersion)}});
  }
}

// NOT_IN_EXPORT is the word of a run's end, and a record that is closed by it opens again by itself.
void ValidateClosure(v1::ClosureReason reason, Violations& violations) {
  CheckRange(violations, "reason", reason, v1::CLOSURE_REASON_UNSPECIFIED, v1::CLOSURE_REASON_RETRACTED);
}

bool IsCountry(std::string_view code) {
  return code.size() == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z';
}

void ValidateAudience(const v1::Audience& audience, Violations& violations) {
  const auto& countries = audience.countries();
  if (countries.size() > 60) violations.Add("audience.countries", ERROR_REASON_TOO_MANY, {{"limit", "60"}});
  for (int i = 0; i < countries.size(); ++i) {
    const std::string& code = countries[i];
    if (!IsCountry(code) || (i > 0 && countries[i - 1] >= code)) {
      auto in = violations.In("audience.countries", i);
      violations.Add("", ERROR_REASON_MALFORMED, {{"form", "ISO 3166-1 alpha-2, sorted, each once"}});
    }
  }
}

void ReportUnknown(const Message& record, Violations& violations) {
  for (const auto& unknown : evidence::FindUnknownFields(record)) {
    violations.Add(
        unknown.path, ERROR_REASON_UNKNOWN_FIELD,
        {{"numbers", absl::StrJoin(unknown.numbers, ", ")}, {"count", std::to_string(unknown.count)}});
  }
}

void PrepareKey(const std::string& owner, const std::string& source, const std::string& record_id,
                std::string_view pepper, Item& item, Violations& violations) {
  if (!source.empty() && source != owner)
    violations.Add("source", ERROR_REASON_NOT_OWNER, {{"source", source}});
  if (!ValidateRecordId(record_id, violations)) return;
  item.record_id = record_id;
  item.record_key = RecordKeyOf(pepper, owner, record_id);
}

void PreparePayload(const RecordKind& kind, const v1::Record& record, Item& item, Violations& violations) {
  const auto& reflection = *record.GetReflection();
  if (!reflection.HasField(record, kind.payload)) {
    violations.Add("payload", ERROR_REASON_WRONG_KIND, {{"expected", kind.name}});
    return;
  }
  const Message& payload = reflection.GetMessage(record, kind.payload);
  {
    auto in = violations.In(kind.payload->name());
    kind.validate(payload, violations);
  }
  if (violations.ok() && kind.check_id) kind.check_id(record.record_id(), payload, violations);
  if (!violations.ok()) return;
  item.payload = std::make_shared<const std::string>(evidence::CanonicalBytes(payload));
  if (item.payload->size() > kMaxRecordBytes) {
    violations.Add(kind.payload->name(), ERROR_REASON_RECORD_TOO_LARGE,
                   {{"limit_bytes", std::to_string(kMaxRecordBytes)}});
    return;
  }
  item.digest = evidence::Sha256(*item.payload);
  Columns columns = kind.columns(payload);
  item.keys.countries = std::move(columns.countries);
  item.keys.occupation = std::move(columns.occupation);
  item.expires = columns.expires;
}

void PrepareUpsert(const RecordKind& kind, std::string_view pepper, const std::string& owner,
                   const v1::Record& record, Item& item, Violations& violations) {
  PrepareKey(owner, record.source(), record.record_id(), pepper, item, violations);
  if (record.has_version()) item.version = record.version();
  ValidateVersion(item.version, violations);
  ValidateAudience(record.audience(), violations);
  SetAudience(record.audience(), item.keys);
  ReportUnknown(record, violations);
  PreparePayload(kind, record, item, violations);
}

// Of bytes that are no item as a whole: a full export has named the record all the same.
void SalvageKey(const std::string& owner, const std::string& bytes, std::string_view pepper, Item& item) {
  Violations ignored;
  const std::string record_id(UpsertedId(bytes));
  if (!IsUtf8(record_id) || !ValidateRecordId(record_id, ignored)) return;
  item.record_id = record_id;
  item.record_key = RecordKeyOf(pepper, owner, record_id);
}

// Why bytes cannot be parsed: text that is not UTF-8 is the common case and has its own remedy.
void ReportUnparsed(const std::string& bytes, Violations& violations) {
  violations.Add("", IsUtf8Wire(bytes) ? ERROR_REASON_MALFORMED : ERROR_REASON_INVALID_UTF8,
                 {{"form", "tabadul.exchange.v1.PushItem"}});
}

}  // namespace

bool ValidateRecordId(std::string_view record_id, Violations& violations) {
  const size_t before = violations.list().size();
  if (record_id.empty()) violations.Add("record_id", ERROR_REASON_REQUIRED);
  if (record_id.size() > kMaxRecordIdBytes) {
    violations.Add("record_id", ERROR_REASON_TOO_LONG,
                   {{"limit", std::to_string(kMaxRecordIdBytes)}, {"unit", "bytes"}});
  }
  if (record_id.find('\0') != std::string_view::npos)
    violations.Add("record_id", ERROR_REASON_TEXT_NOT_PLAIN);
  return violations.list().size() == before;
}

std::string RecordKeyOf(std::string_view pepper, std::string_view source, std::string_view record_id) {
  std::string text(source);
  text += '\0';
  text += record_id;
  return evidence::HmacSha256(pepper, text).substr(0, 16);
}

Item PrepareItem(const RecordKind& kind, std::string_view pepper, const std::string& source,
                 const std::string& bytes) {
  Item item;
  Violations violations;
  OnArena<v1::PushItem> message;
  const v1::PushItem& parsed = *message;
  const bool ok = message->ParseFromString(bytes);
  item.number = ok ? parsed.item() : ItemNumber(bytes);
  if (!ok) {
    ReportUnparsed(bytes, violations);
    SalvageKey(source, bytes, pepper, item);
  } else if (parsed.has_upsert()) {
    PrepareUpsert(kind, pepper, source, parsed.upsert(), item, violations);
  } else if (parsed.has_close()) {
    item.operation = Operation::kClose;
    PrepareKey(source, parsed.close().key().source(), parsed.close().key().record_id(), pepper, item,
               violations);
    if (parsed.close().has_version()) item.version = parsed.close().version();
    ValidateVersion(item.version, violations);
    item.closure = parsed.close().reason();
    ValidateClosure(parsed.close().reason(), violations);
    ReportUnknown(parsed.close(), violations);
  } else if (parsed.has_erase()) {
    item.operation = Operation::kErase;
    PrepareKey(source, parsed.erase().key().source(), parsed.erase().key().record_id(), pepper, item,
               violations);
    ReportUnknown(parsed.erase(), violations);
  } else if (parsed.has_keep()) {
    item.operation = Operation::kKeep;
    PrepareKey(source, parsed.keep().key().source(), parsed.keep().key().record_id(), pepper, item,
               violations);
    ReportUnknown(parsed.keep(), violations);
  } else {
    violations.Add("operation", ERROR_REASON_REQUIRED);
  }
  item.violations = violations.list();
  return item;
}

}  // namespace tabadul::exchange
