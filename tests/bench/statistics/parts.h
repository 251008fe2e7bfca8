// The groups of figures of `./dev bench statistics`, all of one cluster whose observations the first of them pushes. docs/benches.md
// says what each row means.
#pragma once

#include "tests/bench/statistics/hub.h"

namespace tabadul::bench {

void PushObservations(Hub& hub, Report& report);  // push.cc
void Availability(Hub& hub, Report& report);      // answers.cc
void OneSeries(Hub& hub, Report& report);         // answers.cc
void ManyRows(Hub& hub, Report& report);          // rows.cc
void QuestionMix(Hub& hub, Report& report);       // mix.cc
void MemoryAndStart(Hub& hub, Report& report);    // memory.cc

}  // namespace tabadul::bench
