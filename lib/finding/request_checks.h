// Checks that the requests of searches and pages of every kind share. Each reports into Violations under `field`. Pure,
// thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/repeated_field.h"
#include "lib/platform/base/status.h"

namespace tabadul::finding {

inline constexpr int kMaxValues = 100;  // of a filter
inline constexpr size_t kMaxQueryBytes = 500;
inline constexpr size_t kMaxSourceBytes = 100;
inline constexpr int kDefaultPage = 20, kMaxPage = 100;

using Values = google::protobuf::RepeatedPtrField<std::string>;
using Kinds = google::protobuf::RepeatedField<int>;

void CheckQuery(std::string_view query, Violations& v);
void CheckPageSize(int size, Violations& v);
// How many a valid request asks for.
int PageSizeOf(int asked);
void CheckLines(const Values& lines, std::string_view field, int limit, size_t max_bytes, Violations& v);
// Members of an enum, none unspecified.
void CheckKinds(const Kinds& kinds, std::string_view field, const google::protobuf::EnumDescriptor* of,
                Violations& v);
// "facets": each once.
void CheckFacets(const Kinds& facets, const google::protobuf::EnumDescriptor* of, Violations& v);
void CheckHubId(std::string_view id, std::string_view field, Violations& v);

}  // namespace tabadul::finding
