#include "lib/ingest/mapping_parser.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_join.h"
#include "lib/ingest/tidy.h"

namespace tabadul::ingest {
void MappingParser::Problem(const YAML::Node& at, std::string key, std::string problem, Metadata metadata) {
  if (problems_.size() == kMaxProblems) return;
  const YAML::Mark mark = at.Mark();
  problems_.push_back(
      {mark.line + 1, mark.column + 1, std::move(key), std::move(problem), std::move(metadata)});
}

bool MappingParser::IsLanguageTag(std::string_view text) {
  if (text.size() < 2 || text.size() > 35) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '-'; });
}

bool MappingParser::Keys(const YAML::Node& map, const std::string& key,
                         const std::vector<std::string>& allowed) {
  if (!map.IsMap()) {
    Problem(map, key, "wrong-type", {{"expected", absl::StrJoin(allowed, ", ")}});
    return false;
  }
  std::set<std::string> seen;
  for (const auto& entry : map) {
    const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "";
    const std::string path = key.empty() ? name : key + "." + name;
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
      Problem(entry.first, path, "unknown-key", {{"allowed", absl::StrJoin(allowed, ", ")}});
    } else if (!seen.insert(name).second) {
      Problem(entry.first, path, "duplicate-key");
    }
  }
  return true;
}

std::optional<std::string> MappingParser::Text(const YAML::Node& map, const std::string& prefix,
                                               const std::string& name, bool required) {
  const std::string key = prefix.empty() ? name : prefix + "." + name;
  const YAML::Node node = map[name];
  if (!node) {
    if (required) Problem(map, key, "missing-key");
    return std::nullopt;
  }
  if (!node.IsScalar()) {
    Problem(node, key, "wrong-type", {{"expected", "text"}});
    return std::nullopt;
  }
  return node.Scalar();
}

std::vector<std::string> MappingParser::TextList(const YAML::Node& node, const std::string& key) {
  std::vector<std::string> list;
  if (!node) return list;
  if (!node.IsSequence()) {
    Problem(node, key, "wrong-type", {{"expected", "[text, …]"}});
    return list;
  }
  for (const YAML::Node& item : node) {
    if (item.IsScalar()) {
      list.push_back(item.Scalar());
    } else {
      Problem(item, key, "wrong-type", {{"expected", "text"}});
    }
  }
  return list;
}

size_t MappingParser::Column(const YAML::Node& at, const std::string& name) {
  auto& columns = plan_->columns;
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found != columns.end()) return static_cast<size_t>(found - columns.begin());
  columns.push_back(name);
  plan_->column_lines[name] = at.Mark().line + 1;
  return columns.size() - 1;
}

void MappingParser::Parse(const YAML::Node& root) {
  if (!Keys(root, "", {"kind", "export", "input", "id", "language", "absent", "fields"})) return;
  ParseKind(root);
  ParseExport(root);
  if (root["input"]) ParseInput(root["input"]);
  if (root["language"]) ParseLanguage(root["language"]);
  for (const std::string& text : TextList(root["absent"], "absent"))
    plan_->absent.push_back(Tidy(text, Lines::kMany));
  ParseId(root);
  if (plan_->kind) ParseFields(root);
}

void MappingParser::ParseKind(const YAML::Node& root) {
  const auto name = Text(root, "", "kind", true);
  if (!name) return;
  std::vector<std::string> names;
  for (const ImportKind& kind : ImportKinds()) {
    names.push_back(kind.name);
    if (kind.name == *name) plan_->kind = &kind;
  }
  if (!plan_->kind) {
    Problem(root["kind"], "kind", "bad-value", {{"value", *name}, {"allowed", absl::StrJoin(names, " | ")}});
  }
}

void MappingParser::ParseExport(const YAML::Node& root) {
  const auto what = Text(root, "", "export", false);
  if (!what) {
    if (!root["export"]) Problem(root, "export", "export-missing");
  } else if (*what == "full" || *what == "changes") {
    plan_->what = *what == "full" ? Export::kFull : Export::kChanges;
  } else {
    Problem(root["export"], "export", "bad-value", {{"value", *what}, {"allowed", "changes | full"}});
  }
}

