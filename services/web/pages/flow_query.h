// The addresses of statistics: which dataflow, which codes, countries and periods, and the same asked of SDMX REST. Pure.
//
//   /statistics/DF_UNEMPLOYMENT?code=INDICATOR%3DUNE_DEAP_RT&code=SEX%3DSEX_F&country=MA&country=TN&from=2015
#pragma once

#include <string>
#include <string_view>

#include "services/web/pages/query.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::web::pages {

inline constexpr std::string_view kStatistics = "/statistics";
inline constexpr std::string_view kStatisticsOfCountry = "/statistics/countries/";

// "/statistics/DF_A" of "TABADUL:DF_A(1.0)"; of another agency's "/statistics/EG_CAPMAS,DF_A,1.0".
std::string FlowPath(std::string_view dataflow);
// What the contract calls the one that stands behind "/statistics/".
std::string FlowNamed(std::string_view id);

Query StatisticsQuery(std::string_view query);  // q
Query FlowQuery(std::string_view query);        // code, country, from, until

// The choice of one dimension: "SEX=SEX_F".
std::string CodeChoice(std::string_view dimension, std::string_view code);
// With no other code of the dimension.
Query WithCode(const Query& query, std::string_view dimension, std::string_view code);

statistics::v1::GetTableRequest ToTableRequest(std::string_view dataflow, const Query& query);
// Choices of all codes of a dimension are left out: a rank is of one.
statistics::v1::GetLatestRequest ToLatestRequest(std::string_view dataflow, const Query& query);

// "/sdmx/v1/data/TABADUL,DF_A,1.0/A.EGY+MAR.SEX_F/all?startPeriod=2015" of what `dimensions` have been chosen; areas are all
// unless countries are.
std::string SdmxAddress(std::string_view dataflow,
                        const google::protobuf::RepeatedPtrField<statistics::v1::TableDimension>& dimensions,
                        const Query& query);

}  // namespace tabadul::web::pages
