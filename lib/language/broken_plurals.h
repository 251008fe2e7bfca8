// Arabic words whose plural is made inside the word ("عامل" worker, "عمال" workers): stemming cannot join them, so a
// list does, and one pattern that no other word has. The list is of words of the labour market, written for this
// project; a plural that is also another word ("مزارع" farms, farmer), or whose singular has the stem of one ("شروط"
// conditions: "شرطي" policeman), is not in it.
// Internal to lib/language; no state, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace tabadul::language {

// The folded singular of a folded word that has nothing before it any more; "" if it is not known as a plural.
std::string SingularOf(std::string_view folded);

}  // namespace tabadul::language
