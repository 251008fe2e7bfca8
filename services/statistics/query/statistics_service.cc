#include "services/statistics/query/statistics_service.h"

#include <functional>
#include <string_view>

#include "services/statistics/query/dataflows.h"
#include "services/statistics/query/tables.h"

namespace tabadul::statistics {
namespace {

template <class Request, class Response>
void Add(rpc::Service& service, std::string_view method, const Holdings& holdings,
         absl::StatusOr<Response> (*answer)(const Holdings&, const Request&, std::string_view)) {
  service.Unary<Request, Response>(
      method,
      [&holdings, answer](const rpc::Call& call, const Request& request) {
        return answer(holdings, request, call.language());
      },
      rpc::Work::kFromMemory);
}

}  // namespace

StatisticsService::StatisticsService(const Holdings& holdings)
    : service_(v1::GetTableRequest::descriptor()->file()->FindServiceByName("StatisticsService")) {
  Add(service_, "ListDataflows", holdings, query::ListDataflows);
  Add(service_, "GetDataflow", holdings, query::GetDataflow);
  Add(service_, "GetTable", holdings, query::GetTable);
  Add(service_, "GetLatest", holdings, query::GetLatest);
  Add(service_, "CompareCountries", holdings, query::CompareCountries);
}

}  // namespace tabadul::statistics
