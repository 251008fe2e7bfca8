#include "lib/platform/rpc/wire.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/stubs/common.h"
#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/wire_format_lite.h"

namespace tabadul::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
constexpr uint32_t kDense = 256;  // field numbers below stand in a table
constexpr int kMaxDepth = 100;    // libprotobuf's own
constexpr int kTagBytes = 5;      // tags and lengths are 32 bits wide
constexpr size_t kMaxNamed = 5;   // unknown numbers that a refusal names

struct FieldShape {
  enum class Kind : uint8_t { kUnknown, kPlain, kText, kMessage } kind = Kind::kUnknown;
  uint8_t wire_type = 0;
  bool packable = false;
  bool repeated = false;
  const WireCheck::Shape* message = nullptr;
  const FieldDescriptor* field = nullptr;
};

absl::Status Malformed() { return Error(common::v1::ERROR_REASON_MALFORMED, {{"form", "protobuf"}}); }

}  // namespace

struct WireCheck::Shape {
  std::vector<FieldShape> dense;
  std::map<uint32_t, FieldShape> sparse;

  const FieldShape* Find(uint32_t number) const {
    if (number < dense.size()) return &dense[number];
    if (sparse.empty()) return nullptr;
    const auto found = sparse.find(number);
    return found == sparse.end() ? nullptr : &found->second;
  }
};

namespace {

// One pass over one message. The path of a fault is put together on the way back out: it costs nothing
// otherwise.
class Scan {
 public:
  enum class Fault { kNone, kMalformed, kUtf8, kUnknown };
  Fault fault() const { return fault_; }
  std::string path() const {
    std::string path;
    for (auto part = parts_.rbegin(); part != parts_.rend(); ++part)
      path += (path.empty() ? "" : ".") + *part;
    return path;
  }
  std::string numbers() const {
    std::string list;
    for (uint32_t number : unknown_) list += (list.empty() ? "" : ", ") + std::to_string(number);
    return list;
  }

