// Code lists whose codes are those of lib/taxonomy: published from there, never copied. Their names, their totals and groups
// stand in data/structures/published.xml; the codes follow these.
#pragma once

#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

// Adds the codes that lib/taxonomy has for CL_AREA, CL_OCU, CL_ECO, CL_EDU, CL_STE and CL_CURRENCY of the hub; leaves any other
// artefact as it is. Codes are written as ILOSTAT does ("OCU_ISCO08_2221", "ECO_ISIC4_A", "EDU_ISCED11_3", countries by ISO
// alpha-3); those at the top of a classification stand below the list's total, the member states below the group OIC. An annotation
// OWN_NAMES lists the languages whose name is the hub's own, not the classification's.
void AppendPublishedCodes(Artefact& codelist);

}  // namespace tabadul::statistics
