#include "services/web/pages/enum_values.h"

namespace tabadul::web::pages {
namespace {

// "WORKING_TIME_", as every value begins (the first is "…_UNSPECIFIED").
std::string PrefixOf(const google::protobuf::EnumDescriptor& type) {
  const std::string& first = type.value(0)->name();
  return first.substr(0, first.rfind("UNSPECIFIED"));
}

}  // namespace

std::string ShortName(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* const found = value == 0 ? nullptr : type.FindValueByNumber(value);
  return found == nullptr ? "" : found->name().substr(PrefixOf(type).size());
}

std::optional<int> ValueOf(const google::protobuf::EnumDescriptor& type, std::string_view short_name) {
  const auto* const found = type.FindValueByName(PrefixOf(type) + std::string(short_name));
  if (found == nullptr || found->number() == 0) return std::nullopt;
  return found->number();
}

}  // namespace tabadul::web::pages
