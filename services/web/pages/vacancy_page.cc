#include "services/web/pages/vacancy_page.h"

#include "lib/platform/base/utc.h"
#include "lib/taxonomy/code_list.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/job_posting.h"
#include "services/web/pages/names.h"
#include "services/web/pages/record_page.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using namespace jobs::v1;  // NOLINT: the messages

constexpr char kPath[] = "/vacancies";

// The hub's guess, where the source gave no code.
std::string SuggestedOccupation(const VacancyView& shown) {
  for (const auto& annotation : shown.annotations()) {
    if (annotation.name() == "occupation.suggested") return annotation.code().code();
  }
  return "";
}

std::string OccupationName(const VacancyView& shown, std::string_view language) {
  const std::string& code = shown.vacancy().occupation().code();
  const std::string taken = code.empty() ? SuggestedOccupation(shown) : code;
  return taken.empty() ? "" : CodeName(taxonomy::kIsco08, taken, language);
}

std::vector<std::string> Places(const Vacancy& vacancy, std::string_view language) {
  std::vector<std::string> places;
  for (const Location& location : vacancy.locations()) places.push_back(PlaceName(location, language));
  return places;
}

// "Nights", "Weekends" and so on, as they are stated.
std::vector<std::string> Hours(const Schedule& schedule, const Format& format) {
  std::vector<std::string> hours;
  if (schedule.minutes_per_week() > 0)
    hours.push_back(
        Text(format.language(), "vacancy.a-week", {{"span", format.Hours(schedule.minutes_per_week())}}));
  const auto add = [&](bool stated, const char* key) {
    if (stated) hours.push_back(Text(format.language(), key));
  };
  add(schedule.shifts(), "vacancy.shifts");
  add(schedule.nights(), "vacancy.nights");
  add(schedule.weekends(), "vacancy.weekends");
  return hours;
}

std::vector<std::string> ContractTexts(const Contract& contract, const Format& format) {
  std::vector<std::string> texts;
  if (contract.permanent()) texts.push_back(Text(format.language(), "vacancy.permanent"));
  if (contract.months() > 0) texts.push_back(format.Months(contract.months()));
  if (contract.probation_days() > 0)
    texts.push_back(
        Text(format.language(), "vacancy.probation", {{"span", format.Days(contract.probation_days())}}));
  return texts;
}

void AddJob(const VacancyView& shown, const Format& format, Facts& facts) {
  const Vacancy& vacancy = shown.vacancy();
  const std::string& language = format.language();
  facts.Begin("job");
  facts.Add("occupation", CodedText(vacancy.occupation(), taxonomy::kIsco08, language));
  if (vacancy.occupation().code().empty()) facts.Add("occupation-guess", OccupationName(shown, language));
  facts.Add("industry", CodedText(vacancy.industry(), taxonomy::kIsic4, language));
  facts.AddAll("place", Places(vacancy, language));
  facts.Add("remote", Label(language, "remote", ShortName(vacancy.remote())));
  facts.AddAll("remote-from", CountryNames(vacancy.remote_countries(), language));
  facts.Add("positions", vacancy.positions() > 0 ? format.Number(vacancy.positions()) : "");
  facts.Add("type", Label(language, "offering-type", ShortName(vacancy.offering_type())));
  facts.Add("time", Label(language, "working-time", ShortName(vacancy.schedule().working_time())));
  facts.AddAll("hours", Hours(vacancy.schedule(), format));
  facts.AddAll("contract", ContractTexts(vacancy.contract(), format));
  facts.Add("start", vacancy.immediate_start() && !vacancy.has_start_date()
                         ? Text(language, "vacancy.at-once")
                         : format.Day(vacancy.start_date()));
}

void AddPay(const Vacancy& vacancy, const Format& format, Facts& facts) {
  facts.Begin("pay");
  facts.Add("pay", PayText(vacancy.pay(), format));
  facts.Add("deductions", vacancy.pay().deductions());
  std::vector<std::string> benefits;
  for (const int benefit : vacancy.benefits()) {
    const std::string name =
        OwnCodeName("BENEFIT", ShortName(*Benefit_descriptor(), benefit), format.language());
    if (!name.empty()) benefits.push_back(name);
  }
  facts.AddAll("benefits", benefits);
}

std::string ExperienceText(const Experience& experience, const Format& format) {
  const std::string& language = format.language();
  const bool least = experience.has_minimum_months(), most = experience.has_maximum_months();
  if (!least && !most) return "";
  if (least && experience.minimum_months() == 0 && !most) return Text(language, "vacancy.no-experience");
  return Text(language, "vacancy.experience",
              {{"range", least && most ? "between"
                         : least       ? "from"
                                       : "upto"},
               {"least", format.Months(experience.minimum_months())},
               {"most", format.Months(experience.maximum_months())}});
}

// "French, B2, optional"
std::string LanguageText(const LanguageRequirement& asked, std::string_view language) {
  return Text(language, "vacancy.language",
              {{"language", CodeName(taxonomy::kLanguages, asked.language(), language)},
               {"level", asked.cefr()},
               {"has_level", asked.cefr().empty() ? "no" : "yes"},
               {"necessity", ShortName(asked.necessity())}});
}

