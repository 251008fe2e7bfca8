#include "lib/ingest/converter.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "fmt/format.h"
#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/ingest/evaluate.h"
#include "lib/ingest/tidy.h"
#include "lib/language/detect.h"
#include "tabadul/common/v1/text.pb.h"

namespace tabadul::ingest {
namespace {

using common::v1::Date;
using common::v1::LocalizedText;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kMaxRejections = 100;  // of one row: whoever mends it sees the others then

// Names and titles are one line; what is written at length keeps its paragraphs.
Lines LinesOf(const FieldDescriptor& field) {
  static const std::vector<std::string> kLong = {"description", "text", "instructions", "deductions"};
  return std::find(kLong.begin(), kLong.end(), field.name()) == kLong.end() ? Lines::kOne : Lines::kMany;
}

class RowConversion {
 public:
  RowConversion(const PlanCells& row, Message& payload, std::string_view prefix,
                std::vector<Rejection>* rejections)
      : row_(row), payload_(payload), prefix_(prefix), rejections_(*rejections), evaluation_(row) {}

  void Run() {
    for (const FieldPlan& field : row_.plan.fields) {
      if (!Wanted(field)) continue;
      if (field.each.empty()) {
        Fields(field);
      } else {
        Entries(field);
      }
    }
    CloseTexts();
    Required();
  }

 private:
  bool Wanted(const FieldPlan& field) const {
    return field.only_with.empty() ||
           std::any_of(field.only_with.begin(), field.only_with.end(),
                       [&](const FieldPath& path) { return Present(payload_, path); });
  }

  void Fields(const FieldPlan& field) {
    std::vector<std::string> values;
    for (const ValuePlan& plan : field.values) {
      Rejection rejection;
      if (!evaluation_.Run(plan, nullptr, &values, &rejection)) {
        Reject(field.path.text, std::move(rejection));
      } else {
        Write(payload_, field.path, plan, values, field.path.text);
      }
    }
  }

  void Entries(const FieldPlan& field) {
    std::vector<std::string> elements, values;
    Rejection rejection;
    if (!evaluation_.Run(field.values[0], nullptr, &elements, &rejection))
      return Reject(field.path.text, std::move(rejection));
    for (const std::string& element : elements) {
      const size_t texts = open_.size();
      Message& entry = *MutableMessage(payload_, field.path);
      for (const FieldPlan::Member& member : field.each) {
        const std::string name = field.path.text + "." + member.path.text;
        Rejection wrong;
        if (!evaluation_.Run(member.value, &element, &values, &wrong)) {
          Reject(name, std::move(wrong));
        } else {
          Write(entry, member.path, member.value, values, name);
        }
      }
      if (!Needed(entry, field) || Doubled(field)) {
        open_.resize(texts);
        DropLast(field);
      }
    }
  }

  bool Needed(const Message& entry, const FieldPlan& field) const {
    if (entry.ByteSizeLong() == 0) return false;
    return std::all_of(field.needs.begin(), field.needs.end(),
                       [&](const FieldPath& need) { return Present(entry, need); });
  }
  // An entry that says what an earlier one says already (a language required twice).
  bool Doubled(const FieldPlan& field) const {
    const auto [parent, last] = List(field);
    const auto& entry = parent->GetReflection()->GetRepeatedMessage(*parent, field.path.field(), last);
    for (int i = 0; i < last; ++i) {
      const auto& earlier = parent->GetReflection()->GetRepeatedMessage(*parent, field.path.field(), i);
      if (earlier.SerializeAsString() == entry.SerializeAsString()) return true;
    }
    return false;
  }
  void DropLast(const FieldPlan& field) const {
    const Message* parent = List(field).first;
    parent->GetReflection()->RemoveLast(const_cast<Message*>(parent), field.path.field());
  }
  std::pair<const Message*, int> List(const FieldPlan& field) const {
    const Message* message = &payload_;
    for (size_t i = 0; i + 1 < field.path.steps.size(); ++i) {
      const auto& step = field.path.steps[i];
      const auto* reflection = message->GetReflection();
      message = step.field->is_repeated() ? &reflection->GetRepeatedMessage(*message, step.field, step.index)
                                          : &reflection->GetMessage(*message, step.field);
    }
    return {message, message->GetReflection()->FieldSize(*message, field.path.field()) - 1};
  }

