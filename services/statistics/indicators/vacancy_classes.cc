#include "services/statistics/indicators/vacancy_classes.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::statistics {
namespace {

constexpr std::string_view kSuggestedOccupation = "occupation.suggested";
constexpr size_t kUnknownGroup = kMajorGroups - 1, kUnknownSection = kSections - 1;

uint8_t MajorGroupOf(std::string_view isco08) {
  if (isco08.empty() || isco08[0] < '0' || isco08[0] > '9') return kUnknownGroup;
  return static_cast<uint8_t>(isco08[0] - '0');
}

uint8_t SectionOf(std::string_view isic4) {
  const taxonomy::CodeList& list = taxonomy::List(taxonomy::kIsic4);
  std::string_view top = isic4;
  for (std::string_view above = list.Parent(top); !above.empty(); above = list.Parent(top)) top = above;
  if (top.size() != 1 || top[0] < 'A' || top[0] > 'U') return kUnknownSection;
  return static_cast<uint8_t>(top[0] - 'A');
}

std::string_view OccupationOf(const exchange::v1::StoredRecord& stored) {
  if (!stored.record().vacancy().occupation().code().empty())
    return stored.record().vacancy().occupation().code();
  for (const exchange::v1::Annotation& annotation : stored.annotations()) {
    if (annotation.name() == kSuggestedOccupation) return annotation.code().code();
  }
  return {};
}

}  // namespace

std::string MajorGroupCode(size_t row) {
  if (row == kMajorGroups) return "OCU_ISCO08_TOTAL";
  if (row == kUnknownGroup) return "OCU_ISCO08_X";
  return absl::StrCat("OCU_ISCO08_", row);
}

std::string SectionCode(size_t column) {
  if (column == kSections) return "ECO_SECTOR_TOTAL";
  if (column == kUnknownSection) return "ECO_ISIC4_X";
  return absl::StrCat("ECO_ISIC4_", std::string(1, static_cast<char>('A' + column)));
}

VacancyClasses ClassesOf(const exchange::v1::StoredRecord& stored) {
  VacancyClasses classes;
  const auto& vacancy = stored.record().vacancy();
  if (vacancy.locations().empty()) return classes;
  classes.country = vacancy.locations(0).country();
  classes.major_group = MajorGroupOf(OccupationOf(stored));
  classes.section = SectionOf(vacancy.industry().code());
  return classes;
}

}  // namespace tabadul::statistics
