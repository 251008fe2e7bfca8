#include "cli/enum_names.h"

#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"

namespace tabadul::cli {
namespace {

using google::protobuf::EnumDescriptor;

std::string PrefixOf(const EnumDescriptor& type) {
  constexpr std::string_view kZero = "UNSPECIFIED";
  const std::string& zero = type.FindValueByNumber(0)->name();
  return zero.substr(0, zero.size() - kZero.size());
}

}  // namespace

std::string ShortName(const EnumDescriptor& type, int number) {
  const auto* value = type.FindValueByNumber(number);
  return value == nullptr ? "" : value->name().substr(PrefixOf(type).size());
}

std::vector<std::string> NamesOf(const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    std::string name = ShortName(type, type.value(i)->number());
    for (char& c : name) c = c == '_' ? '-' : absl::ascii_tolower(static_cast<unsigned char>(c));
    names.push_back(std::move(name));
  }
  return names;
}

int NumberOf(const EnumDescriptor& type, std::string name) {
  for (char& c : name) c = c == '-' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
  const auto* value = type.FindValueByName(PrefixOf(type) + name);
  return value == nullptr ? 0 : value->number();
}

CLI::Option* AddEnum(CLI::App* app, const char* option, std::string& into, const std::string& about,
                     const EnumDescriptor& type) {
  const std::vector<std::string> names = NamesOf(type);
  return app->add_option(option, into, about)
      ->option_text(absl::StrJoin(names, "|"))
      ->check(CLI::IsMember(names));
}

CLI::Option* AddEnums(CLI::App* app, const char* option, std::vector<std::string>& into,
                      const std::string& about, const EnumDescriptor& type) {
  const std::vector<std::string> names = NamesOf(type);
  return app->add_option(option, into, about)
      ->option_text(absl::StrJoin(names, "|"))
      ->allow_extra_args(false)
      ->check(CLI::IsMember(names));
}

}  // namespace tabadul::cli
