// Whatever a public RPC takes or answers says the same after a trip through JSON.
#include <filesystem>
#include <random>
#include <set>

#include "google/api/annotations.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "lib/transcode/json.h"
#include "lib/transcode/test.pb.h"
#include "tests/harness/seed.h"

namespace tabadul::transcode {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;

constexpr int kDepth = 4;

// Fills messages at random: every type, texts in several scripts and with what JSON escapes, each oneof with one member.
class Filler {
 public:
  explicit Filler(uint32_t seed) : random_(seed) {}

  void Fill(Message& message, int depth = 0) {
    const Descriptor& type = *message.GetDescriptor();
    switch (type.well_known_type()) {
      case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
        return Set(message, Between(-62135596800, 253402300799), Between(0, 999999999));
      case Descriptor::WELLKNOWNTYPE_DURATION:
        return FillDuration(message);
      case Descriptor::WELLKNOWNTYPE_FIELDMASK:
        return message.GetReflection()->AddString(&message, type.field(0), "inner.some_bytes");
      default:
        break;
    }
    for (int i = 0; i < type.field_count(); ++i) {
      if (Chance(70)) FillField(message, *type.field(i), depth);
    }
  }

 private:
  bool Chance(int percent) { return static_cast<int>(random_() % 100) < percent; }
  int64_t Between(int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random_);
  }
  // Small, or of the whole type.
  template <class T>
  T Number() {
    return static_cast<T>(Chance(50) ? Between(-3, 3) : Between(INT64_MIN, INT64_MAX));
  }

  void Set(Message& message, int64_t seconds, int64_t nanos) {
    const Descriptor& type = *message.GetDescriptor();
    message.GetReflection()->SetInt64(&message, type.FindFieldByName("seconds"), seconds);
    message.GetReflection()->SetInt32(&message, type.FindFieldByName("nanos"), static_cast<int32_t>(nanos));
  }

  void FillDuration(Message& message) {
    const int64_t sign = Chance(50) ? -1 : 1;
    Set(message, sign * Between(0, 315576000000 - 1), sign * Between(0, 999999999));
  }

  std::string Text() {
    static const char* const pieces[] = {"a", "\"", "\\", "\n",     "\x01", "<", "&",
                                         "é", "م",  "😀",  "\u2028", "/",    "'"};
    std::string text;
    for (int64_t left = Between(0, 6); left > 0; --left) text += pieces[random_() % std::size(pieces)];
    return text;
  }

  std::string Bytes() {
    std::string bytes(static_cast<size_t>(Between(0, 6)), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }

  void FillField(Message& message, const FieldDescriptor& field, int depth) {
    const Reflection& reflection = *message.GetReflection();
    const Descriptor* const inner = field.message_type();
    if (inner != nullptr && (depth >= kDepth || !ReadsJson(*inner))) return;
    if (field.is_map()) return FillMap(message, field, depth);
    if (field.real_containing_oneof() != nullptr &&
        reflection.HasOneof(message, field.real_containing_oneof()))
      return;
    const int64_t times = field.is_repeated() ? Between(0, 3) : 1;
    for (int64_t i = 0; i < times; ++i) AddValue(message, field, depth);
  }

  // One entry: two of one key would be one.
  void FillMap(Message& message, const FieldDescriptor& field, int depth) {
    Message& entry = *message.GetReflection()->AddMessage(&message, &field);
    AddValue(entry, *field.message_type()->map_key(), depth);
    AddValue(entry, *field.message_type()->map_value(), depth + 1);
  }

  template <class T, class Setter>
  void Put(Message& message, const FieldDescriptor& field, T value, Setter set, Setter add) {
    (message.GetReflection()->*(field.is_repeated() ? add : set))(&message, &field, std::move(value));
  }

  void AddValue(Message& message, const FieldDescriptor& field, int depth) {
    using R = Reflection;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return Put(message, field, Number<int32_t>(), &R::SetInt32, &R::AddInt32);
      case FieldDescriptor::CPPTYPE_INT64:
        return Put(message, field, Number<int64_t>(), &R::SetInt64, &R::AddInt64);
      case FieldDescriptor::CPPTYPE_UINT32:
        return Put(message, field, Number<uint32_t>(), &R::SetUInt32, &R::AddUInt32);
      case FieldDescriptor::CPPTYPE_UINT64:
        return Put(message, field, Number<uint64_t>(), &R::SetUInt64, &R::AddUInt64);
      case FieldDescriptor::CPPTYPE_FLOAT:
        return Put(message, field, static_cast<float>(Number<int32_t>()) / 7, &R::SetFloat, &R::AddFloat);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return Put(message, field, static_cast<double>(Number<int64_t>()) / 7, &R::SetDouble, &R::AddDouble);
      case FieldDescriptor::CPPTYPE_BOOL:
        return Put(message, field, Chance(50), &R::SetBool, &R::AddBool);
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto& type = *field.enum_type();
        const auto* const value = type.value(static_cast<int>(Between(0, type.value_count() - 1)));
        return Put(message, field, value, &R::SetEnum, &R::AddEnum);
      }
      case FieldDescriptor::CPPTYPE_STRING:
        return Put(message, field, field.type() == FieldDescriptor::TYPE_BYTES ? Bytes() : Text(),
                   &R::SetString, &R::AddString);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Fill(field.is_repeated() ? *message.GetReflection()->AddMessage(&message, &field)
                                        : *message.GetReflection()->MutableMessage(&message, &field),
                    depth + 1);
    }
  }

  std::mt19937 random_;
};

// The messages of every RPC that has a form in HTTP.
std::set<const Descriptor*> PublicMessages() {
  namespace fs = std::filesystem;
  std::set<const Descriptor*> types;
  for (const auto& entry : fs::recursive_directory_iterator("proto")) {
    if (entry.path().extension() != ".proto") continue;
    const auto* const file =
        DescriptorPool::generated_pool()->FindFileByName(entry.path().lexically_relative("proto"));
    for (int s = 0; file != nullptr && s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto& method = *file->service(s)->method(m);
        if (!method.options().HasExtension(google::api::http)) continue;
        types.insert(method.input_type());
        types.insert(method.output_type());
      }
    }
  }
  return types;
}

void Check(const Descriptor& type, Filler& filler) {
  const std::unique_ptr<Message> sent(MessageFactory::generated_factory()->GetPrototype(&type)->New());
  filler.Fill(*sent);
  const absl::StatusOr<std::string> json = WriteJson(*sent);
  ASSERT_TRUE(json.ok()) << json.status() << "\n" << sent->DebugString();
  const std::unique_ptr<Message> received(sent->New());
  Violations violations;
  ReadJson(*json, "", *received, violations);
  ASSERT_TRUE(violations.ok()) << violations.ToStatus() << "\n" << *json;
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*sent, *received))
      << *json << "\n"
      << sent->DebugString() << "\n"
      << received->DebugString();
}

TEST(RoundTrip, EveryPublicMessageSurvivesJson) {
  Filler filler(harness::Seed());
  const std::set<const Descriptor*> types = PublicMessages();
  ASSERT_GT(types.size(), 60u) << "run from the root of the tree";
  for (const Descriptor* const type : types) {
    SCOPED_TRACE(type->full_name());
    for (int i = 0; i < 20; ++i) Check(*type, filler);
  }
}

TEST(RoundTrip, EveryTypeOfFieldSurvivesJson) {
  Filler filler(harness::Seed());
  for (int i = 0; i < 200; ++i) Check(*tests::transcode::Everything::descriptor(), filler);
}

}  // namespace
}  // namespace tabadul::transcode
