#include "lib/transcode/json.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver.h"
#include "google/protobuf/util/type_resolver_util.h"
#include "lib/platform/base/utf8.h"
#include "lib/transcode/binding.h"
#include "nlohmann/json.hpp"

namespace tabadul::transcode {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kBody[] = "body";
// Objects and lists in one another: below the depth to which protobuf writes JSON (64) and parses messages (100).
constexpr size_t kMaxDepth = 50;
constexpr double kExactWhole = 9007199254740992;  // 2^53: every whole number up to it is a double

constexpr char kTypes[] = "type.googleapis.com";

// Thread-safe; it looks types up and keeps nothing.
google::protobuf::util::TypeResolver& Types() {
  static auto& types = *google::protobuf::util::NewTypeResolverForDescriptorPool(
      kTypes, google::protobuf::DescriptorPool::generated_pool());
  return types;
}

enum class Token { kText, kNumber, kBool };

bool Takes(const FieldDescriptor& field, Token token) {
  if (!TakesText(field)) return false;
  switch (Unwrapped(field).cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return token == Token::kBool;
    case FieldDescriptor::CPPTYPE_STRING:
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return token == Token::kText;
    default:
      return token != Token::kBool;
  }
}

// What the parser meets becomes fields of the message at once. What follows a mistake is passed over up to its end, so that
// one mistake is told once.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  Reader(std::string_view prefix, Message& message, Violations& violations)
      : prefix_(prefix), message_(message), violations_(violations) {}

  bool null() override;
  bool boolean(bool value) override { return Value(Token::kBool, value ? "true" : "false"); }
  bool number_integer(int64_t value) override { return Value(Token::kNumber, std::to_string(value)); }
  bool number_unsigned(uint64_t value) override { return Value(Token::kNumber, std::to_string(value)); }
  bool number_float(double value, const std::string& token) override;
  bool string(std::string& value) override { return Value(Token::kText, value); }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(size_t) override;
  bool key(std::string& name) override;
  bool end_object() override { return Close(); }
  bool start_array(size_t) override;
  bool end_array() override { return Close(); }
  bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception&) override {
    broken_at_ = position;
    return false;
  }

  std::optional<size_t> broken_at() const { return broken_at_; }
  bool too_deep() const { return too_deep_; }

 private:
  // An object, map or list that is open.
  struct Frame {
    enum class Kind { kObject, kMap, kList } kind = Kind::kObject;
    Message* message = nullptr;              // that has `field`
    const FieldDescriptor* field = nullptr;  // that the next value is of; null: it is passed over
    std::string name;                        // of the next value
    size_t index = 0;                        // of the next value of a list
    std::set<std::string> names;             // that have been
    Message* owner = nullptr;                // of a map
    const FieldDescriptor* map = nullptr;
  };

  bool Value(Token token, std::string_view text);
  bool Refuse(const FieldDescriptor& field);
  bool RefuseRoot();
  bool Open(Frame frame);
  bool Close();
  void Next();
  void ReadKey(Frame& frame, const std::string& name);
  void ReadMapKey(Frame& frame, const std::string& name);
  void Add(ErrorReason reason, Metadata metadata = {}) {
    violations_.Add(Path(), reason, std::move(metadata));
  }
  std::string Path() const;
  // A list is wanted, and this is not one of its entries.
  bool WantsList() const {
    return frames_.back().field->is_repeated() && frames_.back().kind != Frame::Kind::kList;
  }

  const std::string_view prefix_;
  Message& message_;
  Violations& violations_;
  std::vector<Frame> frames_;
  std::optional<size_t> broken_at_;
  bool too_deep_ = false;
};

std::string Reader::Path() const {
  std::string path(prefix_);
  for (const Frame& frame : frames_) {
    if (frame.kind == Frame::Kind::kList) {
      path += "[" + std::to_string(frame.index) + "]";
    } else if (!frame.name.empty()) {
      path += (path.empty() ? "" : ".") + frame.name;
    }
  }
  return path;
}

bool Reader::RefuseRoot() {
  violations_.Add(prefix_.empty() ? kBody : prefix_, common::v1::ERROR_REASON_MALFORMED, {{"form", "{…}"}});
  return true;
}

bool Reader::Refuse(const FieldDescriptor& field) {
  const bool list = WantsList() && !field.is_map();
  Add(common::v1::ERROR_REASON_MALFORMED, {{"form", list ? "[…]" : field.is_map() ? "{…}" : FormOf(field)}});
  return true;
}

void Reader::Next() {
  if (!frames_.empty() && frames_.back().kind == Frame::Kind::kList) ++frames_.back().index;
}

bool Reader::Open(Frame frame) {
  if (frames_.size() == kMaxDepth) {
    too_deep_ = true;
    return false;
  }
  frames_.push_back(std::move(frame));
  return true;
}

bool Reader::Close() {
  frames_.pop_back();
  Next();
  return true;
}

bool Reader::Value(Token token, std::string_view text) {
  if (frames_.empty()) return RefuseRoot();
  const Frame& top = frames_.back();
  if (top.field != nullptr) {
    if (WantsList() || !Takes(*top.field, token)) {
      Refuse(*top.field);
    } else if (std::optional<Mistake> mistake = SetText(*top.message, *top.field, text)) {
      Add(mistake->reason, std::move(mistake->metadata));
    }
  }
  Next();
  return true;
}

bool Reader::null() {
  if (frames_.empty()) return RefuseRoot();
  const Frame& top = frames_.back();
  if (top.field != nullptr && top.kind != Frame::Kind::kObject) Refuse(*top.field);
  Next();
  return true;
}

