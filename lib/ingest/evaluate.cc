#include "lib/ingest/evaluate.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "lib/ingest/tidy.h"

namespace tabadul::ingest {
namespace {

bool Unreadable(const std::string& column, std::string form, Rejection* rejection) {
  rejection->reason = common::v1::ERROR_REASON_UNREADABLE_VALUE;
  rejection->metadata = {{"column", column}, {"form", std::move(form)}};
  rejection->column = column;
  return false;
}

std::string FormOfMap(const std::map<std::string, std::string>& map) {
  std::string form;
  size_t shown = 0;
  for (const auto& [from, to] : map) {
    if (shown++ == 8) return form + " | …";
    form += (form.empty() ? "" : " | ") + from;
  }
  return form;
}

// More than any row has: what steps and joins make of one is no value any more.
bool IsTooLong(const std::vector<std::string>& values) {
  size_t bytes = 0;
  for (const std::string& value : values) bytes += value.size();
  return bytes > kMaxRowBytes;
}

bool In(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void DropPlaceholders(const std::vector<std::string>& absent, std::vector<std::string>* values) {
  std::vector<std::string> kept;
  for (std::string& value : *values) {
    std::string tidy = Tidy(value, Lines::kMany);
    if (!IsPlaceholder(tidy) && !In(absent, tidy)) kept.push_back(std::move(tidy));
  }
  *values = std::move(kept);
}

}  // namespace

bool Evaluation::Run(const ValuePlan& plan, const std::string* element, std::vector<std::string>* values,
                     Rejection* rejection) {
  values->clear();
  if (!AllHold(plan.when, row_.cells)) return true;
  if (!Source(plan, element, values, rejection)) return false;
  if (!values->empty() &&
      (!Steps(plan, values, rejection) || (plan.map && !Translate(plan, values, rejection)))) {
    if (plan.otherwise != Otherwise::kAbsent) return false;
    values->clear();
  }
  if (values->empty() && plan.fallback) values->push_back(*plan.fallback);
  for (std::string& value : *values) value = plan.before + value + plan.after;
  return true;
}

bool Evaluation::Source(const ValuePlan& plan, const std::string* element, std::vector<std::string>* values,
                        Rejection* rejection) {
  switch (plan.source) {
    case ValuePlan::Source::kConstant:
      values->push_back(plan.constant);
      return true;
    case ValuePlan::Source::kElement:
      if (element) values->push_back(*element);
      return true;
    case ValuePlan::Source::kJoin:
    case ValuePlan::Source::kFirst:
      return Parts(plan, element, values, rejection);
    case ValuePlan::Source::kColumn:
      break;
  }
  const std::string& cell = row_.cells[plan.column];
  if (!cell.empty() && !In(plan.absent, cell)) values->push_back(cell);
  return true;
}

bool Evaluation::Parts(const ValuePlan& plan, const std::string* element, std::vector<std::string>* values,
                       Rejection* rejection) {
  std::vector<std::string> part;
  for (const ValuePlan& source : plan.parts) {
    if (!Run(source, element, &part, rejection)) return false;
    if (part.empty()) continue;
    if (plan.source == ValuePlan::Source::kFirst) {
      *values = std::move(part);
      return true;
    }
    std::string text = absl::StrJoin(part, plan.separator);
    if (!plan.once || !In(*values, text)) values->push_back(std::move(text));
    if (IsTooLong(*values)) return Unreadable(ColumnOf(plan), "text", rejection);
  }
  if (values->size() > 1) *values = {absl::StrJoin(*values, plan.separator)};
  return true;
}

bool Evaluation::Steps(const ValuePlan& plan, std::vector<std::string>* values, Rejection* rejection) {
  for (const Transform& step : plan.as) {
    if (values->empty()) return true;
    if (!step.apply(*values) || IsTooLong(*values)) return Unreadable(ColumnOf(plan), step.form, rejection);
  }
  const bool grouped = std::any_of(values->begin(), values->end(), [](const std::string& value) {
    return value.find('\x1f') != std::string::npos;
  });
  // In a group the parts are told apart by a control character: it is tidied once it is taken apart.
  if (!grouped) DropPlaceholders(plan.absent, values);
  return true;
}

bool Evaluation::Translate(const ValuePlan& plan, std::vector<std::string>* values, Rejection* rejection) {
  std::vector<std::string> translated;
  for (std::string& value : *values) {
    const auto entry = plan.map->find(Tidy(value, Lines::kOne));
    if (entry != plan.map->end()) {
      if (!entry->second.empty()) translated.push_back(entry->second);
    } else if (plan.otherwise == Otherwise::kKeep) {
      translated.push_back(std::move(value));
    } else if (plan.otherwise == Otherwise::kReject) {
      return Unreadable(ColumnOf(plan), FormOfMap(*plan.map), rejection);
    }
  }
  *values = std::move(translated);
  return true;
}

std::string Evaluation::ColumnOf(const ValuePlan& plan) const {
  if (plan.source == ValuePlan::Source::kColumn) return row_.plan.columns[plan.column];
  for (const ValuePlan& part : plan.parts) {
    if (std::string column = ColumnOf(part); !column.empty()) return column;
  }
  return "";
}

}  // namespace tabadul::ingest
