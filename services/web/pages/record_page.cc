#include "services/web/pages/record_page.h"

#include "lib/taxonomy/code_list.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/names.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

std::string LanguageNote(const Chosen& chosen, std::string_view language) {
  if (chosen.text.empty()) return "";
  if (chosen.machine && chosen.readers) return Text(language, "record.by-machine");
  if (chosen.readers || chosen.language.empty()) return "";
  const std::string primary = chosen.language.substr(0, chosen.language.find('-'));
  return Text(language, "record.in-language",
              {{"language", CodeName(taxonomy::kLanguages, primary, language)}});
}

void AddText(const Chosen& chosen, View& place) {
  place.Set("TEXT_LANG", chosen.language);
  place.Set("TEXT_DIR", std::string(DirectionOf(chosen.language)));
  AddParagraphs(place, chosen.text);
}

}  // namespace

void AddPassage(std::string_view name, const common::v1::LocalizedText& text, std::string_view language,
                View& view) {
  const Chosen chosen = Choose(text, language);
  if (chosen.text.empty()) return;
  View& passage = view.Add("PASSAGE");
  passage.Set("PASSAGE_ID", std::string(name));
  passage.Set("PASSAGE_NAME", Text(language, "record." + std::string(name)));
  passage.Set("NOTE", LanguageNote(chosen, language));
  AddText(chosen, passage.Add("BODY_TEXT"));
  const Chosen original = Original(text);
  if (chosen.machine && original.language != chosen.language) AddText(original, passage.Add("ORIGINAL"));
}

Page RecordPage(const Asked& asked, std::string_view section, const common::v1::LocalizedText& title,
                const common::v1::LocalizedText& description, std::string_view name) {
  const Chosen heading = Choose(title, asked.language);
  Page page;
  page.title = heading.text;
  page.description = BeginningOf(Choose(description, asked.language).text);
  page.section = section;
  page.body = "record.tpl";
  SetText(page.view, "RECORD_TITLE", heading);
  page.view.Set("TITLE_NOTE", heading.machine ? Text(asked.language, "record.by-machine") : "");
  page.view.Set("BACK", Address(asked.language, section));
  page.view.Set("OTHERS", Text(asked.language, "record.others"));
  AddPassage(name, description, asked.language, page.view);
  return page;
}

void AddHead(std::string_view fact, const std::string& value, std::string_view language, View& view) {
  if (value.empty()) return;
  View& head = view.Add("HEAD");
  head.Set("HEAD_NAME", Text(language, "fact." + std::string(fact)));
  head.Set("HEAD_VALUE", value);
}

void AddState(exchange::v1::Lifecycle lifecycle, std::string_view kind, std::string_view language,
              Page& page) {
  if (lifecycle == exchange::v1::LIFECYCLE_OPEN) return;
  page.indexed = false;
  View& state = page.view.Add("STATE");
  state.Set("STATE_TEXT", Text(language, std::string(kind) + ".state", {{"state", ShortName(lifecycle)}}));
}

void AddApplication(const jobs::v1::Application& application, const common::v1::Date& until,
                    const std::string& url, std::string_view kind, const Format& format, View& view) {
  View& apply = view.Add("APPLY");
  apply.Set("APPLY_ADDRESS", application.url());
  apply.Set("SOURCE_ADDRESS", url);
  if (application.through_hub()) apply.Add("APPLY_HUB");
  const Chosen instructions = Choose(application.instructions(), format.language());
  if (!instructions.text.empty()) {
    View& place = apply.Add("INSTRUCTIONS");
    place.Set("INSTRUCTIONS_NOTE", LanguageNote(instructions, format.language()));
    AddText(instructions, place);
  }
  if (application.url().empty() && url.empty() && !application.through_hub() && instructions.text.empty())
    apply.Add("APPLY_UNSTATED");
  if (until.year() != 0) {
    apply.Set("APPLY_UNTIL", Text(format.language(), "record.until", {{"day", format.Day(until)}}));
  }
  if (application.status_update_days() > 0)
    apply.Set("ANSWER", format.Counted("record.answer", application.status_update_days()));
  apply.Set("WARNING", Text(format.language(), std::string(kind) + ".warning"));
}

void AddOrigin(const Origin& origin, const std::string& url, const Format& format, Facts& facts) {
  const std::string& language = format.language();
  facts.Begin("origin");
  facts.AddLink("source", Address(language, "/sources"), origin.source);
  facts.Add("published", format.Day(origin.published));
  facts.Add("received", format.Day(origin.received));
  facts.Add("updated", format.Day(origin.updated));
  facts.AddLink("original", url);
  facts.AddCode("id", origin.hub_id);
}

std::string CodedText(const common::v1::CodedValue& value, std::string_view scheme,
                      std::string_view language) {
  return value.code().empty() ? "" : CodeName(scheme, value.code(), language);
}

std::vector<std::string> CountryNames(const google::protobuf::RepeatedPtrField<std::string>& countries,
                                      std::string_view language) {
  std::vector<std::string> names;
  for (const std::string& country : countries) names.push_back(CountryName(country, language));
  return names;
}

}  // namespace tabadul::web::pages
