// Which cells of a table are withheld, so that small counts can neither be read nor be computed from the counts and totals
// that are shown. Pure.
//
// Primary cells, by the threshold rule: counts of 1 to k - 1. A zero is shown: it is nobody's (Hundepool et al., Handbook on
// Statistical Disclosure Control, ESSnet SDC, chapter 5, "Frequency tables"; Willenborg and de Waal, Elements of Statistical
// Disclosure Control, chapters 6 and 8).
//
// Complementary cells, by the network method (Cox, Network Models for Complementary Cell Suppression, JASA 90, 1995): a table
// with its totals is a network, whose nodes are the rows and columns and whose arcs are the cells; tables that differ and look
// the same to a reader differ by cycles of withheld cells. Each primary cell is put into a cycle along which it could be k
// larger, and every other cell k larger or, if it stays at 1 or more, k smaller: of all such cycles that by which least is
// lost. So what can be computed of any withheld cell, complementary ones too, is an interval at least k wide, though it is
// known that no zero is withheld. A reader must not be told which cells are which.
//
// Cells that were withheld the month before are taken first: a cell that is shown in the months around is a poor cover.
//
// Not covered: what a reader knows beside the table, as a ministry that has sent all of a cell but one.
#pragma once

#include <cstdint>
#include <vector>

#include "services/statistics/indicators/count_table.h"

namespace tabadul::statistics {

inline constexpr uint32_t kLeastCount = 5;  // k

// By number of the cell, as is `preferred`: whether a cell was withheld the month before (empty: none was). The same for the
// same table.
std::vector<bool> SuppressedCells(const CountTable& table, const std::vector<bool>& preferred = {},
                                  uint32_t least = kLeastCount);

}  // namespace tabadul::statistics
