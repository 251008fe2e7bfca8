#include "lib/platform/http/form_data.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "lib/platform/base/utf8.h"
#include "lib/platform/http/syntax.h"

namespace tabadul::http {
namespace {

constexpr char kForm[] = "multipart/form-data";
constexpr size_t kLongestBoundary = 70, kLongestName = 200, kLongestFileName = 1000;
constexpr std::string_view kLineEnd = "\r\n", kHeadEnd = "\r\n\r\n", kLast = "--";

absl::Status NoForm() {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "body"}, {"form", kForm}});
}

bool IsBoundary(std::string_view text) {
  static constexpr std::string_view kMarks = "'()+_,-./:=? ";
  return !text.empty() && text.size() <= kLongestBoundary && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), [](char byte) {
           return absl::ascii_isalnum(static_cast<unsigned char>(byte)) ||
                  kMarks.find(byte) != std::string_view::npos;
         });
}

// In lines that end rightly, without control bytes.
bool IsHead(std::string_view text) {
  char previous = 0;
  return !text.ends_with('\r') && std::all_of(text.begin(), text.end(), [&](char byte) {
    return MayFollow(std::exchange(previous, byte), byte);
  });
}

std::string_view Trimmed(std::string_view text) { return Std(absl::StripAsciiWhitespace(Absl(text))); }

// A value and its parameters: `form-data; name="a"; filename="b.csv"`, one after the other.
class Parameters {
 public:
  explicit Parameters(std::string_view field) : rest_(field) {
    const size_t end = std::min(rest_.find(';'), rest_.size());
    value_ = Trimmed(rest_.substr(0, end));
    rest_.remove_prefix(end);
  }
  std::string_view value() const { return value_; }

  // False at the end, or where broken() begins.
  bool Next(std::string* name, std::string* value) {
    rest_ = Trimmed(rest_);
    if (rest_.empty() || broken_) return false;
    const size_t equals = rest_.find('=');
    broken_ = rest_[0] != ';' || equals == std::string_view::npos;
    if (broken_) return false;
    *name = absl::AsciiStrToLower(Absl(Trimmed(rest_.substr(1, equals - 1))));
    rest_.remove_prefix(equals + 1);
    value->clear();
    broken_ = !IsToken(*name) || !(rest_.starts_with('"') ? TakeQuoted(value) : TakeToken(value));
    return !broken_;
  }
  bool broken() const { return broken_; }

 private:
  bool TakeToken(std::string* value) {
    const size_t end = std::min(rest_.find(';'), rest_.size());
    *value = Trimmed(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return IsToken(*value);
  }
  // Browsers escape a quote as %22, older programs by a backslash; any other backslash is itself.
  bool TakeQuoted(std::string* value) {
    for (size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return true;
      }
      if (rest_.substr(i).starts_with("\\\"")) ++i;
      *value += rest_[i];
    }
    return false;
  }

  std::string_view rest_, value_;
  bool broken_ = false;
};

struct Disposition {
  std::string name;
  std::optional<std::string> file_name;
};

std::string Unescaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"%22", "\""}, {"%0D", " "}, {"%0A", " "}});
}

std::optional<Disposition> ParseDisposition(std::string_view field) {
  Parameters parameters(field);
  if (!absl::EqualsIgnoreCase(Absl(parameters.value()), "form-data")) return std::nullopt;
  std::optional<std::string> name, file_name;
  for (std::string key, value; parameters.Next(&key, &value);) {
    std::optional<std::string>* const known = key == "name"       ? &name
                                              : key == "filename" ? &file_name
                                                                  : nullptr;
    if (known == nullptr) continue;
    if (*known) return std::nullopt;  // which of the two it is, another reader might see otherwise
    *known = Unescaped(value);
  }
  const bool good = !parameters.broken() && name && !name->empty() && name->size() <= kLongestName &&
                    IsUtf8(*name) &&
                    (!file_name || (file_name->size() <= kLongestFileName && IsUtf8(*file_name)));
  if (!good) return std::nullopt;
  return Disposition{*std::move(name), std::move(file_name)};
}

// Of the fields of a part; all but these two say nothing here.
std::optional<Disposition> ParseHead(std::string_view head) {
  std::optional<Disposition> disposition;
  for (const absl::string_view line : absl::StrSplit(Absl(head), Absl(kLineEnd))) {
    const size_t colon = line.find(':');
    if (colon == absl::string_view::npos || !IsToken(Std(line.substr(0, colon)))) return std::nullopt;
    const absl::string_view name = line.substr(0, colon);
    const std::string_view value = Trimmed(Std(line.substr(colon + 1)));
    if (absl::EqualsIgnoreCase(name, "content-disposition")) {
      if (disposition) return std::nullopt;
      disposition = ParseDisposition(value);
      if (!disposition) return std::nullopt;
    } else if (absl::EqualsIgnoreCase(name, "content-transfer-encoding")) {
      if (!absl::EqualsIgnoreCase(Absl(value), "binary") && !absl::EqualsIgnoreCase(Absl(value), "8bit") &&
          !absl::EqualsIgnoreCase(Absl(value), "7bit"))
        return std::nullopt;
    }
  }
  return disposition;
}

}  // namespace

