// Which cells of a table are withheld, so that small counts can neither be read nor be computed from the counts and totals
// that are shown. Pure.
//
// Primary cells, by the threshold rule: counts of 1 to k - 1. A zero is shown: it is nobody's (Hundepool et al., Handbook on
// Statistical Disclosure Control, ESSnet SDC, chapter 5, "Frequency tables"; Willenborg and de Waal, Elements of Statistical
// Disclosure Control, chapters 6 and 8).
//
// Complementary cells, by the network method (Cox, Network Models for Complementary Cell Suppression, JASA 90, 1995): a table
// with its totals is a network, whose nodes are the rows and columns and whose arcs are the cells; tables that differ and look
// the same to a reader differ by cycles of withheld cells. For each withheld cell there is such a cycle along which it could
// be k larger, with every cell that would be smaller still at 1 or more. Missing parts of it are withheld too, those first by
// which least is lost. Hence what is computed of a withheld cell is an interval at least k wide, though it is known that no
// zero is withheld. This is asked of complementary cells as of primary ones: a reader cannot know which are which.
//
// Not covered: what a reader knows beside the table, as a ministry that has sent all of a cell but one.
#pragma once

#include <cstdint>
#include <vector>

#include "services/statistics/indicators/count_table.h"

namespace tabadul::statistics {

inline constexpr uint32_t kLeastCount = 5;  // k

// By number of the cell. The same for the same table.
std::vector<bool> SuppressedCells(const CountTable& table, uint32_t least = kLeastCount);

}  // namespace tabadul::statistics
