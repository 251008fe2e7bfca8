// The groups of figures of `./dev bench exchange`: each on a cluster of its own. docs/benches.md says what each row means.
#pragma once

#include "tests/bench/exchange/stage.h"

namespace tabadul::bench {

void PushAgainstCopy(Stage& stage);   // push.cc
void PushFarAway(Stage& stage);       // push.cc
void PushBesideOthers(Stage& stage);  // fair.cc
void Freshness(Stage& stage);         // fresh.cc
void Snapshots(Stage& stage);         // snapshot.cc
void Reconciling(Stage& stage);       // reconcile.cc
void Unary(Stage& stage);             // unary.cc
void Memory(Stage& stage);            // memory.cc
void Followers(Stage& stage);         // followers.cc

}  // namespace tabadul::bench