std::optional<std::string> BoundaryOf(std::string_view content_type) {
  Parameters parameters(content_type);
  if (!absl::EqualsIgnoreCase(Absl(parameters.value()), kForm)) return std::nullopt;
  std::optional<std::string> boundary;
  for (std::string name, value; parameters.Next(&name, &value);) {
    if (name != "boundary") continue;
    if (boundary) return std::nullopt;
    boundary = value;
  }
  if (parameters.broken() || !boundary || !IsBoundary(*boundary)) return std::nullopt;
  return boundary;
}

// The first delimiter has no line before it: it is put there.
FormDataReader::FormDataReader(std::string_view boundary, Receiver& receiver)
    : delimiter_(absl::StrCat(Absl(kLineEnd), "--", Absl(boundary))),
      receiver_(receiver),
      pending_(kLineEnd) {}

absl::Status FormDataReader::Put(std::string_view bytes) {
  pending_.append(bytes);
  for (bool more = true; more;) RETURN_IF_ERROR(Proceed(&more));
  return absl::OkStatus();
}

absl::Status FormDataReader::End() const { return at_ == At::kEnd ? absl::OkStatus() : NoForm(); }

// `more`: something was read, and there may be more to read.
absl::Status FormDataReader::Proceed(bool* more) {
  switch (at_) {
    case At::kBegin:
      return Begin(more);
    case At::kAfterDelimiter:
      return AfterDelimiter(more);
    case At::kHead:
      return ReadHead(more);
    case At::kField:
    case At::kFile:
      return ReadData(more);
    case At::kEnd:
      pending_.clear();  // the epilogue, which says nothing
      *more = false;
      return absl::OkStatus();
  }
  return NoForm();
}

absl::Status FormDataReader::Begin(bool* more) {
  const size_t compared = std::min(pending_.size(), delimiter_.size());
  if (pending_.compare(0, compared, delimiter_, 0, compared) != 0) return NoForm();
  *more = compared == delimiter_.size();
  if (!*more) return absl::OkStatus();
  pending_.erase(0, compared);
  at_ = At::kAfterDelimiter;
  return absl::OkStatus();
}

absl::Status FormDataReader::AfterDelimiter(bool* more) {
  *more = pending_.size() >= kLast.size();
  if (!*more) return absl::OkStatus();
  const std::string next = pending_.substr(0, kLast.size());
  pending_.erase(0, kLast.size());
  if (next != kLast && next != kLineEnd) return NoForm();
  at_ = next == kLast ? At::kEnd : At::kHead;
  if (at_ == At::kHead && ++parts_ > kMostParts)
    return Error(common::v1::ERROR_REASON_TOO_MANY,
                 {{"field", "body"}, {"limit", std::to_string(kMostParts)}});
  return absl::OkStatus();
}

absl::Status FormDataReader::ReadHead(bool* more) {
  const size_t end = pending_.find(kHeadEnd);
  *more = end != std::string::npos;
  if (!*more && pending_.size() < kMostHead + kHeadEnd.size()) return absl::OkStatus();
  if (!*more || end > kMostHead) return NoForm();
  RETURN_IF_ERROR(BeginPart(std::string_view(pending_).substr(0, end)));
  pending_.erase(0, end + kHeadEnd.size());
  return absl::OkStatus();
}

absl::Status FormDataReader::BeginPart(std::string_view head) {
  const auto disposition = IsHead(head) ? ParseHead(head) : std::nullopt;
  if (!disposition) return NoForm();
  name_ = disposition->name;
  value_.clear();
  at_ = disposition->file_name ? At::kFile : At::kField;
  return disposition->file_name ? receiver_.OnFile(name_, *disposition->file_name) : absl::OkStatus();
}

// What may be the beginning of the delimiter waits.
absl::Status FormDataReader::ReadData(bool* more) {
  const size_t end = pending_.find(delimiter_);
  *more = end != std::string::npos;
  const size_t kept = std::min(pending_.size(), delimiter_.size() - 1);
  RETURN_IF_ERROR(TakeData(*more ? end : pending_.size() - kept));
  if (!*more) return absl::OkStatus();
  pending_.erase(0, delimiter_.size());
  return EndPart();
}

absl::Status FormDataReader::TakeData(size_t bytes) {
  if (bytes == 0) return absl::OkStatus();
  const std::string_view data = std::string_view(pending_).substr(0, bytes);
  if (at_ == At::kFile) {
    RETURN_IF_ERROR(receiver_.OnFileBytes(data));
  } else if (value_.size() + bytes > kMostField) {
    return Error(common::v1::ERROR_REASON_TOO_LONG,
                 {{"field", name_}, {"limit", std::to_string(kMostField)}});
  } else {
    value_ += data;
  }
  pending_.erase(0, bytes);
  return absl::OkStatus();
}

absl::Status FormDataReader::EndPart() {
  const bool file = std::exchange(at_, At::kAfterDelimiter) == At::kFile;
  if (file) return receiver_.OnFileEnd();
  return IsUtf8(value_) ? receiver_.OnField(name_, std::move(value_)) : NoForm();
}

}  // namespace tabadul::http
