#include "lib/exchange/wire.h"

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "lib/exchange/item.h"
#include "lib/platform/base/status.h"
#include "lib/platform/base/utf8.h"

namespace tabadul::exchange {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// Walks the top-level fields of a serialized message. A string_view has to outlive the walk.
class Fields {
 public:
  explicit Fields(std::string_view bytes)
      : bytes_(bytes), in_(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size())) {}
  // False at the end, or at bytes that are no message: see ok().
  bool Next() {
    const uint32_t tag = in_.ReadTag();
    if (tag == 0) {
      ok_ = in_.ConsumedEntireMessage() && static_cast<size_t>(in_.CurrentPosition()) == bytes_.size();
      return false;
    }
    number_ = WireFormatLite::GetTagFieldNumber(tag);
    const auto type = WireFormatLite::GetTagWireType(tag);
    delimited_ = type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
    varint_ = 0;
    if (type == WireFormatLite::WIRETYPE_VARINT) return ok_ = in_.ReadVarint64(&varint_);
    if (!delimited_) return ok_ = WireFormatLite::SkipField(&in_, tag);
    int length = 0;
    if (!in_.ReadVarintSizeAsInt(&length)) return ok_ = false;
    const int start = in_.CurrentPosition();
    if (!in_.Skip(length)) return ok_ = false;
    value_ = bytes_.substr(static_cast<size_t>(start), static_cast<size_t>(length));
    return true;
  }
  bool ok() const { return ok_; }
  int number() const { return number_; }
  bool delimited() const { return delimited_; }
  std::string_view value() const { return value_; }
  uint64_t varint() const { return varint_; }

 private:
  std::string_view bytes_;
  CodedInputStream in_;
  bool ok_ = true, delimited_ = false;
  int number_ = 0;
  uint64_t varint_ = 0;
  std::string_view value_;
};

absl::Status Malformed(const char* form) {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "message"}, {"form", form}});
}

absl::Status Unknown(const char* field, int number) {
  return Error(common::v1::ERROR_REASON_UNKNOWN_FIELD,
               {{"field", field}, {"numbers", std::to_string(number)}, {"count", "1"}});
}

absl::Status TakeOptions(std::string_view bytes, PushParts& parts) {
  parts.has_options = true;
  if (!parts.options.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Malformed("tabadul.exchange.v1.PushOptions");
  }
  const auto& unknown = parts.options.GetReflection()->GetUnknownFields(parts.options);
  return unknown.empty() ? absl::OkStatus() : Unknown("options", unknown.field(0).number());
}

absl::Status TakeItem(std::string_view bytes, PushParts& parts) {
  if (parts.items.size() >= kMaxItemsPerMessage) {
    return Error(common::v1::ERROR_REASON_TOO_MANY,
                 {{"field", "items"}, {"limit", std::to_string(kMaxItemsPerMessage)}});
  }
  parts.items.emplace_back(bytes);
  return absl::OkStatus();
}

absl::Status SplitItems(std::string_view bytes, PushParts& parts) {
  parts.has_items = true;
  Fields fields(bytes);
  while (fields.Next()) {
    if (fields.number() != v1::PushItems::kItemsFieldNumber || !fields.delimited()) {
      return Unknown("items", fields.number());
    }
    RETURN_IF_ERROR(TakeItem(fields.value(), parts));
  }
  return fields.ok() ? absl::OkStatus() : Malformed("tabadul.exchange.v1.PushItems");
}

constexpr int kMaxDepth = 12;

bool LooksLikeMessage(std::string_view bytes) {
  Fields fields(bytes);
  while (fields.Next()) {
  }
  return fields.ok();
}

bool Utf8At(std::string_view bytes, int depth) {
  Fields fields(bytes);
  while (fields.Next()) {
    if (!fields.delimited() || IsUtf8(fields.value())) continue;
    // Not text: a message with strings in it that are fine, or text that is not.
    if (depth >= kMaxDepth || !LooksLikeMessage(fields.value()) || !Utf8At(fields.value(), depth + 1))
      return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<PushParts> SplitPush(const std::string& message) {
  PushParts parts;
  Fields fields(message);
  while (fields.Next()) {
    if (fields.number() == v1::PushRequest::kOptionsFieldNumber && fields.delimited()) {
      RETURN_IF_ERROR(TakeOptions(fields.value(), parts));
    } else if (fields.number() == v1::PushRequest::kItemsFieldNumber && fields.delimited()) {
      RETURN_IF_ERROR(SplitItems(fields.value(), parts));
    } else {
      return Unknown("message", fields.number());
    }
  }
  if (!fields.ok()) return Malformed("tabadul.exchange.v1.PushRequest");
  return parts;
}

absl::StatusOr<PushParts> SplitBatchPush(const std::string& message) {
  PushParts parts;
  Fields fields(message);
  while (fields.Next()) {
    if (fields.number() == v1::BatchPushRequest::kOptionsFieldNumber && fields.delimited()) {
      RETURN_IF_ERROR(TakeOptions(fields.value(), parts));
    } else if (fields.number() == v1::BatchPushRequest::kItemsFieldNumber && fields.delimited()) {
      RETURN_IF_ERROR(TakeItem(fields.value(), parts));
    } else {
      return Unknown("message", fields.number());
    }
  }
  if (!fields.ok()) return Malformed("tabadul.exchange.v1.BatchPushRequest");
  return parts;
}

uint64_t ItemNumber(std::string_view bytes) {
  Fields fields(bytes);
  while (fields.Next()) {
    if (fields.number() == v1::PushItem::kItemFieldNumber && !fields.delimited()) return fields.varint();
  }
  return 0;
}

std::string_view UpsertedId(std::string_view bytes) {
  Fields item(bytes);
  while (item.Next()) {
    if (item.number() != v1::PushItem::kUpsertFieldNumber || !item.delimited()) continue;
    Fields record(item.value());
    while (record.Next()) {
      if (record.number() == v1::Record::kRecordIdFieldNumber && record.delimited()) return record.value();
    }
  }
  return {};
}

bool IsUtf8Wire(std::string_view bytes) { return Utf8At(bytes, 0); }

}  // namespace tabadul::exchange
