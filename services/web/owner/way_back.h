// Where somebody is led who has signed in: the page that he had asked for. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tabadul::web::owner {

inline constexpr std::string_view kSystem = "/system";
inline constexpr std::string_view kNext = "next";  // the parameter of the sign-in page

// `next` if it is the path of a page below /system, after the language, with or without a query; else "/system". So it leads
// nowhere else, whoever wrote it.
std::string WayBack(std::string_view next);

}  // namespace tabadul::web::owner
