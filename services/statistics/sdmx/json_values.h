// Values of SDMX-JSON as simdjson reads them on demand: numbers stay the text that they are in the message. What reads
// these includes simdjson; nothing else does. Functions return MALFORMED {field: body, form: JSON} for what is not JSON, and
// {form: SDMX-JSON, detail} for what a message does not have in that place. A null is as good as nothing (field guide).
//
// simdjson reads forward only: a value is to be used before the next one is asked for, and once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/platform/base/status.h"
#include "simdjson.h"

namespace tabadul::statistics::sdmx {

using JsonValue = simdjson::ondemand::value;

// What a component is told to be: one value, several, or one in several languages. Empty: null.
struct Told {
  std::string text, language;
};
using Stated = std::vector<Told>;
inline constexpr size_t kMaxStated = 1000;  // of one component at once

absl::Status NotJson();
// `where`: the member that is of a wrong shape.
absl::Status NotSdmxJson(std::string_view where);
absl::Status TooManyValues(std::string_view where, size_t limit);

// The text of a key up to its closing quote, escapes left in it: the keys of SDMX-JSON have none.
std::string_view RawKey(simdjson::ondemand::raw_json_string key);

// visit(key, value) → absl::Status for each member of `object`.
template <class Visit>
absl::Status EachMember(simdjson::ondemand::object& object, const Visit& visit) {
  for (auto member : object) {
    simdjson::ondemand::field field;
    if (std::move(member).get(field)) return NotJson();
    RETURN_IF_ERROR(visit(RawKey(field.key()), field.value()));
  }
  return absl::OkStatus();
}

// False for null; an error for what is neither that nor an object.
absl::StatusOr<bool> AsObject(JsonValue& value, std::string_view where, simdjson::ondemand::object& object);
absl::StatusOr<bool> AsArray(JsonValue& value, std::string_view where, simdjson::ondemand::array& array);

template <class Visit>
absl::Status EachMember(JsonValue& value, std::string_view where, const Visit& visit) {
  simdjson::ondemand::object object;
  ASSIGN_OR_RETURN(const bool any, AsObject(value, where, object));
  return any ? EachMember(object, visit) : absl::OkStatus();
}

// visit(value) → absl::Status for each element.
template <class Visit>
absl::Status EachElement(JsonValue& value, std::string_view where, const Visit& visit) {
  simdjson::ondemand::array array;
  ASSIGN_OR_RETURN(const bool any, AsArray(value, where, array));
  if (!any) return absl::OkStatus();
  for (auto element : array) {
    JsonValue each;
    if (std::move(element).get(each)) return NotJson();
    RETURN_IF_ERROR(visit(each));
  }
  return absl::OkStatus();
}

// A string; null leaves `text` as it is.
absl::Status ReadText(JsonValue& value, std::string_view where, std::string& text);
// Nothing is consumed.
bool IsNull(JsonValue& value);
// Digits alone, no more than nine; nullopt for anything else. Nothing is consumed.
std::optional<size_t> AsIndex(JsonValue& value);
std::optional<size_t> ParseIndex(std::string_view digits);
// A scalar, an object of texts by language, or an array of either. TOO_MANY {field: `where`, limit} over kMaxStated.
absl::StatusOr<Stated> ReadStated(JsonValue& value, std::string_view where);

}  // namespace tabadul::statistics::sdmx
