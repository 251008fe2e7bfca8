// R's rsdmx, a client that knows nothing of the hub, against a whole cluster (rsdmx.R).
#include "tests/cluster/calls.h"
#include "tests/cluster/series_for_test.h"
#include "tests/harness/eventually.h"
#include "tests/harness/process.h"

namespace tabadul {
namespace {

using harness::Eventually;

class Rsdmx : public OnCluster<Rsdmx> {
 public:
  static std::string MemberScopes() { return "series.write,series.read"; }
};

TEST_F(Rsdmx, ReadsDataflowsStructureAndData) {
  exchange::v1::BatchPushRequest request;
  request.mutable_options()->set_source(kEgypt);
  *request.mutable_items() = Items({Unemployment(UnemploymentKey("EGY"), {72, 71, 66})}).items().items();
  exchange::v1::BatchPushResponse response;
  const absl::Status pushed = Known(*egypt_)->Unary(
      Soon(), "/tabadul.statistics.v1.SeriesExchangeService/BatchPush", request, &response);
  ASSERT_TRUE(pushed.ok()) << pushed;
  ASSERT_EQ(response.outcomes(0).outcome(), exchange::v1::OUTCOME_CREATED) << response.ShortDebugString();
  const std::string authority = cluster_->directory() + "/identity/ca.crt";
  const std::string root = cluster_->site() + "/sdmx/v1";
  // What reads follows the feed.
  ASSERT_TRUE(Eventually([&] {
    return harness::RunCommand({"curl", "-fsS", "--cacert", authority, "-o", "/dev/null",
                                root + "/data/DF_UNEMPLOYMENT/A.EGY....."})
               .exit == 0;
  }));
  const harness::RunResult read =
      harness::RunCommand({"Rscript", "--vanilla", "tests/clients/rsdmx.R"},
                          {{"TABADUL_SDMX", root}, {"TABADUL_AUTHORITY", authority}}, absl::Minutes(2));
  EXPECT_EQ(read.exit, 0) << read.output << read.errors;
}

}  // namespace
}  // namespace tabadul
