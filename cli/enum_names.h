// Values of the contract's enums as the command line has them: "full-time" is WORKING_TIME_FULL_TIME. Pure.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace tabadul::cli {

// All but the unspecified.
std::vector<std::string> NamesOf(const google::protobuf::EnumDescriptor& type);
// 0 if there is no such value.
int NumberOf(const google::protobuf::EnumDescriptor& type, std::string name);
// The value's name without what all names of its enum begin with: "FULL_TIME".
std::string ShortName(const google::protobuf::EnumDescriptor& type, int number);

template <class Enum>
Enum ToEnum(const std::string& name) {
  return static_cast<Enum>(NumberOf(*google::protobuf::GetEnumDescriptor<Enum>(), name));
}
template <class Enum>
std::string ShortName(Enum value) {
  return ShortName(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

// An option that takes one of the values, shown as "full-time|part-time"; others are a usage error.
CLI::Option* AddEnum(CLI::App* app, const char* option, std::string& into, const std::string& about,
                     const google::protobuf::EnumDescriptor& type);
// It may be repeated.
CLI::Option* AddEnums(CLI::App* app, const char* option, std::vector<std::string>& into,
                      const std::string& about, const google::protobuf::EnumDescriptor& type);

}  // namespace tabadul::cli
