// What makes artefacts acceptable beside those that the hub holds already.
#pragma once

#include <functional>
#include <string_view>

#include "absl/types/span.h"
#include "lib/platform/base/status.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics {

// Whether the caller may write artefacts of this agency.
using MayWrite = std::function<bool(std::string_view agency)>;

// Looks at `incoming` as if they stood among `present` already, each in the place of the one of its name. Violations name the
// artefact and the part: "codelist=TABADUL:CL_SEX(1.0).items[SEX_T].names". Found are:
// - NOT_OWNER {source: agency}: not an agency of the caller's;
// - MALFORMED {form}: ids, agencies, versions; REQUIRED: names, a body, dimensions, measures, the form of a dimension;
// - ALREADY_EXISTS {id}: an item, component or group twice, or an artefact twice in `incoming`;
// - UNKNOWN_CODE {scheme, code}: a parent, item, component or group that is not there;
// - CONTRADICTION {other}: items that stand below themselves; WRONG_KIND {expected}: a body that is not the type's, a reference
//   to another type than its place has;
// - PRECONDITION {structure}: a reference to an artefact that is not there;
// - VERSION_CONFLICT {stored_version}: another content than the final artefact of this name has, but for names, descriptions,
//   annotations and the time it is valid.
// A stub is checked for its names alone; what refers to a stub's items is taken as it is.
void CheckArtefacts(absl::Span<const Artefact> incoming, const Structures& present, const MayWrite& may_write,
                    Violations& violations);

}  // namespace tabadul::statistics
