#include "lib/evidence/canonical.h"

#include <algorithm>
#include <set>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/unknown_field_set.h"

namespace tabadul::evidence {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kMaxPlaces = 10;
constexpr size_t kMaxNumbers = 5;

std::string Join(const std::string& path, const FieldDescriptor& field, int index) {
  std::string joined = path.empty() ? field.name() : path + "." + field.name();
  if (index >= 0) joined += "[" + std::to_string(index) + "]";
  return joined;
}

void Report(const Message& message, const std::string& path, std::vector<UnknownFields>& found) {
  const auto& unknown = message.GetReflection()->GetUnknownFields(message);
  if (unknown.empty()) return;
  std::set<int> numbers;
  for (int i = 0; i < unknown.field_count() && numbers.size() < kMaxNumbers; ++i) {
    numbers.insert(unknown.field(i).number());
  }
  found.push_back({path, {numbers.begin(), numbers.end()}, static_cast<size_t>(unknown.field_count())});
}

void Walk(const Message& message, const std::string& path, std::vector<UnknownFields>& found) {
  Report(message, path, found);
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      Walk(reflection.GetMessage(message, field), Join(path, *field, -1), found);
    } else {
      for (int i = 0; i < reflection.FieldSize(message, field) && found.size() < kMaxPlaces; ++i) {
        Walk(reflection.GetRepeatedMessage(message, field, i), Join(path, *field, i), found);
      }
    }
    if (found.size() >= kMaxPlaces) return;
  }
}

// What nearly every message is asked, without paths.
bool HasUnknownFields(const Message& message) {
  const auto& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  const auto& descriptor = *message.GetDescriptor();
  for (int f = 0; f < descriptor.field_count(); ++f) {
    const FieldDescriptor* const field = descriptor.field(f);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      if (reflection.HasField(message, field) && HasUnknownFields(reflection.GetMessage(message, field)))
        return true;
      continue;
    }
    for (int i = 0, size = reflection.FieldSize(message, field); i < size; ++i) {
      if (HasUnknownFields(reflection.GetRepeatedMessage(message, field, i))) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<UnknownFields> FindUnknownFields(const Message& message) {
  std::vector<UnknownFields> found;
  if (!HasUnknownFields(message)) return found;
  Walk(message, "", found);
  return found;
}

std::string CanonicalBytes(const Message& message) {
  std::string bytes(message.ByteSizeLong(), '\0');
  {
    google::protobuf::io::ArrayOutputStream stream(bytes.data(), static_cast<int>(bytes.size()));
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeWithCachedSizes(&coded);
  }
  return bytes;
}

}  // namespace tabadul::evidence
