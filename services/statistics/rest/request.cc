#include "services/statistics/rest/request.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "lib/platform/base/utf8.h"
#include "lib/transcode/path.h"
#include "services/statistics/structure/ids.h"

namespace tabadul::statistics::rest {
namespace {

absl::Status Unreadable(std::string_view part) {
  return Error(common::v1::ERROR_REASON_REQUEST_UNREADABLE, {{"part", std::string(part)}});
}

absl::Status TooMany(std::string_view field, size_t limit) {
  return Error(common::v1::ERROR_REASON_TOO_MANY,
               {{"field", std::string(field)}, {"limit", std::to_string(limit)}});
}

bool Read(std::string_view raw, std::string* text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return transcode::Unescape(raw, text) && IsUtf8(*text) &&
         std::none_of(text->begin(), text->end(), is_control);
}

// Takes what stands before the separator, and that.
std::string_view TakePart(std::string_view* text, char separator) {
  const size_t end = std::min(text->find(separator), text->size());
  const std::string_view part = text->substr(0, end);
  text->remove_prefix(std::min(end + 1, text->size()));
  return part;
}

}  // namespace

absl::StatusOr<Parameters> Parameters::Parse(std::string_view query) {
  Parameters parameters;
  while (!query.empty()) {
    std::string_view value = TakePart(&query, '&');
    if (value.empty()) continue;
    const std::string_view name = TakePart(&value, '=');
    if (parameters.list_.size() == kMaxParameters) return TooMany("query", kMaxParameters);
    One one;
    if (!Read(name, &one.name) || !Read(value, &one.value)) return Unreadable("query");
    for (const One& other : parameters.list_) {
      if (other.name == one.name) return Unreadable("query");
    }
    parameters.list_.push_back(std::move(one));
  }
  return parameters;
}

std::optional<std::string> Parameters::Take(std::string_view name) {
  for (One& one : list_) {
    if (one.name != name) continue;
    one.taken = true;
    return one.value.empty() ? std::nullopt : std::optional(one.value);
  }
  return std::nullopt;
}

std::vector<Parameters::Of> Parameters::TakeAll(std::string_view name) {
  std::vector<Of> found;
  for (One& one : list_) {
    std::string_view what = one.name;
    if (!what.starts_with(name) || !what.ends_with(']')) continue;
    what.remove_prefix(name.size());
    if (!what.starts_with('[')) continue;
    one.taken = true;
    found.push_back({std::string(what.substr(1, what.size() - 2)), one.value});
  }
  return found;
}

absl::Status Parameters::AllTaken() const {
  for (const One& one : list_) {
    if (one.taken) continue;
    return Error(common::v1::ERROR_REASON_UNKNOWN_FIELD,
                 {{"field", Truncated(one.name, kMaxId)}, {"by", "name"}});
  }
  return absl::OkStatus();
}

absl::StatusOr<Request> ParseRequest(Rest rest, std::string_view path, std::string_view query) {
  Request request{.rest = rest, .path = {}, .parameters = {}};
  if (!path.empty() && !path.starts_with('/')) return Unreadable("path");
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (request.path.size() == kMaxSegments) return TooMany("path", kMaxSegments);
    if (!Read(segment, &request.path.emplace_back())) return Unreadable("path");
  }
  while (!request.path.empty() && request.path.back().empty()) request.path.pop_back();
  ASSIGN_OR_RETURN(request.parameters, Parameters::Parse(query));
  return request;
}

absl::StatusOr<std::vector<std::string>> SplitList(std::string_view text, char separator,
                                                   std::string_view field) {
  std::vector<std::string> parts;
  if (text.empty()) return parts;
  if (static_cast<size_t>(std::count(text.begin(), text.end(), separator)) >= kMaxListed) {
    return TooMany(field, kMaxListed);
  }
  for (bool more = true; more;) {
    more = text.find(separator) != std::string_view::npos;
    parts.emplace_back(TakePart(&text, separator));
  }
  return parts;
}

bool SameWord(std::string_view a, std::string_view b) { return absl::EqualsIgnoreCase(Absl(a), Absl(b)); }

absl::Status Malformed(std::string_view field, std::string_view form) {
  return Error(common::v1::ERROR_REASON_MALFORMED,
               {{"field", std::string(field)}, {"form", std::string(form)}});
}

}  // namespace tabadul::statistics::rest