// "1.0" and "1e3" are whole numbers, too.
bool Reader::number_float(double value, const std::string& token) {
  const bool whole = std::trunc(value) == value && std::abs(value) <= kExactWhole;
  if (!whole || (value == 0 && std::signbit(value))) return Value(Token::kNumber, token);
  return Value(Token::kNumber, std::to_string(static_cast<int64_t>(value)));
}

bool Reader::start_object(size_t) {
  if (frames_.empty()) return Open({.message = &message_});
  const Frame& top = frames_.back();
  if (top.field == nullptr) return Open({});
  const FieldDescriptor& field = *top.field;
  if (field.is_map()) return Open({.kind = Frame::Kind::kMap, .owner = top.message, .map = &field});
  if (TakesText(field) || WantsList()) return Refuse(field) && Open({});
  const auto& reflection = *top.message->GetReflection();
  return Open({.message = field.is_repeated() ? reflection.AddMessage(top.message, &field)
                                              : reflection.MutableMessage(top.message, &field)});
}

bool Reader::start_array(size_t) {
  if (frames_.empty()) return RefuseRoot() && Open({});
  const Frame& top = frames_.back();
  if (top.field == nullptr) return Open({});
  if (!WantsList() || top.field->is_map()) return Refuse(*top.field) && Open({});
  return Open({.kind = Frame::Kind::kList, .message = top.message, .field = top.field});
}

bool Reader::key(std::string& name) {
  Frame& top = frames_.back();
  if (top.kind == Frame::Kind::kMap) {
    ReadMapKey(top, name);
  } else if (top.message != nullptr) {
    ReadKey(top, name);
  }
  return true;
}

void Reader::ReadKey(Frame& frame, const std::string& name) {
  const FieldDescriptor* const field = FindName(*frame.message->GetDescriptor(), name);
  frame.field = nullptr;
  frame.name = field == nullptr ? Shown(name) : field->name();
  if (field == nullptr) return Add(common::v1::ERROR_REASON_UNKNOWN_FIELD, {{"by", "name"}});
  if (!frame.names.insert(field->name()).second)
    return Add(common::v1::ERROR_REASON_TOO_MANY, {{"limit", "1"}});
  if (const FieldDescriptor* const other = OtherOfOneof(*frame.message, *field))
    return Add(common::v1::ERROR_REASON_CONTRADICTION, {{"other", other->name()}});
  frame.field = field;
}

void Reader::ReadMapKey(Frame& frame, const std::string& name) {
  frame.field = nullptr;
  frame.name = Shown(name);
  if (!frame.names.insert(name).second) return Add(common::v1::ERROR_REASON_TOO_MANY, {{"limit", "1"}});
  const Descriptor& entry = *frame.map->message_type();
  frame.message = frame.owner->GetReflection()->AddMessage(frame.owner, frame.map);
  if (std::optional<Mistake> mistake = SetText(*frame.message, *entry.map_key(), name))
    return Add(mistake->reason, std::move(mistake->metadata));
  frame.field = entry.map_value();
}

// Where the parser stopped, as people count.
Metadata PlaceOf(std::string_view json, size_t position) {
  const std::string_view before = json.substr(0, position == 0 ? 0 : position - 1);
  const size_t newline = before.rfind('\n');
  const std::string_view line = newline == std::string_view::npos ? before : before.substr(newline + 1);
  const auto characters = std::count_if(
      line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  return {{"form", "JSON"},
          {"line", std::to_string(1 + std::count(before.begin(), before.end(), '\n'))},
          {"column", std::to_string(1 + characters)}};
}

bool ReadsJson(const Descriptor& type, std::set<const Descriptor*>& seen) {
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_ANY:
    case Descriptor::WELLKNOWNTYPE_STRUCT:
    case Descriptor::WELLKNOWNTYPE_VALUE:
    case Descriptor::WELLKNOWNTYPE_LISTVALUE:
      return false;
    default:
      break;
  }
  if (!seen.insert(&type).second) return true;
  for (int i = 0; i < type.field_count(); ++i) {
    const Descriptor* const inner = type.field(i)->message_type();
    if (inner != nullptr && !ReadsJson(*inner, seen)) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::string> WriteJson(const Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  if (status.ok()) return json;
  return Internal(message.GetTypeName() + " is no JSON: " + status.ToString());
}

absl::StatusOr<std::string> WriteJson(const Descriptor& type, std::string_view bytes) {
  // It would end at a field that is cut off as if that were the end. A message of no fields takes all of them, and looks.
  if (!google::protobuf::Empty().ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return Internal(type.full_name() + " does not parse");
  std::string json;
  google::protobuf::io::ArrayInputStream in(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::StringOutputStream out(&json);
  const auto status = google::protobuf::util::BinaryToJsonStream(
      &Types(), absl::StrCat(kTypes, "/", type.full_name()), &in, &out);
  if (status.ok()) return json;
  return Internal(type.full_name() + " is no JSON: " + status.ToString());
}

bool ReadsJson(const Descriptor& type) {
  std::set<const Descriptor*> seen;
  return ReadsJson(type, seen);
}

void ReadJson(std::string_view json, std::string_view prefix, Message& message, Violations& violations) {
  if (!IsUtf8(json)) return violations.Add(kBody, common::v1::ERROR_REASON_INVALID_UTF8);
  Reader reader(prefix, message, violations);
  nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
  if (reader.broken_at())
    violations.Add(kBody, common::v1::ERROR_REASON_MALFORMED, PlaceOf(json, *reader.broken_at()));
  if (reader.too_deep()) {
    violations.Add(kBody, common::v1::ERROR_REASON_MALFORMED,
                   {{"form", "JSON, {…} ≤ " + std::to_string(kMaxDepth)}});
  }
}

}  // namespace tabadul::transcode
