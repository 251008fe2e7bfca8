#include "services/web/pages/flow_query.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lib/platform/base/status.h"
#include "lib/taxonomy/crosswalk.h"

namespace tabadul::web::pages {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

constexpr std::string_view kHubAgency = "TABADUL", kArea = "REF_AREA", kAll = "=*";

// "AGENCY", "ID" and "1.0" of "AGENCY:ID(1.0)".
struct FlowName {
  std::string_view agency, id, version;
};
FlowName NameOf(std::string_view dataflow) {
  const size_t colon = std::min(dataflow.find(':'), dataflow.size()),
               open = std::min(dataflow.find('('), dataflow.size());
  if (colon >= open || !dataflow.ends_with(')')) return {kHubAgency, dataflow, ""};
  return {dataflow.substr(0, colon), dataflow.substr(colon + 1, open - colon - 1),
          dataflow.substr(open + 1, dataflow.size() - open - 2)};
}

template <class Request>
void SetCodes(const Query& query, bool of_all, Request& request) {
  for (std::string& code : query.All("code")) {
    if (of_all || !absl::EndsWith(code, Absl(kAll))) request.add_codes(std::move(code));
  }
}

// "EGY+MAR" of the codes of a dimension.
std::string KeyPart(const TableDimension& dimension, const Query& query) {
  if (dimension.id() == kArea && !query.Has("country")) return "";
  std::string part;
  for (const TableCode& code : dimension.codes())
    absl::StrAppend(&part, part.empty() ? "" : "+", code.code());
  return part;
}

}  // namespace

std::string FlowPath(std::string_view dataflow) {
  const FlowName name = NameOf(dataflow);
  std::string path(kStatistics);
  if (name.agency == kHubAgency) return absl::StrCat(path, "/", Absl(name.id));
  return absl::StrCat(path, "/", Absl(name.agency), ",", Absl(name.id), ",", Absl(name.version));
}

std::string FlowNamed(std::string_view id) {
  const std::vector<std::string> parts = absl::StrSplit(Absl(id), ',');
  if (parts.size() == 1) return std::string(id);
  if (parts.size() == 2) return absl::StrCat(parts[0], ":", parts[1]);
  return absl::StrCat(parts[0], ":", parts[1], "(", parts[2], ")");
}

Query StatisticsQuery(std::string_view query) {
  static constexpr std::string_view kNames[] = {"q"};
  return Query::Parse(query, kNames);
}

Query FlowQuery(std::string_view query) {
  static constexpr std::string_view kNames[] = {"code", "country", "from", "until"};
  return Query::Parse(query, kNames);
}

std::string CodeChoice(std::string_view dimension, std::string_view code) {
  return absl::StrCat(Absl(dimension), "=", Absl(code));
}

Query WithCode(const Query& query, std::string_view dimension, std::string_view code) {
  Query changed = query;
  for (const std::string& chosen : query.All("code")) {
    if (absl::StartsWith(chosen, absl::StrCat(Absl(dimension), "=")))
      changed = changed.Without("code", chosen);
  }
  return changed.With("code", CodeChoice(dimension, code));
}

GetTableRequest ToTableRequest(std::string_view dataflow, const Query& query) {
  GetTableRequest request;
  request.set_dataflow(std::string(dataflow));
  SetCodes(query, true, request);
  for (const std::string& country : query.All("country")) {
    // One that there is not is said to be unknown by the service.
    const std::string area = taxonomy::Alpha3FromAlpha2(country);
    request.add_codes(CodeChoice(kArea, area.empty() ? country : area));
  }
  request.set_start_period(query.Get("from"));
  request.set_end_period(query.Get("until"));
  return request;
}

GetLatestRequest ToLatestRequest(std::string_view dataflow, const Query& query) {
  GetLatestRequest request;
  request.set_dataflow(std::string(dataflow));
  SetCodes(query, false, request);
  return request;
}

std::string SdmxAddress(std::string_view dataflow,
                        const google::protobuf::RepeatedPtrField<TableDimension>& dimensions,
                        const Query& query) {
  const FlowName name = NameOf(dataflow);
  std::string key;
  for (const TableDimension& dimension : dimensions)
    absl::StrAppend(&key, &dimension == &dimensions.Get(0) ? "" : ".", KeyPart(dimension, query));
  Query range;
  if (query.Has("from")) range = range.With("startPeriod", query.Get("from"));
  if (query.Has("until")) range = range.With("endPeriod", query.Get("until"));
  const std::string parameters = range.ToString();
  return absl::StrCat("/sdmx/v1/data/", Absl(name.agency), ",", Absl(name.id), ",", Absl(name.version), "/",
                      key.empty() ? "all" : key, "/all", parameters.empty() ? "" : "?", parameters);
}

}  // namespace tabadul::web::pages
