#include "lib/ingest/field_path.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "fmt/format.h"
#include "lib/ingest/numbers.h"
#include "lib/platform/base/status.h"

namespace tabadul::ingest {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kMaxIndex = 49;  // lists of the contract have at most 50 entries

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, change}));
    }
  }
  return row[b.size()];
}

std::string Nearest(const Descriptor& message, std::string_view name) {
  std::string best;
  size_t least = 3;  // more than two letters off is no typing mistake
  for (int i = 0; i < message.field_count(); ++i) {
    const std::string& candidate = message.field(i)->name();
    const size_t distance = EditDistance(name, candidate);
    if (distance < least && distance < candidate.size() / 2 + 1) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

struct Segment {
  std::string_view name;
  bool list = false;
  int index = -1;  // with list: -1 = "[]"
};

bool SplitSegment(std::string_view text, Segment* segment) {
  const size_t open = text.find('[');
  segment->name = text.substr(0, open);
  if (segment->name.empty()) return false;
  if (open == std::string_view::npos) return true;
  if (text.back() != ']') return false;
  const std::string_view index = text.substr(open + 1, text.size() - open - 2);
  segment->list = true;
  if (index.empty()) return true;
  const auto [end, error] = std::from_chars(index.data(), index.data() + index.size(), segment->index);
  return error == std::errc() && end == index.data() + index.size() && segment->index >= 0 &&
         segment->index <= kMaxIndex;
}

std::optional<Leaf> LeafOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return Leaf::kString;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return Leaf::kInteger;
    case FieldDescriptor::CPPTYPE_BOOL:
      return Leaf::kBool;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Leaf::kEnum;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (field.message_type()->full_name() == "tabadul.common.v1.LocalizedText") return Leaf::kText;
      if (field.message_type()->full_name() == "tabadul.common.v1.Date") return Leaf::kDate;
      return Leaf::kMessage;
    default:
      return std::nullopt;
  }
}

// "WORKING_TIME_" of enum WorkingTime: what all its names begin with.
std::string PrefixOf(const EnumDescriptor& type) {
  std::string prefix = type.value(0)->name();
  constexpr std::string_view kZero = "UNSPECIFIED";
  if (absl::EndsWith(prefix, Absl(kZero))) prefix.resize(prefix.size() - kZero.size());
  return prefix;
}

std::optional<int> EnumNumber(const EnumDescriptor& type, std::string_view text) {
  const std::string name = absl::AsciiStrToUpper(Absl(text));
  const auto* value = type.FindValueByName(name);
  if (!value) value = type.FindValueByName(PrefixOf(type) + name);
  if (!value || value->number() == 0) return std::nullopt;
  return value->number();
}

struct Scalar {
  std::string text;
  int64_t integer = 0;
  bool flag = false;
};

std::optional<Scalar> ParseScalar(const FieldDescriptor& field, Leaf leaf, const std::string& value) {
  Scalar scalar;
  switch (leaf) {
    case Leaf::kString:
      scalar.text = value;
      return scalar;
    case Leaf::kInteger: {
      const auto number = ParseInteger(value);
      if (!number) return std::nullopt;
      const bool narrow = field.cpp_type() == FieldDescriptor::CPPTYPE_INT32;
      if (narrow &&
          (*number > std::numeric_limits<int32_t>::max() || *number < std::numeric_limits<int32_t>::min())) {
        return std::nullopt;
      }
      scalar.integer = *number;
      return scalar;
    }
    case Leaf::kBool:
      scalar.flag = value == "true";
      return scalar.flag || value == "false" ? std::optional(scalar) : std::nullopt;
    case Leaf::kEnum: {
      const auto number = EnumNumber(*field.enum_type(), value);
      if (!number) return std::nullopt;
      scalar.integer = *number;
      return scalar;
    }
    default:
      return std::nullopt;
  }
}

bool AlreadyThere(const Message& parent, const FieldDescriptor& field, const Scalar& scalar) {
  const auto* reflection = parent.GetReflection();
  for (int i = 0; i < reflection->FieldSize(parent, &field); ++i) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM
            ? reflection->GetRepeatedEnumValue(parent, &field, i) == scalar.integer
            : field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                  reflection->GetRepeatedString(parent, &field, i) == scalar.text) {
      return true;
    }
  }
  return false;
}

void Append(Message& parent, const FieldDescriptor& field, const Scalar& scalar) {
  if (AlreadyThere(parent, field, scalar)) return;  // lists of values are sets
  const auto* reflection = parent.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection->AddString(&parent, &field, scalar.text);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection->AddInt32(&parent, &field, static_cast<int32_t>(scalar.integer));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->AddInt64(&parent, &field, scalar.integer);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection->AddBool(&parent, &field, scalar.flag);
      break;
    default:
      reflection->AddEnumValue(&parent, &field, static_cast<int>(scalar.integer));
      break;
  }
}

