#include "services/statistics/rest/identity.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "services/statistics/rest/problem.h"
#include "services/statistics/structure/ids.h"

namespace tabadul::statistics::rest {
namespace {

constexpr char kVersion[] = "version";

absl::StatusOr<std::vector<std::string>> ParseIds(Rest rest, std::string_view text, std::string_view field,
                                                  bool (*is_id)(std::string_view)) {
  if (IsAny(text, rest)) return std::vector<std::string>();
  ASSIGN_OR_RETURN(std::vector<std::string> ids, SplitList(text, ListSeparator(rest), field));
  for (const std::string& id : ids) {
    if (IsAny(id, rest)) return std::vector<std::string>();
    if (!is_id(id) || id.size() > kMaxId) return Malformed(field, "SDMX id");
  }
  return ids;
}

absl::StatusOr<std::vector<VersionFilter>> ParseVersions(Rest rest, std::string_view text) {
  std::vector<VersionFilter> filters;
  // A lone "+" is the newest stable version in both.
  std::vector<std::string> parts = {std::string(text)};
  if (text != "+") {
    ASSIGN_OR_RETURN(parts, SplitList(text, ListSeparator(rest), kVersion));
  }
  for (const std::string& part : parts) {
    auto filter = VersionFilter::Parse(part);
    if (!filter.ok()) return Malformed(kVersion, "SDMX version");
    filters.push_back(*std::move(filter));
  }
  return filters;
}

}  // namespace

bool IsAny(std::string_view text, Rest rest) {
  return text.empty() || text == "*" || (rest == Rest::kV1 && SameWord(text, "all"));
}

absl::StatusOr<StructureQuery> ParseIdentity(Rest rest, std::string_view agency, std::string_view id,
                                             std::string_view version) {
  StructureQuery query;
  ASSIGN_OR_RETURN(query.agencies, ParseIds(rest, agency, "agencyID", IsNestedNcName));
  ASSIGN_OR_RETURN(query.ids, ParseIds(rest, id, "resourceID", IsId));
  ASSIGN_OR_RETURN(query.versions, ParseVersions(rest, version));
  return query;
}

absl::StatusOr<StructureQuery> ParseFlowReference(std::string_view text) {
  constexpr char kField[] = "flowRef";
  ASSIGN_OR_RETURN(std::vector<std::string> parts, SplitList(text, ',', kField));
  if (parts.empty() || parts.size() > 3) return Malformed(kField, "AGENCY,ID,VERSION");
  if (parts.size() == 1) parts.insert(parts.begin(), "");
  parts.resize(3);
  ASSIGN_OR_RETURN(StructureQuery query, ParseIdentity(Rest::kV1, parts[0], parts[1], parts[2]));
  query.types = {ArtefactType::kDataflow};
  return query;
}

absl::Status NothingFound(const StructureQuery& query) {
  return query.ids.empty() ? NoResults() : NotHere(absl::StrJoin(query.ids, ", "));
}

}  // namespace tabadul::statistics::rest
