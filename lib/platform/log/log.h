// The log: one JSON object a line on stderr: {"time","level","service","event", fields…}. An event is a
// constant name, everything that varies is a field. No personal data; a field with a secret's name
// (authorization, token, password, key…) is written as "[masked]" whatever it holds. Thread-safe.
//   log::Info("rpc", {{"method", method}, {"ms", 3}, {"code", "OK"}});
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace tabadul::log {

enum class Level { kDebug, kInfo, kWarn, kError };

struct Options {
  std::string service;  // "jobs"
  Level level = Level::kInfo;
  // Where finished lines go (with their newline); stderr if empty. One call at a time.
  std::function<void(std::string_view line)> write;
};

// Once, before threads start. Without it: info to stderr, service "tabadul".
void Init(Options options);

// A named, typed value. Text is not copied: a Field lives only as long as the call it is an argument of.
class Field {
 public:
  using Value = std::variant<bool, int64_t, uint64_t, double, std::string_view>;
  Field(std::string_view name, bool value) : name(name), value(value) {}
  template <std::signed_integral T>
  Field(std::string_view name, T value) : name(name), value(static_cast<int64_t>(value)) {}
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) Field(std::string_view name, T value)
      : name(name), value(static_cast<uint64_t>(value)) {}
  Field(std::string_view name, double value) : name(name), value(value) {}
  Field(std::string_view name, std::string_view text) : name(name), value(text) {}
  Field(std::string_view name, const std::string& text) : name(name), value(std::string_view(text)) {}
  Field(std::string_view name, const char* text) : name(name), value(std::string_view(text)) {}

  std::string_view name;
  Value value;
};

using Fields = std::initializer_list<Field>;
void Write(Level level, std::string_view event, std::span<const Field> fields);
inline void Debug(std::string_view event, Fields fields = {}) {
  Write(Level::kDebug, event, {fields.begin(), fields.size()});
}
inline void Info(std::string_view event, Fields fields = {}) {
  Write(Level::kInfo, event, {fields.begin(), fields.size()});
}
inline void Warn(std::string_view event, Fields fields = {}) {
  Write(Level::kWarn, event, {fields.begin(), fields.size()});
}
inline void Error(std::string_view event, Fields fields = {}) {
  Write(Level::kError, event, {fields.begin(), fields.size()});
}

}  // namespace tabadul::log