  void Write(Message& root, const FieldPath& path, const ValuePlan& plan,
             const std::vector<std::string>& values, const std::string& name) {
    if (!path.append && values.size() > 1) return RejectForm(name, plan, "1 × " + FormOf(path));
    for (const std::string& raw : values) {
      const std::string value = Tidy(raw, LinesOf(*path.field()));
      if (IsPlaceholder(value)) continue;
      written_ += value.size();
      if (written_ > kMaxRowBytes) return RejectForm(name, plan, fmt::format("≤ {} MiB", kMaxRowBytes >> 20));
      if (path.leaf == Leaf::kText) {
        WriteText(static_cast<LocalizedText*>(MutableMessage(root, path)), plan, value);
      } else if (path.leaf == Leaf::kDate) {
        const auto date = plan.date->Read(value);
        if (!date) return RejectForm(name, plan, plan.date->format());
        MutableMessage(root, path)->CopyFrom(*date);
      } else if (!SetScalar(root, path, value)) {
        return RejectForm(name, plan, FormOf(path));
      }
    }
  }

  // Where the row decides the language, it is "" until CloseTexts: that sorts first.
  void WriteText(LocalizedText* text, const ValuePlan& plan, const std::string& value) {
    if (plan.language.empty() && !row_.plan.detect.empty()) {
      AddTranslation(text, "", value);
      open_.push_back(text);
    } else {
      AddTranslation(text, plan.language.empty() ? row_.plan.language : plan.language, value);
    }
  }

  static void AddTranslation(LocalizedText* text, const std::string& language, const std::string& value) {
    int at = 0;
    for (; at < text->translations_size(); ++at) {
      if (text->translations(at).language() == language) return;  // the first of a language counts
      if (text->translations(at).language() > language) break;
    }
    auto* translation = text->add_translations();
    translation->set_language(language);
    translation->set_text(value);
    for (int i = text->translations_size() - 1; i > at; --i)
      text->mutable_translations()->SwapElements(i, i - 1);
  }

  // One language for the whole row: short fields alone would be guesses.
  void CloseTexts() {
    if (open_.empty()) return;
    std::string all;
    for (const LocalizedText* text : open_) all.append(text->translations(0).text()).append("\n");
    std::string language(language::DetectLanguage(all));
    const auto& candidates = row_.plan.detect;
    if (std::find(candidates.begin(), candidates.end(), language) == candidates.end())
      language = row_.plan.language;
    for (LocalizedText* text : open_) {
      if (!text->translations(0).language().empty()) continue;  // its second open value: the first one counts
      const std::string value = text->translations(0).text();
      text->mutable_translations()->DeleteSubrange(0, 1);
      AddTranslation(text, language, value);
    }
  }

  void Required() {
    for (const std::string& name : row_.plan.kind->required) {
      FieldPath path;
      ResolvePath(*payload_.GetDescriptor(), name, &path);
      const bool told = std::any_of(rejections_.begin(), rejections_.end(), [&](const Rejection& r) {
        return r.field == std::string(prefix_) + name;
      });
      if (Present(payload_, path) || told) continue;
      Reject(name, {.reason = common::v1::ERROR_REASON_REQUIRED, .column = ColumnFor(name)});
    }
  }
  std::string ColumnFor(const std::string& name) const {
    for (const FieldPlan& field : row_.plan.fields) {
      if (field.path.text == name && field.values[0].source == ValuePlan::Source::kColumn) {
        return row_.plan.columns[field.values[0].column];
      }
    }
    return "";
  }

