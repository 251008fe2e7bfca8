#include "services/web/pages/practice_page.h"

#include "lib/platform/base/utc.h"
#include "lib/taxonomy/code_list.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/names.h"
#include "services/web/pages/record_page.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

constexpr char kPath[] = "/practices";

// Of a BCP 47 tag; empty without one.
std::string LanguageName(const std::string& tag, std::string_view language) {
  return tag.empty() ? "" : CodeName(taxonomy::kLanguages, tag.substr(0, tag.find('-')), language);
}

void AddHeads(const GoodPractice& practice, const Format& format, View& view) {
  const std::string& language = format.language();
  AddHead("years", YearsText(practice.period(), format), language, view);
  AddHead("evidence", Label(language, "evidence-level", ShortName(practice.evidence())), language, view);
  AddHead("original-language", LanguageName(practice.original_language(), language), language, view);
}

void AddScope(const GoodPractice& practice, std::string_view language, Facts& facts) {
  facts.Begin("practice");
  facts.AddAll("countries", CountryNames(practice.countries(), language));
  facts.AddAll("topics", TopicNames(practice.topics(), language));
}

// What is no decimal stays as it is.
std::string FigureText(const std::string& value, const Format& format) {
  const std::string figure = format.Figure(value);
  return figure.empty() ? WithoutTurns(value) : figure;
}

void AddResults(const GoodPractice& practice, const Format& format, View& view) {
  if (practice.results().empty()) return;
  View& results = view.Add("RESULTS");
  for (const PracticeResult& result : practice.results()) {
    View& row = results.Add("RESULT");
    SetText(row, "MEASURED", Choose(result.name(), format.language()));
    SetText(row, "UNIT", Choose(result.unit(), format.language()));
    row.Set("RESULT_VALUE", FigureText(result.value(), format));
    row.Set("BASELINE", FigureText(result.baseline(), format));
    row.Set("RESULT_YEAR", format.Year(result.year()));
  }
}

// What has no title is called by its address.
Chosen TitleOf(const PracticeAttachment& attachment, std::string_view language) {
  const Chosen title = Choose(attachment.title(), language);
  return title.text.empty() ? Chosen{.text = WithoutTurns(attachment.url()), .language = "en"} : title;
}

void AddAttachments(const GoodPractice& practice, std::string_view language, View& view) {
  if (practice.attachments().empty()) return;
  View& attachments = view.Add("ATTACHMENTS");
  for (const PracticeAttachment& attachment : practice.attachments()) {
    View& item = attachments.Add("ATTACHMENT");
    item.Set("ATTACHMENT_ADDRESS", attachment.url());
    SetText(item, "ATTACHMENT_TITLE", TitleOf(attachment, language));
    item.Set("ATTACHMENT_LANGUAGE", LanguageName(attachment.language(), language));
    item.Set("MEDIA_TYPE", WithoutTurns(attachment.media_type()));
    item.Set("SHA256", WithoutTurns(attachment.sha256()));
  }
}

void AddOffice(const PracticeOffice& office, Facts& facts) {
  facts.Begin("office");
  facts.Add("office", office.name());
  facts.AddLink("website", office.url());
  facts.AddCode("email", office.email());
}

void AddTerms(const GoodPractice& practice, Facts& facts) {
  if (!practice.has_licence()) return;
  facts.Begin("use");
  facts.AddCode("licence", practice.licence().scheme() + " " + practice.licence().code());
}

}  // namespace

absl::StatusOr<Page> PracticePage(const Asked& asked, const Calls& calls) {
  GetGoodPracticeRequest request;
  request.set_hub_id(asked.id);
  ASSIGN_OR_RETURN(const auto got, calls.Ask<GetGoodPracticeResponse>(
                                       "/tabadul.statistics.v1.PracticeService/GetGoodPractice", request));
  return PracticePage(asked, got.practice());
}

Page PracticePage(const Asked& asked, const GoodPracticeView& shown) {
  const Format format(asked.language, asked.digits);
  const GoodPractice& practice = shown.practice();
  Page page = RecordPage(asked, kPath, practice.title(), practice.summary(), "summary");
  AddPassage("body", practice.body(), asked.language, page.view);
  page.view.Set("OTHERS", Text(asked.language, "practice.others"));
  AddBy(page.view, Choose(practice.office().name(), asked.language));
  page.view.Set("OCCUPATION", Label(asked.language, "practice-type", ShortName(practice.type())));
  AddHeads(practice, format, page.view);
  AddState(shown.lifecycle(), "practice", asked.language, page);
  View& more = page.view.Include("PRACTICE", "practice.tpl");
  AddResults(practice, format, more);
  AddAttachments(practice, asked.language, more);
  Facts facts(format, page.view.Include("FACTS", "facts.tpl"));
  AddScope(practice, asked.language, facts);
  AddOffice(practice.office(), facts);
  AddTerms(practice, facts);
  AddOrigin({.source = shown.source(),
             .hub_id = shown.hub_id(),
             .published = practice.published(),
             .received = TimeOf(shown.create_time()),
             .updated = TimeOf(shown.update_time())},
            practice.url(), format, facts);
  return page;
}

}  // namespace tabadul::web::pages
