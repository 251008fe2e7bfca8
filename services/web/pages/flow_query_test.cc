#include "services/web/pages/flow_query.h"

#include <gtest/gtest.h>

#include "services/web/pages/routes.h"
#include "services/web/pages/samples.h"

namespace tabadul::web::pages {
namespace {

using statistics::v1::GetTableResponse;

TEST(FlowQuery, ADataflowHasAPathAndAPathItsDataflow) {
  EXPECT_EQ(FlowPath("TABADUL:DF_UNEMPLOYMENT(1.0)"), "/statistics/DF_UNEMPLOYMENT");
  EXPECT_EQ(FlowPath("EG_CAPMAS.LABOUR:DF_JOBS(2.1)"), "/statistics/EG_CAPMAS.LABOUR,DF_JOBS,2.1");
  EXPECT_EQ(FlowNamed("DF_UNEMPLOYMENT"), "DF_UNEMPLOYMENT");
  EXPECT_EQ(FlowNamed("EG_CAPMAS,DF_JOBS"), "EG_CAPMAS:DF_JOBS");
  EXPECT_EQ(FlowNamed("EG_CAPMAS.LABOUR,DF_JOBS,2.1"), "EG_CAPMAS.LABOUR:DF_JOBS(2.1)");
  const Route route = RouteOf("/ar/statistics/EG_CAPMAS,DF_JOBS,2.1");
  EXPECT_EQ(route.to, Route::To::kDataflow);
  EXPECT_EQ(route.id, "EG_CAPMAS,DF_JOBS,2.1");
}

TEST(FlowQuery, OneAddressForOneChoice) {
  EXPECT_EQ(FlowQuery("from=2015&code=SEX%3DSEX_F&x=1&country=MA&code=SEX%3DSEX_F&until=").ToString(),
            "code=SEX%3DSEX_F&country=MA&from=2015");
  const Query query = FlowQuery("code=SEX%3DSEX_F&code=AGE%3DA&country=MA");
  EXPECT_EQ(WithCode(query, "SEX", "SEX_M").ToString(), "code=AGE%3DA&country=MA&code=SEX%3DSEX_M");
}

TEST(FlowQuery, IsAskedOfTheService) {
  const Query query = FlowQuery("code=SEX%3D*&code=AGE%3DA&country=MA&country=XX&from=2015&until=2020");
  const auto table = ToTableRequest("DF_A", query);
  EXPECT_EQ(std::vector<std::string>(table.codes().begin(), table.codes().end()),
            (std::vector<std::string>{"SEX=*", "AGE=A", "REF_AREA=MAR", "REF_AREA=XX"}));
  EXPECT_EQ(table.start_period(), "2015");
  EXPECT_EQ(table.end_period(), "2020");
  const auto latest = ToLatestRequest("DF_A", query);
  EXPECT_EQ(std::vector<std::string>(latest.codes().begin(), latest.codes().end()),
            std::vector<std::string>{"AGE=A"})
      << "a rank is of one code";
}

TEST(FlowQuery, IsAskedOfSdmx) {
  const auto table = FromJson<GetTableResponse>(R"({"dimensions": [
      {"id": "FREQ", "codes": [{"code": "A"}]},
      {"id": "REF_AREA", "codes": [{"code": "EGY"}, {"code": "MAR"}]},
      {"id": "SEX", "codes": [{"code": "SEX_T"}, {"code": "SEX_F"}]}]})");
  EXPECT_EQ(SdmxAddress("TABADUL:DF_A(1.0)", table.dimensions(), FlowQuery("country=MA&from=2015")),
            "/sdmx/v1/data/TABADUL,DF_A,1.0/A.EGY+MAR.SEX_T+SEX_F/all?startPeriod=2015");
  EXPECT_EQ(SdmxAddress("TABADUL:DF_A(1.0)", table.dimensions(), Query()),
            "/sdmx/v1/data/TABADUL,DF_A,1.0/A..SEX_T+SEX_F/all")
      << "all areas";
}

}  // namespace
}  // namespace tabadul::web::pages
