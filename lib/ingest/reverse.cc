#include "lib/ingest/reverse.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "absl/strings/ascii.h"
#include "embed/default_columns.h"
#include "lib/ingest/field_path.h"
#include "nlohmann/json.hpp"
#include "tabadul/common/v1/text.pb.h"

namespace tabadul::ingest {
namespace {

using common::v1::Date;
using common::v1::LocalizedText;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Differencer = google::protobuf::util::MessageDifferencer;

// The message that holds the last step of a path, or null.
const Message* Holder(const Message& root, const FieldPath& path) {
  const Message* message = &root;
  for (size_t i = 0; i + 1 < path.steps.size(); ++i) {
    const auto& step = path.steps[i];
    const auto& reflection = *message->GetReflection();
    if (step.field->is_repeated()) {
      if (step.index >= reflection.FieldSize(*message, step.field)) return nullptr;
      message = &reflection.GetRepeatedMessage(*message, step.field, step.index);
    } else if (reflection.HasField(*message, step.field)) {
      message = &reflection.GetMessage(*message, step.field);
    } else {
      return nullptr;
    }
  }
  return message;
}

// "FULL_TIME" of WORKING_TIME_FULL_TIME.
std::string ShortName(const google::protobuf::EnumValueDescriptor& value) {
  const std::string zero = value.type()->FindValueByNumber(0)->name();  // WORKING_TIME_UNSPECIFIED
  const std::string prefix = zero.substr(0, zero.rfind('_') + 1);
  return value.name().starts_with(prefix) ? value.name().substr(prefix.size()) : value.name();
}

// A scalar as SetScalar takes it; `at` is the entry of a list, or -1.
std::string TextOf(const Message& message, const FieldDescriptor& field, int at) {
  const auto& r = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return at < 0 ? r.GetString(message, &field) : r.GetRepeatedString(message, &field, at);
    case FieldDescriptor::CPPTYPE_ENUM:
      return ShortName(*(at < 0 ? r.GetEnum(message, &field) : r.GetRepeatedEnum(message, &field, at)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (at < 0 ? r.GetBool(message, &field) : r.GetRepeatedBool(message, &field, at)) ? "true"
                                                                                            : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(at < 0 ? r.GetInt32(message, &field) : r.GetRepeatedInt32(message, &field, at));
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(at < 0 ? r.GetInt64(message, &field) : r.GetRepeatedInt64(message, &field, at));
    case FieldDescriptor::CPPTYPE_UINT32:
      return std::to_string(at < 0 ? r.GetUInt32(message, &field) : r.GetRepeatedUInt32(message, &field, at));
    case FieldDescriptor::CPPTYPE_UINT64:
      return std::to_string(at < 0 ? r.GetUInt64(message, &field) : r.GetRepeatedUInt64(message, &field, at));
    default:
      return "";
  }
}

bool SameCode(const std::string& written, const std::string& wanted) {
  const std::string a = absl::AsciiStrToUpper(written), b = absl::AsciiStrToUpper(wanted);
  return a == b || (a.size() > b.size() && a.ends_with("_" + b));
}

bool HasStep(const ValuePlan& plan, std::string_view name) {
  return std::any_of(plan.as.begin(), plan.as.end(),
                     [&](const Transform& step) { return step.name == name; });
}

// The cells of one row, as they come together.
class RowWriting {
 public:
  RowWriting(const MappingPlan& plan, std::vector<std::string>* cells)
      : plan_(plan), cells_(*cells), ranges_(plan.columns.size()) {}

  void Id(const std::string& record_id) {
    if (plan_.id == MappingPlan::Id::kColumn && record_id.starts_with(plan_.id_prefix)) {
      Put(plan_.id_value, record_id.substr(plan_.id_prefix.size()));
    }
  }

  void Field(const Message& payload, const FieldPlan& field) {
    const Message* holder = Holder(payload, field.path);
    if (holder == nullptr) return;
    if (!field.each.empty()) return Entries(*holder, field);
    if (field.path.append) return List(*holder, field);
    Single(*holder, field.path, field.values);
  }

 private:
  // The value of one place, into the first of `plans` that takes it; of a text, each language into its own.
  void Single(const Message& holder, const FieldPath& path, const std::vector<ValuePlan>& plans) {
    const auto& step = path.steps.back();
    const auto& reflection = *holder.GetReflection();
    const bool repeated = step.field->is_repeated();
    if (repeated && step.index >= reflection.FieldSize(holder, step.field)) return;
    if (!repeated && !reflection.HasField(holder, step.field)) return;
    if (path.leaf == Leaf::kText || path.leaf == Leaf::kDate) {
      return Value(repeated ? reflection.GetRepeatedMessage(holder, step.field, step.index)
                            : reflection.GetMessage(holder, step.field),
                   path, plans);
    }
    Put(plans.front(), TextOf(holder, *step.field, repeated ? step.index : -1));
  }

  void Value(const Message& message, const FieldPath& path, const std::vector<ValuePlan>& plans) {
    for (const ValuePlan& plan : plans) {
      if (path.leaf == Leaf::kDate) {
        if (plan.date) Put(plan, plan.date->Write(static_cast<const Date&>(message)));
      } else {
        Put(plan, Spoken(static_cast<const LocalizedText&>(message), plan));
      }
    }
  }

  // The translation that this place is for.
  std::string Spoken(const LocalizedText& text, const ValuePlan& plan) const {
    const auto in = [&](const std::string& language) {
      for (const auto& translation : text.translations()) {
        if (translation.language() == language) return translation.text();
      }
      return std::string();
    };
    if (!plan.language.empty()) return in(plan.language);
    for (const std::string& language : plan_.detect) {
      if (std::string found = in(language); !found.empty()) return found;
    }
    return in(plan_.language);
  }

  // benefits[]: the values in one cell.
  void List(const Message& holder, const FieldPlan& field) {
    const FieldDescriptor& list = *field.path.field();
    std::vector<std::string> values;
    for (int i = 0; i < holder.GetReflection()->FieldSize(holder, &list); ++i) {
      std::string value;
      if (field.path.leaf == Leaf::kText) {
        value = Spoken(
            static_cast<const LocalizedText&>(holder.GetReflection()->GetRepeatedMessage(holder, &list, i)),
            field.values[0]);
      } else if (field.path.leaf != Leaf::kMessage) {
        value = TextOf(holder, list, i);
      }
      if (value = Coded(field.values[0], value); !value.empty()) values.push_back(std::move(value));
    }
    PutList(field.values[0], std::move(values));
  }

  // languages[] with `each`: what the entries were made from.
  void Entries(const Message& holder, const FieldPlan& field) {
    const FieldDescriptor& list = *field.path.field();
    std::vector<std::string> elements;
    for (int i = 0; i < holder.GetReflection()->FieldSize(holder, &list); ++i) {
      const Message& entry = holder.GetReflection()->GetRepeatedMessage(holder, &list, i);
      element_.clear();
      for (const FieldPlan::Member& member : field.each) {
        if (const Message* inner = Holder(entry, member.path); inner != nullptr) {
          Single(*inner, member.path, {member.value});
        }
      }
      if (!element_.empty()) elements.push_back(std::move(element_));
    }
    element_.clear();
    PutList(field.values[0], std::move(elements));
  }

  void PutList(const ValuePlan& plan, std::vector<std::string> values) {
    if (values.empty()) return;
    std::string cell = values.front();
    if (HasStep(plan, "python-list")) {
      cell = nlohmann::json(values).dump();
    } else {
      std::string separator = "; ";
      for (const Transform& step : plan.as) {
        if (step.name == "split" && !step.argument.empty()) separator = step.argument;
      }
      for (size_t i = 1; i < values.size(); ++i) cell += separator + values[i];
    }
    Place(plan, cell);
  }

  // What a map made of it, read backwards; empty if no entry gives it.
  static std::string Coded(const ValuePlan& plan, const std::string& value) {
    if (!plan.map || value.empty()) return value;
    for (const auto& [from, to] : *plan.map) {
      if (SameCode(to, value)) return from;
    }
    return plan.otherwise == Otherwise::kKeep ? value : "";
  }

  void Put(const ValuePlan& plan, std::string value) {
    if (value.empty() || !value.starts_with(plan.before) || !value.ends_with(plan.after) ||
        value.size() < plan.before.size() + plan.after.size()) {
      return;
    }
    value = value.substr(plan.before.size(), value.size() - plan.before.size() - plan.after.size());
    if (plan.fallback && SameCode(*plan.fallback, value)) return;  // comes by itself
    if (value = Coded(plan, value); !value.empty()) Place(plan, value);
  }

  void Place(const ValuePlan& plan, const std::string& value) {
    switch (plan.source) {
      case ValuePlan::Source::kColumn:
        Cell(plan, value);
        break;
      case ValuePlan::Source::kElement:
        if (element_.empty()) element_ = value;
        return;
      case ValuePlan::Source::kJoin:
      case ValuePlan::Source::kFirst:  // whole, into the first part
        if (!plan.parts.empty()) Put(plan.parts.front(), value);
        break;
      case ValuePlan::Source::kConstant:
        if (!SameCode(plan.constant, value)) return;
        break;
    }
    for (const Condition& condition : plan.when) {
      if (condition.kind == Condition::Kind::kIs && cells_[condition.column].empty()) {
        cells_[condition.column] = condition.values.front();
      }
    }
  }

  void Cell(const ValuePlan& plan, std::string value) {
    std::string& cell = cells_[plan.column];
    for (const Transform& step : plan.as) {
      if (step.name == "duration" && !step.argument.empty()) value += " " + step.argument;
      if (step.name == "html-to-text") value = Escaped(value);
    }
    if (cell.empty()) {
      cell = value;
      ranges_[plan.column] = HasStep(plan, "range");
    } else if (ranges_[plan.column] && HasStep(plan, "range") && cell != value) {  // the other end
      cell += " - " + value;
      ranges_[plan.column] = false;
    }
  }

  static std::string Escaped(const std::string& text) {
    std::string html;
    for (const char c : text) {
      if (c == '&') {
        html += "&amp;";
      } else if (c == '<') {
        html += "&lt;";
      } else if (c == '\n') {
        html += "<br>\n";
      } else {
        html += c;
      }
    }
    return html;
  }

  const MappingPlan& plan_;
  std::vector<std::string>& cells_;
  std::vector<bool> ranges_;  // one end of a range stands there
  std::string element_;
};

// The members of the payload that differ.
class Members final : public Differencer::Reporter {
 public:
  using Path = std::vector<Differencer::SpecificField>;
  void ReportAdded(const Message&, const Message&, const Path& path) override { Add(path); }
  void ReportDeleted(const Message&, const Message&, const Path& path) override { Add(path); }
  void ReportModified(const Message&, const Message&, const Path& path) override { Add(path); }
  const std::set<std::string>& names() const { return names_; }

 private:
  void Add(const Path& path) {
    if (!path.empty() && path.front().field != nullptr) names_.insert(path.front().field->name());
  }
  std::set<std::string> names_;
};

std::vector<size_t> Identity(size_t size) {
  std::vector<size_t> order(size);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

}  // namespace

Reverse::Reverse(const Mapping& mapping)
    : plan_(mapping.shared_plan()), converter_(plan_, Identity(plan_->columns.size())) {}

absl::StatusOr<Reverse> Reverse::Default(const std::string& kind) {
  for (const embed::File& file : embed::default_columns()) {
    if (file.name != kind + ".yaml") continue;
    const Mapping::Loaded loaded = Mapping::FromText(file.bytes);
    if (loaded.ok()) return Reverse(loaded.mapping);
    return Internal("the default columns are no mapping: " + Describe(loaded.problems.front(), "en"));
  }
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"kind", kind}});
}

Reverse::Written Reverse::Write(const exchange::v1::Record& record) const {
  Written written;
  written.cells.resize(plan_->columns.size());
  const Message& payload = record.GetReflection()->GetMessage(record, plan_->kind->payload);
  RowWriting writing(*plan_, &written.cells);
  writing.Id(record.record_id());
  for (const FieldPlan& field : plan_->fields) writing.Field(payload, field);

  Row row;
  row.cells = written.cells;
  exchange::v1::Record back;
  std::vector<Rejection> rejections;
  converter_.Convert(row, &back, &rejections);
  Members members;
  Differencer differencer;
  differencer.ReportDifferencesTo(&members);
  differencer.Compare(payload, back.GetReflection()->GetMessage(back, plan_->kind->payload));
  written.lost.assign(members.names().begin(), members.names().end());
  if (back.record_id() != record.record_id()) written.lost.push_back("record_id");
  return written;
}

}  // namespace tabadul::ingest
