#include "lib/finding/request_checks.h"

#include <algorithm>

#include "lib/exchange/validate.h"

namespace tabadul::finding {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr int kMaxKinds = 20;

bool IsHubId(std::string_view id) {
  return id.size() == 32 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

void CheckQuery(std::string_view query, Violations& v) {
  if (query.size() > kMaxQueryBytes)
    v.Add("query", ERROR_REASON_TOO_LONG, {{"limit", std::to_string(kMaxQueryBytes)}, {"unit", "bytes"}});
}

void CheckPageSize(int size, Violations& v) { exchange::CheckPageSize(v, size, kMaxPage); }

int PageSizeOf(int asked) { return exchange::PageSize(asked, kDefaultPage, kMaxPage); }

void CheckLines(const Values& lines, std::string_view field, int limit, size_t max_bytes, Violations& v) {
  exchange::CheckEntries(v, field, lines.size(), limit);
  for (int i = 0; i < lines.size(); ++i) {
    const auto in = v.In(field, static_cast<size_t>(i));
    exchange::Require(v, "", !lines[i].empty());
    exchange::CheckLine(v, "", lines[i], max_bytes);
  }
}

void CheckKinds(const Kinds& kinds, std::string_view field, const google::protobuf::EnumDescriptor* of,
                Violations& v) {
  exchange::CheckEntries(v, field, kinds.size(), kMaxKinds);
  for (int i = 0; i < kinds.size(); ++i) {
    const auto in = v.In(field, static_cast<size_t>(i));
    exchange::Require(v, "", kinds[i] != 0);
    exchange::CheckEnum(v, "", kinds[i], of);
  }
}

void CheckFacets(const Kinds& facets, const google::protobuf::EnumDescriptor* of, Violations& v) {
  CheckKinds(facets, "facets", of, v);
  for (int i = 1; i < facets.size(); ++i) {
    if (std::find(facets.begin(), facets.begin() + i, facets[i]) == facets.begin() + i) continue;
    const auto in = v.In("facets", static_cast<size_t>(i));
    v.Add("", ERROR_REASON_CONTRADICTION);
  }
}

void CheckHubId(std::string_view id, std::string_view field, Violations& v) {
  if (id.empty()) {
    exchange::Require(v, field, false);
  } else if (!IsHubId(id)) {
    v.Add(field, ERROR_REASON_MALFORMED, {{"form", "32 hex digits"}});
  }
}

}  // namespace tabadul::finding
