#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/parts.h"
#include "services/jobs/vacancy_parts.h"

namespace tabadul::jobs {
namespace {

void ValidateSkill(const v1::Skill& skill, Violations& v) {
  CheckSkill(v, skill.esco_uri(), skill.name(), skill.level());
  exchange::CheckEnum(v, "necessity", skill.necessity(), v1::Necessity_descriptor());
}

void ValidateEducation(const v1::Education& education, Violations& v) {
  const auto in = v.In("education");
  exchange::CheckCode(v, "isced_level", taxonomy::kIsced2011, education.isced_level());
  exchange::CheckCode(v, "isced_field", taxonomy::kIscedF2013, education.isced_field());
  exchange::CheckRange(v, "eqf_level", education.eqf_level(), 0, 8);
  exchange::CheckText(v, "text", education.text(), 1'000);
}

void ValidateExperience(const v1::Experience& experience, Violations& v) {
  const auto in = v.In("experience");
  exchange::CheckRange(v, "minimum_months", experience.minimum_months(), 0, 720);
  exchange::CheckRange(v, "maximum_months", experience.maximum_months(), 0, 720);
  if (experience.has_minimum_months() && experience.has_maximum_months() &&
      experience.maximum_months() < experience.minimum_months()) {
    exchange::Contradicts(v, "maximum_months", "minimum_months");
  }
  exchange::CheckText(v, "text", experience.text());
}

void ValidateLanguage(const v1::LanguageRequirement& language, Violations& v) {
  CheckLanguage(v, language.language(), language.cefr());
  exchange::CheckEnum(v, "necessity", language.necessity(), v1::Necessity_descriptor());
}

}  // namespace

void ValidateRequirements(const v1::Vacancy& vacancy, Violations& v) {
  exchange::CheckEntries(v, "skills", vacancy.skills_size(), 200);
  for (int i = 0; i < vacancy.skills_size(); ++i) {
    const auto in = v.In("skills", static_cast<size_t>(i));
    ValidateSkill(vacancy.skills(i), v);
  }
  if (vacancy.has_education()) ValidateEducation(vacancy.education(), v);
  if (vacancy.has_experience()) ValidateExperience(vacancy.experience(), v);
  exchange::CheckEntries(v, "languages", vacancy.languages_size());
  for (int i = 0; i < vacancy.languages_size(); ++i) {
    const auto in = v.In("languages", static_cast<size_t>(i));
    ValidateLanguage(vacancy.languages(i), v);
  }
  exchange::CheckEntries(v, "licences", vacancy.licences_size());
  for (int i = 0; i < vacancy.licences_size(); ++i) {
    const auto in = v.In("licences", static_cast<size_t>(i));
    exchange::CheckText(v, "", vacancy.licences(i), 200);
  }
}

}  // namespace tabadul::jobs
