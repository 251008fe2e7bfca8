#include "services/web/pages/job_posting.h"

#include "absl/strings/str_replace.h"
#include "lib/platform/base/status.h"
#include "lib/platform/base/utc.h"
#include "lib/taxonomy/code_list.h"
#include "services/web/pages/enum_values.h"
#include "services/web/pages/format.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/names.h"
#include "services/web/pages/schema_org.h"
#include "services/web/pages/template_texts.h"

namespace tabadul::web::pages {
namespace {

using namespace jobs::v1;  // NOLINT: the messages
using schema_org::Json;
using schema_org::Named;
using schema_org::SetNumber;

// It is HTML, and ours is plain text.
std::string AsHtml(std::string_view text) {
  return "<p>" + absl::StrReplaceAll(EscapeHtml(text), {{"\n\n", "</p><p>"}, {"\n", "<br>"}}) + "</p>";
}

// Google's words for working time and offering type.
std::vector<std::string> EmploymentTypes(const Vacancy& vacancy) {
  std::vector<std::string> types;
  if (vacancy.schedule().working_time() == WORKING_TIME_FULL_TIME) types.push_back("FULL_TIME");
  if (vacancy.schedule().working_time() == WORKING_TIME_PART_TIME) types.push_back("PART_TIME");
  switch (vacancy.offering_type()) {
    case OFFERING_TYPE_TEMPORARY:
    case OFFERING_TYPE_TEMPORARY_TO_HIRE:
    case OFFERING_TYPE_SEASONAL:
      types.push_back("TEMPORARY");
      break;
    case OFFERING_TYPE_CONTRACT:
    case OFFERING_TYPE_CONTRACT_TO_HIRE:
    case OFFERING_TYPE_SELF_EMPLOYED:
      types.push_back("CONTRACTOR");
      break;
    case OFFERING_TYPE_INTERNSHIP:
    case OFFERING_TYPE_APPRENTICESHIP:
      types.push_back("INTERN");
      break;
    case OFFERING_TYPE_VOLUNTEER:
      types.push_back("VOLUNTEER");
      break;
    case OFFERING_TYPE_ON_CALL:
      types.push_back("PER_DIEM");
      break;
    default:
      break;
  }
  return types;
}

// schema.org knows no pay by the task. "From 6,000" is a minimum, not the pay.
void AddSalary(const Pay& pay, Json& posting) {
  if ((pay.minimum().empty() && pay.maximum().empty()) || pay.unit() == PAY_UNIT_TASK) return;
  Json value = {{"@type", "QuantitativeValue"}, {"unitText", ShortName(pay.unit())}};
  SetNumber(value, "minValue", pay.minimum());
  SetNumber(value, "maxValue", pay.maximum());
  posting["baseSalary"] = {{"@type", "MonetaryAmount"}, {"currency", pay.currency()}, {"value", value}};
}

// Search engines require a name; of one that is not told they ask for this word.
void AddEmployer(const Employer& employer, std::string_view language, Json& posting) {
  const std::string name = Choose(employer.name(), language).text;
  Json organization = Named("Organization", name.empty() ? "confidential" : name);
  if (!name.empty() && !employer.url().empty()) organization["sameAs"] = employer.url();
  posting["hiringOrganization"] = organization;
}

void AddPlaces(const Vacancy& vacancy, std::string_view language, Json& posting) {
  for (const Location& location : vacancy.locations())
    posting["jobLocation"].push_back(schema_org::PlaceOf(location, language));
  if (vacancy.remote() != REMOTE_WORK_FULL) return;
  posting["jobLocationType"] = "TELECOMMUTE";
  for (const std::string& country : vacancy.remote_countries())
    posting["applicantLocationRequirements"].push_back(Named("Country", country));
}

void AddDays(const VacancyView& shown, Json& posting) {
  const Vacancy& vacancy = shown.vacancy();
  posting["datePosted"] =
      vacancy.has_published() ? IsoDay(vacancy.published()) : IsoDay(TimeOf(shown.create_time()));
  if (shown.has_expire_time()) posting["validThrough"] = FormatUtc(TimeOf(shown.expire_time()));
  if (vacancy.has_start_date()) posting["jobStartDate"] = IsoDay(vacancy.start_date());
  if (vacancy.immediate_start()) posting["jobImmediateStart"] = true;
}

void AddWork(const Vacancy& vacancy, std::string_view language, Json& posting) {
  if (const auto types = EmploymentTypes(vacancy); !types.empty()) posting["employmentType"] = types;
  if (!vacancy.occupation().code().empty()) {
    posting["occupationalCategory"] = vacancy.occupation().code() + " " +
                                      CodeName(taxonomy::kIsco08, vacancy.occupation().code(), language);
  }
  if (!vacancy.industry().code().empty())
    posting["industry"] = CodeName(taxonomy::kIsic4, vacancy.industry().code(), language);
  if (vacancy.positions() > 0) posting["totalJobOpenings"] = vacancy.positions();
  if (vacancy.experience().minimum_months() > 0) {
    posting["experienceRequirements"] = {{"@type", "OccupationalExperienceRequirements"},
                                         {"monthsOfExperience", vacancy.experience().minimum_months()}};
  }
}

}  // namespace

std::string JobPosting(const VacancyView& shown, std::string_view language) {
  const Vacancy& vacancy = shown.vacancy();
  Json posting = schema_org::Record("JobPosting", shown.source(), shown.hub_id());
  posting["title"] = Choose(vacancy.title(), language).text;
  posting["description"] = AsHtml(Choose(vacancy.description(), language).text);
  AddDays(shown, posting);
  AddEmployer(vacancy.employer(), language, posting);
  AddPlaces(vacancy, language, posting);
  AddSalary(vacancy.pay(), posting);
  AddWork(vacancy, language, posting);
  posting["directApply"] = false;
  return schema_org::ForScript(posting);
}

}  // namespace tabadul::web::pages
