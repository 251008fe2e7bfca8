#include "lib/ingest/json_cutter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/ingest/row_source.h"

namespace tabadul::ingest {
namespace {

constexpr size_t kMaxKey = 256;

bool IsSpace(int c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

JsonCutter::JsonCutter(ByteReader bytes, std::string_view path) : bytes_(std::move(bytes)) {
  if (!path.empty()) path_ = absl::StrSplit(Absl(path), '.');
}

absl::StatusOr<int> JsonCutter::Take() {
  if (held_ != -2) return std::exchange(held_, -2);
  if (chunk_.empty()) {
    ASSIGN_OR_RETURN(chunk_, bytes_.Next());
    at_ = bytes_.offset();
    if (chunk_.empty()) return -1;
  }
  const char c = chunk_.front();
  chunk_.remove_prefix(1);
  at_ = std::min(at_ + 1, bytes_.end());
  return static_cast<unsigned char>(c);
}

absl::StatusOr<int> JsonCutter::TakeVisible() {
  for (;;) {
    ASSIGN_OR_RETURN(const int c, Take());
    if (!IsSpace(c)) return c;
  }
}

// Its opening quote is taken already. `text` (may be null) gets its first bytes, escapes as they are.
absl::Status JsonCutter::SkipString(std::string* text) {
  for (bool escaped = false;;) {
    ASSIGN_OR_RETURN(const int c, Take());
    if (c < 0 || (c == '"' && !escaped)) return absl::OkStatus();
    escaped = c == '\\' && !escaped;
    if (text && text->size() < kMaxKey) *text += static_cast<char>(c);
  }
}

// Walks into the objects that the path names, past everything else.
absl::Status JsonCutter::Find() {
  size_t depth = 0;    // of containers that are open
  size_t matched = 0;  // of them, from the outermost: objects on the path
  bool on_path = true, key_next = false;
  std::string key;
  for (;;) {
    ASSIGN_OR_RETURN(const int c, TakeVisible());
    if (c < 0) break;
    const bool here = depth == matched;  // directly in the innermost object of the path
    if (c == '"') {
      key.clear();
      RETURN_IF_ERROR(SkipString(&key));
      if (!key_next) on_path = false;
    } else if (c == ':') {
      on_path = here && matched > 0 && matched <= path_.size() && key == path_[matched - 1];
      key_next = false;
    } else if (c == '[' && on_path && here && matched == path_.size()) {
      return absl::OkStatus();
    } else if (c == '{' || c == '[') {
      if (c == '{' && on_path && here && matched < path_.size()) ++matched;
      ++depth;
      on_path = false;
      key_next = c == '{';
    } else if (c == '}' || c == ']') {
      if (depth == 0) break;
      matched = std::min(matched, --depth);
      on_path = key_next = false;
    } else {
      on_path = false;
      key_next = c == ',';
    }
  }
  const std::string form =
      path_.empty() ? "[{…}, …]" : "{\"" + absl::StrJoin(path_, "\": {\"") + "\": [{…}, …]";
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "file"}, {"form", form}});
}

void JsonCutter::Keep(char c, LineReader::Line& element) const {
  if (element.text.size() < kMaxRowBytes) {
    element.text += c;
  } else {
    element.too_long = true;
  }
}

// The rest of an element: containers to their end, anything else to the comma or bracket behind it.
absl::Status JsonCutter::Element(char first, LineReader::Line& element) {
  int depth = 0;
  bool quoted = false, escaped = false;
  for (int c = static_cast<unsigned char>(first);;) {
    if (!quoted && depth == 0 && (c == ',' || c == ']')) {
      held_ = c;
      break;
    }
    Keep(static_cast<char>(c), element);
    if (quoted) {
      quoted = c != '"' || escaped;
      escaped = c == '\\' && !escaped;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth <= 0) {
      break;
    }
    ASSIGN_OR_RETURN(c, Take());
    ended_ = c < 0;
    if (ended_) break;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> JsonCutter::Next(LineReader::Line& element) {
  element = {};
  if (ended_) return false;
  int c = ',';
  while (c == ',') {
    ASSIGN_OR_RETURN(c, TakeVisible());
  }
  ended_ = c == ']' || c < 0;
  if (c == ']') return false;
  element.number = ++number_;
  element.offset = at_ - std::min<uint64_t>(at_, c >= 0);
  if (c >= 0) RETURN_IF_ERROR(Element(static_cast<char>(c), element));
  element.end = at_;
  return true;
}

}  // namespace tabadul::ingest