void Assign(Message& parent, const FieldDescriptor& field, const Scalar& scalar) {
  const auto* reflection = parent.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection->SetString(&parent, &field, scalar.text);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection->SetInt32(&parent, &field, static_cast<int32_t>(scalar.integer));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->SetInt64(&parent, &field, scalar.integer);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection->SetBool(&parent, &field, scalar.flag);
      break;
    default:
      reflection->SetEnumValue(&parent, &field, static_cast<int>(scalar.integer));
      break;
  }
}

Message* Descend(Message* message, const FieldPath::Step& step) {
  const auto* reflection = message->GetReflection();
  if (!step.field->is_repeated()) return reflection->MutableMessage(message, step.field);
  while (reflection->FieldSize(*message, step.field) <= step.index)
    reflection->AddMessage(message, step.field);
  return reflection->MutableRepeatedMessage(message, step.field, step.index);
}

Message* Parent(Message& root, const FieldPath& path) {
  Message* message = &root;
  for (size_t i = 0; i + 1 < path.steps.size(); ++i) message = Descend(message, path.steps[i]);
  return message;
}

}  // namespace

PathProblem ResolvePath(const Descriptor& root, std::string_view text, FieldPath* path) {
  path->text = std::string(text);
  path->steps.clear();
  const Descriptor* message = &root;
  for (size_t at = 0;;) {
    const size_t dot = text.find('.', at);
    const bool last = dot == std::string_view::npos;
    Segment segment;
    if (!SplitSegment(text.substr(at, last ? dot : dot - at), &segment)) return {"bad-path", ""};
    if (!message) return {"no-such-field", ""};  // something below a value
    const FieldDescriptor* field = message->FindFieldByName(std::string(segment.name));
    if (!field) {
      const std::string nearest = Nearest(*message, segment.name);
      return {"no-such-field", nearest.empty() ? "" : std::string(text.substr(0, at)) + nearest};
    }
    if (field->is_repeated() && !segment.list) {
      return {"needs-index", fmt::format("{}{}[{}]", text.substr(0, at), field->name(), last ? "" : "0")};
    }
    if (!field->is_repeated() && segment.list)
      return {"not-a-list", fmt::format("{}{}", text.substr(0, at), field->name())};
    if (segment.list && segment.index < 0 && !last) return {"needs-index", ""};
    path->steps.push_back({field, segment.index});
    if (last) {
      path->append = segment.list && segment.index < 0;
      const auto leaf = LeafOf(*field);
      if (!leaf || (segment.index >= 0 && *leaf != Leaf::kText)) return {"bad-path", ""};
      path->leaf = *leaf;
      if (*leaf == Leaf::kMessage && !path->append)
        return {"not-a-value", std::string(text) + "." + field->message_type()->field(0)->name()};
      return {};
    }
    const auto leaf = LeafOf(*field);
    message = leaf == Leaf::kMessage ? field->message_type() : nullptr;
    at = dot + 1;
  }
}

std::string FormOf(const FieldPath& path) {
  switch (path.leaf) {
    case Leaf::kInteger:
      return "123";
    case Leaf::kBool:
      return "true | false";
    case Leaf::kEnum: {
      const EnumDescriptor& type = *path.field()->enum_type();
      const size_t prefix = PrefixOf(type).size();
      std::string names;
      for (int i = 1; i < type.value_count(); ++i) {
        names += (i > 1 ? " | " : "") + type.value(i)->name().substr(prefix);
      }
      return names;
    }
    case Leaf::kDate:
      return "yyyy-mm-dd";
    default:
      return "text";
  }
}

bool AcceptsScalar(const FieldPath& path, const std::string& value) {
  return ParseScalar(*path.field(), path.leaf, value).has_value();
}

bool SetScalar(Message& root, const FieldPath& path, const std::string& value) {
  const auto scalar = ParseScalar(*path.field(), path.leaf, value);
  if (!scalar) return false;
  Message& parent = *Parent(root, path);
  (path.append ? Append : Assign)(parent, *path.field(), *scalar);
  return true;
}

Message* MutableMessage(Message& root, const FieldPath& path) {
  Message* parent = Parent(root, path);
  if (path.append) return parent->GetReflection()->AddMessage(parent, path.field());
  return Descend(parent, path.steps.back());
}

bool Present(const Message& root, const FieldPath& path) {
  const Message* message = &root;
  for (const FieldPath::Step& step : path.steps) {
    const auto* reflection = message->GetReflection();
    const bool last = &step == &path.steps.back();
    if (step.field->is_repeated()) {
      if (reflection->FieldSize(*message, step.field) <= std::max(step.index, 0)) return false;
      if (!last) message = &reflection->GetRepeatedMessage(*message, step.field, step.index);
    } else {
      if (!reflection->HasField(*message, step.field)) return false;
      if (!last) message = &reflection->GetMessage(*message, step.field);
    }
  }
  return true;
}

}  // namespace tabadul::ingest
