#include "services/web/pages/template_texts.h"

#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

constexpr std::string_view kOpen = "{{t:", kClose = "}}";

// Calls `text` with each run of the template that names no text, `key` with each key.
template <class OnText, class OnKey>
void Walk(std::string_view source, const OnText& text, const OnKey& key) {
  while (true) {
    const size_t open = source.find(kOpen);
    text(source.substr(0, open));
    if (open == std::string_view::npos) return;
    source.remove_prefix(open + kOpen.size());
    const size_t close = std::min(source.find(kClose), source.size());
    key(source.substr(0, close));
    source.remove_prefix(std::min(close + kClose.size(), source.size()));
  }
}

}  // namespace

std::vector<std::string> TextKeysOf(std::string_view source) {
  std::vector<std::string> keys;
  Walk(
      source, [](std::string_view) {}, [&](std::string_view key) { keys.emplace_back(key); });
  return keys;
}

absl::StatusOr<std::string> FillTexts(std::string_view source, std::string_view language) {
  std::string filled;
  absl::Status status;
  Walk(
      source, [&](std::string_view text) { filled += text; },
      [&](std::string_view key) {
        const std::string full = "portal." + std::string(key);
        if (!messages::Has(language, full))
          status = Internal("no text " + full + " in " + std::string(language));
        filled += EscapeHtml(Text(language, key));
      });
  if (!status.ok()) return status;
  return filled;
}

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace tabadul::web::pages