  bool Message(const WireCheck::Shape& shape, const char* at, const char* end, int depth) {
    if (depth > kMaxDepth) return Stop(Fault::kMalformed);
    std::map<uint32_t, int> seen;  // occurrences of repeated messages, for the path; stays empty otherwise
    std::vector<uint32_t> unknown;
    while (at < end) {
      const auto tag = Varint(at, end, kTagBytes);
      if (!tag || *tag > UINT32_MAX || *tag >> 3 == 0) return Stop(Fault::kMalformed);
      const auto number = static_cast<uint32_t>(*tag >> 3);
      const auto type = static_cast<uint8_t>(*tag & 7);
      const FieldShape* field = shape.Find(number);
      const bool known = field != nullptr && field->kind != FieldShape::Kind::kUnknown &&
                         (type == field->wire_type ||
                          (field->packable && type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
      if (!known && !Unknown(number, unknown)) return false;
      if (known && type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
        const auto length = Varint(at, end, kTagBytes);
        if (!length || *length > static_cast<uint64_t>(end - at)) return Stop(Fault::kMalformed);
        const char* const next = at + *length;
        if (!Content(*field, at, next, depth, seen)) return false;
        at = next;
      } else if (!Skip(type, number, at, end, depth)) {
        return Stop(Fault::kMalformed);
      }
    }
    if (unknown.empty()) return true;
    unknown_ = std::move(unknown);
    return Stop(Fault::kUnknown);
  }

 private:
  bool Stop(Fault fault) {
    fault_ = fault;
    return false;
  }

  bool Content(const FieldShape& field, const char* at, const char* end, int depth,
               std::map<uint32_t, int>& seen) {
    const auto number = static_cast<uint32_t>(field.field->number());
    if (field.kind == FieldShape::Kind::kMessage) {
      const int index = field.repeated ? seen[number]++ : 0;
      if (Message(*field.message, at, end, depth + 1)) return true;
      parts_.push_back(field.field->name() + (field.repeated ? "[" + std::to_string(index) + "]" : ""));
      return false;
    }
    if (field.kind == FieldShape::Kind::kText &&
        !google::protobuf::internal::IsStructurallyValidUTF8(at, static_cast<int>(end - at))) {
      parts_.push_back(field.field->name());
      return Stop(Fault::kUtf8);
    }
    return true;
  }

  // Notes an unknown field. False: enough has been seen.
  bool Unknown(uint32_t number, std::vector<uint32_t>& unknown) {
    if (std::find(unknown.begin(), unknown.end(), number) != unknown.end()) return true;
    if (unknown.size() == kMaxNamed) return EnoughUnknown(unknown);
    unknown.push_back(number);
    return true;
  }
  bool EnoughUnknown(std::vector<uint32_t> unknown) {
    unknown_ = std::move(unknown);
    return Stop(Fault::kUnknown);
  }

  static std::optional<uint64_t> Varint(const char*& at, const char* end, int max_bytes = 10) {
    uint64_t value = 0;
    for (int shift = 0; shift < 7 * max_bytes && at < end; shift += 7) {
      const auto byte = static_cast<uint8_t>(*at++);
      value |= static_cast<uint64_t>(byte & 0x7f) << (shift < 64 ? shift : 63);
      if ((byte & 0x80) == 0) return value;
    }
    return std::nullopt;
  }

  static bool Advance(const char*& at, const char* end, uint64_t by) {
    if (by > static_cast<uint64_t>(end - at)) return false;
    at += by;
    return true;
  }

  static bool Skip(uint8_t type, uint32_t number, const char*& at, const char* end, int depth) {
    switch (type) {
      case WireFormatLite::WIRETYPE_VARINT:
        return Varint(at, end).has_value();
      case WireFormatLite::WIRETYPE_FIXED64:
        return Advance(at, end, 8);
      case WireFormatLite::WIRETYPE_FIXED32:
        return Advance(at, end, 4);
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED: {
        const auto length = Varint(at, end, kTagBytes);
        return length && Advance(at, end, *length);
      }
      case WireFormatLite::WIRETYPE_START_GROUP:
        return SkipGroup(number, at, end, depth + 1);
      default:
        return false;
    }
  }

  static bool SkipGroup(uint32_t group, const char*& at, const char* end, int depth) {
    if (depth > kMaxDepth) return false;
    while (at < end) {
      const auto tag = Varint(at, end, kTagBytes);
      if (!tag || *tag > UINT32_MAX || *tag >> 3 == 0) return false;
      const auto number = static_cast<uint32_t>(*tag >> 3);
      const auto type = static_cast<uint8_t>(*tag & 7);
      if (type == WireFormatLite::WIRETYPE_END_GROUP) return number == group;
      if (!Skip(type, number, at, end, depth)) return false;
    }
    return false;
  }

  Fault fault_ = Fault::kNone;
  std::vector<std::string> parts_;
  std::vector<uint32_t> unknown_;
};

}  // namespace

WireCheck::WireCheck(const Descriptor* root) : root_(ShapeOf(root)) {}

WireCheck::~WireCheck() = default;

const WireCheck::Shape* WireCheck::ShapeOf(const Descriptor* descriptor) {
  const auto found = shapes_.find(descriptor);
  if (found != shapes_.end()) return found->second.get();
  Shape* const shape =
      (shapes_[descriptor] = std::make_unique<Shape>()).get();  // before its fields: types recur
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* const field = descriptor->field(i);
    FieldShape out;
    out.field = field;
    out.repeated = field->is_repeated();
    out.packable = field->is_packable();
    out.wire_type = static_cast<uint8_t>(
        WireFormatLite::WireTypeForFieldType(static_cast<WireFormatLite::FieldType>(field->type())));
    out.kind =
        field->type() == FieldDescriptor::TYPE_STRING ? FieldShape::Kind::kText : FieldShape::Kind::kPlain;
    if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      out.kind = FieldShape::Kind::kMessage;
      out.message = ShapeOf(field->message_type());
    }
    const auto number = static_cast<uint32_t>(field->number());
    if (number >= kDense) {
      shape->sparse[number] = out;
      continue;
    }
    if (shape->dense.size() <= number) shape->dense.resize(number + 1);
    shape->dense[number] = out;
  }
  return shape;
}

absl::Status WireCheck::Check(std::string_view bytes) const {
  Scan scan;
  if (scan.Message(*root_, bytes.data(), bytes.data() + bytes.size(), 0)) return absl::OkStatus();
  Metadata metadata;
  if (std::string path = scan.path(); !path.empty()) metadata["field"] = std::move(path);
  switch (scan.fault()) {
    case Scan::Fault::kUtf8:
      return Error(common::v1::ERROR_REASON_INVALID_UTF8, std::move(metadata));
    case Scan::Fault::kUnknown:
      metadata["numbers"] = scan.numbers();
      return Error(common::v1::ERROR_REASON_UNKNOWN_FIELD, std::move(metadata));
    case Scan::Fault::kMalformed:
    case Scan::Fault::kNone:
      return Malformed();
  }
  return Malformed();
}

absl::Status WireCheck::Parse(std::string_view bytes, google::protobuf::Message* message) const {
  RETURN_IF_ERROR(Check(bytes));
  if (!message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Malformed();
  return absl::OkStatus();
}

void SilenceProtobuf() { google::protobuf::SetLogHandler(nullptr); }

}  // namespace tabadul::rpc