  void RejectForm(const std::string& name, const ValuePlan& plan, std::string form) {
    const std::string column =
        plan.source == ValuePlan::Source::kColumn ? row_.plan.columns[plan.column] : "";
    Metadata metadata = {{"form", std::move(form)}};
    if (!column.empty()) metadata["column"] = column;
    Reject(name, {.reason = common::v1::ERROR_REASON_UNREADABLE_VALUE,
                  .metadata = std::move(metadata),
                  .column = column});
  }
  void Reject(const std::string& name, Rejection rejection) {
    if (rejections_.size() >= kMaxRejections) return;
    rejection.field = std::string(prefix_) + name;
    rejections_.push_back(std::move(rejection));
  }

  const PlanCells& row_;
  Message& payload_;
  const std::string_view prefix_;
  std::vector<Rejection>& rejections_;
  Evaluation evaluation_;
  std::vector<LocalizedText*> open_;
  size_t written_ = 0;  // a mapping may take the same column for every field
};

std::string LengthPrefixed(std::string_view value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value.size() >> shift & 0xff);
  return bytes.append(value);
}

// What the id is made of, hashed; empty if all of it is absent.
std::string HashedId(const PlanCells& row) {
  std::string bytes;
  bool any = false;
  for (const size_t column : row.plan.id_columns) {
    any |= !row.cells[column].empty();
    bytes += LengthPrefixed(row.cells[column]);
  }
  if (!any) return "";
  return evidence::Hex(row.plan.id == MappingPlan::Id::kHmac ? evidence::HmacSha256(row.plan.id_key, bytes)
                                                             : evidence::Sha256(bytes));
}

void ReadId(const PlanCells& row, exchange::v1::Record* record, std::vector<Rejection>* rejections) {
  const MappingPlan& plan = row.plan;
  const std::string& first = plan.columns[plan.id_columns[0]];
  std::string id;
  if (plan.id == MappingPlan::Id::kColumn) {
    std::vector<std::string> values;
    Rejection rejection{.field = "record_id"};
    if (!Evaluation(row).Run(plan.id_value, nullptr, &values, &rejection))
      return rejections->push_back(std::move(rejection));
    if (!values.empty()) id = Tidy(values[0], Lines::kOne);
  } else {
    id = HashedId(row);
  }
  if (id.empty()) return rejections->push_back({"record_id", common::v1::ERROR_REASON_REQUIRED, {}, first});
  id.insert(0, plan.id_prefix);
  if (id.size() > 255) {
    return rejections->push_back(
        {"record_id", common::v1::ERROR_REASON_TOO_LONG, {{"limit", "255"}, {"unit", "bytes"}}, first});
  }
  record->set_record_id(id);
}

}  // namespace

PlanCells Converter::Cells(const Row& row) const {
  PlanCells cells{*plan_, {}};
  cells.cells.reserve(order_.size());
  for (const size_t at : order_) {
    std::string tidy = Tidy(row.cells[at], Lines::kMany);
    const bool absent = IsPlaceholder(tidy) ||
                        std::find(plan_->absent.begin(), plan_->absent.end(), tidy) != plan_->absent.end();
    cells.cells.push_back(absent ? "" : std::move(tidy));
  }
  return cells;
}

void Converter::Convert(const Row& row, exchange::v1::Record* record,
                        std::vector<Rejection>* rejections) const {
  const PlanCells cells = Cells(row);
  ReadId(cells, record, rejections);
  Message* payload = record->GetReflection()->MutableMessage(record, plan_->kind->payload);
  RowConversion(cells, *payload, plan_->kind->name + ".", rejections).Run();
}

std::string Converter::Content(const Row& row, const exchange::v1::Record& record) const {
  if (plan_->varying.empty()) return evidence::Sha256(evidence::CanonicalBytes(record));
  PlanCells cells = Cells(row);
  for (const size_t column : plan_->varying) cells.cells[column].clear();
  exchange::v1::Record rest;
  std::vector<Rejection> lacking;  // of what was just left out
  Message* payload = rest.GetReflection()->MutableMessage(&rest, plan_->kind->payload);
  RowConversion(cells, *payload, "", &lacking).Run();
  return evidence::Sha256(evidence::CanonicalBytes(rest));
}

}  // namespace tabadul::ingest
