// Where a vacancy is counted: the country of its main place, the major group of its occupation, the section of its industry.
// Pure, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::statistics {

// Rows and columns of the tables; the last of each is for what is not known.
inline constexpr size_t kMajorGroups = 11;  // ISCO-08, 0 to 9
inline constexpr size_t kSections = 22;     // ISIC Rev.4, A to U

// "OCU_ISCO08_2", "ECO_ISIC4_C": codes of CL_OCU and CL_ECO; beyond the last that of the total.
std::string MajorGroupCode(size_t row);
std::string SectionCode(size_t column);

struct VacancyClasses {
  std::string country;  // ISO 3166-1 alpha-2
  uint8_t major_group = kMajorGroups - 1, section = kSections - 1;
};

// Of an occupation that the source does not say: what the hub has suggested (docs/protocol.md#annotations). The country is
// empty if the record is no vacancy.
VacancyClasses ClassesOf(const exchange::v1::StoredRecord& stored);

}  // namespace tabadul::statistics