void AddRequirements(const Vacancy& vacancy, const Format& format, Facts& facts) {
  const std::string& language = format.language();
  facts.Begin("requirements");
  const Education& education = vacancy.education();
  if (!education.isced_level().empty())
    facts.Add("education", CodeName(taxonomy::kIsced2011, education.isced_level(), language));
  if (!education.isced_field().empty())
    facts.Add("field", CodeName(taxonomy::kIscedF2013, education.isced_field(), language));
  facts.Add("eqf", education.eqf_level() > 0 ? format.Number(education.eqf_level()) : "");
  facts.Add("education-text", education.text());
  facts.Add("experience", ExperienceText(vacancy.experience(), format));
  facts.Add("experience-text", vacancy.experience().text());
  std::vector<std::string> languages;
  for (const auto& asked : vacancy.languages()) languages.push_back(LanguageText(asked, language));
  facts.AddAll("languages", languages);
  std::vector<Chosen> essential, optional, licences;
  for (const Skill& skill : vacancy.skills())
    (skill.necessity() == NECESSITY_OPTIONAL ? optional : essential)
        .push_back(Choose(skill.name(), language));
  for (const auto& licence : vacancy.licences()) licences.push_back(Choose(licence, language));
  facts.AddAll("skills", essential);
  facts.AddAll("skills-optional", optional);
  facts.AddAll("licences", licences);
}

void AddConditions(const Vacancy& vacancy, std::string_view language, Facts& facts) {
  const Eligibility& eligibility = vacancy.eligibility();
  facts.Begin("conditions");
  facts.Add("foreigners", eligibility.open_to_foreigners());
  facts.AddAll("nationals", CountryNames(eligibility.countries(), language));
  facts.Add("visa", eligibility.visa_sponsorship());
  facts.Add("relocation", eligibility.relocation());
  facts.Add("permit", eligibility.work_permit_paid());
  const FairRecruitment& fair = vacancy.fair_recruitment();
  facts.Add("no-fee", fair.no_fee_declaration());
  facts.AddCode("agency", fair.agency_licence());
  if (fair.contract_template().starts_with("http")) {
    facts.AddLink("template", fair.contract_template());
  } else {
    facts.AddCode("template", fair.contract_template());
  }
}

void AddEmployer(const Vacancy& vacancy, const Format& format, Facts& facts) {
  const Employer& employer = vacancy.employer();
  facts.Begin("employer");
  facts.Add("employer", employer.name());
  if (employer.anonymous()) facts.Add("employer", Text(format.language(), "vacancy.anonymous"));
  facts.AddCode("register",
                employer.legal_id().empty() ? "" : employer.legal_id_scheme() + " " + employer.legal_id());
  facts.Add("register-checked", format.Day(employer.register_checked()));
  facts.AddLink("website", employer.url());
}

void AddHeads(const Vacancy& vacancy, const Format& format, View& view) {
  const std::string& language = format.language();
  const std::vector<std::string> places = Places(vacancy, language);
  AddHead("place", places.empty() ? "" : places[0], language, view);
  AddHead("pay", PayText(vacancy.pay(), format), language, view);
  AddHead("time", Label(language, "working-time", ShortName(vacancy.schedule().working_time())), language,
          view);
  AddHead("until", format.Day(vacancy.apply_by().date()), language, view);
  AddHead("published", format.Day(vacancy.published()), language, view);
}

}  // namespace

absl::StatusOr<Page> VacancyPage(const Asked& asked, const Calls& calls) {
  GetVacancyRequest request;
  request.set_hub_id(asked.id);
  ASSIGN_OR_RETURN(const auto got,
                   calls.Ask<GetVacancyResponse>("/tabadul.jobs.v1.JobsService/GetVacancy", request));
  return VacancyPage(asked, got.vacancy());
}

Page VacancyPage(const Asked& asked, const VacancyView& shown) {
  const Format format(asked.language, asked.digits);
  const Vacancy& vacancy = shown.vacancy();
  const bool open = shown.lifecycle() == exchange::v1::LIFECYCLE_OPEN;
  Page page = RecordPage(asked, kPath, vacancy.title(), vacancy.description());
  page.view.Set("OCCUPATION", OccupationName(shown, asked.language));
  AddBy(page.view, Choose(vacancy.employer().name(), asked.language),
        vacancy.employer().has_register_checked());
  AddHeads(vacancy, format, page.view);
  AddState(shown.lifecycle(), "vacancy", asked.language, page);
  if (open)
    AddApplication(vacancy.application(), vacancy.apply_by().date(), vacancy.url(), "vacancy", format,
                   page.view);
  Facts facts(format, page.view.Include("FACTS", "facts.tpl"));
  AddJob(shown, format, facts);
  AddPay(vacancy, format, facts);
  AddRequirements(vacancy, format, facts);
  AddConditions(vacancy, asked.language, facts);
  AddEmployer(vacancy, format, facts);
  AddOrigin({.source = shown.source(),
             .hub_id = shown.hub_id(),
             .published = vacancy.published(),
             .received = TimeOf(shown.create_time()),
             .updated = TimeOf(shown.update_time())},
            vacancy.url(), format, facts);
  if (open) page.json_ld = JobPosting(shown, asked.language);
  return page;
}

}  // namespace tabadul::web::pages
