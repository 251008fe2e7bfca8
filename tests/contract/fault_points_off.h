// What lib/platform/base/fault_point.h is in a build without -DTABADUL_MUTANTS.
#pragma once

#include <string>

namespace tabadul {

std::string PointWithoutTheOption();  // the text that FAULT_POINT becomes

}  // namespace tabadul
