// Whether a value is one of a component of the structure. For the records that come in (validate.h) and for the rows of files
// (collect.h). Pure.
#pragma once

#include <optional>
#include <string_view>

#include "lib/platform/base/status.h"
#include "services/statistics/period.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics {

// What is wrong with a code of a key: UNKNOWN_CODE {scheme, code}; of a dimension without code list MALFORMED {form: "SDMX
// id"}. The field is the dimension's id.
std::optional<Violation> KeyFault(const LaidComponent& dimension, std::string_view code);

// The code that `text` is a synonym of; nullopt if it is none, or the component has no code list. Valid as long as the layout.
std::optional<std::string_view> CodeOfSynonym(const LaidComponent& component, std::string_view text);

// What is wrong with a value of an attribute: UNKNOWN_CODE; of a text REQUIRED (it is empty), TOO_LONG {limit, unit}, TEXT_NOT_PLAIN
// (control characters, which XML cannot carry), MALFORMED {form: its type in SDMX}. The field is the component's id. Bounds
// of values and patterns of the structure are not asked.
std::optional<Violation> ValueFault(const LaidComponent& component, std::string_view value);

// Whether the type of the component takes numbers with so many digits behind the point.
bool TakesDecimals(const LaidComponent& measure, uint32_t decimals);

// How many values at once an attribute may have; 0: any number.
inline uint32_t MostValues(const LaidComponent& component) { return component.representation.max_occurs; }

// Whether a period is of the frequency that a code of CL_FREQ names: "A5" (every five years) has years, "B" (working days) days. Codes that
// name none ("_O", "H", "N") take all.
bool FitsFrequency(std::string_view code, const Period& period);

}  // namespace tabadul::statistics
