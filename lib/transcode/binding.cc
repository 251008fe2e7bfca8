#include "lib/transcode/binding.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <type_traits>

#include "absl/strings/escaping.h"
#include "google/protobuf/util/json_util.h"
#include "lib/platform/base/utf8.h"
#include "lib/transcode/path.h"

namespace tabadul::transcode {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMaxParameters = 1000;
constexpr size_t kMaxPathLength = 32;  // names of a path: a message may contain itself
constexpr size_t kMaxShown = 100;

Mistake Malformed(const FieldDescriptor& field) {
  return {common::v1::ERROR_REASON_MALFORMED, {{"form", FormOf(field)}}};
}

template <class T>
using Setter = void (Reflection::*)(Message*, const FieldDescriptor*, T) const;

template <class T>
void Put(Message& message, const FieldDescriptor& field, T value, std::type_identity_t<Setter<T>> set,
         std::type_identity_t<Setter<T>> add) {
  (message.GetReflection()->*(field.is_repeated() ? add : set))(&message, &field, std::move(value));
}

template <class T>
std::optional<Mistake> SetInteger(Message& message, const FieldDescriptor& field, std::string_view text,
                                  Setter<T> set, Setter<T> add) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return Malformed(field);
  T value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) {
    return Mistake{common::v1::ERROR_REASON_OUT_OF_RANGE,
                   {{"minimum", std::to_string(std::numeric_limits<T>::min())},
                    {"maximum", std::to_string(std::numeric_limits<T>::max())}}};
  }
  Put<T>(message, field, value, set, add);
  return std::nullopt;
}

template <class T>
std::optional<Mistake> SetFloating(Message& message, const FieldDescriptor& field, std::string_view text,
                                   Setter<T> set, Setter<T> add) {
  T value = 0;
  if (text == "NaN") {
    value = std::numeric_limits<T>::quiet_NaN();
  } else if (text == "Infinity" || text == "-Infinity") {
    value = std::numeric_limits<T>::infinity() * (text.front() == '-' ? -1 : 1);
  } else {
    if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return Malformed(field);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range) return Mistake{common::v1::ERROR_REASON_OUT_OF_RANGE, {}};
    if (error != std::errc() || end != text.data() + text.size()) return Malformed(field);
  }
  Put<T>(message, field, value, set, add);
  return std::nullopt;
}

std::optional<Mistake> SetBool(Message& message, const FieldDescriptor& field, std::string_view text) {
  if (text != "true" && text != "false") return Malformed(field);
  Put<bool>(message, field, text == "true", &Reflection::SetBool, &Reflection::AddBool);
  return std::nullopt;
}

std::optional<Mistake> SetEnum(Message& message, const FieldDescriptor& field, std::string_view text) {
  const std::string name(text);
  const EnumValueDescriptor* const value = field.enum_type()->FindValueByName(name);
  if (value == nullptr) {
    return Mistake{common::v1::ERROR_REASON_UNKNOWN_CODE,
                   {{"code", name}, {"scheme", field.enum_type()->name()}}};
  }
  Put<const EnumValueDescriptor*>(message, field, value, &Reflection::SetEnum, &Reflection::AddEnum);
  return std::nullopt;
}

// Both alphabets of RFC 4648, padded or not.
bool FromBase64(std::string_view text, std::string* bytes) {
  const bool url_safe = text.find_first_of("-_") != std::string_view::npos;
  return url_safe ? absl::WebSafeBase64Unescape(Absl(text), bytes) : absl::Base64Unescape(Absl(text), bytes);
}

std::optional<Mistake> SetString(Message& message, const FieldDescriptor& field, std::string_view text) {
  std::string value(text);
  if (field.type() == FieldDescriptor::TYPE_BYTES && !FromBase64(text, &value)) return Malformed(field);
  Put<std::string>(message, field, std::move(value), &Reflection::SetString, &Reflection::AddString);
  return std::nullopt;
}

