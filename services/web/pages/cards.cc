#include "services/web/pages/cards.h"

#include "lib/platform/base/utc.h"
#include "lib/taxonomy/code_list.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/names.h"
#include "services/web/pages/query.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using jobs::v1::MarkedText;

// The title: in pieces, where the words of the query are known. Which of its languages they are of, they say; how that came
// to be, the title does.
void AddTitle(const common::v1::LocalizedText& title, const MarkedText* marked, const Format& format,
              View& card) {
  const bool in_pieces = marked != nullptr && !marked->parts().empty();
  const Chosen chosen = Choose(title, format.language());
  const std::string language = in_pieces ? marked->language() : chosen.language;
  card.Set("TITLE_LANG", language == "und" ? "" : language);
  card.Set("TITLE_DIR", std::string(DirectionOf(language == "und" ? "" : language)));
  card.Set("TITLE_MACHINE", chosen.machine && language == chosen.language ? "1" : "");
  if (in_pieces) {
    AddPieces(card, "TITLE_PIECE", *marked);
  } else {
    card.Add("TITLE_PIECE").Set("PLAIN", chosen.text);
  }
}

View& BeginSnippet(const std::string& language, View& card) {
  View& snippet = card.Add("SNIPPET");
  snippet.Set("SNIPPET_LANG", language == "und" ? "" : language);
  snippet.Set("SNIPPET_DIR", std::string(DirectionOf(language == "und" ? "" : language)));
  return snippet;
}

template <class Match>
void AddSnippet(const Match* match, View& card) {
  if (match == nullptr || match->snippet().parts().empty()) return;
  AddPieces(BeginSnippet(match->snippet().language(), card), "SNIPPET_PIECE", match->snippet());
}

// Of a record that has no words to show: how it begins.
void AddBeginning(const common::v1::LocalizedText& text, const Format& format, View& card) {
  const Chosen chosen = Choose(text, format.language());
  if (chosen.text.empty()) return;
  View& snippet = BeginSnippet(chosen.language, card);
  snippet.Add("SNIPPET_PIECE").Set("PLAIN", BeginningOf(chosen.text));
  snippet.Set("SNIPPET_MACHINE", chosen.machine ? "1" : "");
}

void AddFact(View& card, std::string text) {
  if (!text.empty()) card.Add("FACT").Set("FACT_TEXT", std::move(text));
}

// The day on which the source published it, else that on which the hub had it, which is called otherwise.
template <class Card>
void AddDays(const Card& record, const Format& format, View& card) {
  if (record.has_published()) {
    card.Set("PUBLISHED", format.Day(record.published())).Set("PUBLISHED_ISO", IsoDay(record.published()));
  } else if (record.has_create_time()) {
    const absl::Time created = TimeOf(record.create_time());
    card.Set("RECEIVED", format.Day(created)).Set("RECEIVED_ISO", IsoDay(created));
  }
}

template <class Card>
void AddLastDay(const Card& record, const Format& format, View& card) {
  if (!record.has_apply_by()) return;
  card.Set("UNTIL", format.Day(record.apply_by().date())).Set("UNTIL_ISO", IsoDay(record.apply_by().date()));
}

template <class Locations>
void AddPlaces(const Locations& locations, const Format& format, View& card) {
  if (!locations.empty()) AddFact(card, PlaceName(locations.Get(0), format.language()));
}

template <class Matches>
const typename Matches::value_type* At(const Matches& matches, int i) {
  return i < matches.size() ? &matches.Get(i) : nullptr;
}

