#include "services/statistics/rest/data_query.h"

#include <iterator>
#include <utility>

#include "services/statistics/rest/data_query_parts.h"
#include "services/statistics/rest/identity.h"
#include "services/statistics/rest/problem.h"

namespace tabadul::statistics::rest {
namespace {

constexpr std::string_view kData = "data";
constexpr std::string_view kAvailability1 = "availableconstraint", kAvailability2 = "availability";

constexpr Word<ArtefactType> kContexts[] = {{"dataflow", ArtefactType::kDataflow},
                                            {"datastructure", ArtefactType::kDataStructure},
                                            {"provisionagreement", ArtefactType::kProvisionAgreement}};

absl::Status NoSuchPath() { return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}}); }

// "PROVIDER", "AGENCY,PROVIDER", several joined by "+". The agency is that of the scheme: the hub has one.
absl::StatusOr<std::vector<std::string>> ParseProviders(std::string_view text) {
  std::vector<std::string> providers;
  if (IsAny(text, Rest::kV1)) return providers;
  constexpr char kField[] = "providerRef";
  ASSIGN_OR_RETURN(const std::vector<std::string> parts, SplitList(text, '+', kField));
  for (const std::string& part : parts) {
    ASSIGN_OR_RETURN(const std::vector<std::string> names, SplitList(part, ',', kField));
    if (names.empty() || names.size() > 2 || names.back().empty())
      return Malformed(kField, "AGENCY,PROVIDER");
    if (IsAny(names.back(), Rest::kV1)) return std::vector<std::string>();
    providers.push_back(names.back());
  }
  return providers;
}

// data/{flow}/{key}/{provider}: the segments that come next are from `at` on.
absl::StatusOr<size_t> ParsePath1(const Request& request, DataQuery& query) {
  ASSIGN_OR_RETURN(query.flows, ParseFlowReference(request.Segment(1)));
  ASSIGN_OR_RETURN(query.keys, ParseKeys(request.Segment(2), Rest::kV1));
  ASSIGN_OR_RETURN(query.providers, ParseProviders(request.Segment(3)));
  return size_t{4};
}

// data/{context}/{agency}/{id}/{version}/{key}; the id of a dataflow alone is its short form.
absl::StatusOr<size_t> ParsePath2(const Request& request, DataQuery& query) {
  const std::string_view context = request.Segment(1);
  ASSIGN_OR_RETURN(const std::vector<std::string> contexts, SplitList(context, ',', "context"));
  std::vector<ArtefactType> types;
  for (const std::string& name : contexts) {
    const auto type = ValueOf(kContexts, name);
    if (type) types.push_back(*type);
    if (type || IsAny(name, Rest::kV2)) continue;
    if (request.path.size() > 2) return NoSuchPath();
    ASSIGN_OR_RETURN(query.flows, ParseIdentity(Rest::kV2, "", context, ""));
    query.flows.types = {ArtefactType::kDataflow};
    return size_t{2};
  }
  ASSIGN_OR_RETURN(query.flows,
                   ParseIdentity(Rest::kV2, request.Segment(2), request.Segment(3), request.Segment(4)));
  if (IsAny(request.Segment(4), Rest::kV2)) query.flows.versions = {VersionFilter::All()};
  query.flows.types = types.empty() ? std::vector{ArtefactType::kDataflow} : std::move(types);
  ASSIGN_OR_RETURN(query.keys, ParseKeys(request.Segment(5), Rest::kV2));
  return size_t{6};
}

absl::StatusOr<size_t> ParsePath(const Request& request, DataQuery& query) {
  return request.rest == Rest::kV1 ? ParsePath1(request, query) : ParsePath2(request, query);
}

absl::StatusOr<std::vector<ArtefactType>> ParseAvailableReferences(std::string_view text, Rest rest) {
  constexpr ArtefactType kAll[] = {ArtefactType::kDataflow, ArtefactType::kDataStructure,
                                   ArtefactType::kConceptScheme, ArtefactType::kCodelist,
                                   ArtefactType::kDataProviderScheme};
  ASSIGN_OR_RETURN(const WantedReferences wanted, ParseReferences(text, rest));
  if (!wanted.relations.empty()) return std::vector<ArtefactType>(std::begin(kAll), std::end(kAll));
  return wanted.types;
}

constexpr Word<AvailabilityMode> kModes[] = {{"exact", AvailabilityMode::kExact},
                                             {"available", AvailabilityMode::kAvailable}};

bool Begins(const Request& request, std::string_view word) { return SameWord(request.Segment(0), word); }

}  // namespace

bool IsDataQuery(const Request& request) { return Begins(request, kData); }

bool IsAvailabilityQuery(const Request& request) {
  return Begins(request, request.rest == Rest::kV1 ? kAvailability1 : kAvailability2);
}

absl::StatusOr<DataQuery> ParseDataQuery(Request& request) {
  DataQuery query;
  ASSIGN_OR_RETURN(const size_t end, ParsePath(request, query));
  if (request.path.size() > end) return NoSuchPath();
  RETURN_IF_ERROR(ParseFilters(request, query));
  RETURN_IF_ERROR(ParseShape(request, query));
  return query;
}

absl::StatusOr<AvailabilityQuery> ParseAvailabilityQuery(Request& request) {
  AvailabilityQuery query;
  ASSIGN_OR_RETURN(const size_t end, ParsePath(request, query.data));
  if (request.path.size() > end + 1) return NoSuchPath();
  if (!IsAny(request.Segment(end), request.rest)) {
    ASSIGN_OR_RETURN(query.components,
                     SplitList(request.Segment(end), ListSeparator(request.rest), "componentID"));
  }
  RETURN_IF_ERROR(ParseFilters(request, query.data));
  if (const auto text = request.parameters.Take("mode")) {
    const auto mode = ValueOf(kModes, *text);
    if (!mode) return Malformed("mode", "exact, available");
    query.mode = *mode;
  }
  if (const auto text = request.parameters.Take("references")) {
    ASSIGN_OR_RETURN(query.references, ParseAvailableReferences(*text, request.rest));
  }
  return query;
}

}  // namespace tabadul::statistics::rest
