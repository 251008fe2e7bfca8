// Texts that records bring, in whatever languages: which of them a reader is shown, and in which direction it runs. Pure.
#pragma once

#include <string>
#include <string_view>

#include "services/web/pages/view.h"
#include "tabadul/common/v1/text.pb.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::web::pages {

// One of the languages of a text.
struct Chosen {
  std::string text;      // plain; empty: there is none
  std::string language;  // BCP 47; empty: not known
  bool readers = false;  // it is the reader's language
  bool machine = false;  // a machine has translated it
};

// In the reader's language, a person's words before a machine's; else the original; else the first.
Chosen Choose(const common::v1::LocalizedText& text, std::string_view language);
// As its author wrote it, whatever the language.
Chosen Original(const common::v1::LocalizedText& text);

// "rtl", "ltr"; "auto" of a language that is not known.
std::string_view DirectionOf(std::string_view language);
// Without the characters that turn the direction of what stands after them: every text has an element of its own here, with
// its direction, and what is left open in it must not reach a title or an attribute.
std::string WithoutTurns(std::string_view text);

// How a text begins, on one line: about 200 bytes, cut at a space.
std::string BeginningOf(const std::string& text);

// NAME, NAME_LANG, NAME_DIR: for `<b lang="{{NAME_LANG}}" dir="{{NAME_DIR}}">{{NAME}}</b>`; NAME_MACHINE, not empty: a
// machine's words, which its reader is told.
void SetText(View& view, std::string_view name, const Chosen& chosen);
// Who offers a record: BY as SetText has it, and VERIFIED, in BY_LINE. Who does not wish to be named may be verified, too.
void AddBy(View& view, const Chosen& name, bool verified = false);
// A part PARAGRAPH for each paragraph, LINE in it for each line with its text LINE_TEXT.
void AddParagraphs(View& view, std::string_view text);
// A part `name` for each piece, with PLAIN or MARKED.
void AddPieces(View& view, std::string_view name, const jobs::v1::MarkedText& text);

}  // namespace tabadul::web::pages
