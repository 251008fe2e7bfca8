#include "services/web/pages/said.h"

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "lib/platform/base/status.h"

namespace tabadul::web::pages {
namespace {

// What CommonMark would take for HTML is escaped outside code.
std::string Unescaped(std::string_view text) {
  return absl::StrReplaceAll(Absl(text), {{"\\<", "<"}, {"\\&", "&"}});
}

// Every other piece between backquotes is code; the last backquote of an odd number is one.
void AddPieces(std::string_view line, View& place) {
  while (!line.empty()) {
    const size_t open = line.find('`');
    const size_t close = open == std::string_view::npos ? open : line.find('`', open + 1);
    const std::string_view plain = close == std::string_view::npos ? line : line.substr(0, open);
    if (!plain.empty()) place.Add("PIECE").Set("PLAIN", Unescaped(plain));
    if (close == std::string_view::npos) return;
    place.Add("PIECE").Set("CODE", std::string(line.substr(open + 1, close - open - 1)));
    line.remove_prefix(close + 1);
  }
}

void AddParagraph(std::string_view paragraph, View& said) {
  View* items = nullptr;
  for (const absl::string_view line : absl::StrSplit(Absl(paragraph), '\n')) {
    const bool item = line.size() > 2 && (line[0] == '-' || line[0] == '*') && line[1] == ' ';
    if (!item) {
      AddPieces(Std(line), said.Add("BLOCK").Add("PARAGRAPH"));
      items = nullptr;
      continue;
    }
    if (items == nullptr) items = &said.Add("BLOCK").Add("ITEMS");
    AddPieces(Std(line.substr(2)), items->Add("ITEM"));
  }
}

}  // namespace

void AddSaid(View& view, std::string_view name, std::string_view markdown) {
  if (markdown.empty()) return;
  View& said = view.Include(name, "said.tpl");
  for (const absl::string_view paragraph : absl::StrSplit(Absl(markdown), "\n\n"))
    AddParagraph(Std(paragraph), said);
}

}  // namespace tabadul::web::pages
