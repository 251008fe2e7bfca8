// Writes JSON to the end of a string, piece by piece: commas and escapes are seen to, nesting is the caller's. What is
// written may be taken out of the string between two calls. Not thread-safe.
//
//   JsonWriter json(&out);
//   json.BeginObject();
//   json.Member("id", "A");      // {"id":"A"
//   json.Key("values");
//   json.BeginArray();
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tabadul::statistics::sdmx {

class JsonWriter {
 public:
  explicit JsonWriter(std::string* out) : out_(*out) {}

  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }

  void Key(std::string_view key);
  void String(std::string_view text);
  void Number(int64_t number);
  void Bool(bool value) { Raw(value ? "true" : "false"); }
  void Null() { Raw("null"); }
  // A whole value that is JSON already.
  void Raw(std::string_view json);

  void Member(std::string_view key, std::string_view text);
  void NumberMember(std::string_view key, int64_t number);
  void BoolMember(std::string_view key, bool value);
  // Left out when the text is empty.
  void MemberIfAny(std::string_view key, std::string_view text);

 private:
  void Comma();
  void Open(char bracket);
  void Close(char bracket);

  std::string& out_;
  bool comma_ = false;  // what comes next follows a value
};

// Appends `text` as a JSON string, with its quotes. UTF-8 stays as it is.
void AppendJsonString(std::string_view text, std::string& out);
void AppendDecimal(int64_t number, std::string& out);
// Whether it is a number by the grammar of JSON (RFC 8259 §6), whatever its size.
bool IsJsonNumber(std::string_view text);

}  // namespace tabadul::statistics::sdmx
