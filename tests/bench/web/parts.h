// The groups of figures of `./dev bench web`; those that need a cluster start one of their own. docs/benches.md says what
// each row means.
#pragma once

#include "tests/bench/report.h"

namespace tabadul::bench {

void Transcoding(Report& report);   // transcoder.cc
void JsonSearch(Report& report);    // search.cc
void VacancyPages(Report& report);  // page.cc
void FirstLoads(Report& report);    // first_load.cc

}  // namespace tabadul::bench
