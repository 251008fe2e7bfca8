// `when` and `id` of a mapping. The rest is in mapping_parser.cc and mapping_values.cc.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_join.h"
#include "lib/ingest/mapping_parser.h"
#include "lib/ingest/tidy.h"

namespace tabadul::ingest {
namespace {

constexpr int kMaxParts = 50;
constexpr size_t kMinKey = 16, kMaxKey = 4096;

// The key, without the line feed that editors add; empty if there is none of a good size.
std::string ReadKey(const std::filesystem::path& path) {
  std::error_code error;
  const auto size =
      std::filesystem::is_regular_file(path, error) ? std::filesystem::file_size(path, error) : 0;
  if (error || size == 0 || size > kMaxKey) return "";
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  std::string key = bytes.str();
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
  return key.size() < kMinKey ? "" : key;
}

}  // namespace

std::vector<Condition> MappingParser::ParseWhen(const YAML::Node& when, const std::string& key) {
  std::vector<Condition> all;
  if (!when) return all;
  if (!when.IsSequence()) {
    if (auto one = ParseCondition(when, key)) all.push_back(*std::move(one));
    return all;
  }
  for (const YAML::Node& part : when) {
    if (auto one = ParseCondition(part, key)) all.push_back(*std::move(one));
  }
  return all;
}

std::optional<Condition> MappingParser::ParseCondition(const YAML::Node& node, const std::string& key) {
  if (++values_ > kMaxValues || depth_ >= kMaxDepth) {
    Problem(node, key, "too-large");
    return std::nullopt;
  }
  if (!Keys(node, key, {"column", "is", "matches", "present", "any", "not"})) return std::nullopt;
  std::vector<std::string> tests;
  for (const char* name : {"is", "matches", "present", "any", "not"}) {
    if (node[name]) tests.emplace_back(name);
  }
  if (tests.size() != 1) {
    Problem(node, key, tests.empty() ? "missing-key" : "one-source",
            {{"keys", tests.empty() ? "is, matches, present, any, not" : absl::StrJoin(tests, ", ")}});
    return std::nullopt;
  }
  if (tests[0] == "any" || tests[0] == "not") return ParseGroup(node, key, tests[0]);
  const auto column = Text(node, key, "column", true);
  if (!column) return std::nullopt;
  Condition condition;
  condition.column = Column(node["column"], *column);
  if (!ParseTest(node[tests[0]], key + "." + tests[0], tests[0], &condition)) return std::nullopt;
  return condition;
}

std::optional<Condition> MappingParser::ParseGroup(const YAML::Node& node, const std::string& key,
                                                   const std::string& name) {
  Condition condition;
  condition.kind = name == "any" ? Condition::Kind::kAny : Condition::Kind::kNot;
  if (node["column"]) Problem(node["column"], key + ".column", "one-source", {{"keys", "column, " + name}});
  const YAML::Node list = node[name];
  if (list.IsSequence() && (list.size() == 0 || list.size() > kMaxParts)) {
    Problem(list, key + "." + name, "wrong-type", {{"expected", "[{column, is}, …]"}});
    return std::nullopt;
  }
  ++depth_;
  condition.parts = ParseWhen(list, key + "." + name);
  --depth_;
  return condition;
}

bool MappingParser::ParseTest(const YAML::Node& node, const std::string& key, const std::string& name,
                              Condition* condition) {
  if (name == "is") {
    condition->kind = Condition::Kind::kIs;
    const std::vector<std::string> values =
        node.IsScalar() ? std::vector<std::string>{node.Scalar()} : TextList(node, key);
    for (const std::string& value : values) condition->values.push_back(Tidy(value, Lines::kMany));
    return true;
  }
  if (!node.IsScalar()) {
    Problem(node, key, "wrong-type", {{"expected", name == "present" ? "true | false" : "a pattern (RE2)"}});
    return false;
  }
  if (name == "present") {
    condition->kind = node.Scalar() == "true" ? Condition::Kind::kPresent : Condition::Kind::kAbsent;
    if (node.Scalar() == "true" || node.Scalar() == "false") return true;
    Problem(node, key, "bad-value", {{"value", node.Scalar()}, {"allowed", "true | false"}});
    return false;
  }
  condition->kind = Condition::Kind::kMatches;
  TransformProblem problem;
  condition->pattern = CompilePattern(node.Scalar(), patterns_, &problem);
  if (!condition->pattern) Problem(node, key, problem.problem, problem.metadata);
  return condition->pattern != nullptr;
}

void MappingParser::ParseId(const YAML::Node& root) {
  const YAML::Node id = root["id"];
  if (!id) return Problem(root, "id", "missing-key");
  if (!Keys(id, "id", {"column", "as", "hash", "hmac", "key-file", "prefix", "varying"})) return;
  plan_->id_prefix = Text(id, "id", "prefix", false).value_or("");
  std::vector<std::string> sources;
  for (const char* name : {"column", "hash", "hmac"}) {
    if (id[name]) sources.emplace_back(name);
  }
  if (sources.size() > 1)
    return Problem(id[sources[1]], "id", "one-source", {{"keys", absl::StrJoin(sources, ", ")}});
  if (sources.empty()) return Problem(id, "id.column", "missing-key");
  if (sources[0] == "column") {
    plan_->id_value.source = ValuePlan::Source::kColumn;
    if (const auto column = Text(id, "id", "column", true))
      plan_->id_value.column = Column(id["column"], *column);
    plan_->id_columns.push_back(plan_->id_value.column);
    ParseSteps(id["as"], "id.as", &plan_->id_value);
  } else {
    ParseHash(id, sources[0]);
  }
  if (id["key-file"] && sources[0] != "hmac")
    Problem(id["key-file"], "id.key-file", "unknown-key", {{"allowed", "hmac"}});
  if (id["as"] && sources[0] != "column") Problem(id["as"], "id.as", "unknown-key", {{"allowed", "column"}});
  for (const std::string& name : TextList(id["varying"], "id.varying"))
    plan_->varying.push_back(Column(id["varying"], name));
}

void MappingParser::ParseHash(const YAML::Node& id, const std::string& name) {
  plan_->id = name == "hmac" ? MappingPlan::Id::kHmac : MappingPlan::Id::kHash;
  const auto columns = TextList(id[name], "id." + name);
  if (columns.empty()) Problem(id, "id." + name, "wrong-type", {{"expected", "[column, …]"}});
  for (const std::string& column : columns) plan_->id_columns.push_back(Column(id[name], column));
  if (name != "hmac") return;
  const auto file = Text(id, "id", "key-file", true);
  if (!file) return;
  // A mapping that came without a folder of its own (an upload) names no files of this machine.
  if (!folder_.empty()) plan_->id_key = ReadKey(std::filesystem::path(folder_) / *file);
  if (plan_->id_key.empty()) Problem(id["key-file"], "id.key-file", "key-file", {{"file", *file}});
}

}  // namespace tabadul::ingest
