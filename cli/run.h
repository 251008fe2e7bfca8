// The command line of `tabadul`: which command, which options, in which language. main.cc calls it with the
// real streams, tests with their own.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace tabadul::cli {

// Without the program's name. Returns the exit code (design: 0 all in · 1 some rejected · 2 usage · 3 refused
// · 4 unreachable, resumable · 5 held). `answers`: where somebody types; null if nobody does.
int Run(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err, bool terminal,
        std::istream* answers = nullptr);

// Every command by the words that name it, the program itself first: {}, {"push"}, …, {"map", "check"}, ….
std::vector<std::vector<std::string>> Commands();

}  // namespace tabadul::cli
