#include "lib/platform/http/request_head.h"

#include <algorithm>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "lib/platform/http/syntax.h"

namespace tabadul::http {
namespace {

constexpr int kBad = 400, kUnmetExpectation = 417, kOtherVersion = 505;

bool Equal(std::string_view a, std::string_view b) { return absl::EqualsIgnoreCase(Absl(a), Absl(b)); }

// Without its CRLF; the bytes go on behind it.
std::string_view TakeLine(std::string_view* bytes) {
  const size_t end = bytes->find("\r\n");
  const std::string_view line = bytes->substr(0, end);
  bytes->remove_prefix(end == std::string_view::npos ? bytes->size() : end + 2);
  return line;
}

// Origin form alone: the other forms name a host of their own beside the field's. A "#" begins what no client sends.
bool IsTarget(std::string_view text) {
  return text.starts_with('/') && std::all_of(text.begin(), text.end(), [](char byte) {
           return absl::ascii_isgraph(static_cast<unsigned char>(byte)) && byte != '#';
         });
}

bool IsVersion(std::string_view text) {
  constexpr std::string_view kShape = "HTTP/0.0";
  return text.size() == kShape.size() && text.starts_with("HTTP/") && text[6] == '.' &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[5])) &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[7]));
}

// The target before the version, so that the preface of HTTP/2, whose target is "*", is no request of another version.
int ParseRequestLine(std::string_view line, RequestHead* head) {
  const size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return kBad;
  const std::string_view method = line.substr(0, first), target = line.substr(first + 1, last - first - 1),
                         version = line.substr(last + 1);
  if (!IsToken(method) || !IsTarget(target) || !IsVersion(version)) return kBad;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return kOtherVersion;
  head->method = std::string(method);
  head->target = std::string(target);
  head->http11 = version == "HTTP/1.1";
  return 0;
}

// A line that begins with a space, or has one before its colon, has no token for a name.
int ParseField(std::string_view line, Fields* fields) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) return kBad;
  std::string_view value = line.substr(colon + 1);
  value = Std(absl::StripAsciiWhitespace(Absl(value)));
  if (!IsFieldValue(value)) return kBad;
  fields->Add(std::string(line.substr(0, colon)), std::string(value));
  return 0;
}

int ParseFields(std::string_view bytes, Fields* fields) {
  for (std::string_view line = TakeLine(&bytes); !line.empty(); line = TakeLine(&bytes)) {
    if (const int refusal = ParseField(line, fields); refusal != 0) return refusal;
  }
  return 0;
}

bool IsHost(std::string_view text) {
  static constexpr std::string_view kMarks = "-._~:[]%";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char byte) {
    return absl::ascii_isalnum(static_cast<unsigned char>(byte)) ||
           kMarks.find(byte) != std::string_view::npos;
  });
}

int CheckHost(const RequestHead& head) {
  const size_t hosts = head.fields.Count("host");
  if (hosts == 0) return head.http11 ? kBad : 0;
  return hosts == 1 && IsHost(head.fields.Get("host")) ? 0 : kBad;
}

// Digits alone: no sign, no list. More than a number of 64 bits holds is too much by any limit.
std::optional<uint64_t> ParseLength(std::string_view text) {
  constexpr size_t kFits = 18;
  const auto is_digit = [](char byte) { return absl::ascii_isdigit(static_cast<unsigned char>(byte)); };
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  uint64_t length = std::numeric_limits<uint64_t>::max();
  if (text.size() <= kFits && !absl::SimpleAtoi(Absl(text), &length)) return std::nullopt;
  return length;
}

// Where the body ends must be said once.
int ReadFraming(RequestHead* head) {
  const size_t lengths = head->fields.Count("content-length"),
               codings = head->fields.Count("transfer-encoding");
  if (lengths + codings > 1) return kBad;
  if (codings == 1) {
    head->chunked = head->http11 && Equal(head->fields.Get("transfer-encoding"), "chunked");
    return head->chunked ? 0 : kBad;
  }
  if (lengths == 0) return 0;
  head->content_length = ParseLength(head->fields.Get("content-length"));
  return head->content_length ? 0 : kBad;
}

bool SaysClose(const Fields& fields) {
  for (const auto& [name, value] : fields) {
    if (!Equal(name, "connection")) continue;
    for (const absl::string_view option : absl::StrSplit(value, ',')) {
      if (Equal(Std(absl::StripAsciiWhitespace(option)), "close")) return true;
    }
  }
  return false;
}

// HTTP/1.0 knows no expectations (RFC 9110 §10.1.1).
int ReadExpectation(RequestHead* head) {
  const size_t expectations = head->http11 ? head->fields.Count("expect") : 0;
  if (expectations == 0) return 0;
  head->expects_continue = expectations == 1 && Equal(head->fields.Get("expect"), "100-continue");
  return head->expects_continue ? 0 : kUnmetExpectation;
}

}  // namespace

size_t HeadScanner::Take(std::string_view bytes) {
  size_t taken = 0;
  while (taken < bytes.size() && !whole_ && refusal_ == 0) Next(bytes[taken++]);
  return taken;
}

void HeadScanner::Next(char byte) {
  ++size_;
  if (lines_ == 0 && size_ > std::min(kMaxRequestLine, limit_)) {
    refusal_ = 414;
  } else if (size_ > limit_) {
    refusal_ = 431;
  } else if (!MayFollow(previous_, byte)) {
    refusal_ = kBad;
  } else if (byte == '\n') {
    EndLine();
  } else if (byte != '\r') {
    ++in_line_;
  }
  previous_ = byte;
}

void HeadScanner::EndLine() {
  if (in_line_ == 0) {
    whole_ = lines_ > 0;
    refusal_ = whole_ ? 0 : kBad;
  }
  ++lines_;
  in_line_ = 0;
}

int ParseRequestHead(std::string_view bytes, RequestHead* head) {
  if (const int refusal = ParseRequestLine(TakeLine(&bytes), head); refusal != 0) return refusal;
  if (const int refusal = ParseFields(bytes, &head->fields); refusal != 0) return refusal;
  if (const int refusal = CheckHost(*head); refusal != 0) return refusal;
  if (const int refusal = ReadFraming(head); refusal != 0) return refusal;
  head->keep_alive = head->http11 && !SaysClose(head->fields);
  return ReadExpectation(head);
}

}  // namespace tabadul::http
