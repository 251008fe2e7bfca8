#include "tests/docs/shared_cluster.h"

#include "tests/harness/demonstration.h"

namespace tabadul::docs {

harness::Cluster& TheCluster() {
  static harness::Cluster cluster;
  static const bool loaded = (harness::LoadDemonstration(cluster, "vacancy", 600),
                              harness::LoadDemonstration(cluster, "training_offer", 120),
                              harness::LoadDemonstration(cluster, "series"), true);
  static_cast<void>(loaded);
  return cluster;
}

const std::string& MemberProfile() {
  static const std::string profile =
      TheCluster().Member("MA/anapec/pes", std::string(harness::Cluster::kEveryKind) + ",grant.write");
  return profile;
}

}  // namespace tabadul::docs