void MappingParser::ParseInput(const YAML::Node& input) {
  if (!Keys(input, "input", {"format", "delimiter", "encoding", "sheet", "rows"})) return;
  static const std::map<std::string, Format> kFormats = {{"csv", Format::kCsv},
                                                         {"jsonl", Format::kJsonLines},
                                                         {"json", Format::kJsonArray},
                                                         {"xlsx", Format::kXlsx},
                                                         {"xml", Format::kXml}};
  InputFormat& to = plan_->input;
  if (const auto format = Text(input, "input", "format", true)) {
    const auto known = kFormats.find(*format);
    if (known != kFormats.end()) to.format = known->second;
    if (known == kFormats.end()) {
      Problem(input["format"], "input.format", "bad-value",
              {{"value", *format}, {"allowed", "csv | jsonl | json | xlsx | xml"}});
    }
  }
  if (const auto delimiter = Text(input, "input", "delimiter", false)) {
    const std::string_view allowed = ",;|\t:";
    if (delimiter->size() == 1 && allowed.find((*delimiter)[0]) != std::string_view::npos) {
      to.delimiter = (*delimiter)[0];
    } else {
      Problem(input["delimiter"], "input.delimiter", "bad-value",
              {{"value", *delimiter}, {"allowed", R"("," | ";" | "|" | ":" | "\t")"}});
    }
  }
  if (const auto name = Text(input, "input", "encoding", false)) {
    const auto encoding = EncodingOf(*name);
    if (encoding) to.encoding = *encoding;
    if (!encoding) {
      Problem(input["encoding"], "input.encoding", "bad-value",
              {{"value", *name},
               {"allowed", "detect | utf-8 | utf-16le | utf-16be | windows-1256 | windows-1252"}});
    }
  }
  to.sheet = Text(input, "input", "sheet", false).value_or("");
  to.rows = Text(input, "input", "rows", to.format == Format::kXml).value_or("");
  OnlyFor(input, "delimiter", to.format == Format::kCsv, "csv");
  OnlyFor(input, "sheet", to.format == Format::kXlsx, "xlsx");
  OnlyFor(input, "rows", to.format == Format::kXml || to.format == Format::kJsonArray, "xml, json");
  OnlyFor(input, "encoding", to.format != Format::kXlsx, "csv, jsonl, json, xml");
}

// A key that means nothing for this format would be a hope that nobody fulfils.
void MappingParser::OnlyFor(const YAML::Node& input, const char* name, bool good, const char* formats) {
  if (input[name] && !good)
    Problem(input[name], std::string("input.") + name, "only-for", {{"formats", formats}});
}

void MappingParser::ParseLanguage(const YAML::Node& node) {
  if (node.IsScalar()) {
    plan_->language = node.Scalar();
  } else if (Keys(node, "language", {"detect", "otherwise"})) {
    plan_->detect = TextList(node["detect"], "language.detect");
    if (const auto otherwise = Text(node, "language", "otherwise", true)) plan_->language = *otherwise;
  } else {
    return;
  }
  for (const std::string& tag : plan_->detect) {
    if (tag != "ar" && tag != "en" && tag != "fr") {
      Problem(node, "language.detect", "bad-value", {{"value", tag}, {"allowed", "ar | en | fr"}});
    }
  }
  if (!IsLanguageTag(plan_->language)) {
    Problem(node, "language", "bad-value",
            {{"value", plan_->language}, {"allowed", "ar | en | fr | … (BCP 47)"}});
  }
}

bool MappingParser::Resolve(const YAML::Node& at, const std::string& key,
                            const google::protobuf::Descriptor& root, const std::string& text,
                            FieldPath* path) {
  const PathProblem found = ResolvePath(root, text, path);
  if (found.problem.empty()) return true;
  Metadata metadata = {{"path", text}};
  if (!found.suggestion.empty()) metadata["suggestion"] = found.suggestion;
  Problem(at, key, found.problem, std::move(metadata));
  return false;
}

void MappingParser::ParseFields(const YAML::Node& root) {
  const YAML::Node fields = root["fields"];
  if (!fields) return Problem(root, "fields", "missing-key");
  if (!fields.IsMap()) return Problem(fields, "fields", "wrong-type", {{"expected", "field: column"}});
  for (const auto& entry : fields) {
    const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (!field_names_.insert(name).second) {
      Problem(entry.first, "fields." + name, "duplicate-key");
    } else {
      ParseField(name, entry.first, entry.second);
    }
  }
  std::stable_partition(plan_->fields.begin(), plan_->fields.end(),
                        [](const FieldPlan& f) { return f.only_with.empty(); });
  CheckRequired(fields);
}