void AddCard(const jobs::v1::VacancyCard& vacancy, const jobs::v1::VacancyMatch* match, const Format& format,
             View& card) {
  const std::string& language = format.language();
  const bool coded = !vacancy.occupation().empty();
  const std::string& code = coded ? vacancy.occupation() : vacancy.suggested_occupation();
  card.Set("CARD_ADDRESS", Address(language, "/vacancies/" + vacancy.hub_id()));
  if (!code.empty()) card.Set("OCCUPATION", CodeName(taxonomy::kIsco08, code, language));
  AddTitle(vacancy.title(), match == nullptr ? nullptr : &match->title(), format, card);
  AddBy(card, Choose(vacancy.employer(), language), vacancy.has_employer_register_checked());
  AddPlaces(vacancy.locations(), format, card);
  AddFact(card, PayText(vacancy.pay(), format));
  AddDays(vacancy, format, card);
  AddLastDay(vacancy, format, card);
  AddSnippet(match, card);
}

void AddCard(const jobs::v1::TrainingOfferCard& offer, const jobs::v1::TrainingOfferMatch* match,
             const Format& format, View& card) {
  const std::string& language = format.language();
  card.Set("CARD_ADDRESS", Address(language, "/trainings/" + offer.hub_id()));
  if (!offer.isced_field().empty())
    card.Set("OCCUPATION", CodeName(taxonomy::kIscedF2013, offer.isced_field(), language));
  AddTitle(offer.title(), match == nullptr ? nullptr : &match->title(), format, card);
  AddBy(card, Choose(offer.provider(), language));
  AddPlaces(offer.locations(), format, card);
  AddFact(card, Label(language, "training-mode", ShortName(offer.mode())));
  if (offer.hours() > 0) AddFact(card, format.Hours(offer.hours() * 60));
  AddFact(card, PriceText(offer.price(), format));
  if (offer.flexible_start()) AddFact(card, Text(language, "training.any-day"));
  if (offer.has_start_date())
    AddFact(card, Text(language, "training.starts", {{"day", format.Day(offer.start_date())}}));
  AddDays(offer, format, card);
  AddLastDay(offer, format, card);
  AddSnippet(match, card);
}

void AddCard(const statistics::v1::GoodPracticeCard& practice, const statistics::v1::GoodPracticeMatch* match,
             const Format& format, View& card) {
  const std::string& language = format.language();
  card.Set("CARD_ADDRESS", Address(language, "/practices/" + practice.hub_id()));
  card.Set("OCCUPATION", Label(language, "practice-type", ShortName(practice.type())));
  AddTitle(practice.title(), match == nullptr ? nullptr : &match->title(), format, card);
  AddBy(card, Choose(practice.office(), language));
  for (const std::string& country : practice.countries()) AddFact(card, CountryName(country, language));
  for (const std::string& topic : TopicNames(practice.topics(), language)) AddFact(card, topic);
  AddFact(card, YearsText(practice.period(), format));
  AddFact(card, Label(language, "evidence-level", ShortName(practice.evidence())));
  AddDays(practice, format, card);
  if (match != nullptr && !match->snippet().parts().empty()) {
    AddSnippet(match, card);
  } else {
    AddBeginning(practice.summary(), format, card);
  }
}

template <class Cards, class Matches>
void AddAll(const Cards& cards, const Matches& matches, const Format& format, View& list) {
  for (int i = 0; i < cards.size(); ++i) AddCard(cards.Get(i), At(matches, i), format, list.Add("CARD"));
}

}  // namespace

void AddCards(const google::protobuf::RepeatedPtrField<jobs::v1::VacancyCard>& cards,
              const google::protobuf::RepeatedPtrField<jobs::v1::VacancyMatch>& matches, const Format& format,
              View& list) {
  AddAll(cards, matches, format, list);
}

void AddCards(const google::protobuf::RepeatedPtrField<jobs::v1::TrainingOfferCard>& cards,
              const google::protobuf::RepeatedPtrField<jobs::v1::TrainingOfferMatch>& matches,
              const Format& format, View& list) {
  AddAll(cards, matches, format, list);
}

void AddCards(const google::protobuf::RepeatedPtrField<statistics::v1::GoodPracticeCard>& cards,
              const google::protobuf::RepeatedPtrField<statistics::v1::GoodPracticeMatch>& matches,
              const Format& format, View& list) {
  AddAll(cards, matches, format, list);
}

}  // namespace tabadul::web::pages
