// The values of a mapping: where they come from and what is done to them. The rest is in mapping_parser.cc.
#include <algorithm>

#include "absl/strings/str_join.h"
#include "lib/ingest/mapping_parser.h"
#include "lib/ingest/tidy.h"

namespace tabadul::ingest {
namespace {

std::vector<std::string> ValueKeys(bool whole_field) {
  std::vector<std::string> keys = {"column",  "constant", "join", "first",    "as",     "map",   "otherwise",
                                   "default", "absent",   "date", "language", "before", "after", "when"};
  if (whole_field) keys.insert(keys.end(), {"only-with", "each", "needs"});
  return keys;
}

}  // namespace

ValuePlan MappingParser::ParseValue(const YAML::Node& spec, const std::string& key, const FieldPath* path,
                                    bool in_each) {
  ValuePlan value;
  if (++values_ > kMaxValues || depth_ >= kMaxDepth) {
    if (values_ <= kMaxValues + 1) Problem(spec, key, "too-large");
    return value;
  }
  ++depth_;
  if (spec.IsScalar()) {  // the short form: the name of a column
    value.source = ValuePlan::Source::kColumn;
    value.column = Column(spec, spec.Scalar());
    ParseDate(spec, key, path, &value);
  } else if (Keys(spec, key, ValueKeys(depth_ == 1 && !in_each))) {
    ParseSource(spec, key, in_each, &value);
    value.when = ParseWhen(spec["when"], key + ".when");
    for (const std::string& text : TextList(spec["absent"], key + ".absent"))
      value.absent.push_back(Tidy(text, Lines::kMany));
    ParseSteps(spec["as"], key + ".as", &value);
    ParseMap(spec["map"], key + ".map", path, &value);
    ParseOtherwise(spec, key, &value);
    ParseDate(spec, key, path, &value);
    value.fallback = Text(spec, key, "default", false);
    if (value.fallback) CheckValue(spec["default"], key + ".default", path, *value.fallback);
    value.before = Text(spec, key, "before", false).value_or("");
    value.after = Text(spec, key, "after", false).value_or("");
    if (const auto language = Text(spec, key, "language", false)) {
      value.language = *language;
      if (!IsLanguageTag(*language)) {
        Problem(spec["language"], key + ".language", "bad-value",
                {{"value", *language}, {"allowed", "ar | en | fr | … (BCP 47)"}});
      }
    }
    if (value.source == ValuePlan::Source::kConstant && !value.map && value.as.empty()) {
      CheckValue(spec["constant"], key + ".constant", path, value.constant);
    }
  }
  if (path && path->leaf == Leaf::kText && value.language.empty() && plan_->language.empty()) {
    Problem(spec, key, "language-missing");
  }
  --depth_;
  return value;
}

void MappingParser::ParseSource(const YAML::Node& spec, const std::string& key, bool in_each,
                                ValuePlan* value) {
  std::vector<std::string> sources;
  for (const char* name : {"column", "constant", "join", "first"}) {
    if (spec[name]) sources.emplace_back(name);
  }
  if (sources.size() > 1) return Problem(spec, key, "one-source", {{"keys", absl::StrJoin(sources, ", ")}});
  if (sources.empty()) {
    if (!in_each) Problem(spec, key, "no-source", {{"allowed", "column, constant, join, first"}});
    return;  // the element itself
  }
  const std::string& source = sources[0];
  const YAML::Node node = spec[source];
  if (source == "column") {
    value->source = ValuePlan::Source::kColumn;
    if (const auto name = Text(spec, key, "column", true)) value->column = Column(node, *name);
  } else if (source == "constant") {
    value->source = ValuePlan::Source::kConstant;
    value->constant = Text(spec, key, "constant", true).value_or("");
  } else if (source == "first") {
    value->source = ValuePlan::Source::kFirst;
    ParseParts(node, key + ".first", in_each, value);
  } else {
    value->source = ValuePlan::Source::kJoin;
    if (!Keys(node, key + ".join", {"of", "with", "once"})) return;
    value->separator = Text(node, key + ".join", "with", true).value_or("");
    const auto once = Text(node, key + ".join", "once", false);
    value->once = once == "true";
    if (once && *once != "true" && *once != "false")
      Problem(node["once"], key + ".join.once", "bad-value", {{"value", *once}, {"allowed", "true | false"}});
    ParseParts(node["of"], key + ".join.of", in_each, value);
  }
}

void MappingParser::ParseParts(const YAML::Node& list, const std::string& key, bool in_each,
                               ValuePlan* value) {
  if (!list || !list.IsSequence() || list.size() == 0) {
    if (list) Problem(list, key, "wrong-type", {{"expected", "[column | {…}, …]"}});
    return;
  }
  // A part is no text of its own: its language is that of the whole.
  for (const YAML::Node& part : list) value->parts.push_back(ParseValue(part, key, nullptr, in_each));
}

void MappingParser::ParseSteps(const YAML::Node& steps, const std::string& key, ValuePlan* value) {
  if (!steps) return;
  if (!steps.IsSequence()) return Problem(steps, key, "wrong-type", {{"expected", "[step, …]"}});
  for (const YAML::Node& step : steps) {
    TransformProblem problem;
    auto transform = MakeTransform(step, patterns_, &problem);
    if (transform) {
      value->as.push_back(*std::move(transform));
    } else {
      Problem(step, key, problem.problem, problem.metadata);
    }
  }
}

void MappingParser::ParseMap(const YAML::Node& map, const std::string& key, const FieldPath* path,
                             ValuePlan* value) {
  if (!map) return;
  if (!map.IsMap()) return Problem(map, key, "wrong-type", {{"expected", "value: code"}});
  value->map.emplace();
  for (const auto& entry : map) {
    if (!entry.first.IsScalar() || !(entry.second.IsScalar() || entry.second.IsNull())) {
      Problem(entry.first, key, "wrong-type", {{"expected", "value: code"}});
      continue;
    }
    const std::string to = entry.second.IsNull() ? "" : entry.second.Scalar();
    if (!to.empty()) CheckValue(entry.second, key, path, to);
    if (!value->map->emplace(Tidy(entry.first.Scalar(), Lines::kOne), to).second) {
      Problem(entry.first, key + "." + entry.first.Scalar(), "duplicate-key");
    }
  }
}

void MappingParser::ParseOtherwise(const YAML::Node& spec, const std::string& key, ValuePlan* value) {
  const auto otherwise = Text(spec, key, "otherwise", false);
  if (!otherwise || *otherwise == "reject") return;
  if (*otherwise == "absent") {
    value->otherwise = Otherwise::kAbsent;
  } else if (*otherwise == "keep" && value->map) {
    value->otherwise = Otherwise::kKeep;
  } else {
    Problem(spec["otherwise"], key + ".otherwise", "bad-value",
            {{"value", *otherwise}, {"allowed", value->map ? "reject | absent | keep" : "reject | absent"}});
  }
}

void MappingParser::ParseDate(const YAML::Node& spec, const std::string& key, const FieldPath* path,
                              ValuePlan* value) {
  const YAML::Node date = spec.IsMap() ? spec["date"] : YAML::Node(YAML::NodeType::Undefined);
  const bool wanted = path && path->leaf == Leaf::kDate;
  if (!date) {
    if (wanted && value->source != ValuePlan::Source::kConstant) Problem(spec, key, "date-missing");
    if (wanted) value->date = DateFormat::Parse("yyyy-mm-dd", Calendar::kGregorian);
    return;
  }
  if (!wanted) return Problem(date, key + ".date", "not-a-date");
  std::optional<std::string> format;
  Calendar calendar = Calendar::kGregorian;
  if (date.IsScalar()) {
    format = date.Scalar();
  } else if (Keys(date, key + ".date", {"format", "calendar"})) {
    format = Text(date, key + ".date", "format", true);
    if (const auto name = Text(date, key + ".date", "calendar", false)) {
      calendar = *name == "umm-al-qura" ? Calendar::kUmmAlQura : Calendar::kGregorian;
      if (*name != "umm-al-qura" && *name != "gregorian") {
        Problem(date["calendar"], key + ".date.calendar", "bad-value",
                {{"value", *name}, {"allowed", "gregorian | umm-al-qura"}});
      }
    }
  }
  if (!format) return;
  value->date = DateFormat::Parse(*format, calendar);
  if (!value->date) Problem(date, key + ".date", "bad-date", {{"value", *format}});
}

void MappingParser::CheckValue(const YAML::Node& at, const std::string& key, const FieldPath* path,
                               const std::string& text) {
  if (!path || path->leaf == Leaf::kText || path->leaf == Leaf::kMessage) return;
  const bool good = path->leaf == Leaf::kDate
                        ? DateFormat::Parse("yyyy-mm-dd", Calendar::kGregorian)->Read(text).has_value()
                        : AcceptsScalar(*path, text);
  if (!good) Problem(at, key, "bad-value", {{"value", text}, {"allowed", FormOf(*path)}});
}

}  // namespace tabadul::ingest
