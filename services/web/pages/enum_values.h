// Values of the contract's enums by their short names, as facets have them: "FULL_TIME" for WORKING_TIME_FULL_TIME. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace tabadul::web::pages {

// Empty: unspecified, or not of the contract.
std::string ShortName(const google::protobuf::EnumDescriptor& type, int value);
// None, if no value has that name; never the unspecified one.
std::optional<int> ValueOf(const google::protobuf::EnumDescriptor& type, std::string_view short_name);

template <class Enum>
std::string ShortName(Enum value) {
  return ShortName(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

}  // namespace tabadul::web::pages
