#include "data/demo/generator/series_subjects.h"

namespace tabadul::demo {
namespace {

// The number itself: a series may lack values, a count never does.
template <auto kPart, class Of>
std::optional<int64_t> Count(const Of& of) {
  return of.*kPart;
}

std::optional<int64_t> Active(const Labour& l) { return l.active(); }
std::optional<int64_t> Services(const Workers& w) { return w.employed - w.agriculture - w.industry; }
std::optional<int64_t> SelfEmployed(const Workers& w) { return w.employed - w.employees; }

}  // namespace

std::optional<int64_t> Ratio(int64_t part, int64_t whole, int64_t scale) {
  if (whole == 0) return std::nullopt;
  return (part * scale + whole / 2) / whole;
}

const std::vector<OfLabour>& LabourSubjects() {
  static const auto* subjects = new std::vector<OfLabour>{
      {{"DF_POPULATION", "POP_XWAP_NB", kThousands, kModel}, &Count<&Labour::people, Labour>, false},
      {{"DF_LABOUR_FORCE", "EAP_TEAP_NB", kThousands}, &Active},
      {{"DF_LABOUR_FORCE", "EAP_DWAP_RT", kPercent},
       [](const Labour& l) { return Ratio(l.active(), l.people); }},
      {{"DF_EMPLOYMENT", "EMP_TEMP_NB", kThousands}, &Count<&Labour::employed, Labour>},
      {{"DF_EMPLOYMENT", "EMP_DWAP_RT", kPercent},
       [](const Labour& l) { return Ratio(l.employed, l.people); }},
      {{"DF_UNEMPLOYMENT", "UNE_TUNE_NB", kThousands}, &Count<&Labour::unemployed, Labour>},
      {{"DF_UNEMPLOYMENT", "UNE_DEAP_RT", kPercent},
       [](const Labour& l) { return Ratio(l.unemployed, l.active()); }},
  };
  return *subjects;
}

const std::vector<OfWorkers>& WorkersSubjects() {
  const Subject structure = {"DF_EMPLOYMENT_STRUCTURE", "EMP_TEMP_NB", kThousands};
  static const auto* subjects = new std::vector<OfWorkers>{
      {structure, &Count<&Workers::employed, Workers>, {}},
      {structure, &Count<&Workers::agriculture, Workers>, {{"ECO", "ECO_SECTOR_AGR"}}},
      {structure, &Count<&Workers::industry, Workers>, {{"ECO", "ECO_SECTOR_IND"}}},
      {structure, &Services, {{"ECO", "ECO_SECTOR_SER"}}},
      {structure, &Count<&Workers::employees, Workers>, {{"STE", "STE_AGGREGATE_EES"}}},
      {structure, &SelfEmployed, {{"STE", "STE_AGGREGATE_SLF"}}},
      {{"DF_INFORMALITY", "EMP_NIFL_NB", kThousands}, &Count<&Workers::informal, Workers>, {}},
      {{"DF_INFORMALITY", "EMP_NIFL_RT", kPercent},
       [](const Workers& w) { return Ratio(w.informal, w.employed); },
       {}},
      {{"DF_UNDERUTILISATION", "TRU_TTRU_NB", kThousands}, &Count<&Workers::underemployed, Workers>, {}},
      {{"DF_UNDERUTILISATION", "TRU_DEMP_RT", kPercent},
       [](const Workers& w) { return Ratio(w.underemployed, w.employed); },
       {}},
      {{"DF_WORKING_TIME", "HOW_TEMP_NB", kHours}, &Count<&Workers::hours, Workers>, {}},
      {{"DF_EARNINGS", "EAR_4MTH_NB", kMoney, kEnterprises}, &Count<&Workers::pay, Workers>, {}},
  };
  return *subjects;
}

const std::vector<OfRegistered>& RegisteredSubjects() {
  static const auto* subjects = new std::vector<OfRegistered>{
      {{"DF_JOBSEEKERS", "JSK_REG_NB", kPersons, kRegister}, &Registered::standing},
      {{"DF_JOBSEEKERS", "JSK_NEW_NB", kPersons, kRegister}, &Registered::fresh},
      {{"DF_PLACEMENTS", "PLC_NEW_NB", kPersons, kRegister}, &Registered::placed},
  };
  return *subjects;
}

}  // namespace tabadul::demo
