#include "services/web/pages/query.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "lib/platform/base/status.h"
#include "lib/transcode/binding.h"

namespace tabadul::web::pages {
namespace {

bool IsUnreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void AppendEscaped(std::string_view text, std::string* out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (IsUnreserved(c)) {
      *out += c;
    } else if (c == ' ') {
      *out += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      *out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
}

template <class Keep>
Query::Parameters Kept(const Query::Parameters& parameters, const Keep& keep) {
  Query::Parameters kept;
  std::copy_if(parameters.begin(), parameters.end(), std::back_inserter(kept),
               [&](const auto& parameter) { return keep(parameter.first, parameter.second); });
  return kept;
}

}  // namespace

Query Query::Parse(std::string_view query, absl::Span<const std::string_view> names) {
  Violations ignored;  // what is broken is left out
  const Parameters sent = transcode::ParseQuery(query, ignored);
  Query parsed;
  for (const std::string_view name : names) {
    for (const auto& [given, text] : sent) {
      const std::string_view value = Std(absl::StripAsciiWhitespace(text));
      if (given == name && !value.empty() && parsed.parameters_.size() < kMost && !parsed.Has(name, value))
        parsed.parameters_.emplace_back(given, value);
    }
  }
  return parsed;
}

std::string Query::Get(std::string_view name) const {
  const auto found = std::find_if(parameters_.begin(), parameters_.end(),
                                  [&](const auto& parameter) { return parameter.first == name; });
  return found == parameters_.end() ? "" : found->second;
}

std::vector<std::string> Query::All(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [given, value] : parameters_) {
    if (given == name) values.push_back(value);
  }
  return values;
}

bool Query::Has(std::string_view name, std::string_view value) const {
  return std::any_of(parameters_.begin(), parameters_.end(), [&](const auto& parameter) {
    return parameter.first == name && parameter.second == value;
  });
}

Query Query::With(std::string_view name, std::string_view value) const {
  Query query = *this;
  if (!Has(name, value)) query.parameters_.emplace_back(name, value);
  return query;
}

Query Query::WithOnly(std::string_view name, std::string_view value) const {
  return Without(name).With(name, value);
}

Query Query::Without(std::string_view name) const {
  Query query;
  query.parameters_ =
      Kept(parameters_, [&](std::string_view given, std::string_view) { return given != name; });
  return query;
}

Query Query::Without(std::string_view name, std::string_view value) const {
  Query query;
  query.parameters_ = Kept(parameters_, [&](std::string_view given, std::string_view held) {
    return given != name || held != value;
  });
  return query;
}

std::string Query::ToString() const {
  std::string text;
  for (const auto& [name, value] : parameters_) {
    if (!text.empty()) text += '&';
    AppendEscaped(name, &text);
    text += '=';
    AppendEscaped(value, &text);
  }
  return text;
}

bool SendsEmpty(std::string_view query) {
  return query.ends_with('=') || query.find("=&") != std::string_view::npos;
}

std::string Address(std::string_view language, std::string_view path, const Query& query) {
  std::string address = "/" + std::string(language) + std::string(path);
  if (const std::string parameters = query.ToString(); !parameters.empty()) address += "?" + parameters;
  return address;
}

// The home sends everybody to the language of his browser; of all else English is the widest known.
std::string AnyLanguageAddress(std::string_view path, const Query& query) {
  return path == "/" ? "/" : Address("en", path, query);
}

}  // namespace tabadul::web::pages
