#include "services/statistics/sdmx/json_values.h"

#include "absl/strings/ascii.h"
#include "services/statistics/sdmx/json_writer.h"

namespace tabadul::statistics::sdmx {
namespace {

using simdjson::ondemand::json_type;

std::string_view Token(JsonValue& value) {
  return Std(absl::StripTrailingAsciiWhitespace(Absl(value.raw_json_token())));
}

// simdjson looks at the first letter alone until a value is asked for.
absl::Status ReadScalar(JsonValue& value, json_type type, std::string_view where, std::string& text) {
  if (type == json_type::string) return ReadText(value, where, text);
  const std::string_view token = Token(value);
  const bool good = type == json_type::number ? IsJsonNumber(token) : token == "true" || token == "false";
  if (!good) return NotJson();
  text = token;
  return absl::OkStatus();
}

absl::Status ReadInto(JsonValue& value, std::string_view where, bool nested, Stated& stated) {
  json_type type;
  if (value.type().get(type)) return NotJson();
  if (stated.size() >= kMaxStated) return TooManyValues(where, kMaxStated);
  switch (type) {
    case json_type::null:
      return IsNull(value) ? absl::OkStatus() : NotJson();
    case json_type::array:
      if (nested) return NotSdmxJson(where);
      return EachElement(value, where, [&](JsonValue& each) { return ReadInto(each, where, true, stated); });
    case json_type::object:
      return EachMember(value, where, [&](std::string_view language, JsonValue& each) {
        if (stated.size() >= kMaxStated) return TooManyValues(where, kMaxStated);
        stated.push_back({.text = "", .language = std::string(language)});
        return ReadText(each, where, stated.back().text);
      });
    default:
      stated.emplace_back();
      return ReadScalar(value, type, where, stated.back().text);
  }
}

}  // namespace

absl::Status NotJson() {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "body"}, {"form", "JSON"}});
}

absl::Status NotSdmxJson(std::string_view where) {
  return Error(common::v1::ERROR_REASON_MALFORMED,
               {{"field", "body"}, {"form", "SDMX-JSON"}, {"detail", std::string(where)}});
}

absl::Status TooManyValues(std::string_view where, size_t limit) {
  return Error(common::v1::ERROR_REASON_TOO_MANY,
               {{"field", std::string(where)}, {"limit", std::to_string(limit)}});
}

std::string_view RawKey(simdjson::ondemand::raw_json_string key) {
  const char* const begin = key.raw();
  const char* end = begin;
  while (*end != '"') end += *end == '\\' ? 2 : 1;
  return {begin, static_cast<size_t>(end - begin)};
}

absl::StatusOr<bool> AsObject(JsonValue& value, std::string_view where, simdjson::ondemand::object& object) {
  json_type type;
  if (value.type().get(type)) return NotJson();
  if (IsNull(value)) return false;
  if (type != json_type::object) return NotSdmxJson(where);
  if (value.get_object().get(object)) return NotJson();
  return true;
}

absl::StatusOr<bool> AsArray(JsonValue& value, std::string_view where, simdjson::ondemand::array& array) {
  json_type type;
  if (value.type().get(type)) return NotJson();
  if (IsNull(value)) return false;
  if (type != json_type::array) return NotSdmxJson(where);
  if (value.get_array().get(array)) return NotJson();
  return true;
}

absl::Status ReadText(JsonValue& value, std::string_view where, std::string& text) {
  json_type type;
  if (value.type().get(type)) return NotJson();
  if (IsNull(value)) return absl::OkStatus();
  if (type != json_type::string) return NotSdmxJson(where);
  std::string_view read;
  if (value.get_string().get(read)) return NotJson();
  text = read;
  return absl::OkStatus();
}

bool IsNull(JsonValue& value) { return Token(value) == "null"; }

std::optional<size_t> ParseIndex(std::string_view digits) {
  if (digits.empty() || digits.size() > 9) return std::nullopt;
  size_t index = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + static_cast<size_t>(c - '0');
  }
  return index;
}

std::optional<size_t> AsIndex(JsonValue& value) { return ParseIndex(Token(value)); }

absl::StatusOr<Stated> ReadStated(JsonValue& value, std::string_view where) {
  Stated stated;
  RETURN_IF_ERROR(ReadInto(value, where, false, stated));
  return stated;
}

}  // namespace tabadul::statistics::sdmx
