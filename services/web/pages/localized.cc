#include "services/web/pages/localized.h"

#include <algorithm>
#include <iterator>

#include "lib/platform/base/utf8.h"
#include "unicode/uloc.h"

namespace tabadul::web::pages {
namespace {

using common::v1::LocalizedText;
using common::v1::Translation;

std::string_view PrimaryOf(std::string_view tag) { return tag.substr(0, tag.find('-')); }

Chosen ToChosen(const Translation* translation, std::string_view language) {
  if (translation == nullptr) return {};
  const std::string& tag = translation->language();
  return {.text = WithoutTurns(translation->text()),
          .language = tag == "und" ? "" : tag,
          .readers = PrimaryOf(tag) == language,
          .machine = translation->method() == common::v1::TRANSLATION_METHOD_MACHINE};
}

const Translation* OriginalOf(const LocalizedText& text) {
  for (const Translation& translation : text.translations()) {
    if (translation.method() == common::v1::TRANSLATION_METHOD_UNSPECIFIED) return &translation;
  }
  return text.translations().empty() ? nullptr : &text.translations(0);
}

bool IsBlank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

Chosen Choose(const LocalizedText& text, std::string_view language) {
  const Translation* best = nullptr;
  for (const Translation& translation : text.translations()) {
    if (PrimaryOf(translation.language()) != language) continue;
    const bool machine = translation.method() == common::v1::TRANSLATION_METHOD_MACHINE;
    if (best == nullptr || (!machine && best->method() == common::v1::TRANSLATION_METHOD_MACHINE))
      best = &translation;
  }
  return ToChosen(best == nullptr ? OriginalOf(text) : best, language);
}

Chosen Original(const LocalizedText& text) { return ToChosen(OriginalOf(text), ""); }

std::string_view DirectionOf(std::string_view language) {
  if (language.empty()) return "auto";
  return uloc_isRightToLeft(std::string(language).c_str()) ? "rtl" : "ltr";
}

std::string WithoutTurns(std::string_view text) {
  // U+202A to U+202E are E2 80 AA to E2 80 AE, U+2066 to U+2069 are E2 81 A6 to E2 81 A9.
  const auto turns = [&](size_t i) {
    if (text.size() - i < 3 || text[i] != '\xe2') return false;
    const auto last = static_cast<unsigned char>(text[i + 2]);
    return (text[i + 1] == '\x80' && last >= 0xaa && last <= 0xae) ||
           (text[i + 1] == '\x81' && last >= 0xa6 && last <= 0xa9);
  };
  std::string kept;
  kept.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    if (turns(i)) {
      i += 3;
    } else {
      kept += text[i++];
    }
  }
  return kept;
}

std::string BeginningOf(const std::string& text) {
  constexpr size_t kBytes = 200;
  std::string line;
  for (const char c : text) line += c == '\n' ? ' ' : c;
  if (line.size() <= kBytes) return line;
  const size_t end = line.rfind(' ', kBytes);
  if (end == std::string::npos || end == 0) return Truncated(line, kBytes);  // one long word
  return line.substr(0, end) + "…";
}

void SetText(View& view, std::string_view name, const Chosen& chosen) {
  const std::string prefix(name);
  view.Set(prefix, chosen.text);
  view.Set(prefix + "_LANG", chosen.language);
  view.Set(prefix + "_DIR", std::string(DirectionOf(chosen.language)));
  view.Set(prefix + "_MACHINE", chosen.machine ? "1" : "");
}

void AddBy(View& view, const Chosen& name, bool verified) {
  SetText(view, "BY", name);
  if (verified) view.Add("VERIFIED");
  if (verified || !name.text.empty()) view.Add("BY_LINE");
}

void AddParagraphs(View& view, std::string_view text) {
  View* paragraph = nullptr;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (IsBlank(line)) {
      paragraph = nullptr;
      continue;
    }
    if (paragraph == nullptr) paragraph = &view.Add("PARAGRAPH");
    paragraph->Add("LINE").Set("LINE_TEXT", std::string(line));
  }
}

void AddPieces(View& view, std::string_view name, const jobs::v1::MarkedText& text) {
  for (const auto& piece : text.parts())
    view.Add(name).Set(piece.match() ? "MARKED" : "PLAIN", WithoutTurns(piece.text()));
}

}  // namespace tabadul::web::pages
