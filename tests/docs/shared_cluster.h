// One cluster for all tests of the binary, with the demonstration data in it.
#pragma once

#include "tests/harness/cluster.h"

namespace tabadul::docs {

harness::Cluster& TheCluster();
// Of MA/anapec/pes: may read and write, has pushed nothing yet.
const std::string& MemberProfile();

}  // namespace tabadul::docs