std::optional<Mistake> SetMessage(Message& message, const FieldDescriptor& field, std::string_view text) {
  const Reflection& reflection = *message.GetReflection();
  Message* const inner = field.is_repeated() ? reflection.AddMessage(&message, &field)
                                             : reflection.MutableMessage(&message, &field);
  const FieldDescriptor& unwrapped = Unwrapped(field);
  if (&unwrapped != &field) return SetText(*inner, unwrapped, text);
  // No such value has a character that JSON escapes.
  if (text.find_first_of("\"\\") != std::string_view::npos) return Malformed(field);
  const std::string json = '"' + std::string(text) + '"';
  if (!google::protobuf::util::JsonStringToMessage(json, inner).ok()) return Malformed(field);
  // "0001-01-01T00:00:00+01:00" is read, but nobody can write it.
  std::string again;
  if (!google::protobuf::util::MessageToJsonString(*inner, &again).ok()) return Malformed(field);
  return std::nullopt;
}

bool IsWrapper(const Descriptor& type) {
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_DOUBLEVALUE:
    case Descriptor::WELLKNOWNTYPE_FLOATVALUE:
    case Descriptor::WELLKNOWNTYPE_INT64VALUE:
    case Descriptor::WELLKNOWNTYPE_UINT64VALUE:
    case Descriptor::WELLKNOWNTYPE_INT32VALUE:
    case Descriptor::WELLKNOWNTYPE_UINT32VALUE:
    case Descriptor::WELLKNOWNTYPE_STRINGVALUE:
    case Descriptor::WELLKNOWNTYPE_BYTESVALUE:
    case Descriptor::WELLKNOWNTYPE_BOOLVALUE:
      return true;
    default:
      return false;
  }
}

std::string FormOfMessage(const Descriptor& type) {
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return "2026-01-31T08:30:00Z";
    case Descriptor::WELLKNOWNTYPE_DURATION:
      return "90s";
    case Descriptor::WELLKNOWNTYPE_FIELDMASK:
      return "a,b.c";
    default:
      return "{…}";
  }
}

// Form decoding of one half of a parameter.
bool Decode(std::string_view text, std::string* out) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return Unescape(spaced, out);
}

}  // namespace

const FieldDescriptor* FindName(const Descriptor& type, std::string_view name) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* const field = type.field(i);
    if (field->name() == name || field->json_name() == name) return field;
  }
  return nullptr;
}

FieldPath FindField(const Descriptor& type, std::string_view path) {
  FieldPath found;
  for (const Descriptor* in = &type; in != nullptr && found.size() < kMaxPathLength;) {
    const size_t dot = std::min(path.find('.'), path.size());
    const FieldDescriptor* const field = FindName(*in, path.substr(0, dot));
    if (field == nullptr) return {};
    found.push_back(field);
    if (dot == path.size()) return found;
    path.remove_prefix(dot + 1);
    in = field->is_repeated() ? nullptr : field->message_type();
    if (in != nullptr && IsOneValue(*in)) return {};
  }
  return {};
}

std::string NameOf(const FieldPath& path) {
  std::string name;
  for (const FieldDescriptor* const field : path) name += (name.empty() ? "" : ".") + field->name();
  return name;
}

std::string Shown(std::string_view name) {
  if (name.empty()) return "\"\"";  // a key of JSON may be
  return Truncated(name, kMaxShown);
}

bool IsOneValue(const Descriptor& type) {
  return IsWrapper(type) || type.well_known_type() == Descriptor::WELLKNOWNTYPE_TIMESTAMP ||
         type.well_known_type() == Descriptor::WELLKNOWNTYPE_DURATION ||
         type.well_known_type() == Descriptor::WELLKNOWNTYPE_FIELDMASK;
}

const FieldDescriptor& Unwrapped(const FieldDescriptor& field) {
  const Descriptor* const type = field.message_type();
  return type != nullptr && IsWrapper(*type) ? *type->field(0) : field;
}

bool TakesText(const FieldDescriptor& field) {
  return field.message_type() == nullptr || IsOneValue(*field.message_type());
}

