// For tests: whether a JSON document is valid by a JSON Schema, as far as the schemas of SDMX-JSON use it (2019-09; of
// formats "date" and "date-time"). Not thread-safe.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "re2/re2.h"

namespace tabadul::statistics::sdmx {

class SchemaCheck {
 public:
  explicit SchemaCheck(nlohmann::json schema) : schema_(std::move(schema)) {}

  // The first thing that is wrong, with the path to it; empty if nothing is.
  std::string Check(const nlohmann::json& value) const { return Apply(schema_, value, "").error; }

 private:
  using Json = nlohmann::json;
  struct Result {
    std::string error;
    std::set<std::string> evaluated;  // names of members that some schema has spoken of
    bool ok() const { return error.empty(); }
  };

  Result Apply(const Json& schema, const Json& value, const std::string& path) const {
    if (schema.is_boolean()) return {schema.get<bool>() ? "" : path + ": must not be there", {}};
    Result result;
    if (schema.contains("$ref")) Add(Apply(Resolve(schema["$ref"]), value, path), result);
    if (result.ok()) result.error = Plain(schema, value, path);
    if (result.ok() && value.is_object()) Members(schema, value, path, result);
    if (result.ok() && value.is_array()) result.error = Elements(schema, value, path);
    if (result.ok()) Combined(schema, value, path, result);
    if (result.ok() && value.is_object() &&
        schema.value("unevaluatedProperties", Json(true)) == Json(false)) {
      for (const auto& [key, member] : value.items()) {
        if (!result.evaluated.contains(key)) result.error = path + "/" + key + ": no such member";
      }
    }
    return result;
  }

  static void Add(Result part, Result& result) {
    if (!part.ok()) result.error = std::move(part.error);
    result.evaluated.merge(part.evaluated);
  }

  const Json& Resolve(const std::string& reference) const {
    return schema_.at(Json::json_pointer(reference.substr(1)));  // "#/…"
  }

  static bool Is(const std::string& type, const Json& value) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "null") return value.is_null();
    if (type == "integer") return value.is_number_integer();
    return type == "number" && value.is_number();
  }

  static bool HasFormat(const std::string& format, const std::string& text) {
    static const RE2 date(R"(\d{4}-\d\d-\d\d)");
    static const RE2 date_time(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))");
    if (format == "date") return RE2::FullMatch(text, date);
    return format != "date-time" || RE2::FullMatch(text, date_time);
  }

  static std::string Plain(const Json& schema, const Json& value, const std::string& path) {
    if (schema.contains("type")) {
      const Json& types = schema["type"];
      const bool fits =
          types.is_string() ? Is(types, value) : std::ranges::any_of(types, [&](const Json& type) {
            return Is(type.get<std::string>(), value);
          });
      if (!fits) return fmt::format("{}: not of the type {}", path, types.dump());
    }
    if (schema.contains("const") && schema["const"] != value) return path + ": not the constant";
    if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end()) {
      return fmt::format("{}: {} is none of the values", path, value.dump());
    }
    if (schema.contains("pattern") && value.is_string() &&
        !RE2::PartialMatch(value.get<std::string>(), schema["pattern"].get<std::string>())) {
      return fmt::format("{}: {} does not match", path, value.dump());
    }
    if (value.is_string() && !HasFormat(schema.value("format", ""), value.get<std::string>())) {
      return fmt::format("{}: {} is not of the format", path, value.dump());
    }
    if (schema.contains("minimum") && value.is_number() && value < schema["minimum"])
      return path + ": too small";
    return "";
  }

  void Members(const Json& schema, const Json& value, const std::string& path, Result& result) const {
    for (const Json& key : schema.value("required", Json::array())) {
      if (!value.contains(key.get<std::string>())) {
        result.error = fmt::format("{}: lacks {}", path, key.dump());
        return;
      }
    }
    for (const auto& [key, member] : value.items()) {
      bool known = false;
      const auto apply = [&](const Json& part) {
        known = true;
        if (result.ok()) result.error = Apply(part, member, path + "/" + key).error;
      };
      if (schema.contains("properties") && schema["properties"].contains(key))
        apply(schema["properties"][key]);
      const Json patterns = schema.value("patternProperties", Json::object());
      for (const auto& [pattern, part] : patterns.items()) {
        if (RE2::PartialMatch(key, pattern)) apply(part);
      }
      if (known) result.evaluated.insert(key);
      if (!known && schema.value("additionalProperties", Json(true)) == Json(false)) {
        result.error = path + "/" + key + ": no such member";
      }
      if (!result.ok()) return;
    }
  }

  std::string Elements(const Json& schema, const Json& value, const std::string& path) const {
    if (value.size() < schema.value("minItems", size_t{0})) return path + ": too few elements";
    if (value.size() > schema.value("maxItems", value.size())) return path + ": too many elements";
    if (schema.value("uniqueItems", false) &&
        std::set<Json>(value.begin(), value.end()).size() != value.size()) {
      return path + ": an element twice";
    }
    if (!schema.contains("items")) return "";
    for (size_t i = 0; i < value.size(); ++i) {
      Result result = Apply(schema["items"], value[i], fmt::format("{}/{}", path, i));
      if (!result.ok()) return result.error;
    }
    return "";
  }

  void Combined(const Json& schema, const Json& value, const std::string& path, Result& result) const {
    for (const Json& part : schema.value("allOf", Json::array())) {
      if (result.ok()) Add(Apply(part, value, path), result);
    }
    for (const char* key : {"anyOf", "oneOf"}) {
      if (!result.ok() || !schema.contains(key)) continue;
      size_t fits = 0;
      std::string error;
      for (const Json& part : schema[key]) {
        Result each = Apply(part, value, path);
        error = each.error.empty() ? error : each.error;
        fits += each.ok();
        if (each.ok()) result.evaluated.merge(each.evaluated);
      }
      if (fits == 0) result.error = error;
      if (fits > 1 && std::string_view(key) == "oneOf") result.error = path + ": fits more than one";
    }
    if (result.ok() && schema.contains("not") && Apply(schema["not"], value, path).ok()) {
      result.error = path + ": fits what it must not";
    }
  }

  const Json schema_;
};

}  // namespace tabadul::statistics::sdmx
