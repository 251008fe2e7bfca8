#include "services/web/pages/training_page.h"

#include "lib/platform/base/utc.h"
#include "lib/taxonomy/code_list.h"
#include "services/web/pages/course.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/names.h"
#include "services/web/pages/record_page.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using namespace jobs::v1;  // NOLINT: the messages

constexpr char kPath[] = "/trainings";

std::string NamedCode(std::string_view scheme, const std::string& code, std::string_view language) {
  return code.empty() ? "" : CodeName(scheme, code, language);
}

std::string StartText(const TrainingOffer& offer, const Format& format) {
  if (offer.flexible_start()) return Text(format.language(), "training.any-day");
  return format.Day(offer.start_date());
}

// "French (B1 is needed)"
std::vector<std::string> LanguageTexts(const TrainingOffer& offer, std::string_view language) {
  std::vector<std::string> texts;
  for (const TaughtLanguage& taught : offer.languages()) {
    texts.push_back(Text(language, "training.language",
                         {{"language", CodeName(taxonomy::kLanguages, taught.language(), language)},
                          {"level", taught.cefr()},
                          {"has_level", taught.cefr().empty() ? "no" : "yes"}}));
  }
  return texts;
}

void AddCourse(const TrainingOffer& offer, const Format& format, Facts& facts) {
  const std::string& language = format.language();
  facts.Begin("course");
  facts.Add("mode", Label(language, "training-mode", ShortName(offer.mode())));
  std::vector<std::string> places, occupations;
  for (const Location& location : offer.locations()) places.push_back(PlaceName(location, language));
  for (const auto& occupation : offer.target_occupations())
    occupations.push_back(CodeName(taxonomy::kIsco08, occupation.code(), language));
  facts.AddAll("place", places);
  facts.AddAll("taught-in", LanguageTexts(offer, language));
  facts.Add("start", StartText(offer, format));
  facts.Add("end", format.Day(offer.end_date()));
  facts.Add("length", offer.hours() > 0 ? format.Hours(offer.hours() * 60) : "");
  facts.Add("seats", offer.seats() > 0 ? format.Number(offer.seats()) : "");
  facts.Add("field", NamedCode(taxonomy::kIscedF2013, offer.isced_field(), language));
  facts.Add("level", NamedCode(taxonomy::kIsced2011, offer.isced_level(), language));
  facts.AddAll("prepares-for", occupations);
  std::vector<Chosen> skills;
  for (const AcquiredSkill& skill : offer.skills()) skills.push_back(Choose(skill.name(), language));
  facts.AddAll("learned", skills);
}

void AddCost(const TrainingPrice& price, const Format& format, Facts& facts) {
  facts.Begin("cost");
  facts.Add("price", PriceText(price, format));
  facts.Add("grant", price.grant());
  facts.Add("price-text", price.text());
}

void AddEntry(const TrainingOffer& offer, const Format& format, Facts& facts) {
  const std::string& language = format.language();
  const EntryRequirements& entry = offer.entry();
  facts.Begin("entry");
  facts.Add("education", NamedCode(taxonomy::kIsced2011, entry.isced_level(), language));
  if (entry.has_experience_months()) {
    facts.Add("experience", entry.experience_months() > 0 ? format.Months(entry.experience_months())
                                                          : Text(language, "vacancy.no-experience"));
  }
  facts.Add("entry-text", entry.text());
  facts.Add("foreigners", offer.eligibility().open_to_foreigners());
  facts.AddAll("residents", CountryNames(offer.eligibility().countries(), language));
  facts.Add("visa-support", offer.eligibility().visa_support());
}

void AddAward(const Award& award, const Format& format, Facts& facts) {
  facts.Begin("award");
  facts.Add("award", award.name());
  facts.Add("authority", award.authority());
  facts.Add("eqf", award.eqf_level() > 0 ? format.Number(award.eqf_level()) : "");
  if (award.has_national_level())
    facts.AddCode("national-level", award.national_level().scheme() + " " + award.national_level().code());
}

void AddProvider(const TrainingProvider& provider, Facts& facts) {
  facts.Begin("provider");
  facts.Add("provider", provider.name());
  facts.AddCode("provider-register",
                provider.legal_id().empty() ? "" : provider.legal_id_scheme() + " " + provider.legal_id());
  facts.AddLink("website", provider.url());
}

void AddHeads(const TrainingOffer& offer, const Format& format, View& view) {
  const std::string& language = format.language();
  AddHead("place", offer.locations().empty() ? "" : PlaceName(offer.locations(0), language), language, view);
  AddHead("mode", Label(language, "training-mode", ShortName(offer.mode())), language, view);
  AddHead("start", StartText(offer, format), language, view);
  AddHead("length", offer.hours() > 0 ? format.Hours(offer.hours() * 60) : "", language, view);
  AddHead("price", PriceText(offer.price(), format), language, view);
  AddHead("until", format.Day(offer.apply_by().date()), language, view);
}

}  // namespace

absl::StatusOr<Page> TrainingPage(const Asked& asked, const Calls& calls) {
  GetTrainingOfferRequest request;
  request.set_hub_id(asked.id);
  ASSIGN_OR_RETURN(const auto got, calls.Ask<GetTrainingOfferResponse>(
                                       "/tabadul.jobs.v1.TrainingService/GetTrainingOffer", request));
  return TrainingPage(asked, got.offer());
}

Page TrainingPage(const Asked& asked, const TrainingOfferView& shown) {
  const Format format(asked.language, asked.digits);
  const TrainingOffer& offer = shown.offer();
  const bool open = shown.lifecycle() == exchange::v1::LIFECYCLE_OPEN;
  Page page = RecordPage(asked, kPath, offer.title(), offer.description());
  AddBy(page.view, Choose(offer.provider().name(), asked.language));
  page.view.Set("OCCUPATION", NamedCode(taxonomy::kIscedF2013, offer.isced_field(), asked.language));
  AddHeads(offer, format, page.view);
  AddState(shown.lifecycle(), "training", asked.language, page);
  if (open)
    AddApplication(offer.application(), offer.apply_by().date(), offer.url(), "training", format, page.view);
  Facts facts(format, page.view.Include("FACTS", "facts.tpl"));
  AddCourse(offer, format, facts);
  AddCost(offer.price(), format, facts);
  AddEntry(offer, format, facts);
  AddAward(offer.award(), format, facts);
  AddProvider(offer.provider(), facts);
  AddOrigin({.source = shown.source(),
             .hub_id = shown.hub_id(),
             .published = offer.published(),
             .received = TimeOf(shown.create_time()),
             .updated = TimeOf(shown.update_time())},
            offer.url(), format, facts);
  if (open) page.json_ld = Course(shown, asked.language);
  return page;
}

}  // namespace tabadul::web::pages
