// The parts of a vacancy, each with its rules: used by ValidateVacancy alone. Paths are from the scope they
// are given.
#pragma once

#include "lib/platform/base/status.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::jobs {

// vacancy_employer.cc
void ValidateEmployer(const v1::Employer& employer, Violations& v);
// vacancy_requirements.cc: what the work asks for
void ValidateRequirements(const v1::Vacancy& vacancy, Violations& v);
// vacancy_conditions.cc: what the work gives
void ValidateConditions(const v1::Vacancy& vacancy, Violations& v);
// vacancy_recruitment.cc: who may apply, and how
void ValidateRecruitment(const v1::Vacancy& vacancy, Violations& v);

}  // namespace tabadul::jobs
