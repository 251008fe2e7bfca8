// A client in TypeScript that is generated from /openapi.json, against the real hub (generated.ts).
#include "tests/cluster/calls.h"
#include "tests/harness/process.h"

namespace tabadul {
namespace {

class GeneratedClient : public OnCluster<GeneratedClient> {};

TEST_F(GeneratedClient, PushesSearchesFollowsAndIsToldItsMistakesInArabic) {
  const std::string gateway = "https://localhost:" + std::to_string(cluster_->gateway_port());
  harness::Process node(
      {.argv = {"node", "--test-reporter=spec", harness::BuildDirectory() + "/clients/generated.cjs"},
       .env = {{"TABADUL_GATEWAY", gateway},
               {"TABADUL_SOURCE", kSyria},
               {"TABADUL_CERTIFICATE", syria_->certificate},
               {"TABADUL_KEY", syria_->key},
               {"TABADUL_AUTHORITY", syria_->authority},
               // The gateway listens on 127.0.0.1 alone.
               {"NODE_OPTIONS", "--dns-result-order=ipv4first"}}});
  EXPECT_EQ(node.Wait(absl::Minutes(2)), 0) << "the client says above what it was told";
}

}  // namespace
}  // namespace tabadul
