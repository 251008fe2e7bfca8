#include "lib/ingest/preview.h"

#include "fmt/format.h"
#include "tabadul/common/v1/text.pb.h"

namespace tabadul::ingest {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// "FULL_TIME" of WORKING_TIME_FULL_TIME, as mappings write it.
std::string EnumName(const google::protobuf::EnumValueDescriptor& value) {
  std::string prefix;
  for (const char c : value.type()->name()) {
    if (c >= 'A' && c <= 'Z' && !prefix.empty()) prefix += '_';
    prefix += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  prefix += '_';
  const std::string& name = value.name();
  return name.rfind(prefix, 0) == 0 ? name.substr(prefix.size()) : name;
}

std::string Scalar(const Message& message, const FieldDescriptor* field, int index) {
  const auto* reflection = message.GetReflection();
  const bool many = index >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? reflection->GetRepeatedString(message, field, index)
                  : reflection->GetString(message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumName(
          *(many ? reflection->GetRepeatedEnum(message, field, index) : reflection->GetEnum(message, field)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (many ? reflection->GetRepeatedBool(message, field, index) : reflection->GetBool(message, field))
                 ? "true"
                 : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(many ? reflection->GetRepeatedInt32(message, field, index)
                                 : reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(many ? reflection->GetRepeatedInt64(message, field, index)
                                 : reflection->GetInt64(message, field));
    default:
      return "";
  }
}

void Add(const Message& message, const std::string& prefix, std::vector<PreviewLine>* lines);

void AddMessage(const Message& part, const std::string& path, std::vector<PreviewLine>* lines) {
  if (part.GetDescriptor() == common::v1::LocalizedText::descriptor()) {
    for (const auto& text : static_cast<const common::v1::LocalizedText&>(part).translations())
      lines->push_back({path, text.language(), text.text()});
  } else if (part.GetDescriptor() == common::v1::Date::descriptor()) {
    const auto& date = static_cast<const common::v1::Date&>(part);
    lines->push_back({path, "", fmt::format("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())});
  } else {
    Add(part, path + ".", lines);
  }
}

void Add(const Message& message, const std::string& prefix, std::vector<PreviewLine>* lines) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const std::string path = prefix + field->name() + (field->is_repeated() ? fmt::format("[{}]", i) : "");
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        lines->push_back({path, "", Scalar(message, field, field->is_repeated() ? i : -1)});
      } else {
        AddMessage(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                        : reflection->GetMessage(message, field),
                   path, lines);
      }
    }
  }
}

}  // namespace

std::vector<PreviewLine> Preview(const Message& payload) {
  std::vector<PreviewLine> lines;
  Add(payload, "", &lines);
  return lines;
}

}  // namespace tabadul::ingest