std::string FormOf(const FieldDescriptor& field) {
  const FieldDescriptor& value = Unwrapped(field);
  if (value.type() == FieldDescriptor::TYPE_BYTES) return "base64";
  switch (value.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true, false";
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return "1.5";
    case FieldDescriptor::CPPTYPE_STRING:
    case FieldDescriptor::CPPTYPE_ENUM:
      return "\"…\"";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FormOfMessage(*value.message_type());
    default:
      return "123";
  }
}

const FieldDescriptor* OtherOfOneof(const Message& message, const FieldDescriptor& field) {
  if (field.real_containing_oneof() == nullptr) return nullptr;
  const FieldDescriptor* const set =
      message.GetReflection()->GetOneofFieldDescriptor(message, field.real_containing_oneof());
  return set == &field ? nullptr : set;
}

std::optional<Mistake> SetText(Message& message, const FieldDescriptor& field, std::string_view text) {
  using R = Reflection;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return SetInteger<int32_t>(message, field, text, &R::SetInt32, &R::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return SetInteger<int64_t>(message, field, text, &R::SetInt64, &R::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return SetInteger<uint32_t>(message, field, text, &R::SetUInt32, &R::AddUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return SetInteger<uint64_t>(message, field, text, &R::SetUInt64, &R::AddUInt64);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return SetFloating<float>(message, field, text, &R::SetFloat, &R::AddFloat);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return SetFloating<double>(message, field, text, &R::SetDouble, &R::AddDouble);
    case FieldDescriptor::CPPTYPE_BOOL:
      return SetBool(message, field, text);
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(message, field, text);
    case FieldDescriptor::CPPTYPE_STRING:
      return SetString(message, field, text);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetMessage(message, field, text);
  }
  return Malformed(field);
}

Message* Binder::ParentOf(const FieldPath& path, const std::string& name) {
  Message* parent = &message_;
  for (const FieldDescriptor* const field : path) {
    if (const FieldDescriptor* const other = OtherOfOneof(*parent, *field)) {
      violations_.Add(name, common::v1::ERROR_REASON_CONTRADICTION, {{"other", other->name()}});
      return nullptr;
    }
    if (field != path.back()) parent = parent->GetReflection()->MutableMessage(parent, field);
  }
  return parent;
}

void Binder::Bind(const FieldPath& path, std::string_view text) {
  const FieldDescriptor& field = *path.back();
  std::string name = NameOf(path);
  const size_t before = given_[name]++;
  if (!field.is_repeated() && before > 0)
    return violations_.Add(name, common::v1::ERROR_REASON_TOO_MANY, {{"limit", "1"}});
  Message* const parent = ParentOf(path, name);
  if (parent == nullptr) return;
  std::optional<Mistake> mistake = SetText(*parent, field, text);
  if (!mistake) return;
  if (field.is_repeated()) name += "[" + std::to_string(before) + "]";
  violations_.Add(name, mistake->reason, std::move(mistake->metadata));
}

std::vector<std::pair<std::string, std::string>> ParseQuery(std::string_view query, Violations& violations) {
  std::vector<std::pair<std::string, std::string>> parameters;
  size_t read = 0;
  while (!query.empty()) {
    const std::string_view piece = query.substr(0, std::min(query.find('&'), query.size()));
    query.remove_prefix(std::min(piece.size() + 1, query.size()));
    if (piece.empty()) continue;
    if (++read > kMaxParameters) {
      violations.Add("query", common::v1::ERROR_REASON_TOO_MANY, {{"limit", std::to_string(kMaxParameters)}});
      return {};
    }
    const size_t equals = std::min(piece.find('='), piece.size());
    std::string name, value;
    const bool named = Decode(piece.substr(0, equals), &name) && IsUtf8(name) && !name.empty();
    const std::string place = named ? Shown(name) : "query";
    if (!named || !Decode(piece.substr(std::min(equals + 1, piece.size())), &value)) {
      violations.Add(place, common::v1::ERROR_REASON_MALFORMED, {{"form", "a=1&b=%20"}});
    } else if (!IsUtf8(value)) {
      violations.Add(place, common::v1::ERROR_REASON_INVALID_UTF8);
    } else {
      parameters.emplace_back(std::move(name), std::move(value));
    }
  }
  return parameters;
}

}  // namespace tabadul::transcode