void MappingParser::ParseField(const std::string& name, const YAML::Node& at, const YAML::Node& spec) {
  const std::string key = "fields." + name;
  FieldPlan field;
  if (!Resolve(at, key, *plan_->kind->payload->message_type(), name, &field.path)) return;
  if (spec.IsMap() && spec["each"]) {
    ParseEach(field.path, spec, key, &field);
  } else if (field.path.leaf == Leaf::kMessage) {
    return Problem(at, key, "needs-each", {{"path", name}});
  } else if (spec.IsSequence()) {
    if (field.path.leaf != Leaf::kText || field.path.append) {
      return Problem(spec, key, "wrong-type", {{"expected", "column | {…}"}});
    }
    for (const YAML::Node& item : spec) field.values.push_back(ParseValue(item, key, &field.path, false));
  } else {
    field.values.push_back(ParseValue(spec, key, &field.path, false));
  }
  if (spec.IsMap()) ParseOnlyWith(spec, key, &field);
  plan_->fields.push_back(std::move(field));
}

void MappingParser::ParseOnlyWith(const YAML::Node& spec, const std::string& key, FieldPlan* field) {
  const YAML::Node node = spec["only-with"];
  if (!node) return;
  const std::vector<std::string> others =
      node.IsScalar() ? std::vector<std::string>{node.Scalar()} : TextList(node, key + ".only-with");
  for (const std::string& other : others) {
    FieldPath path;
    if (Resolve(node, key + ".only-with", *plan_->kind->payload->message_type(), other, &path))
      field->only_with.push_back(std::move(path));
  }
}

void MappingParser::ParseEach(const FieldPath& list, const YAML::Node& spec, const std::string& key,
                              FieldPlan* field) {
  if (!list.append || list.leaf != Leaf::kMessage)
    return Problem(spec, key, "not-a-list", {{"suggestion", list.text}});
  field->values.push_back(ParseValue(spec, key, nullptr, false));
  const YAML::Node each = spec["each"];
  if (!each.IsMap()) return Problem(each, key + ".each", "wrong-type", {{"expected", "field: {…}"}});
  const auto& entry_type = *list.field()->message_type();
  for (const auto& entry : each) {
    const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "";
    const std::string member_key = key + ".each." + name;
    FieldPlan::Member member;
    if (!Resolve(entry.first, member_key, entry_type, name, &member.path)) continue;
    if (member.path.leaf == Leaf::kMessage) {
      Problem(entry.first, member_key, "not-a-value", {{"path", name}});
      continue;
    }
    member.value = ParseValue(entry.second, member_key, &member.path, true);
    field->each.push_back(std::move(member));
  }
  for (const std::string& need : TextList(spec["needs"], key + ".needs")) {
    FieldPath path;
    if (Resolve(spec["needs"], key + ".needs", entry_type, need, &path))
      field->needs.push_back(std::move(path));
  }
}

void MappingParser::CheckRequired(const YAML::Node& fields) {
  for (const std::string& required : plan_->kind->required) {
    // locations[] with `each: {country: …}` gives locations[0].country as well.
    const std::string list = required.substr(0, required.find('[')) + "[]";
    if (!field_names_.count(required) && !field_names_.count(list)) {
      Problem(fields, "fields." + required, "required-field",
              {{"path", required}, {"kind", plan_->kind->name}});
    }
  }
}

Mapping MappingParser::Wrap(std::shared_ptr<const MappingPlan> plan) {
  Mapping mapping;
  mapping.plan_ = std::move(plan);
  return mapping;
}

Mapping::Loaded MappingParser::Finish(MappingParser parser) {
  Mapping::Loaded loaded;
  loaded.problems = std::move(parser.problems_);
  std::stable_sort(loaded.problems.begin(), loaded.problems.end(),
                   [](const MappingProblem& a, const MappingProblem& b) { return a.line < b.line; });
  if (loaded.ok()) loaded.mapping = Wrap(parser.plan_);
  return loaded;
}

}  // namespace tabadul::ingest
